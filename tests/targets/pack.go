package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"concord/investigations/matching"
	"concord/models"
	"concord/models/formats"
	"concord/tests/world/worlds"
)

// opener opens a file of a world by its name.
type opener func(name string) (io.ReadCloser, error)

func inMemory(files map[string][]byte) opener {
	return func(name string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(files[name])), nil }
}

func inFolder(dir string) opener {
	return func(name string) (io.ReadCloser, error) { return os.Open(filepath.Join(dir, name)) }
}

// packed reads the partners' files through the program's own reader and packs their
// reports.
func packed(o worlds.Options, open opener) (records []matching.Record, err error) {
	for _, code := range o.PartnerCodes() {
		if err := packFile(o, code, code+".csv", open, func(r matching.Record) { records = append(records, r) }); err != nil {
			return nil, err
		}
	}
	return slices.Clone(records), nil // without the room to grow
}

// packFile is packed for one file, without what only an explanation needs.
func packFile(o worlds.Options, partner, name string, open opener, each func(matching.Record)) error {
	file, err := open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	known := taxonomies(o)
	var bad []error
	err = formats.Read("concord-csv", bufio.NewReaderSize(file, 1<<20), func(r formats.Row) error {
		each(matching.PackBare(report(partner, r.Facts.LocalRef), partner, r.Facts, known))
		return nil
	}, func(e models.RowError) {
		bad = append(bad, fmt.Errorf("%s, row %d, %s: %s", name, e.Row, e.Column, e.Message))
	})
	return errors.Join(err, errors.Join(bad[:min(len(bad), 10)]...))
}

// report names a report by its partner and reference.
func report(partner, ref string) string { return partner + "\x1f" + ref }

// taxonomies are those of the world's coded column.
func taxonomies(o worlds.Options) matching.Taxonomies {
	groups := map[string][]string{}
	for _, row := range o.Taxonomy()[1:] {
		groups[matching.Fold(row[0])] = row[1:]
	}
	return matching.Taxonomies{"x_method": groups}
}

// linksOf are the pairs that linking found, as the evaluation takes them.
func linksOf(l matching.Linking) []worlds.Link {
	links := make([]worlds.Link, 0, len(l.Pairs)+len(l.Duplicates))
	for _, list := range [][]matching.Pair{l.Pairs, l.Duplicates} {
		for _, p := range list {
			_, a, _ := strings.Cut(p.A, "\x1f")
			_, b, _ := strings.Cut(p.B, "\x1f")
			links = append(links, worlds.Link{FileA: p.PartnerA, RefA: a, FileB: p.PartnerB, RefB: b, Probability: p.Probability, Bits: p.Bits, Auto: p.Band == matching.Auto})
		}
	}
	return links
}

// buffered is a file that is written in large pieces.
type buffered struct {
	*bufio.Writer
	file *os.File
}

func newBuffered(path string) (io.WriteCloser, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return &buffered{bufio.NewWriterSize(f, 1<<18), f}, nil
}

func (b *buffered) Close() error { return errors.Join(b.Flush(), b.file.Close()) }
