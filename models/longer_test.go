package models

import (
	"strings"
	"testing"
)

// A limit is one of letters: who writes Arabic has as much room as who writes English.
func TestLimitsCountLetters(t *testing.T) {
	for _, letter := range []string{"a", "ع", "語"} {
		if Longer(strings.Repeat(letter, 2000), 2000) || !Longer(strings.Repeat(letter, 2001), 2000) {
			t.Errorf("2000 times %s is not the limit", letter)
		}
	}
}
