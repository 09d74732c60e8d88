package worlds

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
)

// Files writes a world as files: CODE.csv and CODE.early.csv for each partner,
// x_method.taxonomy.csv, truth.csv and incidents.csv. It holds none of it.
type Files struct {
	create  func(name string) (io.WriteCloser, error)
	tables  map[string]*table // by file name: looked up, never walked
	opened  []*table
	failure error
}

// The columns of the two files of truth. A record of two incidents has two rows;
// lists inside a cell are parted by spaces.
var (
	truthColumns    = []string{"partner", "local_ref", "incident", "precision", "copied", "noise"}
	incidentColumns = []string{"id", "time", "lat", "lon", "killed", "injured", "weapon", "actor", "place", "town", "recorded_by"}
)

// NewFiles opens the files of a world. Close them when it is made.
func NewFiles(o Options, create func(name string) (io.WriteCloser, error)) (*Files, error) {
	f := &Files{create: create, tables: map[string]*table{}}
	if err := o.Check(); err != nil {
		return nil, err
	}
	for _, code := range o.PartnerCodes() {
		f.open(code+".csv", Columns)
		f.open(code+".early.csv", Columns)
	}
	f.open("truth.csv", truthColumns)
	f.open("incidents.csv", incidentColumns)
	methods := o.Taxonomy()
	f.open("x_method.taxonomy.csv", methods[0])
	for _, row := range methods[1:] {
		f.write("x_method.taxonomy.csv", row)
	}
	if f.failure != nil {
		return nil, errors.Join(f.failure, f.Close())
	}
	return f, nil
}

type table struct {
	file io.Closer
	csv  *csv.Writer
}

func (f *Files) open(name string, header []string) {
	if f.failure != nil {
		return
	}
	file, err := f.create(name)
	if err != nil {
		f.failure = err
		return
	}
	t := &table{file, csv.NewWriter(file)}
	f.tables[name] = t
	f.opened = append(f.opened, t)
	f.write(name, header)
}

func (f *Files) write(name string, cells []string) {
	if f.failure == nil {
		f.failure = f.tables[name].csv.Write(cells)
	}
}

// Incident writes a row of incidents.csv.
func (f *Files) Incident(i Told) error {
	f.write("incidents.csv", []string{strconv.Itoa(i.ID), i.Time().Format(time.RFC3339), fixed(i.At.lat, 5), fixed(i.At.lon, 5),
		strconv.Itoa(i.Killed), strconv.Itoa(i.Injured), i.Weapon, i.Actor, i.Place, strconv.Itoa(i.Town), strings.Join(i.Partners, " ")})
	return f.failure
}

// Report writes a partner's row, its early version, and what is true of it.
func (f *Files) Report(r Report) error {
	f.write(r.Partner+".csv", r.Cells)
	if r.Early != nil {
		f.write(r.Partner+".early.csv", r.Early)
	}
	var noise []string
	for _, kind := range r.Marks.Kinds() {
		noise = append(noise, kind.String())
	}
	for _, i := range r.Incidents {
		f.write("truth.csv", []string{r.Partner, r.Ref, strconv.Itoa(i), r.Precision, r.Copied, strings.Join(noise, " ")})
	}
	return f.failure
}

// Close writes what is left and closes every file; its error is the first of all.
func (f *Files) Close() error {
	for _, t := range f.opened {
		t.csv.Flush()
		if err := errors.Join(t.csv.Error(), t.file.Close()); f.failure == nil {
			f.failure = err
		}
	}
	f.opened = nil
	return f.failure
}

// InMemory makes a world as files in memory, by name, for tests.
func InMemory(o Options) (map[string][]byte, error) {
	buffers := map[string]*buffer{}
	f, err := NewFiles(o, func(name string) (io.WriteCloser, error) {
		buffers[name] = &buffer{}
		return buffers[name], nil
	})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(Generate(o, f), f.Close()); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for name, b := range buffers {
		files[name] = b.Bytes()
	}
	return files, nil
}

type buffer struct{ bytes.Buffer }

func (*buffer) Close() error { return nil }
