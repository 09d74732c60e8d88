package formats

import (
	"archive/zip"
	"bytes"
	"errors"
	"go/parser"
	"go/token"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"concord/models"
)

// endless gives a beginning, then the same text again and again, and counts. After
// limit bytes it gives up: what reads as far has not refused early.
type endless struct {
	begin, again string
	read, limit  int
}

var errReadOn = errors.New("read on past the limit of the test")

func (e *endless) Read(p []byte) (n int, err error) {
	if e.read >= e.limit {
		return 0, errReadOn
	}
	for n < len(p) {
		var text string
		if at := e.read + n; at < len(e.begin) {
			text = e.begin[at:]
		} else {
			text = e.again[(at-len(e.begin))%len(e.again):]
		}
		n += copy(p[n:], text)
	}
	e.read += n
	return n, nil
}

const (
	atOnce  = 256 << 10      // bytes: the buffers of the readers
	longRow = maxRow + 2<<20 // bytes: a row as long as one may be, and the buffers
	kmlTop  = `<?xml version="1.0"?>`
)

const goodKML = `<kml><Document><Placemark id="A"><name>Mill</name><TimeStamp><when>2031-03-04</when></TimeStamp><Point><coordinates>0.8,0.4</coordinates></Point></Placemark>`

// Files without end are refused after so many bytes, however much may follow. The
// control is the same file without what is refused; it reads.
func TestEndlessFilesAreRefusedEarly(t *testing.T) {
	feature := func(more string) string {
		return `{"type":"FeatureCollection","features":[{"type":"Feature","id":"A","geometry":{"type":"Point","coordinates":[0.8,0.4]},"properties":{"start_earliest":"2031-03-04"` + more
	}
	tests := []struct {
		format, name, begin, again string
		limit                      int
		says, control              string
	}{
		{"kml", "a document type", kmlTop + `<!DOCTYPE kml SYSTEM "http://example.org/x.dtd">` + goodKML, "<Folder></Folder>", atOnce, "document type", kmlTop + goodKML + "</Document></kml>"},
		{"kml", "entities that multiply", `<!DOCTYPE k [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><kml><name>&b;</name>`, "<Folder></Folder>", atOnce, "document type", "<kml><name>&amp;</name>" + goodKML[5:] + "</Document></kml>"},
		{"kml", "a document type without end", `<!DOCTYPE k [`, `<!ENTITY a "aaaaaaaaaa">`, longRow, "in one piece", goodKML + "</Document></kml>"},
		{"kml", "an entity of its own", goodKML + "<Placemark><name>&xxe;</name>", "<Folder></Folder>", atOnce, "not well-formed", goodKML + "</Document></kml>"},
		{"kml", "nesting", "<kml>", "<Folder>", atOnce, "nested deeper", "<kml>" + strings.Repeat("<Folder>", 20) + goodKML[5:] + "</Document>" + strings.Repeat("</Folder>", 20) + "</kml>"},
		{"kml", "nesting in what is skipped", "<kml><Style>", "<a>", atOnce, "nested deeper", "<kml><Style>" + strings.Repeat("<a>", 20) + strings.Repeat("</a>", 20) + "</Style>" + goodKML[5:] + "</Document></kml>"},
		{"kml", "a part fetched over the network", "<kml><NetworkLink><Link><href>http://example.org/</href></Link></NetworkLink>", "<Folder></Folder>", atOnce, "NetworkLink", "<kml><Style><IconStyle><Icon><href>http://example.org/</href></Icon></IconStyle></Style>" + goodKML[5:] + "</Document></kml>"},
		{"kml", "a text without end", "<kml><Placemark><name>", "x", longRow, "The file has a value longer than", goodKML + "</Document></kml>"},
		{"kml", "an attribute without end", `<kml a="`, "x", longRow, "in one piece", `<kml a="x">` + goodKML[5:] + "</Document></kml>"},

		{"geojson", "nesting", `{"type":"FeatureCollection","features":[`, "[", longRow, "exceeded max depth", feature("}}]}")},
		{"geojson", "a text without end", feature(`,"narrative":"`), "x", longRow, "longer than 8 MiB", feature(`,"narrative":"x"}}]}`)},
		{"geojson", "properties without end", feature(""), `,"a":"b"`, longRow, "longer than 8 MiB", feature(`,"a":"b"}}]}`)},
		{"geojson", "a geometry without end", `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"LineString","coordinates":[[0,0]`, ",[0.1,0.1]", longRow, "longer than 8 MiB", feature("}}]}")},
		{"geojson", "a member that is not ours", `{"style":[0`, ",0", longRow, "longer than 8 MiB", `{"style":[0,0],` + feature("}}]}")[1:]},
		{"geojson", "space without end", `{"type":"FeatureCollection",`, " ", longRow, "longer than 8 MiB", `{"type":"FeatureCollection",  ` + feature("}}]}")[len(`{"type":"FeatureCollection",`):]},

		{"concord-json", "nesting", "[", "[", longRow, "exceeded max depth", jsonReport("A", mill)},
		{"concord-json", "nesting of objects", "", `{"a":`, longRow, "exceeded max depth", jsonReport("A", mill)},
		{"concord-json", "a text without end", `[{"local_ref":"`, "x", longRow, "longer than 8 MiB", "[" + jsonReport("A", mill) + "]"},
		{"concord-json", "a key without end", `{"`, "x", longRow, "longer than 8 MiB", jsonReport("A", mill)},
		{"concord-json", "a list without end", `{"sources":[{}`, ",{}", longRow, "longer than 8 MiB", jsonReport("A", mill)},
		{"concord-json", "keys without end", `{"a":1`, `,"a":1`, longRow, "longer than 8 MiB", jsonReport("A", mill)},
		{"concord-json", "space without end", "[", " ", longRow, "longer than 8 MiB", "[  " + jsonReport("A", mill) + "]"},
		{"concord-json", "UTF-16", "[\x00{\x00", "\x00", atOnce, "UTF-16", "[" + jsonReport("A", mill) + "]"},

		{"airwars-map", "nesting", "[", "[", longRow, "no object", "[]"},
		{"airwars-map", "a value that nests", `[{"a":`, "[", longRow, "exceeded max depth", "[]"},
		{"intake", "a text without end", `[{"a":"`, "x", longRow, "longer than 8 MiB", "[]"},
		{"concord-csv", "a quote that never closes", "local_ref,start_earliest\n\"", "x\n", longRow, "longer than 8 MiB", "local_ref,start_earliest\n"},
		{"concord-csv", "a header without end", "local_ref", ",a", longRow, "longer than 8 MiB", "local_ref,start_earliest\n"},
		{"kobo", "a quote that never closes", "_uuid;started_on\n\"", "x\n", longRow, "longer than 8 MiB", "_uuid;started_on\n"},
	}
	for _, tt := range tests {
		t.Run(tt.format+" "+tt.name, func(t *testing.T) {
			n := 0
			if err := Read(tt.format, strings.NewReader(tt.control), func(Row) error { n++; return nil }, func(e models.RowError) { t.Errorf("the control: %+v", e) }); err != nil {
				t.Fatalf("the control: %v", err)
			}
			if full := strings.Contains(tt.control, "2031"); full != (n == 1) {
				t.Fatalf("the control gives %d rows", n)
			}
			file, begun := &endless{begin: tt.begin, again: tt.again, limit: 64 << 20}, time.Now()
			err := Read(tt.format, file, func(Row) error { return nil }, func(models.RowError) {})
			if err == nil || models.KindOf(err) != models.Unreadable || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error = %v, want …%s…", err, tt.says)
			}
			if file.read > tt.limit {
				t.Errorf("refused after %d bytes, want at most %d", file.read, tt.limit)
			}
			t.Logf("refused after %d bytes, %v", file.read, time.Since(begun).Round(time.Millisecond))
		})
	}
}

// counted is a file that counts what is read of it.
type counted struct {
	*bytes.Reader
	read int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read += n
	return n, err
}

func (c *counted) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.Reader.ReadAt(p, off)
	c.read += n
	return n, err
}

// Workbooks of 20 MiB and more are refused by what their directory says, or where
// the first wrong thing stands; the rest is not read.
func TestWorkbooksAreRefusedEarly(t *testing.T) {
	long := "<!--" + noisy(1<<20) + "-->"
	long = strings.Repeat(long, 20)
	sheet := func(top, rows string) map[string]string {
		return map[string]string{"xl/worksheets/sheet1.xml": top + strings.TrimPrefix(sheetXML(rows), `<?xml version="1.0" encoding="UTF-8"?>`)}
	}
	bomb := map[string]string{}
	for i := range 30 {
		bomb["xl/media/image"+itoa(i)+".png"] = strings.Repeat("\x00", 7<<20)
	}
	for _, tt := range []struct {
		name  string
		parts map[string]string
		says  string // "" for the control
	}{
		{"the same file without fault", sheet("", goodRow(2)+long), ""},
		{"a bomb of 210 MiB", bomb, "more than 100 times"},
		{"a document type", sheet(`<!DOCTYPE w [<!ENTITY a "aa">]>`, goodRow(2)+long), "document type"},
		{"an entity of its own", sheet("", strings.Replace(goodRow(2), "R-2", "&a;", 1)+long), "not well-formed"},
		{"nesting", sheet("", strings.Repeat("<a>", 40)+long), "nested deeper"},
		{"a row past the last", sheet("", goodRow(1_048_577)+long), "ends at row"},
		{"an outside relation", map[string]string{"xl/worksheets/sheet1.xml": sheetXML(goodRow(2) + long), "xl/_rels/workbook.xml.rels": rels(`<Relationship Id="r1" Type="http://x/image" TargetMode="External" Target="http://example.org/x"/>`)}, "outside of it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file, begun := &counted{Reader: bytes.NewReader(made(t, tt.parts))}, time.Now()
			rows := 0
			err := Read("xlsx", file, func(Row) error { rows++; return nil }, func(models.RowError) {})
			if tt.says == "" {
				if err != nil || rows != 1 || file.read < 10<<20 {
					t.Fatalf("%d rows, %d bytes read, %v", rows, file.read, err)
				}
				return
			}
			if err == nil || models.KindOf(err) != models.Unreadable || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error = %v, want …%s…", err, tt.says)
			}
			if file.read > atOnce {
				t.Errorf("refused after %d of %d bytes, want at most %d", file.read, file.Size(), atOnce)
			}
			t.Logf("refused after %d of %d bytes, %v", file.read, file.Size(), time.Since(begun).Round(time.Millisecond))
		})
	}
}

// What a sheet declares takes no memory: a range of seventeen thousand million cells
// reads as the one row it has.
func TestDeclaredRangesTakeNoMemory(t *testing.T) {
	allocated := func(dimension string) uint64 {
		file := made(t, map[string]string{"xl/worksheets/sheet1.xml": strings.Replace(sheetXML(goodRow(2)), "<sheetData>", dimension+"<sheetData>", 1)})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if rows, bad, err := readAll("xlsx", string(file)); err != nil || len(rows) != 1 || len(bad) > 0 {
			t.Fatalf("%d rows, %v, %v", len(rows), bad, err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	plain, huge := allocated(""), allocated(`<dimension ref="A1:XFD1048576"/>`)
	t.Logf("%d bytes taken without, %d with the range", plain, huge)
	if huge > plain+1<<20 {
		t.Errorf("%d bytes taken for a sheet that declares a huge range, %d without", huge, plain)
	}
}

// A sheet in the zip of a form that says it is a thousand times longer is not
// unpacked: memory grows by the zip alone.
func TestFormBombsAreNotUnpacked(t *testing.T) {
	var zipped bytes.Buffer
	z := zip.NewWriter(&zipped)
	w, err := z.Create("main.csv")
	if err != nil {
		t.Fatal(err)
	}
	for range 256 {
		if _, err := w.Write(bytes.Repeat([]byte(";"), 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err = readAll("kobo", zipped.String())
	runtime.ReadMemStats(&after)
	if err == nil || models.KindOf(err) != models.Unreadable || !strings.Contains(err.Error(), "would be") {
		t.Errorf("error = %v", err)
	}
	if taken := after.TotalAlloc - before.TotalAlloc; taken > 8<<20 {
		t.Errorf("%d bytes taken to refuse a zip of %d", taken, zipped.Len())
	}
}

// No reader can follow a link: nothing of the package knows the network.
func TestReadersKnowNoNetwork(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	looked := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		looked++
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range parsed.Imports {
			if path := strings.Trim(i.Path.Value, `"`); path == "net" || strings.HasPrefix(path, "net/") && path != "net/url" || path == "os/exec" {
				t.Errorf("%s imports %s", f.Name(), path)
			}
		}
	}
	if looked < 30 {
		t.Errorf("only %d files were looked at", looked)
	}
}
