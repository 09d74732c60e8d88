package formats

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path"
	"slices"
	"strings"
)

// Limits of a workbook (security.md 4.2). What the directory of the zip declares
// is refused before anything is unpacked, and no part may become longer than it
// declares.
const (
	maxWorkbook   = 512 << 20 // bytes as sent
	heldWorkbook  = 8 << 20   // bytes kept in memory; a larger one goes to a file without a name
	maxDirectory  = 4 << 20   // bytes read to find the parts
	maxSmallPart  = 16 << 20  // bytes of a part that lists sheets, styles or relations, unpacked
	maxText       = 512 << 20 // bytes of the part with the texts, unpacked
	maxUnpacked   = 4 << 30   // bytes of all parts, unpacked
	ratioFrom     = 1 << 20   // bytes: a shorter part may be packed as tight as it likes
	maxSheetCount = 1_000
)

// workbook is an .xlsx file: its parts by name, checked against the limits.
type workbook struct {
	parts map[string]*zip.File
	file  *os.File // nil where it is in memory
}

func (w *workbook) close() {
	if w.file != nil {
		w.file.Close()
		os.Remove(w.file.Name()) // gone already where the system lets an open file go
	}
}

// openWorkbook takes a whole file: r gives what in has not read yet. Where r can be
// read at any place it is not copied.
func openWorkbook(r io.Reader, in *bufio.Reader) (*workbook, error) {
	w := &workbook{}
	at, size, err := w.hold(r, in)
	if err != nil {
		w.close()
		return nil, err
	}
	_, err = zip.NewReader(&budget{at, maxDirectory}, size)
	switch {
	case errors.Is(err, errBudget):
		err = unreadable("The workbook has too long a list of parts; at most %d are looked at. Save it again as .xlsx or as CSV.", maxMembers)
	case err != nil:
		err = unreadable("The workbook cannot be opened (%s); save it again as .xlsx or as CSV.", err)
	default:
		var archive *zip.Reader
		archive, err = zip.NewReader(at, size) // the same list, now without a budget for the parts behind it
		if err == nil {
			err = w.take(archive)
		}
	}
	if err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// hold makes the file readable at any place.
func (w *workbook) hold(r io.Reader, in *bufio.Reader) (io.ReaderAt, int64, error) {
	tooLarge := unreadable("The workbook is larger than %d MiB; save it as CSV, which has no limit, or in parts.", maxWorkbook>>20)
	if f, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	}); ok {
		read, err := f.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, 0, err
		}
		end, err := f.Seek(0, io.SeekEnd)
		begin := read - int64(in.Buffered())
		if err == nil && end-begin > maxWorkbook {
			err = tooLarge
		}
		return io.NewSectionReader(f, begin, end-begin), end - begin, err
	}
	var held bytes.Buffer
	n, err := io.CopyN(&held, in, heldWorkbook)
	if err == io.EOF {
		return bytes.NewReader(held.Bytes()), n, nil
	}
	if err != nil {
		return nil, 0, err
	}
	if w.file, err = os.CreateTemp("", "workbook-*"); err != nil {
		return nil, 0, err
	}
	os.Remove(w.file.Name()) // nobody else opens it, and no crash leaves it behind
	n, err = io.Copy(w.file, io.LimitReader(io.MultiReader(&held, in), maxWorkbook+1))
	if err == nil && n > maxWorkbook {
		err = tooLarge
	}
	return w.file, n, err
}

var errBudget = errors.New("read too much")

// budget lets so many bytes be read and no more.
type budget struct {
	r    io.ReaderAt
	left int
}

func (b *budget) ReadAt(p []byte, off int64) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errBudget
	}
	return b.r.ReadAt(p, off)
}

// take checks every part before any is unpacked.
func (w *workbook) take(archive *zip.Reader) error {
	if len(archive.File) > maxMembers {
		return unreadable("The workbook has %d parts; at most %d are looked at.", len(archive.File), maxMembers)
	}
	w.parts = make(map[string]*zip.File, len(archive.File))
	var all uint64
	for _, f := range archive.File {
		name := strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(f.Name, `\`, "/")), "/"))
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		if _, twice := w.parts[name]; twice {
			return unreadable("The workbook has the part %s twice; save it again as .xlsx or as CSV.", partName(name))
		}
		if err := w.admit(name, f); err != nil {
			return err
		}
		if all += f.UncompressedSize64; all > maxUnpacked {
			return unreadable("The workbook would be more than %d MiB unpacked; save it in parts, or as CSV.", maxUnpacked>>20)
		}
		w.parts[name] = f
	}
	return w.isWorkbook()
}

// admit refuses a part that is too large, or of a kind that runs or fetches
// something when the file is opened.
func (w *workbook) admit(name string, f *zip.File) error {
	limit := uint64(maxSmallPart)
	switch {
	case strings.HasPrefix(name, "xl/worksheets/") && path.Ext(name) == ".xml":
		limit = maxSheet
	case name == "xl/sharedstrings.xml":
		limit = maxText
	case !strings.HasPrefix(name, "xl/") || path.Ext(name) != ".xml" && path.Ext(name) != ".rels":
		limit = maxUnpacked // pictures and the like, which are never unpacked
	}
	size, packed := f.UncompressedSize64, f.CompressedSize64
	switch {
	case f.Flags&1 != 0:
		return unreadable("The workbook is locked with a password; take it off and save the file again.")
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return unreadable("The part %s is packed in a way that is not read here; save the file again as .xlsx or as CSV.", partName(name))
	case size > limit:
		return unreadable("The part %s would be %d bytes unpacked; at most %d are read. Save the sheet as CSV, or in parts.", partName(name), size, limit)
	case size > ratioFrom && size/maxRatio > packed:
		return unreadable("The part %s would grow from %d bytes to %d, more than %d times; that is no table that somebody typed. Save the sheet as CSV.", partName(name), packed, size, maxRatio)
	}
	for _, bad := range unsafeParts {
		if strings.HasPrefix(name, bad.begins) && strings.HasSuffix(name, bad.ends) {
			return unreadable("The workbook holds %s (%s); save the sheet alone as .xlsx or as CSV.", bad.what, partName(name))
		}
	}
	return nil
}

// unsafeParts are those a table does not need and that run, fetch or hide something.
var unsafeParts = []struct{ begins, ends, what string }{
	{"xl/vba", "", "macros"},
	{"xl/macrosheets/", "", "macros"},
	{"xl/dialogsheets/", "", "macros"},
	{"xl/activex/", "", "ActiveX controls"},
	{"xl/embeddings/", "", "embedded objects (OLE)"},
	{"", ".zip", "a file packed in the file"},
	{"", ".xlsx", "a file packed in the file"},
	{"", ".xlsm", "a file packed in the file"},
	{"xl/externallinks/", "", "links to other workbooks"},
	{"xl/connections.xml", "", "connections to outside data"},
	{"xl/querytables/", "", "connections to outside data"},
	{"xl/webextensions/", "", "extensions from the web"},
	{"xl/customdata/", "", "data of a program that is not read here"},
}

func (w *workbook) isWorkbook() error {
	has := func(name string) bool { _, there := w.parts[name]; return there }
	switch {
	case has("xl/workbook.xml") || has("_rels/.rels"):
		return nil
	case has("xl/workbook.bin"):
		return unreadable("The file is a binary workbook (.xlsb); save it as .xlsx or as CSV.")
	case has("content.xml"), has("mimetype"):
		return unreadable("The file is an OpenDocument sheet (.ods); save it as .xlsx or as CSV.")
	case has("doc.kml"), slices.ContainsFunc(partNames(w.parts), func(n string) bool { return path.Ext(n) == ".kml" }):
		return unreadable("The file is a KMZ; unpack it and send the .kml inside.")
	}
	return unreadable("The file is a zip and no workbook; send the table as .xlsx or as CSV.")
}

func partNames(parts map[string]*zip.File) (names []string) {
	for n := range parts {
		names = append(names, n)
	}
	return names
}

// partName is the name of a part as a message may repeat it.
func partName(name string) string { return quote(tidy(strings.ToValidUTF8(name, "?"), 100)) }

// open unpacks a part.
func (w *workbook) open(name string) (*pieces, error) {
	f, there := w.parts[strings.ToLower(name)]
	if !there {
		return nil, unreadable("The workbook has no part %s; save it again as .xlsx or as CSV.", partName(name))
	}
	r, err := f.Open()
	if err != nil {
		return nil, unreadable("The part %s cannot be unpacked (%s); save the file again.", partName(name), err)
	}
	return &pieces{ReadCloser: r, name: "The part " + partName(name), packed: true}, nil
}

// pieces ends what holds more in one piece than is read of a row. That no part is
// longer than the directory of the zip declares is kept by archive/zip.
type pieces struct {
	io.ReadCloser
	name   string // in a message
	used   int    // bytes of the piece being read
	packed bool
}

func (d *pieces) Read(p []byte) (int, error) {
	if d.used > maxRow {
		return 0, unreadable("%s has more than %d MiB in one piece; at most that is read of a row. Send the reports as CSV.", d.name, maxRow>>20)
	}
	n, err := d.ReadCloser.Read(p)
	d.used += n
	if err != nil && err != io.EOF && d.packed {
		err = unreadable("%s cannot be unpacked (%s); save the file again.", d.name, err)
	}
	return n, err
}
