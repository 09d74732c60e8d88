package keys

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// errNone means that the file is not there.
var errNone = errors.New("keys: no such key")

func isMissing(err error) bool { return errors.Is(err, errNone) }

// secret is a partner's key; without one the words say what to do.
func (r *Ring) secret(partner string) (secret, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, err := r.read(partner)
	if isMissing(err) {
		return nil, refuse("The key of "+partner+" is not in its place, so its sealed identities can neither be added nor opened.",
			"Put the file keys/"+partner+".age back into the data folder from "+partner+"'s own backup, then try again.")
	}
	return s, err
}

// read reads a partner's key file, again only when it changed.
func (r *Ring) read(partner string) (secret, error) {
	folder, err := r.folder(false)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	name := partner + ".age"
	info, err := folder.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		delete(r.known, partner)
		return nil, errNone
	}
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, refuse(fmt.Sprintf("The key of %s may be read by others (mode %o), so it is not used.", partner, info.Mode().Perm()),
			"Make keys/"+name+" in the data folder 0600, and ask whether somebody copied it.")
	}
	if k, ok := r.known[partner]; ok && k.size == info.Size() && k.modified.Equal(info.ModTime()) {
		return k.secret, nil
	}
	text, err := folder.ReadFile(name)
	if err != nil {
		return nil, err
	}
	s, err := r.parse(partner, text)
	if err == nil {
		r.known[partner] = known{s, info.Size(), info.ModTime()}
	}
	return s, err
}

// parse reads a key file: an age key, or one under a passphrase.
func (r *Ring) parse(partner string, text []byte) (secret, error) {
	if bytes.HasPrefix(text, []byte(armor.Header)) {
		if r.passphrase == "" {
			return nil, refuse("The key of "+partner+" is under a passphrase, and the service was started without one.",
				"Start the service with the passphrase in the environment variable "+PassphraseVariable+".")
		}
		with, err := age.NewScryptIdentity(r.passphrase)
		if err != nil {
			return nil, err
		}
		in, err := age.Decrypt(armor.NewReader(bytes.NewReader(text)), with)
		if err == nil {
			text, err = io.ReadAll(in)
		}
		if err != nil {
			return nil, refuse("The passphrase does not open the key of "+partner+", or its file is damaged.",
				"Start the service with the right passphrase in "+PassphraseVariable+", or put keys/"+partner+".age back from "+partner+"'s own backup.")
		}
	}
	found, err := age.ParseIdentities(bytes.NewReader(text))
	if err == nil && len(found) == 1 {
		if s, ok := found[0].(secret); ok {
			return s, nil
		}
	}
	return nil, refuse("The file keys/"+partner+".age does not hold one age key.", "Put it back into the data folder from "+partner+"'s own backup.")
}

// writeSecret writes a new key, under the passphrase if there is one.
func (r *Ring) writeSecret(partner string, s secret) error {
	text := fileOf(partner, s)
	if r.passphrase != "" {
		var err error
		if text, err = r.protect(text); err != nil {
			return err
		}
	}
	folder, err := r.folder(true)
	if err != nil {
		return err
	}
	defer folder.Close()
	return publish(folder, partner+".age", text)
}

// fileOf is a key as age's own programs read it.
func fileOf(partner string, s secret) []byte {
	return []byte("# Secret key of " + partner + " in Concord. Whoever has it can read " + partner + "'s sealed identities;\n" +
		"# whoever loses it cannot. Keep a copy where only " + partner + " can reach it.\n# public key: " + publicOf(s) + "\n" + s.String() + "\n")
}

func (r *Ring) protect(text []byte) ([]byte, error) {
	to, err := age.NewScryptRecipient(r.passphrase)
	if err != nil {
		return nil, err
	}
	if r.work != 0 {
		to.SetWorkFactor(r.work)
	}
	var out bytes.Buffer
	lines := armor.NewWriter(&out)
	w, err := age.Encrypt(lines, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := errors.Join(w.Close(), lines.Close()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Protect puts a partner's key under the ring's passphrase. The key stays the same;
// the unprotected file is overwritten once the new one is in its place.
func (r *Ring) Protect(partner string) error {
	s, err := r.secret(partner)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	folder, err := r.folder(false)
	if err != nil {
		return err
	}
	defer folder.Close()
	name := partner + ".age"
	before, err := folder.ReadFile(name)
	if err != nil || bytes.HasPrefix(before, []byte(armor.Header)) {
		return err // it is under the passphrase already: it was read with it
	}
	text, err := r.protect(fileOf(partner, s))
	if err != nil {
		return err
	}
	return supplant(folder, name, text)
}

// Key is what one may know of a partner's key.
type Key struct {
	Partner   string
	Public    string // in age's own writing
	Print     string
	Protected bool // under a passphrase
}

// Keys lists the partners' keys there are.
func (r *Ring) Keys() ([]Key, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	folder, err := r.folder(false)
	if isMissing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	files, err := fs.ReadDir(folder.FS(), ".")
	if err != nil {
		return nil, err
	}
	var out []Key
	for _, f := range files {
		partner, is := strings.CutSuffix(f.Name(), ".age")
		if !is || f.IsDir() {
			continue
		}
		s, err := r.read(partner)
		if err != nil {
			return out, err
		}
		text, err := folder.ReadFile(f.Name())
		if err != nil {
			return out, err
		}
		out = append(out, Key{partner, publicOf(s), printOf(s), bytes.HasPrefix(text, []byte(armor.Header))})
	}
	return out, nil
}
