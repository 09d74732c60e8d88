// Package linkfiles links partners' files to each other without a store or a
// server: one file a partner in, links and gaps out (api.md sections 4 and 5).
package linkfiles

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"concord/investigations/matching"
	"concord/models"
	"concord/models/formats"
)

// File is one partner's reports in concord-csv. Its name stands for the partner.
type File struct {
	Name    string
	Content io.Reader
}

// Fault is a bad cell, or a file that cannot be used: then Row is 0.
type Fault struct {
	File string
	models.RowError
}

func (f Fault) String() string {
	if f.Row == 0 {
		return f.File + ": " + f.Message
	}
	return fmt.Sprintf("%s, row %d, column %s: %s", f.File, f.Row, f.Column, f.Message)
}

// A report with more than Flood candidates is compared with the best KeptOf of them.
const (
	Flood  = matching.Flood
	KeptOf = matching.KeptOf
)

// maxFaults is how many bad cells of all files are named.
const maxFaults = 1000

// Work is files that were read and what was found in them.
type Work struct {
	matching.Linking
	Files   []string       // the names, sorted
	Reports map[string]int // file → its rows
	Repeats map[string]int // file → those that were left out of comparing, for many others compare alike

	facts   map[string]models.ReportFacts // by report, where they are kept
	traits  map[string]trait              // by report, where they are kept
	records map[string]int                // by report → its place below; made when first asked for
	packed  []matching.Record
	again   [][2]string // a report that was compared, and one of its file that compares like it
	mu      sync.Mutex  // while reading
	told    func(stage string, done, of int)
}

// Options are what Read keeps and tells.
type Options struct {
	Taxonomies matching.Taxonomies
	Explained  bool                             // keep what Explain needs
	Facts      bool                             // keep what Gaps needs
	Unrecorded bool                             // keep what WriteUnrecorded needs
	Told       func(stage string, done, of int) // how far the work is, every now and then; may be nil
}

// key names a report across files. No file name holds the separator.
func key(file, ref string) string { return file + "\x1f" + ref }

// split gives the file and the reference of a report's key.
func split(report string) (file, ref string) {
	file, ref, _ = strings.Cut(report, "\x1f")
	return file, ref
}

// Read reads every file and packs its reports, several files at once. Every bad cell
// of every file is named; with any, nothing is to be linked.
func Read(files []File, o Options) (*Work, []Fault, error) {
	w := &Work{Reports: map[string]int{}, Repeats: map[string]int{}, facts: map[string]models.ReportFacts{}, traits: map[string]trait{}, told: o.Told}
	if len(files) < 2 {
		return nil, nil, errors.New("name two files or more, one of each partner")
	}
	for _, f := range files {
		if _, twice := w.Reports[f.Name]; twice {
			return nil, nil, fmt.Errorf("%s is named twice; each file stands for a partner, so name the file of another", f.Name)
		}
		w.Reports[f.Name] = 0
		w.Files = append(w.Files, f.Name)
	}
	slices.Sort(w.Files)
	w.packed = make([]matching.Record, 0, rowsIn(files))
	faults := make([][]Fault, len(files))
	var reading sync.WaitGroup
	for i, f := range files {
		reading.Go(func() { faults[i] = w.read(f, o) })
	}
	reading.Wait()
	all := slices.Concat(faults...)
	return w, all[:min(len(all), maxFaults)], nil
}

// rowsIn guesses how many rows files hold, so that records need not be moved while
// they are read; more than there are costs no memory.
func rowsIn(files []File) (rows int) {
	const fewestBytes = 320 // of most rows
	for _, f := range files {
		if file, ok := f.Content.(interface{ Stat() (fs.FileInfo, error) }); ok {
			if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
				rows += int(info.Size() / fewestBytes)
			}
		}
	}
	return rows
}

// read packs the reports of one file, and gives its faults.
func (w *Work) read(f File, o Options) (faults []Fault) {
	batch := make([]matching.Record, 0, 256)
	seen := newRepeats()
	var ids []byte
	hand := func() {
		ids = ids[:0]
		for i := range batch {
			ids = append(ids, batch[i].Report...)
		}
		all := string(ids) // one text for the ids of many: a million small ones cost more than they hold
		for i := range batch {
			n := len(batch[i].Report)
			batch[i].Report, all = all[:n], all[n:]
		}
		w.add(f.Name, batch)
		batch = batch[:0]
	}
	defer hand()
	pack := matching.PackBare
	if o.Explained {
		pack = matching.PackWith
	}
	err := formats.ReadToLink(f.Content, func(r formats.Row) error {
		id := key(f.Name, r.Facts.LocalRef)
		packed := pack(id, f.Name, r.Facts, o.Taxonomies)
		if o.Facts || o.Unrecorded {
			w.keep(id, r.Facts, o)
		}
		if first := seen.of(&packed); first != "" {
			w.repeat(f.Name, first, id)
			return nil
		}
		if batch = append(batch, packed); len(batch) == cap(batch) {
			hand()
		}
		return nil
	}, func(e models.RowError) {
		if len(faults) < maxFaults {
			faults = append(faults, Fault{f.Name, e})
		}
	})
	return append(faults, whole(f.Name, err)...)
}

// whole are the faults of a file as a whole, a sentence each: what each points to in a
// request means nothing beside a file's name.
func whole(name string, err error) (faults []Fault) {
	var ours *models.Error
	if errors.As(err, &ours) {
		for _, field := range ours.Fields {
			faults = append(faults, Fault{File: name, RowError: models.RowError{Message: field.Detail}})
		}
	}
	if err != nil && faults == nil {
		faults = []Fault{{File: name, RowError: models.RowError{Message: err.Error()}}}
	}
	return faults
}

// keep holds what is needed of a report's facts after it was packed.
func (w *Work) keep(id string, facts models.ReportFacts, o Options) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if o.Facts {
		w.facts[id] = facts
	}
	if o.Unrecorded {
		w.traits[id] = traitOf(facts)
	}
}

// repeat notes a report that compares like another of its file.
func (w *Work) repeat(file, first, id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.again = append(w.again, [2]string{first, id})
	w.Reports[file]++
	w.Repeats[file]++
}

func (w *Work) add(file string, batch []matching.Record) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := len(w.packed)
	if cap(w.packed)-before < len(batch) {
		w.packed = slices.Grow(w.packed, before/8+len(batch)) // not by half: records are most of what is held
	}
	w.packed = append(w.packed, batch...)
	w.Reports[file] += len(batch)
	if w.told != nil && before/10_000 < len(w.packed)/10_000 {
		w.told("reading", len(w.packed), 0)
	}
}

// Link links what was read. The pairs come best first, file_a the one whose name
// sorts first, and do not depend on the order in which files were named.
func (w *Work) Link() {
	w.Linking = matching.Linked(w.packed, matching.Options{Told: w.told})
	slices.SortFunc(w.again, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for _, pair := range w.again {
		file, _ := split(pair[0])
		r := w.record(pair[0])
		w.Duplicates = append(w.Duplicates, matching.Pair{A: pair[0], B: pair[1], PartnerA: file, PartnerB: file, Bits: w.Estimate.Model.Compare(r, r).Bits, Probability: 1, Band: matching.Auto})
	}
	slices.SortStableFunc(w.Duplicates, func(a, b matching.Pair) int {
		return cmp.Or(cmp.Compare(b.Probability, a.Probability), cmp.Compare(b.Bits, a.Bits))
	})
	w.Pairs = merged(w.Pairs, w.Duplicates)
}

// record is a report that was compared.
func (w *Work) record(id string) *matching.Record {
	if w.records == nil {
		w.records = make(map[string]int, len(w.packed))
		for i := range w.packed {
			w.records[w.packed[i].Report] = i
		}
	}
	return &w.packed[w.records[id]]
}

// merged puts two lists that are each best first together, in the place of the first
// where it has room for both: it is long.
func merged(a, b []matching.Pair) []matching.Pair {
	out := slices.Grow(a, len(b))[:len(a)+len(b)]
	for at := len(out) - 1; len(b) > 0; at-- { // from the end: what is to be moved is not written over
		p, q := len(a)-1, len(b)-1
		if p >= 0 && cmp.Or(cmp.Compare(b[q].Probability, a[p].Probability), cmp.Compare(b[q].Bits, a[p].Bits)) > 0 {
			out[at], a = a[p], a[:p]
		} else {
			out[at], b = b[q], b[:q]
		}
	}
	return out
}

// Explain is the waterfall of a pair and one plain sentence.
func (w *Work) Explain(p matching.Pair) ([]models.MatchReason, string) {
	a, b := w.record(p.A), w.record(p.B)
	reasons := w.Estimate.Model.Explain(a, b)
	return reasons, matching.Sentence(reasons)
}

// Names are the names by which files are told apart: their last elements, or whole
// paths where two are alike.
func Names(paths []string) []string {
	names := make([]string, len(paths))
	seen := map[string]int{}
	for i, p := range paths {
		names[i] = filepath.Base(p)
		seen[names[i]]++
	}
	for i, p := range paths {
		if seen[names[i]] > 1 {
			names[i] = filepath.Clean(p)
		}
	}
	return names
}
