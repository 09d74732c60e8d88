package commands

import (
	"errors"
	"fmt"
	"os"

	"concord/models/keys"
)

type keysCommand struct {
	List    keysList    `cmd:"" help:"List the partners' keys for sealed identities: their public halves."`
	Protect keysProtect `cmd:"" help:"Put a partner's key under the passphrase in CONCORD_KEY_PASSPHRASE."`
}

// ringOf is the keys of a data folder, under the passphrase of the environment: on
// the command line everybody on the machine could read it.
func ringOf(data string) *keys.Ring { return keys.New(data, os.Getenv(keys.PassphraseVariable)) }

type keysList struct {
	Data string `required:"" placeholder:"DIR" env:"CONCORD_DATA" help:"Data folder."`
}

func (c keysList) Run(s streams) error {
	found, err := ringOf(c.Data).Keys()
	if err != nil {
		return err
	}
	for _, k := range found {
		under := "not under a passphrase"
		if k.Protected {
			under = "under a passphrase"
		}
		fmt.Fprintf(s.out, "%s\t%s\t%s\t%s\n", k.Partner, k.Print, under, k.Public)
	}
	if len(found) == 0 {
		fmt.Fprintln(s.err, "There is no key yet; one is made when a partner is added or seals its first identity.")
	}
	return nil
}

type keysProtect struct {
	Partner string `arg:"" help:"The partner's code."`
	Data    string `required:"" placeholder:"DIR" env:"CONCORD_DATA" help:"Data folder."`
}

func (c keysProtect) Run(s streams) error {
	if os.Getenv(keys.PassphraseVariable) == "" {
		return errors.New("give the passphrase in the environment variable " + keys.PassphraseVariable)
	}
	if err := ringOf(c.Data).Protect(c.Partner); err != nil {
		return err
	}
	fmt.Fprintf(s.err, "The key of %s is under the passphrase. From now on the service needs it in %s.\n", c.Partner, keys.PassphraseVariable)
	return nil
}
