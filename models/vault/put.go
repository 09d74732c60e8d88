package vault

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"time"

	"concord/models"
)

// Chunk is the length of the pieces that have a digest of their own, in bytes.
const Chunk = 1 << 20

// Sum is what a file is known by: its SHA-256 in hexadecimal, its length in bytes,
// and the SHA-256 of each piece of a Chunk, 32 bytes each, one after the other.
type Sum struct {
	SHA256 string
	Size   int64
	Chunks []byte
}

// summing makes a Sum of what is written to it.
type summing struct {
	whole, piece hash.Hash
	size         int64
	chunks       []byte
}

func newSumming() *summing { return &summing{whole: sha256.New(), piece: sha256.New()} }

func (s *summing) Write(b []byte) (int, error) {
	n := len(b)
	s.whole.Write(b)
	for len(b) > 0 {
		part := b[:min(len(b), int(Chunk-s.size%Chunk))]
		s.piece.Write(part)
		s.size += int64(len(part))
		b = b[len(part):]
		if s.size%Chunk == 0 {
			s.chunks = s.piece.Sum(s.chunks)
			s.piece.Reset()
		}
	}
	return n, nil
}

// sum is the Sum of all that was written so far.
func (s *summing) sum() Sum {
	chunks := slices.Clone(s.chunks)
	if s.size%Chunk != 0 {
		chunks = s.piece.Sum(chunks)
	}
	return Sum{hex.EncodeToString(s.whole.Sum(nil)), s.size, chunks}
}

// Put stores what it reads, at most so many bytes, as a partner's file. When it
// returns, the file is on disk whole; before, there is none.
func (v Vault) Put(partner string, content io.Reader, most int64) (Sum, error) {
	folder, err := v.folder(partner, true)
	if err != nil {
		return Sum{}, err
	}
	defer folder.Close()
	f, name, err := fresh(folder)
	if err != nil {
		return Sum{}, err
	}
	defer folder.Remove(name)
	s := newSumming()
	_, err = io.Copy(io.MultiWriter(f, s), io.LimitReader(content, most+1))
	if err == nil && s.size > most {
		err = models.Invalid(models.FieldError{Pointer: "/file", Detail: "The file is too large."})
	}
	if err = errors.Join(told(err), told(f.Sync()), f.Chmod(0o400), f.Close()); err != nil {
		return Sum{}, err
	}
	sum := s.sum()
	return sum, publish(folder, name, sum)
}

// Adopt stores an upload of so many bytes as a partner's file without copying it. The
// upload stays until it is dropped.
func (v Vault) Adopt(partner, id string, size int64) (Sum, error) {
	folder, err := v.folder(partner, true)
	if err != nil {
		return Sum{}, err
	}
	defer folder.Close()
	name := parts + "/" + id
	f, err := folder.OpenFile(name, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrPermission) { // adopted before, and not dropped: read-only by now
		f, err = folder.Open(name)
	}
	if err != nil {
		return Sum{}, err
	}
	info, err := f.Stat()
	if err == nil && info.Size() > size { // what a stop left of a chunk that was never acknowledged
		err = f.Truncate(size)
	}
	s := newSumming()
	if err == nil {
		_, err = io.Copy(s, f)
	}
	if err = errors.Join(err, told(f.Sync()), f.Chmod(0o400), f.Close()); err != nil {
		return Sum{}, err
	}
	if s.size != size {
		return Sum{}, errors.New("vault: an upload is shorter than what was acknowledged of it")
	}
	sum := s.sum()
	return sum, publish(folder, name, sum)
}

func place(sha256 string) (folder, name string) { return sha256[:2], sha256[:2] + "/" + sha256[2:] }

// publish gives a finished file its own name, which is durable when it returns. One
// that is there already stays, unless it is damaged: then the same bytes, whole, take
// its place.
func publish(folder *os.Root, from string, s Sum) error {
	sub, name := place(s.SHA256)
	if err := made(folder, sub); err != nil {
		return err
	}
	err := folder.Link(from, name)
	if errors.Is(err, fs.ErrExist) {
		err = again(folder, from, name, s)
	}
	return errors.Join(told(err), settle(folder, sub), settle(folder, "."))
}

func again(folder *os.Root, from, name string, s Sum) error {
	f, err := open(folder, s)
	if err == nil {
		err = errors.Join(f.Check(), f.Close())
	}
	var damage *Damage
	if !errors.As(err, &damage) {
		return errors.Join(err, folder.Chtimes(name, time.Now(), time.Now()))
	}
	slog.Error("a damaged file is replaced by the same bytes, whole", "sha256", s.SHA256, "damage", damage.What)
	second, other, err := fresh(folder)
	if err != nil {
		return err
	}
	err = errors.Join(second.Close(), folder.Remove(other))
	return errors.Join(err, folder.Link(from, other), folder.Rename(other, name))
}
