package commands

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"concord/app/server"
	"concord/models"
	"concord/models/directory"
	"concord/models/store"
)

// with opens the store for one command and closes it afterwards.
func with(s streams, w where, f func(*store.DB) error) error {
	if _, err := os.Stat(filepath.Join(w.Data, "concord.db")); w.Database == "" && errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no store in %s; begin one with: concord migrate --data %s, or: concord partner add", w.Data, w.Data)
	}
	return begin(s, w, f)
}

// begin is with for the commands that may be the first on a data folder.
func begin(s streams, w where, f func(*store.DB) error) error {
	db, err := server.OpenStore(s.ctx, w.config())
	if err != nil {
		return err
	}
	return errors.Join(f(db), db.Close())
}

type partnerCommand struct {
	Add partnerAdd `cmd:"" help:"Add a partner."`
}

type partnerAdd struct {
	Code     string `arg:"" help:"2 to 12 capital letters, such as ORL."`
	Name     string `arg:"" help:"Its name."`
	Kind     string `default:"STATE_FORCES" help:"STATE_FORCES, STATE_POLICE, MULTINATIONAL_FORCE, UN_MISSION, OBSERVER_BODY, …"`
	Role     string `default:"ASSISTING" help:"ASSISTING, ASSISTED, CO_EQUAL or OBSERVER."`
	Offset   int    `name:"utc-offset" default:"0" help:"Usual offset from UTC in minutes."`
	Standard string `default:"NOT_STATED" help:"Standard of proof it applies where a report states none."`
	where
}

func (c partnerAdd) Run(s streams) error {
	return begin(s, c.where, func(db *store.DB) error {
		err := directory.AddPartner(s.ctx, db, models.Partner{Code: c.Code, Name: c.Name, Kind: c.Kind, Role: c.Role, UTCOffsetMin: c.Offset, StandardOfProof: c.Standard})
		if err != nil {
			return err
		}
		fmt.Fprintf(s.err, "Added %s, %s.\n", c.Code, c.Name)
		return ringOf(c.Data).Make(c.Code)
	})
}

type userCommand struct {
	Add userAdd `cmd:"" help:"Add a person."`
}

type userAdd struct {
	Name          string   `arg:"" help:"The name to sign in with."`
	Partner       string   `placeholder:"CODE" help:"The partner he or she belongs to; none for AUDITOR and ADMIN."`
	Role          []string `required:"" help:"A role; may be given again."`
	Display       string   `help:"The name to show."`
	PasswordStdin bool     `help:"Read the password from standard input; else a one-time link is printed."`
	where
}

func (c userAdd) Run(s streams) error {
	p := directory.Person{Name: c.Name, Display: c.Display, Partner: c.Partner}
	for _, r := range c.Role {
		p.Roles = append(p.Roles, models.Role(strings.ToUpper(r)))
	}
	if c.PasswordStdin {
		text, err := io.ReadAll(io.LimitReader(s.in, 4096))
		if err != nil {
			return err
		}
		password := strings.TrimRight(string(text), "\r\n")
		if err := directory.CheckPassword(c.Name, password); err != nil {
			return err
		}
		if p.PasswordHash, err = directory.Hash(password, directory.DefaultCost); err != nil {
			return err
		}
	}
	return begin(s, c.where, func(db *store.DB) error {
		link, err := directory.AddUser(s.ctx, db, p)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.err, "Added %s.\n", c.Name)
		if link != "" {
			fmt.Fprintf(s.out, "/setup?token=%s\n", link)
			fmt.Fprintln(s.err, "Open this path of the service once, within a day, to set a password.")
		}
		return nil
	})
}

type tokenCommand struct {
	Name string `arg:"" help:"The person the token acts for."`
	Days int    `default:"30" help:"How long it is valid, 1 to 90 days."`
	where
}

func (c tokenCommand) Run(s streams) error {
	return with(s, c.where, func(db *store.DB) error {
		token, err := directory.NewToken(s.ctx, db, c.Name, c.Days)
		if models.KindOf(err) == models.Missing {
			return fmt.Errorf("there is no person named %s; add one with: concord user add", c.Name)
		}
		if err == nil {
			fmt.Fprintln(s.out, token)
		}
		return err
	})
}
