package keys

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concord/models"

	"filippo.io/age"
)

// ring is a fresh one; scrypt is made quick, its own cost is age's to choose.
func ring(t *testing.T, passphrase string) *Ring {
	t.Helper()
	r := New(t.TempDir(), passphrase)
	r.work = 10
	return r
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// says insists on words for whoever asked: a refusal with a remedy.
func says(t *testing.T, err error, word string) {
	t.Helper()
	var e *models.Error
	if !errors.As(err, &e) || e.Kind != models.Conflict || !strings.Contains(e.Detail, word) || len(e.Missing) == 0 {
		t.Errorf("err = %v, want words with %q and what to do", err, word)
	}
}

func TestPartnersKeyIsMadeOnceAndReadBack(t *testing.T) {
	for _, passphrase := range []string{"", "a long enough pass phrase"} {
		r := ring(t, passphrase)
		_, err := r.Print("ORL")
		says(t, err, "not in its place")
		must(t, r.Make("ORL"))
		before, err := r.Print("ORL")
		must(t, err)
		must(t, r.Make("ORL"))
		for path, mode := range map[string]os.FileMode{"": 0o700, "ORL.age": 0o600} {
			info, err := os.Stat(filepath.Join(r.dir, path))
			if must(t, err); info.Mode().Perm() != mode {
				t.Errorf("%q has mode %o, want %o", path, info.Mode().Perm(), mode)
			}
		}
		text, err := os.ReadFile(filepath.Join(r.dir, "ORL.age"))
		if must(t, err); bytes.Contains(text, []byte("AGE-SECRET-KEY")) != (passphrase == "") {
			t.Errorf("with the passphrase %q the file begins %s", passphrase, text[:40])
		}
		again := New(filepath.Dir(r.dir), passphrase) // another start
		if after, err := again.Print("ORL"); err != nil || after != before {
			t.Errorf("read back as %s, %v; was %s", after, err, before)
		}
		list, err := again.Keys()
		if must(t, err); len(list) != 1 || list[0].Protected != (passphrase != "") || list[0].Print != before || !strings.HasPrefix(list[0].Public, "age1pq1") {
			t.Errorf("listed as %+v", list)
		}
	}
}

// What is wrong with a key fails closed, in words that say what to do.
func TestWrongKeysFailClosed(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(t *testing.T, r *Ring) *Ring
		word  string
	}{
		{"no passphrase", func(t *testing.T, r *Ring) *Ring { return New(filepath.Dir(r.dir), "") }, "passphrase"},
		{"another passphrase", func(t *testing.T, r *Ring) *Ring { return New(filepath.Dir(r.dir), "something else entirely") }, "passphrase"},
		{"no file", func(t *testing.T, r *Ring) *Ring { must(t, os.Remove(filepath.Join(r.dir, "ORL.age"))); return r }, "not in its place"},
		{"no folder", func(t *testing.T, r *Ring) *Ring { must(t, os.RemoveAll(r.dir)); return r }, "not in its place"},
		{"not a key", func(t *testing.T, r *Ring) *Ring {
			must(t, os.WriteFile(filepath.Join(r.dir, "ORL.age"), []byte("nothing"), 0o600))
			return r
		}, "does not hold"},
		{"a file others may read", func(t *testing.T, r *Ring) *Ring { must(t, os.Chmod(filepath.Join(r.dir, "ORL.age"), 0o640)); return r }, "read by others"},
		{"a folder others may enter", func(t *testing.T, r *Ring) *Ring { must(t, os.Chmod(r.dir, 0o755)); return r }, "entered by others"},
		{"a partner that leads out", func(t *testing.T, r *Ring) *Ring { return r }, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := ring(t, "a long enough pass phrase")
			must(t, r.Make("ORL"))
			_, err := r.NewObject("ORL", "a")
			must(t, err)
			if tt.word == "" {
				must(t, os.WriteFile(filepath.Join(filepath.Dir(r.dir), "OUT.age"), []byte("x"), 0o600))
				if _, err := r.NewObject("../OUT", "a"); err == nil {
					t.Error("a key outside the folder was read")
				}
				return
			}
			r = tt.spoil(t, r)
			_, err = r.NewObject("ORL", "b")
			says(t, err, tt.word)
			_, err = r.Object("ORL", "a")
			says(t, err, tt.word)
		})
	}
}

// An object's key opens what was sealed to it, another's does not, and destroyed it
// is gone from every file.
func TestObjectKeys(t *testing.T) {
	r := ring(t, "")
	must(t, r.Make("ORL"))
	must(t, r.Make("VAR"))
	a, err := r.NewObject("ORL", "a")
	must(t, err)
	b, err := r.NewObject("ORL", "b")
	must(t, err)
	sealed, err := a.Encrypt([]byte("who it is"))
	must(t, err)
	read, err := r.Object("ORL", "a")
	must(t, err)
	if text, err := read.Decrypt(sealed); err != nil || string(text) != "who it is" {
		t.Errorf("opened %q, %v", text, err)
	}
	if text, err := b.Decrypt(sealed); err == nil {
		t.Errorf("another's key opened %q", text)
	}
	if _, err := r.NewObject("ORL", "a"); err == nil {
		t.Error("a key was replaced by a new one")
	}
	wrapped, err := os.ReadFile(filepath.Join(r.dir, "ORL", "a.age"))
	must(t, err)
	must(t, os.MkdirAll(filepath.Join(r.dir, "VAR"), 0o700))
	must(t, os.WriteFile(filepath.Join(r.dir, "VAR", "a.age"), wrapped, 0o600))
	_, err = r.Object("VAR", "a") // wrapped to ORL: VAR's key is no use
	says(t, err, "does not open")

	link := filepath.Join(t.TempDir(), "link") // the same bytes on disk, by another name
	must(t, os.Link(filepath.Join(r.dir, "ORL", "a.age"), link))
	must(t, r.Destroy("ORL", "a"))
	must(t, r.Destroy("ORL", "a"))
	must(t, r.Destroy("TRI", "a"))
	if _, err := r.Object("ORL", "a"); !errors.Is(err, ErrDestroyed) {
		t.Errorf("err = %v, want that it is destroyed", err)
	}
	if left, err := os.ReadFile(link); err != nil || len(bytes.Trim(left, "\x00")) > 0 {
		t.Errorf("the bytes of the key were left: %v", err)
	}
	if _, err := r.Object("ORL", "b"); err != nil {
		t.Errorf("a neighbour's key went too: %v", err)
	}
}

// A flipped byte gives nothing at all, however much age had released before it.
func TestDecryptGivesNothingOfWhatIsDamaged(t *testing.T) {
	key, err := age.GenerateX25519Identity()
	must(t, err)
	sealed, err := Encrypt(bytes.Repeat([]byte("who it is "), 40_000), key.Recipient())
	must(t, err)
	sealed[len(sealed)-10] ^= 1
	if text, err := Decrypt(sealed, key); err == nil || text != nil {
		t.Errorf("%d bytes of a damaged object came out, err %v", len(text), err)
	}
	// control: age itself gives the beginning before it notices
	in, err := age.Decrypt(bytes.NewReader(sealed), key)
	must(t, err)
	first := make([]byte, 1000)
	if n, err := in.Read(first); n == 0 || err != nil {
		t.Errorf("age gave %d bytes, %v: the test would pass without the rule", n, err)
	}
}

func TestProtect(t *testing.T) {
	open := ring(t, "")
	must(t, open.Make("ORL"))
	before, err := open.Print("ORL")
	must(t, err)
	link := filepath.Join(t.TempDir(), "link")
	must(t, os.Link(filepath.Join(open.dir, "ORL.age"), link))
	shut := New(filepath.Dir(open.dir), "a long enough pass phrase")
	shut.work = 10
	must(t, shut.Protect("ORL"))
	must(t, shut.Protect("ORL"))
	if after, err := shut.Print("ORL"); err != nil || after != before {
		t.Errorf("the key is %s now, %v; it was %s", after, err, before)
	}
	_, err = New(filepath.Dir(open.dir), "").Print("ORL")
	says(t, err, "passphrase")
	if left, err := os.ReadFile(link); err != nil || len(bytes.Trim(left, "\x00")) > 0 {
		t.Errorf("the unprotected bytes were left: %v", err)
	}
	if names, err := os.ReadDir(open.dir); err != nil || len(names) != 1 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

// The same data give the same digest under one key and another under another.
func TestDigestIsKeyed(t *testing.T) {
	r := ring(t, "")
	must(t, r.Make("ORL"))
	must(t, r.Make("VAR"))
	digest := func(partner string, data ...string) string {
		var parts [][]byte
		for _, d := range data {
			parts = append(parts, []byte(d))
		}
		sum, err := r.Digest(partner, parts...)
		must(t, err)
		return string(sum)
	}
	first := digest("ORL", "a", "bc")
	if again := digest("ORL", "a", "bc"); again != first {
		t.Error("the same request has two digests")
	}
	if first == digest("VAR", "a", "bc") || first == digest("ORL", "ab", "c") {
		t.Error("different requests have one digest")
	}
}
