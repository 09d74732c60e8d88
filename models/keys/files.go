package keys

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// folder opens keys/, which nobody else may enter. Names are looked up inside it
// and cannot lead out (os.Root).
func (r *Ring) folder(create bool) (*os.Root, error) {
	if create {
		if err := os.Mkdir(r.dir, 0o700); err == nil {
			data, err := os.OpenRoot(filepath.Dir(r.dir))
			if err != nil {
				return nil, err
			}
			if err := errors.Join(settle(data), data.Close()); err != nil {
				return nil, err
			}
		} else if !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
	}
	root, err := os.OpenRoot(r.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNone
	}
	if err != nil {
		return nil, err
	}
	return root, closed(root, "keys")
}

// objects opens keys/PARTNER/.
func (r *Ring) objects(partner string, create bool) (*os.Root, error) {
	root, err := r.folder(create)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if create {
		if err := root.Mkdir(partner, 0o700); err == nil {
			if err := settle(root); err != nil {
				return nil, err
			}
		} else if !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
	}
	sub, err := root.OpenRoot(partner)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNone
	}
	if err != nil {
		return nil, err
	}
	return sub, closed(sub, "keys/"+partner)
}

// closed refuses a folder that others may enter, and lets go of it.
func closed(root *os.Root, name string) error {
	info, err := root.Stat(".")
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		err = refuse(fmt.Sprintf("The folder %s may be entered by others (mode %o), so its keys are not used.", name, info.Mode().Perm()),
			"Make "+name+" in the data folder 0700, and ask whether somebody copied the keys.")
	}
	if err != nil {
		root.Close()
	}
	return err
}

// publish puts a new file in its place, whole and on disk, or not at all. One that
// is there already is never replaced.
func publish(root *os.Root, name string, text []byte) error {
	temporary, err := prepare(root, text)
	if err != nil {
		return err
	}
	defer root.Remove(temporary)
	if err := root.Link(temporary, name); err != nil {
		return err
	}
	return settle(root)
}

// supplant puts a new file in the place of one that is there, and overwrites what
// the old one held.
func supplant(root *os.Root, name string, text []byte) error {
	temporary, err := prepare(root, text)
	if err != nil {
		return err
	}
	defer root.Remove(temporary)
	old := temporary + ".old"
	if err := root.Link(name, old); err != nil {
		return err
	}
	if err := root.Rename(temporary, name); err != nil {
		return errors.Join(err, root.Remove(old))
	}
	return errors.Join(settle(root), shred(root, old))
}

// prepare writes a file of its own, on disk, to be given its name later.
func prepare(root *os.Root, text []byte) (name string, err error) {
	var b [8]byte
	rand.Read(b[:])
	name = ".new-" + hex.EncodeToString(b[:])
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, root.Remove(name))
	}
	return name, nil
}

// shred overwrites a file with zeros, on disk, and removes it. A file system or a
// drive that writes elsewhere may keep the old bytes for a while; backups of the
// folder keep them until they are dropped.
func shred(root *os.Root, name string) error {
	f, err := root.OpenFile(name, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		_, err = f.Write(make([]byte, info.Size()))
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return settle(root)
}

// settle makes what was done to a folder's names durable.
func settle(root *os.Root) error {
	d, err := root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
