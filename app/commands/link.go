package commands

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"concord/investigations/linkfiles"
)

type linkCommand struct {
	Files      []string `arg:"" type:"path" help:"Partners' files in concord-csv, one of each partner."`
	Gaps       string   `placeholder:"FILE" type:"path" help:"Write the differences between linked reports here."`
	JSON       bool     `help:"Write each pair with its explanation, one JSON object a line."`
	Unrecorded string   `placeholder:"FILE" type:"path" help:"Write here, in words, an estimate of the incidents that no file records."`
	Out        string   `short:"o" placeholder:"FILE" type:"path" help:"Write the links here instead of to standard output."`
}

// Run links, and ends at once when it is told to: what is not complete is then taken away.
func (c linkCommand) Run(s streams) error {
	r := &results{out: s.out}
	defer r.drop()
	done := make(chan error, 1)
	new(sync.WaitGroup).Go(func() { done <- c.link(s, r) }) // a panic in it ends the command, as it should
	select {
	case err := <-done:
		return err
	case <-s.ctx.Done():
		return errors.New("stopped before the end: no file was written")
	}
}

func (c linkCommand) link(s streams, r *results) (err error) {
	began := time.Now()
	if c.Out == "-" {
		c.Out = "" // as elsewhere, standard output
	}
	// Records are most of the memory and stay to the end: letting garbage grow to a
	// fifth of them before it is collected costs a few per cent of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(20))
	if err := errors.Join(checkInputs(c.Files), checkOutputs(c.Files, map[string]string{"-o": c.Out, "--gaps": c.Gaps, "--unrecorded": c.Unrecorded})); err != nil {
		return err
	}
	told := teller(s.err)
	names := linkfiles.Names(c.Files)
	remarks, err := copies(c.Files, names)
	if err != nil {
		return err
	}
	o := linkfiles.Options{Explained: c.JSON, Facts: c.Gaps != "", Unrecorded: c.Unrecorded != "", Told: stages(told)}
	var faults []linkfiles.Fault
	if o.Taxonomies, faults, err = taxonomies(c.Files); err != nil {
		return err
	}
	files := make([]linkfiles.File, len(c.Files))
	for i, path := range c.Files {
		f, err := os.Open(path)
		if err != nil {
			return unopened(path, err)
		}
		defer f.Close()
		files[i] = linkfiles.File{Name: names[i], Content: f}
	}
	work, more, err := linkfiles.Read(files, o)
	if err != nil {
		return err
	}
	if faults = append(faults, more...); len(faults) > 0 {
		told("")
		for _, f := range faults {
			fmt.Fprintln(s.err, f)
		}
		return unread(len(faults))
	}
	work.Link()
	told("")
	links := work.WriteLinks
	if c.JSON {
		links = work.WriteJSON
	}
	if err := r.write(c.Out, links); err != nil {
		return err
	}
	for path, write := range map[string]func(io.Writer) error{c.Gaps: work.WriteGaps, c.Unrecorded: work.WriteUnrecorded} {
		if path != "" {
			if err := r.write(path, write); err != nil {
				return err
			}
		}
	}
	if err := r.place(); err != nil {
		return err
	}
	for _, name := range work.Files {
		if n := work.Repeats[name]; n > 0 {
			remarks = append(remarks, fmt.Sprintf("%s: %s; each is linked to that one alone.", name, repeats(n)))
		}
	}
	for _, remark := range append(remarks, work.Estimate.Why) {
		fmt.Fprintln(s.err, remark)
	}
	if work.Cut > 0 {
		fmt.Fprintf(s.err, "%d comparisons were left out, where a report had more than %d candidates; the best %d of each were compared.\n", work.Cut, linkfiles.Flood, linkfiles.KeptOf)
	}
	_, err = fmt.Fprintln(s.err, summary(work, time.Since(began)))
	return err
}

// repeats says how many rows are left out of comparing.
func repeats(n int) string {
	if n == 1 {
		return "1 row says what many others say, and compares like one of them"
	}
	return fmt.Sprintf("%d rows say what many others say, and compare like one of them", n)
}

// unread says that nothing was linked for n faults, which are named already.
func unread(n int) error {
	if n == 1 {
		return errors.New("1 place cannot be read, so nothing was linked; it is named above. Correct it and run the command again")
	}
	return fmt.Errorf("%d places cannot be read, so nothing was linked; each is named above. Correct them and run the command again", n)
}

// summary is the last line: what was linked, how long it took and how much memory.
func summary(w *linkfiles.Work, took time.Duration) string {
	var b strings.Builder
	b.WriteString("linked")
	for i, name := range w.Files {
		fmt.Fprintf(&b, " %c=%d", 'A'+rune(i%26), w.Reports[name])
	}
	auto := 0
	for _, p := range w.Pairs {
		if p.Band == "auto" {
			auto++
		}
	}
	fmt.Fprintf(&b, " pairs=%d auto=%d review=%d seconds=%.2f peak_mib=%d", len(w.Pairs), auto, len(w.Pairs)-auto, took.Seconds(), peakMiB())
	return b.String()
}

// peakMiB is the most memory the process held; where the system does not say, what
// the program took from it.
func peakMiB() int {
	if text, err := os.ReadFile("/proc/self/status"); err == nil {
		for line := range strings.Lines(string(text)) {
			var kb int
			if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kb); n == 1 {
				return kb >> 10
			}
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.Sys >> 20)
}

// stages tells how far the work is, at most ten times a second.
func stages(told func(string, ...any)) func(stage string, done, of int) {
	var mu sync.Mutex
	var last time.Time
	stage := ""
	return func(now string, done, of int) {
		mu.Lock()
		defer mu.Unlock()
		if now == stage && time.Since(last) < time.Second/10 {
			return
		}
		stage, last = now, time.Now()
		switch {
		case of == 0:
			told("%s, %d rows", now, done)
		case done == 0:
			told("%s", now)
		default:
			told("%s, %d%%", now, 100*done/of)
		}
	}
}

// results are the files that a run writes: checked before the work begins, and put in
// their places together when all are complete, or none of them.
type results struct {
	out io.Writer // where a path of "" goes

	mu      sync.Mutex // of what follows: work that is stopped may still write
	temps   []string
	paths   []string
	dropped bool
}

// checkOutputs names every output that cannot be written, or that would destroy an
// input or another output.
func checkOutputs(inputs []string, outputs map[string]string) error {
	var faults []error
	taken := map[string]string{}
	for _, flag := range slices.Sorted(maps.Keys(outputs)) {
		path := outputs[flag]
		if path == "" {
			continue
		}
		refuse := func(why string) { faults = append(faults, fmt.Errorf("%s %s: %s", flag, path, why)) }
		if other, twice := taken[path]; twice {
			refuse("this is also the file of " + other + "; give each its own")
			continue
		}
		taken[path] = flag
		folder, err := os.Stat(filepath.Dir(path))
		if err != nil || !folder.IsDir() {
			refuse("the folder does not exist; make it first, or name another")
			continue
		}
		there, err := os.Stat(path)
		if err != nil {
			continue // it will be made
		}
		if there.IsDir() {
			refuse("this is a folder; name a file in it")
		}
		for _, input := range inputs {
			if in, err := os.Stat(input); err == nil && os.SameFile(in, there) {
				refuse("this is one of the files to be linked; name another, so that nothing is lost")
			}
		}
	}
	return errors.Join(faults...)
}

// write writes one result. What is no plain file, as a device or a pipe, is written
// to as it stands.
func (r *results) write(path string, write func(io.Writer) error) error {
	if path == "" {
		return written(r.out, write)
	}
	if there, err := os.Stat(path); err == nil && !there.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return cmp.Or(written(f, write), f.Close())
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".concord-*")
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, errors.Unwrap(err))
	}
	if !r.keep(f.Name(), path) {
		return errors.Join(f.Close(), os.Remove(f.Name()))
	}
	if err := cmp.Or(written(f, write), f.Chmod(0o644), f.Close()); err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	return nil
}

// written writes through a buffer, and gives the first error alone: a writer that has
// failed says so again each time.
func written(to io.Writer, write func(io.Writer) error) error {
	b := bufio.NewWriter(to)
	return cmp.Or(write(b), b.Flush())
}

// keep notes a file that is being written; false where all is dropped already.
func (r *results) keep(temp, path string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.temps, r.paths = append(r.temps, temp), append(r.paths, path)
	return !r.dropped
}

// place puts all results in their places.
func (r *results) place() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.dropped {
		return nil
	}
	for i, temp := range r.temps {
		if err := os.Rename(temp, r.paths[i]); err != nil {
			return fmt.Errorf("%s cannot be put in its place: %w", r.paths[i], errors.Unwrap(err))
		}
	}
	r.temps = nil
	return nil
}

// drop takes away what was not placed.
func (r *results) drop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dropped = true
	for _, temp := range r.temps {
		os.Remove(temp)
	}
}

// teller writes progress to a terminal, one line over the other, and nothing to
// anything else; "" takes the line away.
func teller(w io.Writer) func(format string, args ...any) {
	f, ok := w.(*os.File)
	if ok {
		info, err := f.Stat()
		ok = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return func(format string, args ...any) {
		if ok {
			fmt.Fprintf(w, "\r\x1b[K"+format, args...)
		}
	}
}
