package formats

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"concord/models"
)

// Limits of a zip of sheets (security.md 4.2).
const (
	maxZip     = 64 << 20 // bytes as sent, where they must be held in memory
	maxSheet   = 2 << 30  // bytes of a sheet unpacked
	maxRepeat  = 32 << 20 // bytes of the repeat sheet unpacked, which is held in memory
	maxRatio   = 100
	maxMembers = 10_000
	cellMark   = "\x1f" // between the cells of a held row
)

// koboSheets is a main sheet and, from a zip, the repeat sheet that belongs to it.
type koboSheets struct {
	main       io.Reader
	mainName   string // "" for a file that is no zip
	repeat     *repeatSheet
	repeatName string
	open       []io.Closer
}

func (s *koboSheets) close() {
	for _, c := range s.open {
		c.Close()
	}
}

// in says which sheet of a zip an error is about.
func (s *koboSheets) in(name string, err error) error {
	var ours *models.Error
	if name == "" || !errors.As(err, &ours) {
		return err
	}
	told := *ours
	told.Detail = name + ": " + told.Detail
	return &told
}

// koboZip tells whether a file begins as a zip whose first member is a sheet.
func koboZip(beginning []byte) bool {
	if len(beginning) < 30 || string(beginning[:4]) != "PK\x03\x04" {
		return false
	}
	n := int(beginning[26]) | int(beginning[27])<<8
	name := string(beginning[30:min(30+n, len(beginning))])
	return isSheet(name)
}

func isSheet(name string) bool {
	return strings.EqualFold(path.Ext(name), ".csv") && !strings.HasPrefix(name, "__MACOSX/") && !strings.HasPrefix(path.Base(name), ".")
}

func openKobo(r io.Reader) (*koboSheets, error) {
	var mark [4]byte
	n, err := io.ReadFull(r, mark[:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	whole := io.MultiReader(bytes.NewReader(mark[:n]), r)
	if string(mark[:n]) != "PK\x03\x04" {
		return &koboSheets{main: whole}, nil
	}
	content, err := io.ReadAll(io.LimitReader(whole, maxZip+1))
	switch {
	case err != nil:
		return nil, err
	case len(content) > maxZip:
		return nil, unreadable("The zip is larger than %d MiB; send the main sheet alone, or the form in parts.", maxZip>>20)
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, unreadable("The zip cannot be opened (%s); export the form again.", err)
	}
	s := &koboSheets{}
	if err := s.find(archive); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// find opens the main sheet and reads the repeat sheet, after what the directory of
// the zip says of their sizes.
func (s *koboSheets) find(archive *zip.Reader) error {
	if len(archive.File) > maxMembers {
		return unreadable("The zip holds %d files; at most %d are looked at.", len(archive.File), maxMembers)
	}
	for _, member := range archive.File {
		if !isSheet(member.Name) {
			continue
		}
		name := tidy(strings.ToValidUTF8(path.Base(member.Name), ""), 100)
		if size := member.UncompressedSize64; size > maxSheet || size > maxRatio*(member.CompressedSize64+1024) {
			return unreadable("%s would be %d bytes unpacked, from %d; send the sheets as they were exported.", name, size, member.CompressedSize64)
		}
		repeat, err := s.isRepeat(name, member)
		if err != nil {
			return err
		}
		switch {
		case repeat && s.repeat != nil:
			return unreadable("%s and %s are both sheets of people harmed; send one with the main sheet.", s.repeatName, name)
		case repeat:
			if member.UncompressedSize64 > maxRepeat {
				return unreadable("%s is larger than %d MiB; send the form in parts.", name, maxRepeat>>20)
			}
			s.repeatName = name
			if err := s.readRepeat(member); err != nil {
				return s.in(name, err)
			}
		case s.main != nil:
			return unreadable("%s and %s are both main sheets; send one with its repeat sheet.", s.mainName, name)
		default:
			content, err := member.Open()
			if err != nil {
				return unreadable("%s cannot be unpacked (%s); export the form again.", name, err)
			}
			s.main, s.mainName, s.open = unpacked{content}, name, append(s.open, content)
		}
	}
	if s.main == nil {
		return unreadable("The zip holds no main sheet, a CSV file with the columns _uuid and started_on; add it.")
	}
	return nil
}

// isRepeat tells a repeat sheet by the columns that join it to the main sheet.
func (s *koboSheets) isRepeat(name string, member *zip.File) (bool, error) {
	content, err := member.Open()
	if err != nil {
		return false, unreadable("%s cannot be unpacked (%s); export the form again.", name, err)
	}
	defer content.Close()
	t, err := koboTable(unpacked{content}, &layout{})
	if err != nil {
		return false, s.in(name, err)
	}
	_, index := t.columns.at["_parent_index"]
	_, uuid := t.columns.at["_submission__uuid"]
	if !index && !uuid {
		return false, nil
	}
	if _, ours := t.columns.at["outcome"]; !ours {
		return false, unreadable("%s repeats questions that are not of this form (there is no outcome); take it out of the zip.", name)
	}
	return true, nil
}

// unpacked says of a member that does not unpack that it is broken, as its sender
// can mend it.
type unpacked struct{ r io.Reader }

func (u unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	if err != nil && err != io.EOF {
		err = unreadable("the zip is broken here (%s); export the form again.", err)
	}
	return n, err
}

// repeatSheet holds the rows of people harmed, by what they belong to.
type repeatSheet struct {
	columns *columns
	rows    []repeatRow
	by      map[string][]int32 // "u" and a uuid, or "i" and an index → places in rows
}

type repeatRow struct {
	number  int
	text    string // the cells, with marks between
	claimed bool
}

func (s *koboSheets) readRepeat(member *zip.File) error {
	content, err := member.Open()
	if err != nil {
		return unreadable("the sheet cannot be unpacked (%s); export the form again.", err)
	}
	defer content.Close()
	t, err := koboTable(unpacked{io.LimitReader(content, maxRepeat)}, &layout{required: []string{"outcome", "_parent_index"}})
	if err != nil {
		return err
	}
	s.repeat = &repeatSheet{columns: t.columns, by: map[string][]int32{}}
	at := func(cells []string, name string) string {
		if i, there := t.columns.at[name]; there && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	for {
		cells, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		key := "i" + at(cells, "_parent_index")
		if uuid := at(cells, "_submission__uuid"); uuid != "" {
			key = "u" + uuid
		}
		cells = slices.Clone(cells)
		for i := range cells {
			cells[i] = strings.ReplaceAll(cells[i], cellMark, "\uFFFD")
		}
		s.repeat.by[key] = append(s.repeat.by[key], int32(len(s.repeat.rows)))
		s.repeat.rows = append(s.repeat.rows, repeatRow{number: t.number, text: strings.Join(cells, cellMark)})
	}
}

// claim takes the rows that belong to a main row, in the order of their sheet.
func (s *koboSheets) claim(main *row) []repeatRow {
	if s.repeat == nil {
		return nil
	}
	var places []int32
	for key, column := range map[string]string{"u": "_uuid", "i": "_index"} {
		if i, there := main.columns.at[column]; there && i < len(main.cells) {
			places = append(places, s.repeat.by[key+strings.TrimSpace(main.cells[i])]...)
		}
	}
	slices.Sort(places)
	var rows []repeatRow
	for _, i := range places {
		s.repeat.rows[i].claimed = true
		rows = append(rows, s.repeat.rows[i])
	}
	return rows
}

// nameOrphans names the rows that no main row has. Their numbers go on from the main
// sheet's last, so that no main row is taken for one with a fault.
func (s *koboSheets) nameOrphans(last int, problem func(models.RowError)) {
	if s.repeat == nil {
		return
	}
	for _, r := range s.repeat.rows {
		if r.claimed {
			continue
		}
		cells := strings.Split(r.text, cellMark)
		column := "_parent_index"
		if i, there := s.repeat.columns.at["_submission__uuid"]; there && i < len(cells) && strings.TrimSpace(cells[i]) != "" {
			column = "_submission__uuid"
		}
		value := ""
		if i := s.repeat.columns.at[column]; i < len(cells) {
			value = cells[i]
		}
		problem(models.RowError{Row: last + r.number, Column: s.repeatName + "/" + column,
			Message: "Row " + itoa(r.number) + " of " + s.repeatName + " belongs to " + quote(value) + ", which is not in the main sheet; add that row there or take this one out."})
	}
}
