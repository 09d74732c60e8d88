// Million makes a store of a million reports with the program as people start it,
// measures what performance.md sets targets for, and prints a table against them.
//
//	go run ./tests/million [-reports 1000000] [-data DIR]
//
// It is a command and no test: the figures depend on the machine. What must hold
// on any machine is asserted in tests/e2e and models/store.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// people ask in turn, so that nobody asks more often than a person may.
const people = 16

func person(i int) string { return fmt.Sprintf("orl.lead%d", i) }

func main() {
	reports := flag.Int("reports", 1_000_000, "how many reports to make")
	keep := flag.String("data", "", "a folder to keep the store in, and to use again when one is there")
	flag.Parse()
	if err := measure(*reports, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "million:", err)
		os.Exit(1)
	}
}

func measure(reports int, keep string) error {
	dir := keep
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "concord-million-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	p, err := build(dir)
	if err != nil {
		return err
	}
	t := &table{}
	t.head(reports)
	if _, err := os.Stat(filepath.Join(p.data, "concord.db")); err != nil {
		if err := fill(t, p, dir, reports); err != nil {
			return err
		}
	}
	var tokens []string
	for i := range people {
		said, _, _, err := p.run("", "token", person(i))
		if err != nil {
			return err
		}
		tokens = append(tokens, lastWord(said))
	}
	s, err := p.serve(tokens)
	if err != nil {
		return err
	}
	defer s.stop()
	if err := overHTTP(t, s); err != nil {
		return err
	}
	all, own := memoryOf(s.command.Process.Pid)
	t.row("memory of the service after all of it", "≤ 400 MB", own <= 400<<20, fmt.Sprintf("%d MB, and %d MB of pages of the file", own>>20, (all-own)>>20))
	s.stop()
	return inStore(t, p.data)
}

// fill makes the partners, the people and the reports.
func fill(t *table, p program, dir string, reports int) error {
	commands := [][]string{{"partner", "add", "ORL", "Orland", "--role", "ASSISTING"}, {"partner", "add", "VAR", "Varsenna", "--role", "ASSISTED"}}
	for i := range people {
		commands = append(commands, []string{"user", "add", person(i), "--partner", "ORL", "--role", "CELL_LEAD", "--password-stdin"})
	}
	for _, c := range commands {
		if _, _, _, err := p.run("a long enough pass phrase", c...); err != nil {
			return err
		}
	}
	path := filepath.Join(dir, "reports.csv")
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := writeFile(f, reports, 1); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	defer os.Remove(path)
	_, took, most, err := p.run("", "import", path, "--as", person(0))
	if err != nil {
		return err
	}
	rate := float64(reports) / took.Seconds()
	t.row("import of concord-csv into SQLite", "≥ 100,000 rows/s", rate >= 100_000, fmt.Sprintf("%.0f rows/s (%s)", rate, took.Round(time.Second)))
	t.row("memory of the import", "≤ 400 MB", most <= 400<<20, fmt.Sprintf("%d MB at most", most>>20))
	info, err := os.Stat(filepath.Join(p.data, "concord.db"))
	if err == nil {
		t.row("size of the database", "", true, fmt.Sprintf("%.2f KB a report", float64(info.Size())/1024/float64(reports)))
	}
	return err
}

func lastWord(s string) string {
	all := strings.Fields(s)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}
