package formats

import (
	"encoding/json"
	"io"
	"slices"
	"strings"
)

// rawKobo is the main sheet as it stands, with the rows of people harmed that belong
// to each row in one more column, and those that belong to none after the last. What
// tells who collected the answers is left out.
func rawKobo(r io.Reader, each func(number int, cells []string) error) error {
	sheets, err := openKobo(r)
	if err != nil {
		return err
	}
	defer sheets.close()
	t, err := koboTable(sheets.main, kobo)
	if err != nil {
		return sheets.in(sheets.mainName, err)
	}
	header := slices.Clone(t.columns.names)
	if sheets.repeat != nil {
		header = append(header, casualtyColumn)
	}
	if err := each(1, header); err != nil {
		return err
	}
	main := &row{columns: t.columns, layout: kobo}
	for {
		cells, err := t.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return sheets.in(sheets.mainName, err)
		}
		main.begin(t.number, slices.Clone(cells))
		for i, name := range t.columns.names {
			if i < len(cells) && slices.Contains(koboPeople, name) {
				main.cells[i] = ""
			}
		}
		out := main.cells
		if sheets.repeat != nil {
			harmed, err := sheets.repeat.text(sheets.claim(main))
			if err != nil {
				return err
			}
			out = append(out, harmed)
		}
		if err := each(t.number, out); err != nil {
			return err
		}
	}
	if sheets.repeat == nil {
		return nil
	}
	for _, orphan := range sheets.repeat.rows {
		if orphan.claimed {
			continue
		}
		harmed, err := sheets.repeat.text([]repeatRow{orphan})
		if err != nil {
			return err
		}
		out := make([]string, len(header))
		out[len(out)-1] = harmed
		if err := each(t.number+orphan.number, out); err != nil {
			return err
		}
	}
	return nil
}

// text is rows as JSON by the names of their columns.
func (s *repeatSheet) text(rows []repeatRow) (string, error) {
	if len(rows) == 0 {
		return "", nil
	}
	all := make([]map[string]string, len(rows))
	for i, r := range rows {
		all[i] = map[string]string{}
		for n, cell := range strings.Split(r.text, cellMark) {
			if n < len(s.columns.names) && cell != "" {
				all[i][s.columns.names[n]] = cell
			}
		}
	}
	text, err := json.Marshal(all)
	return string(text), err
}
