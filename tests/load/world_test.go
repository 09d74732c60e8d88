// Package load measures what our own layers cost: the service, with sign-in,
// policy and audit on, beside a bare Fiber handler over a bare prepared SQLite
// statement, in one run and taking turns. What counts is the CPU time of each
// server process for a request, so that the generator beside it does not matter.
package load

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	"concord/app/commands"
	"concord/app/server"
	"concord/handlers"
	"concord/models/formats"

	. "concord/tests/harness"
)

// rows is how many reports are stored, half of each partner and all shared.
const rows = 20_000

// child names, in the environment, which server this very binary is to be.
const child = "CONCORD_LOAD_CHILD"

func TestMain(m *testing.M) {
	if which := os.Getenv(child); which != "" {
		if err := serve(which, os.Args[1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	status := m.Run()
	closeWorld()
	os.Exit(status)
}

// serve is what a child does: answer until its standard input ends. A profile is
// written to the file that CONCORD_PROFILE names, with the server's name after it.
func serve(which, dir string) error {
	if path := os.Getenv("CONCORD_PROFILE"); path != "" {
		f, err := os.Create(path + "." + which)
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	start := startBare
	if which == "ours" {
		start = startOurs
	}
	address, stop, err := start(dir)
	if err != nil {
		return err
	}
	fmt.Println(address)
	bufio.NewReader(os.Stdin).ReadString('\n')
	return stop()
}

// startOurs is the whole program; a single person asks faster than one may, so
// the limit is high, but it is there and counted.
func startOurs(dir string) (string, func() error, error) {
	s, err := server.Start(context.Background(), server.Config{Data: dir, Listen: "127.0.0.1:0", Limits: handlers.Limits{PerSecond: 1_000_000}})
	if err != nil {
		return "", nil, err
	}
	return s.Address(), s.Close, nil
}

// rival is one server process and how to ask it.
type rival struct {
	name    string
	command *exec.Cmd
	stdin   interface{ Close() error }
	address string
	cookie  string
}

func launch(name, dir string) (*rival, error) {
	r := &rival{name: name, command: exec.Command(os.Args[0], dir)}
	r.command.Env = append(os.Environ(), child+"="+name)
	r.command.Stderr = os.Stderr
	stdin, err := r.command.StdinPipe()
	if err != nil {
		return nil, err
	}
	r.stdin = stdin
	stdout, err := r.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := r.command.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("%s did not start: %w", name, err)
	}
	r.address = strings.TrimSpace(line)
	return r, nil
}

// world is both servers over the same reports.
type world struct {
	dir        string
	ours, bare *rival
	ids        []string
	imported   time.Duration
}

var (
	once    sync.Once
	shared  *world
	failure error
)

// both starts the servers at the first call.
func both(t testing.TB) *world {
	t.Helper()
	once.Do(func() { shared, failure = newWorld() })
	if failure != nil {
		t.Fatal(failure)
	}
	return shared
}

func closeWorld() {
	if shared == nil {
		return
	}
	for _, r := range []*rival{shared.ours, shared.bare} {
		if r != nil {
			r.stdin.Close()
			r.command.Wait()
		}
	}
	os.RemoveAll(shared.dir)
}

func newWorld() (*world, error) {
	dir, err := os.MkdirTemp("", "concord-load-")
	if err != nil {
		return nil, err
	}
	w := &world{dir: dir}
	data, copied := filepath.Join(dir, "ours"), filepath.Join(dir, "bare")
	command := func(in string, args ...string) error {
		var out, words bytes.Buffer
		if err := commands.Run(append(args, "--data", data), strings.NewReader(in), &out, &words); err != nil {
			return fmt.Errorf("concord %s: %w: %.2000s%s", strings.Join(args, " "), err, out.Bytes(), words.Bytes())
		}
		return nil
	}
	for i, code := range []string{"ORL", "VAR"} {
		name := strings.ToLower(code) + ".clerk"
		file := filepath.Join(dir, code+".csv")
		if err := generate(file, code, i); err != nil {
			return nil, err
		}
		if err := command("", "partner", "add", code, "Partner "+code); err != nil {
			return nil, err
		}
		if err := command(Password, "user", "add", name, "--partner", code, "--role", "CELL_CLERK", "--password-stdin"); err != nil {
			return nil, err
		}
		began := time.Now()
		if err := command("", "import", file, "--as", name, "--share", "joint"); err != nil {
			return nil, err
		}
		w.imported += time.Since(began)
	}
	if err := os.CopyFS(copied, os.DirFS(data)); err != nil {
		return nil, err
	}
	if w.ours, err = launch("ours", data); err != nil {
		return nil, err
	}
	if w.bare, err = launch("bare", copied); err != nil {
		return nil, err
	}
	if w.ours.cookie, err = signIn(w.ours.address, "orl.clerk"); err != nil {
		return nil, err
	}
	w.ids, err = storedIDs(copied)
	return w, err
}

// signIn gives the cookie of a person's session.
func signIn(address, name string) (string, error) {
	text, err := json.Marshal(M{"username": name, "password": Password})
	if err != nil {
		return "", err
	}
	answer, err := http.Post(address+"/api/v1/session", "application/json", bytes.NewReader(text))
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("signing in: %s", answer.Status)
	}
	return answer.Cookies()[0].Name + "=" + answer.Cookies()[0].Value, nil
}

var categories = []string{"AIR_STRIKE", "AIR_STRIKE", "AIR_STRIKE", "CHECKPOINT", "UNKNOWN"}

// generate writes a file of one partner's reports, spread over six years and a
// region, so that the other's are seldom near.
func generate(path, code string, nth int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "local_ref,title,narrative,category,start_earliest,time_precision,lat,lon,place_precision,place_name,killed_civilian_min,killed_civilian_max,injured_civilian_min,actor,actor_role,own_involvement,source_kind,source_reliability")
	begin := time.Date(2026, 1, 1, nth*12, 0, 0, 0, time.UTC)
	for n := range rows / 2 {
		fmt.Fprintf(w, "%s-%05d,Report %d of %s,\"A house was struck in the early hours; %d people were brought to the clinic, and neighbours named those who were killed.\",%s,%s,MINUTE,%.4f,%.4f,LANDMARK,Place %d,%d,%d,%d,%s,FIRED,INVOLVED,MEDICAL,B\n",
			code, n, n, code, n%9, categories[n%len(categories)], begin.Add(time.Duration(n)*5*time.Hour).Format(time.RFC3339),
			-20+float64(n*7919%40000)/1000+float64(nth)*0.5, 10+float64(n*104729%30000)/1000, n%700, n%7, n%7+n%3, n%5, code)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if start, err := os.ReadFile(path); err != nil || formats.Detect(start[:4096]) != "concord-csv" {
		return fmt.Errorf("the file made is not taken for concord-csv (%v)", err)
	}
	return nil
}
