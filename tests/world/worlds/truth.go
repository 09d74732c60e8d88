package worlds

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Truth is what is known of a world: which incidents each record tells of, and, if
// it was there to read, what happened in each.
type Truth struct {
	Records   []Record
	Incidents []Happened // by id less 1; nil if not known
}

// Record is one record of a partner's file.
type Record struct {
	Partner, Ref string
	Incidents    []int // ids, mostly one
	Precision    string
	Marks        Marks
}

// Happened is what the evaluation asks of an incident.
type Happened struct {
	Killed int
	Days   int // from the first of January 1970
	Town   int
}

// Link is a row of LINKS.csv (api.md section 5).
type Link struct {
	FileA, RefA, FileB, RefB string
	Probability, Bits        float64
	Auto                     bool // of the auto band; else for review
}

// ReadTruth reads truth.csv and, where it lies beside it, incidents.csv.
func ReadTruth(path string) (Truth, error) {
	file, err := os.Open(path)
	if err != nil {
		return Truth{}, err
	}
	defer file.Close()
	incidents, err := os.Open(filepath.Join(filepath.Dir(path), "incidents.csv"))
	if errors.Is(err, fs.ErrNotExist) {
		return readTruth(file, nil)
	}
	if err != nil {
		return Truth{}, err
	}
	defer incidents.Close()
	return readTruth(file, incidents)
}

// TruthOf reads the truth of a world in memory, as InMemory gives it.
func TruthOf(files map[string][]byte) (Truth, error) {
	return readTruth(bytes.NewReader(files["truth.csv"]), bytes.NewReader(files["incidents.csv"]))
}

// readTruth reads the two files; without the second, what happened is not known.
func readTruth(truth, incidents io.Reader) (t Truth, err error) {
	at := map[[2]string]int{}
	err = readTable("truth.csv", truth, []string{"partner", "local_ref", "incident"}, func(row func(string) string) error {
		id, err := strconv.Atoi(row("incident"))
		if err != nil || id < 1 {
			return fmt.Errorf("incident %q is not a number from 1", row("incident"))
		}
		key := [2]string{strings.Clone(row("partner")), strings.Clone(row("local_ref"))} // a cell holds its whole row
		if i, again := at[key]; again {
			t.Records[i].Incidents = append(t.Records[i].Incidents, id)
			return nil
		}
		at[key] = len(t.Records)
		t.Records = append(t.Records, Record{key[0], key[1], []int{id}, strings.Clone(row("precision")), marksOf(row("noise"))})
		return nil
	})
	if err != nil || incidents == nil {
		return t, err
	}
	err = readTable("incidents.csv", incidents, []string{"id", "time", "killed", "town"}, func(row func(string) string) error {
		killed, err1 := strconv.Atoi(row("killed"))
		town, err2 := strconv.Atoi(row("town"))
		days, err3 := daysOf(row("time"))
		if row("id") != strconv.Itoa(len(t.Incidents)+1) {
			return fmt.Errorf("id %q does not follow %d", row("id"), len(t.Incidents))
		}
		t.Incidents = append(t.Incidents, Happened{killed, days, town})
		return errors.Join(err1, err2, err3)
	})
	return t, err
}

// ReadLinks reads LINKS.csv; a path in file_a is taken for its last part without
// .csv, which is the partner.
func ReadLinks(path string) ([]Link, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return LinksFrom(file)
}

// LinksFrom is ReadLinks of a file that is open, or in memory.
func LinksFrom(file io.Reader) ([]Link, error) {
	var links []Link
	err := readTable("the links", file, []string{"file_a", "ref_a", "file_b", "ref_b", "probability", "band"}, func(row func(string) string) error {
		l := Link{FileA: partnerOf(row("file_a")), RefA: strings.Clone(row("ref_a")), FileB: partnerOf(row("file_b")), RefB: strings.Clone(row("ref_b")), Auto: row("band") == "auto"}
		var err error
		if l.Probability, err = strconv.ParseFloat(row("probability"), 64); err != nil || !(l.Probability >= 0 && l.Probability <= 1) {
			return fmt.Errorf("probability %q is not a number from 0 to 1", row("probability"))
		}
		if bits := row("bits"); bits != "" {
			if l.Bits, err = strconv.ParseFloat(bits, 64); err != nil {
				return fmt.Errorf("bits %q is not a number", bits)
			}
		}
		if band := row("band"); band != "auto" && band != "review" {
			return fmt.Errorf("band %q is neither auto nor review", band)
		}
		links = append(links, l)
		return nil
	})
	return links, err
}

func partnerOf(file string) string {
	file = file[strings.LastIndexAny(file, `/\`)+1:]
	return strings.Clone(strings.TrimSuffix(file, ".csv"))
}

// readTable reads a file by the names of its columns; an error names the row.
func readTable(name string, file io.Reader, required []string, each func(cell func(column string) string) error) error {
	r := csv.NewReader(file)
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	at := map[string]int{}
	for i, column := range header {
		at[strings.Clone(column)] = i
	}
	for _, column := range required {
		if _, there := at[column]; !there {
			return fmt.Errorf("%s: there is no column %s", name, column)
		}
	}
	var cells []string
	cell := func(column string) string {
		if i, there := at[column]; there {
			return cells[i]
		}
		return ""
	}
	for n := 2; ; n++ {
		if cells, err = r.Read(); err == io.EOF {
			return nil
		}
		if err == nil {
			err = each(cell)
		}
		if err != nil {
			return fmt.Errorf("%s, row %d: %w", name, n, err)
		}
	}
}

// daysOf counts days to the date that a time begins with.
func daysOf(text string) (int, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, fmt.Errorf("time %q is not like 2031-01-01T00:00:00Z", text)
	}
	return int(t.Unix() / (24 * 60 * 60)), nil
}
