package canary

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"concord/tests/harness"
)

// built is the program as it is, one whose sealing does nothing, and one that
// breaks while it seals.
var built = map[string]string{"as it is": "", "plain": "testdata/plain.go.txt", "panics": "testdata/panics.go.txt"}

// programs are built once for all tests, by name.
var programs = map[string]string{}

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "concord-canary-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		for name, instead := range built {
			programs[name] = filepath.Join(dir, strings.ReplaceAll(name, " ", "-"))
			if err := build(dir, programs[name], instead); err != nil {
				fmt.Fprintf(os.Stderr, "building the program %s: %v\n", name, err)
				return 1
			}
		}
		return m.Run()
	}())
}

// build builds the program, with another file in the place of the one that encrypts.
func build(dir, out, instead string) error {
	args := []string{"build", "-o", out}
	if instead != "" {
		encrypts, err := filepath.Abs("../../models/keys/age.go")
		if err != nil {
			return err
		}
		if instead, err = filepath.Abs(instead); err != nil {
			return err
		}
		text, err := json.Marshal(map[string]any{"Replace": map[string]string{encrypts: instead}})
		if err != nil {
			return err
		}
		overlay := out + ".json"
		if err := os.WriteFile(overlay, text, 0o600); err != nil {
			return err
		}
		args = append(args, "-overlay", overlay)
	}
	if text, err := exec.Command("go", append(args, "../../app")...).CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, text)
	}
	return nil
}

// site is one installation: a data folder and everything else the program writes,
// all under one root that is searched in the end.
type site struct {
	root, data, database string
	program              string
	logs                 *os.File
}

func newSite(t *testing.T, kind string) *site {
	t.Helper()
	root := t.TempDir()
	s := &site{root: root, data: filepath.Join(root, "data"), database: harness.Database(t, kind), program: "as it is"}
	for _, dir := range []string{s.data, filepath.Join(root, "tmp"), filepath.Join(root, "out")} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if s.logs, err = os.Create(filepath.Join(root, "out", "log")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.logs.Close() })
	return s
}

func (s *site) command(args ...string) *exec.Cmd {
	args = append(args, "--data", s.data)
	if s.database != "" {
		args = append(args, "--database", s.database)
	}
	c := exec.Command(programs[s.program], args...)
	c.Env = append(os.Environ(), "TMPDIR="+filepath.Join(s.root, "tmp"))
	return c
}

// run runs one command to its end; what it prints is searched later too.
func (s *site) run(t testing.TB, stdin string, args ...string) string {
	t.Helper()
	c := s.command(args...)
	c.Stdin = strings.NewReader(stdin)
	var out bytes.Buffer
	c.Stdout, c.Stderr = io.MultiWriter(&out, s.logs), s.logs
	if err := c.Run(); err != nil {
		log, _ := os.ReadFile(s.logs.Name())
		t.Fatalf("concord %s: %v\n%s", strings.Join(args, " "), err, tail(log))
	}
	return out.String()
}

func tail(b []byte) []byte { return b[max(0, len(b)-2000):] }

// service is the program while it serves.
type service struct {
	command *exec.Cmd
	address string
	drained chan struct{}
}

func (s *site) serve(t testing.TB) *service {
	t.Helper()
	c := s.command("serve", "--listen", "127.0.0.1:0")
	pipe, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stdout = s.logs
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	v := &service{command: c, drained: make(chan struct{})}
	lines := bufio.NewReader(io.TeeReader(pipe, s.logs))
	for v.address == "" {
		line, err := lines.ReadString('\n')
		if rest, ok := strings.CutPrefix(line, "Concord answers at "); ok {
			v.address = strings.TrimSpace(rest)
		} else if err != nil {
			c.Process.Kill()
			c.Wait()
			log, _ := os.ReadFile(s.logs.Name())
			t.Fatalf("the service did not start: %s", tail(log))
		}
	}
	t.Cleanup(func() { v.kill() })
	go func() {
		defer close(v.drained)
		io.Copy(io.Discard, lines)
	}()
	return v
}

// kill is kill -9.
func (v *service) kill() {
	if v.command.ProcessState == nil {
		v.command.Process.Kill()
		<-v.drained
		v.command.Wait()
	}
}

// stop lets it end well.
func (v *service) stop(t testing.TB) {
	t.Helper()
	if err := v.command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	<-v.drained
	if err := v.command.Wait(); err != nil {
		t.Error(err)
	}
}

// person speaks to the service; whatever it answers is kept to be searched, but for
// the openings, which hold identities.
type person struct {
	client  *http.Client
	service *service
	token   string
	heard   *bytes.Buffer
}

func (v *service) as(t testing.TB, name string, heard *bytes.Buffer) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &person{client: &http.Client{Jar: jar, Timeout: 30 * time.Second}, service: v, heard: heard}
	if name != "" {
		p.want(t, 201, "POST", "/api/v1/session", harness.M{"username": name, "password": password})
	}
	return p
}

// do sends a request and gives its answer; status 0 means that none came.
func (p *person) do(method, path string, in any, header ...string) (status int, text []byte) {
	var body io.Reader
	if raw, ok := in.([]byte); ok {
		body = bytes.NewReader(raw)
	} else if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return 0, nil
		}
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequest(method, p.service.address+path, body)
	if err != nil {
		return 0, nil
	}
	r.Header.Set("Content-Type", "application/json")
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	a, err := p.client.Do(r)
	if err != nil {
		return 0, nil
	}
	defer a.Body.Close()
	text, _ = io.ReadAll(a.Body) // a stream that is cut off was heard as far as it went
	if p.heard != nil && !(a.StatusCode == 200 && strings.HasSuffix(path, "/openings")) {
		a.Header.Write(p.heard)
		p.heard.Write(text)
	}
	return a.StatusCode, text
}

// want is do that insists on the status and reads the answer.
func (p *person) want(t testing.TB, status int, method, path string, in any, header ...string) harness.M {
	t.Helper()
	got, text := p.do(method, path, in, header...)
	if got != status {
		t.Fatalf("%s %s = %d, want %d: %s", method, path, got, status, text)
	}
	var out harness.M
	json.Unmarshal(text, &out) // what is no object has no fields to read
	return out
}
