package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// heldBy is a file of those of thirty incidents, far apart, that a partner recorded.
func heldBy(holds func(i int) bool) string {
	var b strings.Builder
	b.WriteString("local_ref,title,start_earliest,time_precision,lat,lon,place_precision,place_name,killed_civilian_min,killed_civilian_max\n")
	for i := range 30 {
		if holds(i) {
			fmt.Fprintf(&b, "R-%02d,Strike at %corim market,2031-%02d-%02dT10:00:00Z,MINUTE,%.1f,%.1f,EXACT,%corim,%d,%d\n",
				i, 'A'+i%26, 1+i%6, 1+i%27, float64(i%13)-6, float64(i)-15, 'A'+i%26, i%9, i%9)
		}
	}
	return b.String()
}

// Beside the links comes a text on the incidents that nobody recorded: with a number
// where enough is shared, with the reason where not, and with every caveat in both.
func TestLinkFilesUnrecorded(t *testing.T) {
	at := folder(t, map[string]string{"orl.csv": orlandFile, "var.csv": varsennaFile,
		"a.csv": heldBy(func(i int) bool { return i < 22 }), "b.csv": heldBy(func(i int) bool { return i%3 != 0 }), "bad.csv": "local_ref,start_earliest\nA-1,yesterday\n"})
	for _, tt := range []struct {
		a, b string
		says string
	}{
		{"orl.csv", "var.csv", "No number can be given. Only "},
		{"a.csv", "b.csv", "About 31 incidents in all, of which about 3 were recorded by nobody."},
	} {
		file := at("unrecorded.txt")
		links, words, err := linked(at(tt.a), at(tt.b), "--unrecorded", file)
		if err != nil {
			t.Fatalf("%v\n%s", err, words)
		}
		if !strings.HasPrefix(links, "file_a,") {
			t.Errorf("the links are not where they were: %q", links)
		}
		read, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(string(read)), " ")
		for _, say := range []string{tt.says, "(1) It supposes", "(2) Partners who share", "(3) All lists must", "(4) What it supposes cannot", "(5) Of fewer than 7", "(6) It counts incidents"} {
			if !strings.Contains(text, say) {
				t.Errorf("%s and %s: %q is not in\n%s", tt.a, tt.b, say, read)
			}
		}
	}
	if _, _, err := linked(at("a.csv"), at("bad.csv"), "--unrecorded", at("none.txt")); err == nil {
		t.Error("a file that cannot be read is linked")
	}
	if _, err := os.Stat(at("none.txt")); err == nil {
		t.Error("a text was written of files that cannot be read")
	}
}
