// Fuzz runs the fuzz target of every reader one after another and prints what came
// of each:
//
//	go run ./tests/fuzz [-seconds 60] [-only FuzzConcord]
//
// It ends with status 1 when a reader crashed or hung; the input that did it then
// lies in testdata/fuzz of the package, where the ordinary tests try it again.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// packages are those that read what others have written.
var packages = []string{"./models/formats", "./models/search", "./models", "./geo", "./handlers", "./models/pictures"}

func main() {
	seconds := flag.Int("seconds", 60, "how long each target runs")
	only := flag.String("only", "", "the one target to run")
	flag.Parse()
	fmt.Println("| target | package | executions | seconds | crashes |\n|---|---|---|---|---|")
	failed := false
	for _, p := range packages {
		list, err := exec.Command("go", "test", "-list", "^Fuzz", p).Output()
		if err != nil {
			fmt.Fprintf(os.Stderr, "fuzz: listing the targets of %s: %v\n", p, err)
			os.Exit(1)
		}
		for _, target := range strings.Fields(string(list)) {
			if strings.HasPrefix(target, "Fuzz") && (*only == "" || *only == target) {
				failed = !run(p, target, *seconds) || failed
			}
		}
	}
	if failed {
		os.Exit(1)
	}
}

var counted = regexp.MustCompile(`execs: (\d+)`)

// run fuzzes one target; false when it failed.
func run(p, target string, seconds int) bool {
	began := time.Now()
	// a slow minimisation would eat the time of the search itself
	c := exec.Command("go", "test", "-run", "^$", "-fuzz", "^"+target+"$", "-fuzztime", strconv.Itoa(seconds)+"s", "-fuzzminimizetime", "5x", p)
	out, err := c.CombinedOutput()
	executions := "0"
	for _, m := range counted.FindAllSubmatch(out, -1) {
		executions = string(m[1])
	}
	crashes := 0
	if err != nil {
		crashes = 1
	}
	fmt.Printf("| %s | %s | %s | %.0f | %d |\n", target, strings.TrimPrefix(p, "./"), executions, time.Since(began).Seconds(), crashes)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s\n", out[max(0, len(out)-4000):])
	}
	return err == nil
}
