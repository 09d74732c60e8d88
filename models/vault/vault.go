// Package vault keeps files by their SHA-256, one folder a partner, and the parts of
// uploads under way. A file that is there is never written again, and nothing of it
// is read that was not compared with what was recorded (security.md 2.6).
package vault

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"concord/models"
)

// Vault is the folder evidence/ of a data folder:
//
//	evidence/ORL/ab/cdef…       a file, by its SHA-256, mode 0400
//	evidence/ORL/uploads/ID     an upload under way
//	evidence/ORL/.new-…         a file being written
//
// Each partner has its own files, also of the same bytes: what one stores answers no
// question about what another has.
type Vault struct{ dir string }

// In is the vault of a data folder. The folder is made when the first file comes.
func In(data string) Vault { return Vault{filepath.Join(data, "evidence")} }

const (
	parts     = "uploads"
	temporary = ".new-"
)

// root opens evidence/. Names are looked up inside it and cannot lead out (os.Root).
func (v Vault) root(create bool) (*os.Root, error) {
	if create {
		if err := os.Mkdir(v.dir, 0o700); err == nil {
			data, err := os.OpenRoot(filepath.Dir(v.dir))
			if err != nil {
				return nil, err
			}
			if err := errors.Join(settle(data, "."), data.Close()); err != nil {
				return nil, err
			}
		} else if !errors.Is(err, fs.ErrExist) {
			return nil, told(err)
		}
	}
	return os.OpenRoot(v.dir)
}

// folder opens evidence/PARTNER/.
func (v Vault) folder(partner string, create bool) (*os.Root, error) {
	root, err := v.root(create)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if create {
		if err := made(root, partner); err != nil {
			return nil, err
		}
	}
	return root.OpenRoot(partner)
}

// made makes a folder that may be there already, durably.
func made(root *os.Root, name string) error {
	err := root.Mkdir(name, 0o700)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return told(err)
	}
	return settle(root, ".")
}

// settle makes what was done to a folder's names durable.
func settle(root *os.Root, name string) error {
	if runtime.GOOS == "windows" { // it has no such call, and journals names by itself
		return nil
	}
	d, err := root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// fresh makes a file that was not there, for one writer.
func fresh(root *os.Root) (*os.File, string, error) {
	var b [8]byte
	rand.Read(b[:])
	name := temporary + hex.EncodeToString(b[:])
	f, err := root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	return f, name, told(err)
}

// ErrFull says that the disk takes no more.
var ErrFull = &models.Error{Kind: models.Busy, Detail: "The disk does not take more. Nothing was changed; tell the operator."}

// told turns a full disk into what a person can act on.
func told(err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return errors.Join(ErrFull, err)
	}
	return err
}
