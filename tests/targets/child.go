package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"concord/app/commands"
)

// childFlag makes this program do one piece of work and end, so that the memory it
// took is that of the work alone. It stands before all others.
const childFlag = "-child"

func isChild() bool { return len(os.Args) > 2 && os.Args[1] == childFlag }

// children are the pieces of work; each prints its answer as JSON, but for link,
// which is the program's own command.
var children = map[string]func(args []string) (any, error){"bulk": bulkChild, "arrive": arriveChild}

func runChild(args []string, out, words io.Writer) int {
	if args[0] == "link" {
		if err := commands.Run(args, strings.NewReader(""), out, words); err != nil {
			fmt.Fprintln(words, err)
			return 1
		}
		return 0
	}
	work, known := children[args[0]]
	if !known {
		fmt.Fprintf(words, "there is no work %q\n", args[0])
		return 1
	}
	answer, err := work(args[1:])
	if err == nil {
		err = json.NewEncoder(out).Encode(answer)
	}
	if err != nil {
		fmt.Fprintln(words, err)
		return 1
	}
	return 0
}

// child runs a piece of work in a process of its own and reads its answer; with
// answer nil there is none to read. It gives what was written to standard error, and
// how long the process took from its start to its end.
func child(answer any, args ...string) (words string, took time.Duration, err error) {
	self, err := os.Executable()
	if err != nil {
		return "", 0, err
	}
	c := exec.Command(self, append([]string{childFlag}, args...)...)
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	began := time.Now()
	if err := c.Run(); err != nil {
		return "", 0, fmt.Errorf("%s: %w\n%s", args[0], err, said.String())
	}
	took = time.Since(began)
	if answer != nil {
		err = json.Unmarshal(out.Bytes(), answer)
	}
	return said.String(), took, err
}

// settled gives memory that is free back to the system and begins to count the most
// that is held anew.
func settled() {
	runtime.GC()
	debug.FreeOSMemory()
	os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // where it cannot be reset, the peak is too high, never too low
}

// memory gives what the process holds now and the most it held, in MiB; 0 where the
// system does not tell.
func memory() (now, most int) {
	text, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(text)) {
		var kb int
		if n, _ := fmt.Sscanf(line, "VmRSS: %d kB", &kb); n == 1 {
			now = kb >> 10
		}
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kb); n == 1 {
			most = kb >> 10
		}
	}
	return now, most
}
