// Package canary proves that identities lie nowhere but inside sealed objects. A
// whole story is told to the program as it is run, with names that hold random
// tokens; afterwards every byte it left anywhere is searched for them, in every
// writing in which bytes are commonly kept.
package canary

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// marks begin every token of one run, one in Latin and one in Arabic script: what
// is searched for is the mark, so half a token is found as well.
type marks struct {
	latin, arabic string
	minted        int
}

// letters that neither the search words nor any folding writes differently.
var (
	latinLetters  = []rune("bcdfghjklmnpqrstvxz")
	arabicLetters = []rune("بتثجحخدذرزسشصضطظعغفقكلمن")
)

func newMarks() *marks {
	draw := func(from []rune, n int) string {
		raw := make([]byte, n)
		rand.Read(raw)
		var b strings.Builder
		for _, r := range raw {
			b.WriteRune(from[int(r)%len(from)])
		}
		return b.String()
	}
	return &marks{latin: draw(latinLetters, 14), arabic: draw(arabicLetters, 12)}
}

// token is a new one in Latin script, word the same in Arabic.
func (m *marks) token() string { m.minted++; return fmt.Sprintf("%s%04d", m.latin, m.minted) }
func (m *marks) word() string {
	m.minted++
	end := []rune{}
	for n := m.minted; n > 0; n /= 10 {
		end = append(end, arabicLetters[n%10])
	}
	return m.arabic + string(end)
}

// form is one writing of a mark.
type form struct {
	name string
	text []byte
}

// forms are the writings in which text may lie in a file.
func forms(script, s string) (all []form) {
	add := func(name string, text []byte) { all = append(all, form{script + " in " + name, text}) }
	add("UTF-8", []byte(s))
	var little, big, escaped, upper []byte
	for _, u := range utf16.Encode([]rune(s)) {
		little, big = append(little, byte(u), byte(u>>8)), append(big, byte(u>>8), byte(u))
		escaped, upper = fmt.Appendf(escaped, `\u%04x`, u), fmt.Appendf(upper, `\u%04X`, u)
	}
	add("UTF-16 little-endian", little)
	add("UTF-16 big-endian", big)
	add("JSON escapes", escaped)
	add("JSON escapes, capitals", upper)
	hexed := hex.EncodeToString([]byte(s))
	add("hex", []byte(hexed))
	add("hex, capitals", []byte(strings.ToUpper(hexed)))
	var percent, percentUpper []byte
	for _, b := range []byte(s) {
		percent, percentUpper = fmt.Appendf(percent, "%%%02x", b), fmt.Appendf(percentUpper, "%%%02X", b)
	}
	add("URL escapes", percent)
	add("URL escapes, capitals", percentUpper)
	for before := range 3 {
		for name, alphabet := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			text := alphabet.EncodeToString(append(make([]byte, before), s...))
			// what its neighbours have no part in
			add(fmt.Sprintf("%s after %d bytes", name, before), []byte(text[(before*8+5)/6:(before+len(s))*8/6]))
		}
	}
	return all
}

func (m *marks) forms() []form {
	return append(forms("Latin", m.latin), forms("Arabic", m.arabic)...)
}

// hit is a place where a mark was found.
type hit struct{ where, form string }

// in searches bytes that came from somewhere.
func (m *marks) in(where string, text []byte) (hits []hit) {
	for _, f := range m.forms() {
		if at := bytes.Index(text, f.text); at >= 0 {
			hits = append(hits, hit{fmt.Sprintf("%s at byte %d", where, at), f.name})
		}
	}
	return hits
}

// under searches every file of a folder, and the names of the files themselves.
func (m *marks) under(t testing.TB, root string) (hits []hit, files int, size int64) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hits = append(hits, m.in("the name of "+path, []byte(d.Name()))...)
		if !d.Type().IsRegular() {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		size += int64(len(text))
		hits = append(hits, m.in(path, text)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return hits, files, size
}

// The scanner finds a token in each writing and at each alignment, and nothing
// where nothing is.
func TestScannerFindsWhatIsPlanted(t *testing.T) {
	m := newMarks()
	dir := t.TempDir()
	noise := make([]byte, 64<<10)
	rand.Read(noise)
	if err := os.WriteFile(filepath.Join(dir, "noise"), noise, 0o600); err != nil {
		t.Fatal(err)
	}
	if hits, _, _ := m.under(t, dir); len(hits) != 0 {
		t.Fatalf("found in noise: %v", hits)
	}
	writings := map[string]func([]byte) []byte{
		"as it is":  func(b []byte) []byte { return b },
		"base64":    func(b []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(b)) },
		"base64url": func(b []byte) []byte { return []byte(base64.URLEncoding.EncodeToString(b)) },
		"hex":       func(b []byte) []byte { return []byte(hex.EncodeToString(b)) },
		"HEX":       func(b []byte) []byte { return []byte(strings.ToUpper(hex.EncodeToString(b))) },
		"escapes":   func(b []byte) []byte { return []byte(percented(b, "%%%02x")) },
		"ESCAPES":   func(b []byte) []byte { return []byte(percented(b, "%%%02X")) },
		"UTF-16LE":  func(b []byte) []byte { return wide(b, 0) },
		"UTF-16BE":  func(b []byte) []byte { return wide(b, 1) },
		"JSON":      func(b []byte) []byte { return []byte(jsoned(b)) },
	}
	for _, token := range []string{m.token(), m.word()} {
		for name, write := range writings {
			for before := range 5 {
				path := filepath.Join(dir, "planted")
				text := write([]byte(strings.Repeat("x", before) + token + "yz"))
				if err := os.WriteFile(path, append(append(noise[:1000:1000], text...), noise[1000:]...), 0o600); err != nil {
					t.Fatal(err)
				}
				if hits, _, _ := m.under(t, dir); len(hits) == 0 {
					t.Errorf("%s after %d bytes was not found, written as %s", token, before, name)
				}
				if err := os.Remove(path); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := os.WriteFile(filepath.Join(dir, m.token()), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if hits, _, _ := m.under(t, dir); len(hits) == 0 {
		t.Error("a token in a file's name was not found")
	}
}

func percented(b []byte, verb string) (out string) {
	for _, c := range b {
		out += fmt.Sprintf(verb, c)
	}
	return out
}

func wide(b []byte, high int) (out []byte) {
	for _, u := range utf16.Encode([]rune(string(b))) {
		two := [2]byte{byte(u), byte(u >> 8)}
		out = append(out, two[high], two[1-high])
	}
	return out
}

func jsoned(b []byte) (out string) {
	for _, u := range utf16.Encode([]rune(string(b))) {
		out += fmt.Sprintf(`\u%04x`, u)
	}
	return out
}
