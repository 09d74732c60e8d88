// Package durability proves what the record promises: what was acknowledged is
// there after kill -9, once each, and what was altered behind the log is named.
// The program is built once and run as its operator runs it, as processes.
package durability

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	. "concord/tests/harness"
)

var full = flag.Bool("durability.full", os.Getenv("CONCORD_FULL") == "1", "run for as long as the promise says: 20 s of writing, 20 kills, many more flips")

// binary is the program, built by TestMain.
var binary string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "concord-durability-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		binary = filepath.Join(dir, "concord")
		if out, err := exec.Command("go", "build", "-o", binary, "../../app").CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "building the program: %v\n%s", err, out)
			return 1
		}
		return m.Run()
	}())
}

// store is where one program's data lie.
type store struct {
	dir      string
	database string // postgres://…, or "" for SQLite in dir
}

// run runs one command on the store and gives its outputs and exit status.
func (s store) run(t testing.TB, args ...string) (out, words string, status int) {
	t.Helper()
	args = append(args, "--data", s.dir)
	if s.database != "" {
		args = append(args, "--database", s.database)
	}
	c := exec.Command(binary, args...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String(), c.ProcessState.ExitCode()
}

// must is run that insists on success.
func (s store) must(t testing.TB, args ...string) string {
	t.Helper()
	out, words, status := s.run(t, args...)
	if status != 0 {
		t.Fatalf("concord %s = %d: %s%s", strings.Join(args, " "), status, out, words)
	}
	return out
}

// clean insists that verify finds nothing.
func (s store) clean(t testing.TB) {
	t.Helper()
	s.must(t, "verify")
}

// faults insists that verify fails and gives what it names.
func (s store) faults(t testing.TB, args ...string) string {
	t.Helper()
	out, words, status := s.run(t, append([]string{"verify"}, args...)...)
	if status != 1 {
		t.Errorf("verify = %d, want 1: %s%s", status, out, words)
	}
	return out + words
}

// populated is a fresh store with two partners and so many clerks, half of each;
// tokens are theirs, in turn.
func populated(t testing.TB, clerks int) (s store, tokens []string) {
	t.Helper()
	return settled(t, store{dir: t.TempDir()}, clerks)
}

// settled adds the partners and clerks of populated to a store.
func settled(t testing.TB, s store, clerks int) (_ store, tokens []string) {
	t.Helper()
	codes := []string{"ORL", "VAR"}
	for _, code := range codes {
		s.must(t, "partner", "add", code, "Partner "+code)
	}
	for i := range clerks {
		name := clerk(i)
		s.must(t, "user", "add", name, "--partner", codes[i%2], "--role", "CELL_CLERK")
		tokens = append(tokens, strings.TrimSpace(s.must(t, "token", name)))
	}
	return s, tokens
}

func clerk(i int) string { return fmt.Sprintf("clerk%02d", i) }

// service is the program while it serves.
type service struct {
	command *exec.Cmd
	address string
	ready   time.Duration // from start to the line that says where it answers
	words   *bytes.Buffer // the rest of its standard error
	drained chan struct{}
}

// serve starts the service and waits until it says where it answers.
func (s store) serve(t testing.TB) *service {
	t.Helper()
	args := []string{"serve", "--listen", "127.0.0.1:0", "--data", s.dir}
	if s.database != "" {
		args = append(args, "--database", s.database)
	}
	v := &service{command: exec.Command(binary, args...), words: &bytes.Buffer{}, drained: make(chan struct{})}
	pipe, err := v.command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := v.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.kill() })
	lines := bufio.NewScanner(pipe)
	for v.address == "" && lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "Concord answers at "); ok {
			v.address = rest
		} else {
			fmt.Fprintln(v.words, lines.Text())
		}
	}
	v.ready = time.Since(began)
	if v.address == "" {
		t.Fatalf("the service did not start: %s", v.words)
	}
	go func() {
		defer close(v.drained)
		for lines.Scan() {
			fmt.Fprintln(v.words, lines.Text())
		}
	}()
	return v
}

// kill is kill -9, and waits until the process is gone.
func (v *service) kill() {
	if v.command.ProcessState == nil {
		v.command.Process.Kill()
		<-v.drained
		v.command.Wait()
	}
}

// stop asks the service to stop and insists that it ends well.
func (v *service) stop(t testing.TB) {
	t.Helper()
	if err := v.command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	<-v.drained
	if err := v.command.Wait(); err != nil {
		t.Errorf("stopping: %v: %s", err, v.words)
	}
}

// stored is a report as the export has it.
type stored struct {
	ID       string `json:"id"`
	Ref      string `json:"ref"`
	LocalRef string `json:"local_ref"`
	Title    string `json:"title"`
	Version  int    `json:"version"`
}

// exported is every report of both partners by local reference; one that is there
// twice is an error.
func (s store) exported(t testing.TB) map[string]stored {
	t.Helper()
	all := map[string]stored{}
	for i := range 2 { // the first clerk of each partner
		var list []stored
		if err := json.Unmarshal([]byte(s.must(t, "export", "reports", "--as", clerk(i), "--format", "json")), &list); err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			if before, twice := all[r.LocalRef]; twice && before.ID != r.ID {
				t.Errorf("%s is there twice: %s and %s", r.LocalRef, before.ID, r.ID)
			}
			all[r.LocalRef] = r
		}
	}
	return all
}

// account is a report of its own place and time, so that few look alike.
func account(n int, ref string) M {
	return Facts(M{
		"local_ref": ref, "title": "Report " + ref,
		"started": M{"earliest": time.Date(2031, 1, 1, 0, n%1440, 0, 0, time.UTC).AddDate(0, 0, n%360), "precision": "MINUTE"},
		"place":   M{"lat": -60 + float64(n*37%1200)/10, "lon": -170 + float64(n*71%3400)/10, "precision": "LANDMARK", "name": "Place " + ref},
	})
}
