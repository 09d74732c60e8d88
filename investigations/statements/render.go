package statements

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var tokenMark = regexp.MustCompile(`\[\[([^\[\]]*)\]\]`)

// Render replaces every token by its agreed value in the body's language; one
// without is shown as "[killed: not agreed]", so that no draft reads as settled.
func Render(bodies map[string]string, r Record) map[string]string {
	out := make(map[string]string, len(bodies))
	for lang, body := range bodies {
		texts := map[string]string{}
		for _, t := range Tokens(r, lang) {
			texts[t.Name] = "[" + t.Name + ": not agreed]"
			if t.Agreed {
				texts[t.Name] = t.Text
			}
		}
		out[lang] = tokenMark.ReplaceAllStringFunc(body, func(mark string) string {
			name := mark[2 : len(mark)-2]
			if text, ok := texts[name]; ok {
				return text
			}
			return "[" + name + ": unknown]"
		})
	}
	return out
}

// Digest is what an approval binds to: SHA-256, hex, over the kind, the audience,
// every language's text and, for each token any text prints, its agreed value
// and how it reads. Each part is preceded by its length, so that no two
// different statements make the same input.
func Digest(kind, audience string, bodies map[string]string, r Record) string {
	h := sha256.New()
	part := func(s string) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	part("concord statement v1")
	part(kind)
	part(audience)
	langs := slices.Sorted(maps.Keys(bodies))
	for _, lang := range langs {
		part("text")
		part(lang)
		part(bodies[lang])
	}
	printed := printedTokens(bodies)
	for _, lang := range langs {
		for _, t := range Tokens(r, lang) {
			if !printed[t.Name] {
				continue
			}
			part("token")
			part(lang)
			part(t.Name)
			part(t.Text)
			for _, value := range r.agreedJSON(t.Field) {
				part(value)
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// printedTokens are the names between double brackets in any of the texts.
func printedTokens(bodies map[string]string) map[string]bool {
	out := map[string]bool{}
	for _, body := range bodies {
		for _, m := range tokenMark.FindAllStringSubmatch(body, -1) {
			out[m[1]] = true
		}
	}
	return out
}

// agreedJSON is the agreed value of a field in one spelling, with its path; of
// all actors where the field is responsibility.
func (r Record) agreedJSON(field string) []string {
	keys := []string{field}
	if field == actorField {
		keys = keys[:0]
		for _, actor := range r.agreedActors() {
			keys = append(keys, actorField+"/"+actor)
		}
	}
	var out []string
	for _, key := range keys {
		a, ok := r.Agreed[key]
		if !ok {
			continue
		}
		text := string(a.Value)
		var v any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber() // a count of any size keeps every digit
		if d.Decode(&v) == nil {
			if b, err := json.Marshal(v); err == nil {
				text = string(b)
			}
		}
		out = append(out, key, text)
	}
	return out
}
