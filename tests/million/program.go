package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// program is Concord as people start it, on a data folder of its own.
type program struct{ path, data string }

func build(dir string) (program, error) {
	p := program{filepath.Join(dir, "concord"), filepath.Join(dir, "data")}
	if out, err := exec.Command("go", "build", "-o", p.path, "concord/app").CombinedOutput(); err != nil {
		return p, fmt.Errorf("%w\n%s", err, out)
	}
	return p, os.MkdirAll(p.data, 0o700)
}

// run runs a command to its end and gives what it printed, the time it took and
// the most memory it held, in bytes, pages of the database file left out.
func (p program) run(stdin string, args ...string) (string, time.Duration, int64, error) {
	c := exec.Command(p.path, append(args, "--data", p.data)...)
	c.Stdin = strings.NewReader(stdin)
	var said, wrong bytes.Buffer
	c.Stdout, c.Stderr = &said, &wrong
	began := time.Now()
	if err := c.Start(); err != nil {
		return "", 0, 0, err
	}
	var most int64
	ended := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		for {
			select {
			case <-ended:
				return
			case <-time.After(100 * time.Millisecond):
				_, own := memoryOf(c.Process.Pid)
				most = max(most, own)
			}
		}
	}()
	err := c.Wait()
	close(ended)
	<-watched
	if err != nil {
		return "", 0, 0, fmt.Errorf("concord %s: %w\n%.500s%s", args[0], err, said.String(), wrong.String())
	}
	return said.String(), time.Since(began), most, nil
}

// service is the program while it serves.
type service struct {
	command *exec.Cmd
	address string
	tokens  []string // of the people who ask in turn
	asked   int
	client  *http.Client
}

func (p program) serve(tokens []string) (*service, error) {
	c := exec.Command(p.path, "serve", "--listen", "127.0.0.1:0", "--data", p.data)
	pipe, err := c.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	s := &service{command: c, tokens: tokens, client: &http.Client{Timeout: time.Minute}}
	lines := bufio.NewReader(pipe)
	for s.address == "" {
		line, err := lines.ReadString('\n')
		if err != nil {
			return nil, fmt.Errorf("the service did not start: %w", err)
		}
		if rest, ok := strings.CutPrefix(line, "Concord answers at "); ok {
			s.address = strings.TrimSpace(rest)
		}
	}
	go io.Copy(io.Discard, lines)
	return s, nil
}

func (s *service) stop() {
	s.command.Process.Signal(os.Interrupt)
	s.command.Wait()
}

// get asks for one address and gives the bytes.
func (s *service) get(path string) ([]byte, error) {
	q, err := http.NewRequest("GET", strings.TrimSuffix(s.address, "/")+path, nil)
	if err != nil {
		return nil, err
	}
	q.Header.Set("Authorization", "Bearer "+s.tokens[s.asked%len(s.tokens)])
	s.asked++
	answer, err := s.client.Do(q)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s: %d\n%.300s", path, answer.StatusCode, body)
	}
	return body, err
}

// memoryOf is what a process holds now: all of it, and the part that is not pages of
// the database file, which the system takes back when it needs them.
func memoryOf(pid int) (all, own int64) {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(text)) {
		var kb int64
		if n, _ := fmt.Sscanf(line, "VmRSS: %d kB", &kb); n == 1 {
			all = kb * 1024
		}
		if n, _ := fmt.Sscanf(line, "RssAnon: %d kB", &kb); n == 1 {
			own = kb * 1024
		}
	}
	return all, own
}

// timed is how long each of a number of tries took.
type timed []time.Duration

func (t timed) at(share float64) time.Duration {
	if len(t) == 0 {
		return 0
	}
	s := slices.Clone(t)
	slices.Sort(s)
	return s[min(len(s)-1, int(share*float64(len(s))))]
}

// tries runs f until n tries or about five seconds are over, the first not counted.
func tries(n int, f func(i int) error) (timed, error) {
	var t timed
	began := time.Now()
	for i := range n + 1 {
		start := time.Now()
		if err := f(i); err != nil {
			return t, err
		}
		if i > 0 {
			t = append(t, time.Since(start))
		}
		if i > 2 && time.Since(began) > 5*time.Second {
			break
		}
	}
	return t, nil
}
