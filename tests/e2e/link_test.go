package e2e

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"concord/app/commands"
)

// folder writes files and gives their paths by name.
func folder(t *testing.T, files map[string]string) func(name string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return func(name string) string { return filepath.Join(dir, name) }
}

// linked runs concord link.
func linked(args ...string) (out, words string, err error) {
	var o, w bytes.Buffer
	err = commands.Run(append([]string{"link"}, args...), strings.NewReader(""), &o, &w)
	return o.String(), w.String(), err
}

func csvRows(t *testing.T, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	return rows
}

const (
	orlandFile = "local_ref,title,category,start_earliest,time_precision,lat,lon,place_precision,place_name,killed_civilian_min,killed_civilian_max,weapon\n" +
		"ORL-1,Strike at Tarn Quay fuel depot,AIR_STRIKE,2031-03-04T01:10:00Z,MINUTE,0.41235,0.81240,EXACT,Tarn Quay,4,6,AIR_BOMB_GUIDED\n" +
		"ORL-2,Night raid at Kessel Farm,RAID,2031-04-27T23:20:00Z,MINUTE,0.33120,1.10450,EXACT,Kessel Farm,5,5,SMALL_ARM\n"
	varsennaFile = "local_ref,title,category,start_earliest,start_latest,lat,lon,place_precision,place_name,killed_civilian_min,killed_civilian_max,weapon\n" +
		"V-9,Fuel depot at Tarn Quay struck,AIR_STRIKE,2031-03-03T20:00:00Z,2031-03-04T03:00:00Z,0.41500,0.81900,VILLAGE,Tarn Quay,11,14,AIR_BOMB_GUIDED\n" +
		"V-10,Checkpoint at Oster Bridge,CHECKPOINT,2031-03-19,,0.48800,0.86000,LANDMARK,Oster Bridge,3,3,SMALL_ARM\n" +
		"V-9B,Fuel depot at Tarn Quay struck,AIR_STRIKE,2031-03-03T20:00:00Z,2031-03-04T03:00:00Z,0.41500,0.81900,VILLAGE,Tarn Quay,11,14,AIR_BOMB_GUIDED\n"
)

// Two files in, links and gaps out: a pair, its duplicate, what differs between
// them, and who has no counterpart; the last line sums up.
func TestLinkFiles(t *testing.T) {
	at := folder(t, map[string]string{"orl.csv": orlandFile, "var.csv": varsennaFile})
	for _, order := range [][]string{{"orl.csv", "var.csv"}, {"var.csv", "orl.csv"}} {
		gapsFile := at("gaps.csv")
		out, words, err := linked(at(order[0]), at(order[1]), "--gaps", gapsFile)
		if err != nil {
			t.Fatalf("%v\n%s", err, words)
		}
		rows := csvRows(t, out)
		if want := []string{"file_a", "ref_a", "file_b", "ref_b", "probability", "bits", "band"}; !slices.Equal(rows[0], want) {
			t.Errorf("header %v, want %v", rows[0], want)
		}
		found := map[string]bool{}
		for _, r := range rows[1:] {
			found[strings.Join(r[:4], " ")] = true
		}
		for _, want := range []string{"orl.csv ORL-1 var.csv V-9", "orl.csv ORL-1 var.csv V-9B", "var.csv V-9 var.csv V-9B"} {
			if !found[want] {
				t.Errorf("%s is not linked; found %v", want, found)
			}
		}
		text, err := os.ReadFile(gapsFile)
		if err != nil {
			t.Fatal(err)
		}
		alone := map[string]bool{}
		conflict := false
		for _, r := range csvRows(t, string(text))[1:] {
			if r[4] == "G01" && r[3] == "" {
				alone[r[0]+" "+r[1]] = true
			}
			conflict = conflict || r[1] == "ORL-1" && strings.HasPrefix(r[5], "casualties/KILLED/CIVILIAN") && r[8] == "DISJOINT"
		}
		if len(alone) != 2 || !alone["orl.csv ORL-2"] || !alone["var.csv V-10"] {
			t.Errorf("without a counterpart: %v, want ORL-2 and V-10", alone)
		}
		if !conflict {
			t.Errorf("that 4 to 6 and 11 to 14 differ is not said:\n%s", text)
		}
		lines := strings.Split(strings.TrimSpace(words), "\n")
		if last := lines[len(lines)-1]; !strings.HasPrefix(last, "linked A=2 B=3 pairs=") || !strings.Contains(last, " auto=") || !strings.Contains(last, " peak_mib=") {
			t.Errorf("the last line is %q", last)
		}
	}
	out, _, err := linked(at("orl.csv"), at("var.csv"), "--json")
	if err != nil {
		t.Fatal(err)
	}
	var first struct {
		Sentence    string
		Bits        float64
		Explanation []struct{ Bits float64 }
	}
	if err := json.Unmarshal([]byte(strings.SplitN(out, "\n", 2)[0]), &first); err != nil || first.Sentence == "" || len(first.Explanation) < 4 {
		t.Errorf("--json gives %s (%v)", out, err)
	}
	sum := 0.0
	for _, e := range first.Explanation {
		sum += e.Bits
	}
	if sum < first.Bits-0.01 || sum > first.Bits+0.01 {
		t.Errorf("the explanation adds up to %.2f bits, the pair has %.2f", sum, first.Bits)
	}
}

// What cannot be read is named by file, row and column, all at once, and nothing is
// linked or written.
func TestLinkFilesRefused(t *testing.T) {
	bad := "local_ref,start_earliest,lat\nA-1,yesterday,95\nA-1,2031-03-04,1\n"
	at := folder(t, map[string]string{"orl.csv": orlandFile, "bad.csv": bad, "empty.csv": "", "other.csv": "a,b\n1,2\n",
		"x_model.taxonomy.csv": "value,level1\nvan,goods\nvan,people\n"})
	if err := errors.Join(os.Mkdir(at("more"), 0o700), os.Symlink(at("orl.csv"), at("alias.csv"))); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		args []string
		says []string
	}{
		{"bad cells", []string{at("orl.csv"), at("bad.csv")}, []string{"bad.csv, row 2, column start_earliest", "bad.csv, row 2, column lat", "bad.csv, row 3, column local_ref", "nothing was linked"}},
		{"a taxonomy that contradicts itself", []string{at("orl.csv"), at("bad.csv")}, []string{"x_model.taxonomy.csv, row 3, column value"}},
		{"an empty file", []string{at("orl.csv"), at("empty.csv")}, []string{"empty.csv", "places cannot be read"}},
		{"another table", []string{at("orl.csv"), at("other.csv")}, []string{"other.csv: The column local_ref is missing", "other.csv: The column start_earliest is missing"}},
		{"files that are not there", []string{at("orl.csv"), at("no.csv"), at("more")}, []string{"no.csv does not exist; check", "more is a folder; name the file in it"}},
		{"one file by two names", []string{at("orl.csv"), at("alias.csv")}, []string{"alias.csv is the same file as", "name it once"}},
		{"one file", []string{at("orl.csv")}, []string{"two files"}},
		{"one file twice", []string{at("orl.csv"), at("orl.csv")}, []string{"orl.csv"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			result := at("links.csv")
			out, words, err := linked(append(tt.args, "-o", result)...)
			if err == nil {
				t.Fatalf("no refusal: %s", out)
			}
			for _, say := range tt.says {
				if !strings.Contains(words+err.Error(), say) {
					t.Errorf("%q is not in\n%s%v", say, words, err)
				}
			}
			for _, never := range []string{"/file", "stat ", "1 places"} {
				if strings.Contains(words+err.Error(), never) {
					t.Errorf("people are told %q in\n%s%v", never, words, err)
				}
			}
			if _, err := os.Stat(result); err == nil {
				t.Error("links were written")
			}
		})
	}
}

// An output that would destroy an input or another output, or has nowhere to go, is
// refused before anything is linked, and nothing is written; a device is written to
// and stays what it is.
func TestLinkOutputsRefused(t *testing.T) {
	at := folder(t, map[string]string{"orl.csv": orlandFile, "var.csv": varsennaFile})
	if err := os.Symlink(at("orl.csv"), at("alias.csv")); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadDir(at("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		args []string
		says string
	}{
		{"links over an input", []string{"-o", at("orl.csv")}, "one of the files to be linked"},
		{"gaps over an input by another name", []string{"--gaps", at("alias.csv")}, "one of the files to be linked"},
		{"one file for two results", []string{"-o", at("x.csv"), "--gaps", at("x.csv")}, "give each its own"},
		{"a folder that is not there, for the second", []string{"-o", at("x.csv"), "--unrecorded", at("no/where.txt")}, "does not exist"},
		{"a folder", []string{"-o", at(".")}, "name a file in it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, _, err := linked(append([]string{at("orl.csv"), at("var.csv")}, tt.args...)...); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want one that says %q", err, tt.says)
			}
			text, err := os.ReadFile(at("orl.csv"))
			if after, _ := os.ReadDir(at(".")); err != nil || string(text) != orlandFile || len(after) != len(before) {
				t.Errorf("the folder changed: %v, %v", after, err)
			}
		})
	}
	if _, _, err := linked(at("orl.csv"), at("var.csv"), "-o", os.DevNull); err != nil {
		t.Error(err)
	}
	if device, err := os.Stat(os.DevNull); err != nil || device.Mode().IsRegular() {
		t.Errorf("%s is %v now, %v", os.DevNull, device, err)
	}
}

// One bad place is one, and a taxonomy without a value is none.
func TestLinkFilesCountsWhatIsWrong(t *testing.T) {
	for name, text := range map[string]string{"nothing": "", "a header alone": "value,level1\n"} {
		t.Run(name, func(t *testing.T) {
			at := folder(t, map[string]string{"orl.csv": orlandFile, "var.csv": varsennaFile, "x_model.taxonomy.csv": text})
			_, words, err := linked(at("orl.csv"), at("var.csv"))
			if err == nil || !strings.Contains(words, "x_model.taxonomy.csv: the taxonomy names no value") || !strings.HasPrefix(err.Error(), "1 place cannot be read") {
				t.Errorf("an empty taxonomy is told %v\n%s", err, words)
			}
		})
	}
}

// A copy of a partner's file under another name is linked, for two partners may have
// nothing to say, and remarked on; other files are not.
func TestLinkFilesRemarksOnACopy(t *testing.T) {
	at := folder(t, map[string]string{"orl.csv": orlandFile, "copy.csv": orlandFile, "other.csv": strings.Replace(orlandFile, "ORL-1", "ORL-7", 1)})
	for other, remarked := range map[string]bool{"copy.csv": true, "other.csv": false} {
		_, words, err := linked(at("orl.csv"), at(other))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(words, "say the same to the letter") != remarked {
			t.Errorf("beside %s the words are\n%s", other, words)
		}
	}
}

// What a spreadsheet would run as a formula is masked in links and gaps, as in every
// other table.
func TestLinkFilesMasksFormulas(t *testing.T) {
	at := folder(t, map[string]string{
		"orl.csv": strings.NewReplacer("ORL-1", "=1+2", "ORL-2", "@sum").Replace(orlandFile),
		"var.csv": strings.NewReplacer("V-9,", "-9x,", "V-10", "+10x").Replace(varsennaFile)})
	out, words, err := linked(at("orl.csv"), at("var.csv"), "--gaps", at("gaps.csv"))
	if err != nil {
		t.Fatalf("%v\n%s", err, words)
	}
	text, err := os.ReadFile(at("gaps.csv"))
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]bool{}
	for _, row := range append(csvRows(t, out), csvRows(t, string(text))...) {
		for i, cell := range row {
			met[cell] = true
			if i < 4 && cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("%q begins a formula in %v", cell, row)
			}
		}
	}
	for _, want := range []string{"'=1+2", "'@sum", "'-9x", "'+10x"} {
		if !met[want] {
			t.Errorf("%s stands nowhere in\n%s%s", want, out, text)
		}
	}
	if out, _, err = linked(at("orl.csv"), at("var.csv"), "--json"); err != nil || !strings.Contains(out, `"=1+2"`) {
		t.Errorf("JSON, which no spreadsheet opens, says %s, %v", out, err)
	}
}

// Work that is told to stop ends at once, says so, and leaves no file behind, whole or
// half; what stood under the name of the result stands as it did.
func TestLinkStops(t *testing.T) {
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM) // so that this test survives it
	defer signal.Stop(told)
	var rows strings.Builder
	rows.WriteString("local_ref,title,start_earliest,lat,lon,killed_min\n")
	for n := range 150_000 {
		fmt.Fprintf(&rows, "R-%d,Strike %d,2031-03-%02dT%02d:00:00Z,%.4f,%.4f,%d\n", n, n%977, 1+n%28, n%24, float64(n%4001)/4000, float64(n%3989)/3988, n%7)
	}
	at := folder(t, map[string]string{"orl.csv": rows.String(), "var.csv": rows.String() + "R-x,Strike,2031-03-01,0.1,0.1,1\n", "links.csv": "of yesterday\n"})
	ended := make(chan error, 1)
	go func() {
		_, _, err := linked(at("orl.csv"), at("var.csv"), "-o", at("links.csv"))
		ended <- err
	}()
	for {
		select {
		case err := <-ended:
			if err == nil || !strings.Contains(err.Error(), "stopped before the end") {
				t.Errorf("it ended with %v", err)
			}
			if text, err := os.ReadFile(at("links.csv")); err != nil || string(text) != "of yesterday\n" {
				t.Errorf("the file that was there is %q now (%v)", text, err)
			}
			if left, _ := filepath.Glob(at(".concord-*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			return
		case <-time.After(50 * time.Millisecond):
			if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
		}
	}
}
