package reports

import (
	"bytes"
	"io"

	"concord/models"
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
	said := map[int][]models.RowError{}
	for _, e := range i.sum.Errors {
		said[e.Row] = append(said[e.Row], e)
	}
	mapping := formats.Mapping{}
	if i.file.Mapping != nil {
		mapping = *i.file.Mapping
	}
	var out bytes.Buffer
	var w *formats.Rejects
	err := formats.RawMapped(i.file.Format, mapping, i.file.Content, func(number int, cells []string) error {
		switch {
		case w == nil:
			w = formats.WriteRejects(&out, cells)
		case i.bad[number]:
			return w.Write(cells, said[number])
		}
		return nil
	})
	if err != nil || w == nil {
		return nil, err
	}
	err = w.Close() // before the bytes are taken: it writes what it holds back
	return out.Bytes(), err
}
