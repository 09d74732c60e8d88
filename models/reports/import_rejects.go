package reports

import (
	"bytes"
	"encoding/csv"
	"io"

	"concord/models/formats"
)

// rejects is the rejected rows as they came, with what is wrong with each in one
// more column; nil when there are none.
func (i *importing) rejects() ([]byte, error) {
	if len(i.bad) == 0 {
		return nil, nil
	}
	if _, err := i.file.Content.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	said := map[int]string{}
	for _, e := range i.sum.Errors {
		if said[e.Row] != "" {
			said[e.Row] += " "
		}
		said[e.Row] += e.Column + ": " + e.Message
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	err := formats.Raw(i.file.Format, i.file.Content, func(number int, cells []string) error {
		switch {
		case number == 1:
			return w.Write(append(cells, formats.ProblemColumn))
		case i.bad[number]:
			return w.Write(append(cells, said[number]))
		}
		return nil
	})
	w.Flush()
	if err != nil {
		return nil, err
	}
	return out.Bytes(), w.Error()
}
