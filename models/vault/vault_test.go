package vault

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// file is content of three pieces, the last one short.
var content = bytes.Repeat([]byte("0123456789abcdef"), (2*Chunk+Chunk/2)/16)

func put(t *testing.T, v Vault, partner string, b []byte) Sum {
	t.Helper()
	s, err := v.Put(partner, bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func read(v Vault, partner string, s Sum) ([]byte, error) {
	f, err := v.Open(partner, s)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func TestPutAndRead(t *testing.T) {
	for name, b := range map[string][]byte{"three pieces": content, "two whole pieces": content[:2*Chunk], "one byte": {7}} {
		t.Run(name, func(t *testing.T) {
			v := In(t.TempDir())
			s := put(t, v, "ORL", b)
			sum := sha256.Sum256(b)
			if s.SHA256 != hex.EncodeToString(sum[:]) || s.Size != int64(len(b)) || len(s.Chunks) != (len(b)+Chunk-1)/Chunk*32 {
				t.Errorf("sum = %s %d with %d bytes of pieces", s.SHA256, s.Size, len(s.Chunks))
			}
			got, err := read(v, "ORL", s)
			if err != nil || !bytes.Equal(got, b) {
				t.Errorf("read %d bytes, %v", len(got), err)
			}
			info, err := os.Stat(filepath.Join(v.dir, "ORL", s.SHA256[:2], s.SHA256[2:]))
			if err != nil || info.Mode().Perm() != 0o400 {
				t.Errorf("the file is %v, %v", info, err)
			}
			if again := put(t, v, "ORL", b); again.SHA256 != s.SHA256 || !bytes.Equal(again.Chunks, s.Chunks) {
				t.Error("the same bytes have another sum the second time")
			}
			var damage *Damage
			if _, err := v.Open("VAR", s); !errors.As(err, &damage) {
				t.Errorf("another partner's store answers %v for it", err)
			}
			items, err := v.Items()
			if err != nil || len(items) != 1 || items[0].Kind != Stored || items[0].Name != s.SHA256 || items[0].Partner != "ORL" {
				t.Errorf("the vault holds %+v, %v", items, err)
			}
		})
	}
}

func TestWhatIsTooLargeLeavesNothing(t *testing.T) {
	v := In(t.TempDir())
	if _, err := v.Put("ORL", bytes.NewReader(content), int64(len(content))-1); err == nil {
		t.Fatal("too large a file was stored")
	}
	if _, err := v.Put("ORL", io.MultiReader(bytes.NewReader(content), broken{}), 1<<30); err == nil {
		t.Fatal("a file that broke off was stored")
	}
	if items, err := v.Items(); err != nil || len(items) != 0 {
		t.Errorf("the vault holds %+v, %v", items, err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the line broke") }

// Whatever byte turns over, nothing of its piece or after it is read; what comes
// before it is right. The control: without a flip all of it is read.
func TestFlippedByteIsNeverRead(t *testing.T) {
	for _, at := range []int{0, 1, Chunk - 1, Chunk, 2*Chunk + 5, len(content) - 1, -1} {
		v := In(t.TempDir())
		s := put(t, v, "ORL", content)
		if at >= 0 {
			change(t, v, s, func(b []byte) []byte { b[at] ^= 1; return b })
		}
		got, err := read(v, "ORL", s)
		var damage *Damage
		if at < 0 {
			if err != nil || !bytes.Equal(got, content) {
				t.Errorf("without a flip: %d bytes, %v", len(got), err)
			}
			continue
		}
		if !errors.As(err, &damage) || len(got) != at/Chunk*Chunk || !bytes.Equal(got, content[:len(got)]) {
			t.Errorf("byte %d: %d bytes were read, %v", at, len(got), err)
		}
		f, err := v.Open("ORL", s)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Check(); !errors.As(err, &damage) || !strings.Contains(damage.What, "not what was stored") {
			t.Errorf("byte %d: the check says %v", at, err)
		}
		f.Close()
		if again := put(t, v, "ORL", content); again.SHA256 != s.SHA256 {
			t.Error("another sum")
		}
		if got, err := read(v, "ORL", s); err != nil || !bytes.Equal(got, content) {
			t.Errorf("byte %d: storing the same bytes again did not put it right: %v", at, err)
		}
	}
}

func TestOtherDamage(t *testing.T) {
	tests := []struct {
		name   string
		change func(Vault, *Sum, *testing.T)
		words  string
	}{
		{"cut short", func(v Vault, s *Sum, t *testing.T) { change(t, v, *s, func(b []byte) []byte { return b[:5] }) }, "has 5 bytes"},
		{"made longer", func(v Vault, s *Sum, t *testing.T) {
			change(t, v, *s, func(b []byte) []byte { return append(b, 0) })
		}, "were recorded"},
		{"gone", func(v Vault, s *Sum, t *testing.T) {
			if err := v.Remove("ORL", s.SHA256); err != nil {
				t.Fatal(err)
			}
		}, "gone"},
		{"digests of pieces that do not fit", func(v Vault, s *Sum, t *testing.T) { s.Chunks = s.Chunks[32:] }, "does not fit"},
		{"no digest", func(v Vault, s *Sum, t *testing.T) { s.SHA256 = "../../x" }, "does not fit"},
		{"another file's digest", func(v Vault, s *Sum, t *testing.T) {
			other := put(t, v, "ORL", bytes.Repeat([]byte("fedcba9876543210"), len(content)/16))
			s.SHA256 = other.SHA256
		}, "not what was stored"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := In(t.TempDir())
			s := put(t, v, "ORL", content)
			tt.change(v, &s, t)
			got, err := read(v, "ORL", s)
			if err == nil || len(got) > 0 || !strings.Contains(err.Error(), tt.words) {
				t.Errorf("read %d bytes, %v, want %q", len(got), err, tt.words)
			}
		})
	}
}

// change rewrites a stored file behind the vault's back.
func change(t *testing.T, v Vault, s Sum, f func([]byte) []byte) {
	t.Helper()
	path := filepath.Join(v.dir, "ORL", s.SHA256[:2], s.SHA256[2:])
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, f(b), 0o600)); err != nil {
		t.Fatal(err)
	}
}

func TestNoNameLeadsOut(t *testing.T) {
	data := t.TempDir()
	outside := filepath.Join(data, "outside")
	if err := os.WriteFile(outside, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	v := In(data)
	put(t, v, "ORL", content)
	for _, name := range []string{"../../outside", "../outside", "/etc/passwd", ".."} {
		if _, err := v.Put(name, strings.NewReader("x"), 1); err == nil {
			t.Errorf("a partner named %q has a store", name)
		}
		if err := v.Begin("ORL", "../../"+name); err == nil {
			t.Errorf("an upload named %q was begun", name)
		}
		if f, err := v.Part("ORL", "../../"+name, 1); err == nil {
			f.Close()
			t.Errorf("an upload named %q was opened", name)
		}
		v.Drop("ORL", "../../"+name)
	}
	if err := os.RemoveAll(filepath.Join(v.dir, "ORL", "uploads")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(v.dir, "ORL", "uploads")); err != nil {
		t.Fatal(err)
	}
	if f, err := v.Part("ORL", "", 1); err == nil {
		f.Close()
		t.Error("a link out of the vault was followed")
	}
	if b, err := os.ReadFile(outside); err != nil || string(b) != "x" {
		t.Errorf("what lies outside is %q, %v", b, err)
	}
}

// A chunk that was written and not acknowledged is written again from where the
// upload stood; nothing of the first try stays.
func TestChunksTakeTheirPlace(t *testing.T) {
	v := In(t.TempDir())
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(v.Begin("ORL", "u1"))
	must(v.Write("ORL", "u1", 0, []byte("hello ")))
	must(v.Write("ORL", "u1", 6, []byte("wxyz and much more")))
	must(v.Write("ORL", "u1", 6, []byte("world")))
	if err := v.Write("ORL", "u1", 99, []byte("x")); err == nil {
		t.Error("a hole was left")
	}
	f, err := v.Part("ORL", "u1", 11)
	must(err)
	defer f.Close()
	if b, _ := io.ReadAll(f); string(b) != "hello world" {
		t.Errorf("it holds %q", b)
	}
	must(v.Write("ORL", "u1", 11, []byte("left by a stop")))
	s, err := v.Adopt("ORL", "u1", 11)
	must(err)
	if b, err := read(v, "ORL", s); err != nil || string(b) != "hello world" {
		t.Errorf("it became %q, %v", b, err)
	}
	if again, err := v.Adopt("ORL", "u1", 11); err != nil || again.SHA256 != s.SHA256 {
		t.Errorf("adopting it again: %v", err)
	}
	if _, err := v.Adopt("ORL", "u1", 12); err == nil {
		t.Error("an upload shorter than acknowledged was adopted")
	}
	must(v.Drop("ORL", "u1"))
	must(v.Drop("ORL", "u1"))
	if b, err := read(v, "ORL", s); err != nil || string(b) != "hello world" {
		t.Errorf("after the upload was dropped the file holds %q, %v", b, err)
	}
}
