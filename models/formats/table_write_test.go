package formats

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFormulasAreMasked(t *testing.T) {
	tests := []struct{ cell, written string }{
		{"", ""}, {"12", "12"}, {"-0.5", "-0.5"}, {"-1e3", "-1e3"}, {"AIR_STRIKE", "AIR_STRIKE"}, {"2031-03-04T01:10:00Z", "2031-03-04T01:10:00Z"},
		{"=1+1", `"'=1+1"`}, {"+44", `"'+44"`}, {"-2+3", `"'-2+3"`}, {"-Inf", `"'-Inf"`}, {"@SUM(A1)", `"'@SUM(A1)"`}, {"\t=1", "\"'\t=1\""}, {"\r=1", "\"'\n=1\""}, {"a\r\nb", "\"a\nb\""},
		{"＝1", `"'＝1"`}, {" =1", `"' =1"`}, {"'=1", `"''=1"`}, {"'tis", `"'tis"`}, {"say \"no\"", `"say ""no"""`}, {"a,b", `"a,b"`},
	}
	for _, tt := range tests {
		var out bytes.Buffer
		w := WriteTable(&out, []string{"x", "y"})
		w.Write([]string{tt.cell, "z"})
		w.Close()
		if got := out.String(); got != "x,y\r\n"+tt.written+",z\r\n" {
			t.Errorf("%q is written %q, want %q", tt.cell, got, tt.written)
		}
	}
}

// No cell begins a formula, and taking the mask off gives every text back.
func TestMasksComeOff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.OneOf(rapid.StringMatching(`['=+\-@ \t＝0-9a]{0,6}`), rapid.String()).Draw(t, "cell")
		masked := Mask(cell)
		if strings.ContainsRune("=+@\t\r＝＋－＠", []rune(masked + "x")[0]) {
			t.Fatalf("%q begins a formula", masked)
		}
		if unmask(masked) != cell {
			t.Fatalf("%q masked is %q and comes back %q", cell, masked, unmask(masked))
		}
	})
}

func TestTableIsCSV(t *testing.T) {
	var out bytes.Buffer
	w := WriteTable(&out, []string{"id", "title"})
	w.Write([]string{"1", "two\nlines, \"quoted\""})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(got) != 2 || got[1][1] != "two\nlines, \"quoted\"" {
		t.Errorf("read again %q, %v", got, err)
	}
}
