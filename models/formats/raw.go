package formats

import "io"

// Raw gives the rows of a file as they stand, the header being number 1, so that
// rejected ones can be written out again. Its cells are used again by the next row.
func Raw(format string, r io.Reader, each func(number int, cells []string) error) error {
	if raw, own := raws[format]; own {
		return raw(r, each)
	}
	t, err := open(r)
	if err != nil {
		return err
	}
	for {
		cells, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := each(t.number, cells); err != nil {
			return err
		}
	}
}
