package formats

import (
	"io"
	"slices"
)

// Raw gives the rows of a file as they stand, the header being number 1, so that
// rejected ones can be written out again. Its cells are used again by the next row.
func Raw(format string, r io.Reader, each func(number int, cells []string) error) error {
	return RawMapped(format, Mapping{}, r, each)
}

// RawMapped is Raw for a file that is read through a mapping. The features of a map
// file come as rows of one column, concord_object. The column of problems of an
// earlier try is left out.
func RawMapped(format string, m Mapping, r io.Reader, each func(number int, cells []string) error) error {
	if open, own := featureFormats[format]; own {
		return rawFeatures(open, r, each)
	}
	if raw, own := raws[format]; own {
		return raw(r, each)
	}
	t, err := openTable(r, m.Sheet, !m.onlySheet())
	if err != nil {
		return err
	}
	defer t.close()
	told, first := -1, true
	for {
		cells, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		number := t.number
		if first {
			number, first = 1, false
			told = slices.IndexFunc(cells, func(c string) bool { return columnName(c) == ProblemColumn })
			t.returns = told >= 0
		}
		if told >= 0 && told < len(cells) {
			cells = slices.Delete(cells, told, told+1)
		}
		if err := each(number, cells); err != nil {
			return err
		}
	}
}

// rawFeatures gives each feature as GeoJSON.
func rawFeatures(open func(io.Reader) (features, error), r io.Reader, each func(number int, cells []string) error) error {
	file, err := open(r)
	if err != nil {
		return err
	}
	if err := each(1, []string{objectColumn}); err != nil {
		return err
	}
	for {
		f, err := file.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		text, err := f.geoJSON()
		if err != nil {
			return err
		}
		if err := each(f.number, []string{text}); err != nil {
			return err
		}
	}
}
