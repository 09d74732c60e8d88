package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concord/tests/world/worlds"
)

// The files that the command writes are those that it scores links against.
func TestWrittenWorldIsScored(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	o := worlds.Options{Seed: 3, Incidents: 400, Days: 30, Partners: 2, Density: "war", Noise: "low", Reporting: "even"}
	if err := generate(o, dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ORL.csv", "ORL.early.csv", "VAR.csv", "VAR.early.csv", "incidents.csv", "truth.csv", "x_method.taxonomy.csv"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	memory, err := worlds.InMemory(o)
	if err != nil {
		t.Fatal(err)
	}
	if written, err := os.ReadFile(filepath.Join(dir, "VAR.csv")); err != nil || string(written) != string(memory["VAR.csv"]) {
		t.Errorf("VAR.csv on disk is not what it is in memory (%v)", err)
	}
	links := filepath.Join(dir, "LINKS.csv")
	rows := "file_a,ref_a,file_b,ref_b,probability,bits,band\nORL.csv,ORL-000001,VAR.csv,VAR-000001,0.7,3.1,review\n"
	if err := os.WriteFile(links, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	if err := score(filepath.Join(dir, "truth.csv"), links, &table); err != nil {
		t.Fatal(err)
	}
	if first, rest, _ := strings.Cut(table.String(), "\n"); !strings.HasPrefix(first, "part") || !strings.HasPrefix(rest, "all") {
		t.Errorf("the table begins\n%s", table.String())
	}
	if err := score(filepath.Join(dir, "none.csv"), links, &table); err == nil {
		t.Error("a truth that is not there is scored")
	}
	if err := generate(worlds.Options{}, dir); err == nil {
		t.Error("a world of no options is made")
	}
}
