package vault

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"
)

// Begin makes the empty file of an upload.
func (v Vault) Begin(partner, id string) error {
	folder, err := v.folder(partner, true)
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := made(folder, parts); err != nil {
		return err
	}
	f, err := folder.OpenFile(parts+"/"+id, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return told(err)
	}
	return errors.Join(f.Close(), settle(folder, parts))
}

// Write puts a chunk of an upload at its place, on disk. What lies behind it is a
// chunk that was never acknowledged, and goes.
func (v Vault) Write(partner, id string, at int64, chunk []byte) error {
	folder, err := v.folder(partner, false)
	if err != nil {
		return err
	}
	defer folder.Close()
	f, err := folder.OpenFile(parts+"/"+id, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && info.Size() < at {
		err = errors.New("vault: an upload is shorter than what was acknowledged of it")
	}
	if err == nil {
		err = f.Truncate(at)
	}
	if err == nil {
		_, err = f.WriteAt(chunk, at)
	}
	return errors.Join(told(err), told(f.Sync()), f.Close())
}

// Part opens the first so many bytes of an upload.
func (v Vault) Part(partner, id string, size int64) (io.ReadSeekCloser, error) {
	folder, err := v.folder(partner, false)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	f, err := folder.Open(parts + "/" + id)
	if err != nil {
		return nil, err
	}
	return part{io.NewSectionReader(f, 0, size), f}, nil
}

type part struct {
	io.ReadSeeker
	io.Closer
}

// Drop removes an upload; one that is gone already is fine.
func (v Vault) Drop(partner, id string) error { return v.remove(partner, parts+"/"+id) }

// Remove removes a file for good. Only a rule of its partner can ask for that.
func (v Vault) Remove(partner, sha256 string) error {
	_, name := place(sha256)
	return v.remove(partner, name)
}

func (v Vault) remove(partner, name string) error {
	folder, err := v.folder(partner, false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := folder.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	sub, _, _ := strings.Cut(name, "/")
	if err := settle(folder, sub); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Kinds of what lies in the vault.
const (
	Stored  = "stored"  // a file; its name is the SHA-256
	Upload  = "upload"  // an upload under way; its name is the id
	Writing = "writing" // a file being written, or left by a stop
)

// Item is one file that lies in the vault.
type Item struct {
	Kind, Partner, Name string
	Modified            time.Time
	path                string
}

// Items lists what lies in the vault.
func (v Vault) Items() (items []Item, err error) {
	root, err := v.root(false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer root.Close()
	err = fs.WalkDir(root.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it went away just now
		}
		if err != nil {
			return err
		}
		if i, ok := itemAt(path); ok {
			i.Modified = info.ModTime()
			items = append(items, i)
		}
		return nil
	})
	return items, err
}

func itemAt(path string) (i Item, ok bool) {
	steps := strings.Split(path, "/")
	last := steps[len(steps)-1]
	switch {
	case len(steps) == 2 && strings.HasPrefix(last, temporary):
		return Item{Kind: Writing, Partner: steps[0], Name: last, path: last}, true
	case len(steps) == 3 && steps[1] == parts:
		return Item{Kind: Upload, Partner: steps[0], Name: last, path: parts + "/" + last}, true
	case len(steps) == 3 && len(steps[1]) == 2:
		return Item{Kind: Stored, Partner: steps[0], Name: steps[1] + last, path: steps[1] + "/" + last}, true
	}
	return i, false
}

// Discard removes an item.
func (v Vault) Discard(i Item) error { return v.remove(i.Partner, i.path) }
