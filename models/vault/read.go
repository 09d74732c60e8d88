package vault

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Damage is an error that says how a file is no longer what was recorded.
type Damage struct{ What string }

func (d *Damage) Error() string { return "vault: " + d.What }

func damaged(what string, args ...any) error { return &Damage{fmt.Sprintf(what, args...)} }

// File is a stored file. Reading gives only pieces that were compared with their
// digest; the first that differs gives a Damage instead, and nothing after it.
type File struct {
	file *os.File
	sum  Sum
	at   int64  // of the next piece
	rest []byte // read, compared and not given yet
	buf  []byte
	end  error
}

// Open opens a partner's file of that sum.
func (v Vault) Open(partner string, s Sum) (*File, error) {
	folder, err := v.folder(partner, false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, damaged("the file is gone")
	}
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	return open(folder, s)
}

func open(folder *os.Root, s Sum) (*File, error) {
	if len(s.SHA256) != 2*sha256.Size || int64(len(s.Chunks)) != (s.Size+Chunk-1)/Chunk*sha256.Size {
		return nil, damaged("what is recorded of its digests does not fit together")
	}
	_, name := place(s.SHA256)
	f, err := folder.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, damaged("the file is gone")
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	if info.Size() != s.Size {
		f.Close()
		return nil, damaged("it has %d bytes, %d were recorded", info.Size(), s.Size)
	}
	return &File{file: f, sum: s, buf: make([]byte, min(Chunk, s.Size))}, nil
}

// piece reads the next piece and compares it.
func (f *File) piece() ([]byte, error) {
	if f.at >= f.sum.Size {
		return nil, io.EOF
	}
	b := f.buf[:min(Chunk, f.sum.Size-f.at)]
	if _, err := f.file.ReadAt(b, f.at); err != nil {
		return nil, damaged("bytes %d to %d cannot be read: %v", f.at, f.at+int64(len(b))-1, errors.Unwrap(err))
	}
	sum, n := sha256.Sum256(b), f.at/Chunk*sha256.Size
	if !bytes.Equal(sum[:], f.sum.Chunks[n:n+sha256.Size]) {
		return nil, damaged("bytes %d to %d are not what was stored", f.at, f.at+int64(len(b))-1)
	}
	f.at += int64(len(b))
	return b, nil
}

// Read gives compared bytes.
func (f *File) Read(p []byte) (int, error) {
	if f.end != nil {
		return 0, f.end
	}
	if len(f.rest) == 0 {
		if f.rest, f.end = f.piece(); f.end != nil {
			return 0, f.end
		}
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

// Check reads the whole file, compares every piece and the file's own SHA-256, and
// goes back to the beginning.
func (f *File) Check() error {
	whole := sha256.New()
	for f.at = 0; ; {
		b, err := f.piece()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		whole.Write(b)
	}
	if sum := hex.EncodeToString(whole.Sum(nil)); sum != f.sum.SHA256 {
		return damaged("its SHA-256 is %s, %s was recorded", sum, f.sum.SHA256)
	}
	f.at, f.rest, f.end = 0, nil, nil
	return nil
}

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }
