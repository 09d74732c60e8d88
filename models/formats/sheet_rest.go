package formats

import (
	"io"
	"slices"
	"strings"
)

// restSheet holds what is too long for one cell of concord_facts: the cell then
// says "concord_facts!12", and the sheet has the text in rows of the name and a part.
const restSheet = restColumn

const maxOverflow = 64 << 20 // bytes held of such texts

// overflow reads the sheet of long texts, by the name that cells use for each.
func (w *workbook) overflow(b *book) (map[string]string, error) {
	i := slices.IndexFunc(b.sheets, func(s Sheet) bool { return s.Name == restSheet })
	if i < 0 {
		return nil, nil
	}
	s := &sheet{book: b, of: w, name: restSheet}
	var err error
	if s.part, s.unpacked, err = w.parse(b.sheets[i].part); err != nil {
		return nil, err
	}
	defer s.unpacked.Close()
	parts := map[string]*strings.Builder{}
	held := 0
	for {
		cells, err := s.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if len(cells) < 2 || !strings.HasPrefix(cells[0], restSheet+"!") {
			continue
		}
		if held += len(cells[1]) + len(cells[0]); held > maxOverflow {
			return nil, unreadable("The sheet %s holds more than %d MiB; send the reports in parts, or as CSV.", restSheet, maxOverflow>>20)
		}
		part := parts[cells[0]]
		if part == nil {
			part = &strings.Builder{}
			parts[strings.Clone(cells[0])] = part
		}
		part.WriteString(unmask(cells[1]))
	}
	all := make(map[string]string, len(parts))
	for name, part := range parts {
		all[name] = part.String()
	}
	return all, nil
}

// putBack notes the header, or fills a row up to it and replaces the name of a long text by the text, in the one column that can
// have such names.
func (s *sheet) putBack() {
	if s.header == 0 {
		s.header = s.last
		s.rest = slices.IndexFunc(s.cells, func(c string) bool { return columnName(c) == restColumn })
		s.width = len(s.cells)
		return
	}
	for len(s.cells) < s.width { // a sheet leaves out the empty cells at the end of a row
		s.cells = append(s.cells, "")
	}
	if s.rest >= 0 && s.rest < len(s.cells) {
		if text, long := s.over[s.cells[s.rest]]; long {
			s.cells[s.rest] = text
		}
	}
}
