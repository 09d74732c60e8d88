package formats

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"slices"

	"concord/geo"
	"concord/models"
)

// PreviewRow is one row as it came and as it would be read.
type PreviewRow struct {
	Row      int               `json:"row"`
	Cells    map[string]string `json:"cells"`    // by the column of the file
	Title    string            `json:"title"`    // of the report it makes; "" where it makes none
	Read     *Understood       `json:"read"`     // what else that report says; nil where it makes none
	Problems []models.RowError `json:"problems"` // every bad cell
}

// Understood is when, where and how many as a row was read, to be looked at before
// a day is taken for a month.
type Understood struct {
	Started  *geo.Window   `json:"started"`
	Place    *geo.Place    `json:"place"`
	Killed   *models.Count `json:"killed"` // nil where the row does not say
	Category string        `json:"category"`
}

// understand puts a report that a row makes beside it.
func (p *PreviewRow) understand(f models.ReportFacts) {
	p.Title = f.Title
	p.Read = &Understood{Started: f.Started, Place: f.Place, Category: f.Category}
	if killed := f.Killed(); killed.Known() {
		p.Read.Killed = &killed
	}
}

// maxPreview is how much of a file that is not read as a table or map is looked at.
const maxPreview = 64 << 20 // bytes

// Preview reads the first n rows of a file and says what would become of each. No
// more of the file is read.
func Preview(format string, m Mapping, r io.Reader, n int) (columns []string, rows []PreviewRow, err error) {
	if _, own := readers[format]; own {
		return previewOther(format, r, n)
	}
	to := reading{
		emit:    func(r Row) error { rows[len(rows)-1].understand(r.Facts); return nil },
		problem: func(e models.RowError) { rows[len(rows)-1].Problems = append(rows[len(rows)-1].Problems, e) },
		seen: func(number int, header, cells []string) error {
			if len(rows) == n {
				return errEnough
			}
			for _, name := range header {
				if !slices.Contains(columns, name) {
					columns = append(columns, name)
				}
			}
			rows = append(rows, PreviewRow{Row: number, Cells: byColumn(header, cells), Problems: []models.RowError{}})
			return nil
		},
		header: func(header []string) { columns = slices.Clone(header) },
	}
	if err = to.read(format, m, r); errors.Is(err, errEnough) {
		err = nil
	}
	return columns, rows, err
}

func byColumn(header, cells []string) map[string]string {
	named := make(map[string]string, len(header))
	for i, c := range cells {
		if i < len(header) {
			named[header[i]] = c
		}
	}
	return named
}

// previewOther looks at a format that has a reader of its own: at its rows as they
// stand, then at what they become.
func previewOther(format string, r io.Reader, n int) (columns []string, rows []PreviewRow, err error) {
	file, err := io.ReadAll(io.LimitReader(r, maxPreview))
	if err != nil {
		return nil, nil, err
	}
	at := map[int]int{}
	err = Raw(format, bytes.NewReader(file), func(number int, cells []string) error {
		switch {
		case columns == nil:
			columns = slices.Clone(cells)
			return nil
		case len(rows) == n:
			return errEnough
		}
		at[number] = len(rows)
		rows = append(rows, PreviewRow{Row: number, Cells: byColumn(columns, cells), Problems: []models.RowError{}})
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return columns, rows, err
	}
	last := 0
	for number := range maps.Keys(at) {
		last = max(last, number)
	}
	err = readers[format](bytes.NewReader(file), func(r Row) error {
		if i, shown := at[r.Number]; shown {
			rows[i].understand(r.Facts)
		}
		if r.Number > last {
			return errEnough
		}
		return nil
	}, func(e models.RowError) {
		if i, shown := at[e.Row]; shown {
			rows[i].Problems = append(rows[i].Problems, e)
		}
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return columns, rows, err
}

// Sample gives the names of the columns and the first n rows of a table, whatever
// stands between its columns, for Suggest.
func Sample(r io.Reader, sheet string, n int) (header []string, rows [][]string, err error) {
	t, err := openTable(r, sheet, true)
	if err != nil {
		return nil, nil, err
	}
	defer t.close()
	first, err := t.next()
	if err == io.EOF {
		return nil, nil, unreadable("The file is empty; its first row must name the columns.")
	}
	if err != nil {
		return nil, nil, err
	}
	header = columnTitles(first)
	for len(rows) < n {
		cells, err := t.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return header, rows, err
		}
		if len(rows) == 0 && hashtags(cells) {
			continue
		}
		rows = append(rows, slices.Clone(cells))
	}
	return header, rows, nil
}
