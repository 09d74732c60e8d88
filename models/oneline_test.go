package models

import "testing"

// A name or title is one line that reads one way: what cannot be seen, breaks it or turns
// its direction is refused, also where it would end what keeps it apart from other words.
func TestOneLine(t *testing.T) {
	for text, want := range map[string]bool{
		"Tarn Quay": true, "حي الروضة": true, "": true, "a\u00a0b": true,
		"a\nb": false, "a\x00b": false, "a\u0085b": false, "a\u2028b": false, "a\u2029b": false,
		"a\u202eb": false, "a\u2066b": false, "a\u2069b": false,
	} {
		if oneLine(text) != want {
			t.Errorf("%q is one line: %v, want %v", text, !want, want)
		}
	}
}
