// World makes an invented world of incidents and what partners wrote down of them,
// or scores links against such a world's truth (matching.md section 4).
//
//	go run ./tests/world -seed N -incidents N -days D -partners P -density sparse|war|siege -noise plain|low|usual|high -out DIR [-theatres T] [-reporting quoted|even]
//	go run ./tests/world -evaluate -truth DIR/truth.csv -links LINKS.csv
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"concord/tests/world/worlds"
)

func main() {
	var o worlds.Options
	flag.Uint64Var(&o.Seed, "seed", 1, "the same seed and options make the same bytes")
	flag.IntVar(&o.Incidents, "incidents", 20_000, "how many incidents truly happen")
	flag.IntVar(&o.Days, "days", 365, "in how many days")
	flag.IntVar(&o.Partners, "partners", 2, "how many partners keep lists, 2 to 4")
	flag.IntVar(&o.Theatres, "theatres", 0, "in how many theatres, 1 to 16 (0: as the density has it)")
	flag.StringVar(&o.Density, "density", worlds.Densities[0], strings.Join(worlds.Densities, ", "))
	flag.StringVar(&o.Noise, "noise", worlds.Noises[0], strings.Join(worlds.Noises, ", "))
	flag.StringVar(&o.Reporting, "reporting", worlds.Reportings[0], "overlap by size as published (quoted), or more than half of all recorded by each (even)")
	out := flag.String("out", "", "the folder to write to; it is made")
	evaluate := flag.Bool("evaluate", false, "score links instead of making a world")
	truth := flag.String("truth", "", "truth.csv of a world; incidents.csv is looked for beside it")
	links := flag.String("links", "", "LINKS.csv as written by concord link")
	flag.Parse()
	err := errors.New("nothing to do; give -out DIR, or -evaluate -truth FILE -links FILE")
	switch {
	case *evaluate:
		err = score(*truth, *links, os.Stdout)
	case *out != "":
		err = generate(o, *out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "world:", err)
		os.Exit(1)
	}
}

// generate writes the files of a world into a folder.
func generate(o worlds.Options, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	files, err := worlds.NewFiles(o, func(name string) (io.WriteCloser, error) {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		return &buffered{bufio.NewWriterSize(f, 1<<18), f}, nil
	})
	if err != nil {
		return err
	}
	return errors.Join(worlds.Generate(o, files), files.Close())
}

type buffered struct {
	*bufio.Writer
	file *os.File
}

func (b *buffered) Close() error { return errors.Join(b.Flush(), b.file.Close()) }

// score prints how well links tell what is true.
func score(truth, links string, out io.Writer) error {
	t, err := worlds.ReadTruth(truth)
	if err != nil {
		return err
	}
	l, err := worlds.ReadLinks(links)
	if err != nil {
		return err
	}
	e, err := worlds.Evaluate(t, l)
	if err != nil {
		return err
	}
	return e.Write(out)
}
