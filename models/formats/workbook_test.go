package formats

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/models"
)

// made is a small workbook by its parts; a part given replaces the usual one, ""
// leaves it out.
func made(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels":                rels(`<Relationship Id="rId1" Type="http://x/officeDocument" Target="xl/workbook.xml"/>`),
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="Reports" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": rels(`<Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://x/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>`),
		"xl/styles.xml":              `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\ hh:mm"/><numFmt numFmtId="165" formatCode="0.00&quot;m&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/></cellXfs></styleSheet>`,
		"xl/sharedStrings.xml":       `<sst><si><t>A-1</t></si><si><r><t>Tarn </t></r><r><t xml:space="preserve">Quay</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si></sst>`,
		"xl/worksheets/sheet1.xml":   sheetXML(`<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>47911</v></c><c r="C2" t="s"><v>1</v></c></row>`),
	}
	maps.Copy(all, parts)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if all[name] == "" {
			continue
		}
		head := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if len(all[name]) > 8<<20 {
			head.Method = zip.Store // quicker, and nothing here depends on it
		}
		p, err := w.CreateHeader(head)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(p, all[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func rels(inner string) string { return "<Relationships>" + inner + "</Relationships>" }

const headerXML = `<row r="1"><c r="A1" t="inlineStr"><is><t>local_ref</t></is></c><c r="B1" t="inlineStr"><is><t>start_earliest</t></is></c><c r="C1" t="inlineStr"><is><t>place_name</t></is></c></row>`

// sheetXML is a sheet with our three columns and further rows.
func sheetXML(rows string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>` + headerXML + rows + `</sheetData></worksheet>`
}

func goodRow(n int) string {
	return fmt.Sprintf(`<row r="%d"><c r="A%d" t="inlineStr"><is><t>R-%d</t></is></c><c r="B%d" s="1"><v>47911</v></c><c r="C%d" t="s"><v>1</v></c></row>`, n, n, n, n, n)
}

// Each refusal stands beside the same file without the one thing that is refused,
// which reads.
func TestWorkbooksThatAreRefused(t *testing.T) {
	sheet := func(rows string) map[string]string {
		return map[string]string{"xl/worksheets/sheet1.xml": sheetXML(rows)}
	}
	part := func(name, content string) map[string]string { return map[string]string{name: content} }
	wide := strings.Repeat(" ", 2<<20)
	noise := noisy(40 << 10)
	tests := []struct {
		name         string
		bad, control map[string]string
		says         string
	}{
		{"a bomb by its ratio", part("xl/worksheets/sheet1.xml", sheetXML(goodRow(2)+wide+wide)), part("xl/worksheets/sheet1.xml", sheetXML(goodRow(2)+"<!--"+noise+"-->"+wide)), "more than 100 times"},
		{"a part past its absolute limit", part("xl/styles.xml", "<styleSheet>"+noisy(17<<20)+dateStyle), part("xl/styles.xml", "<styleSheet>"+noisy(1<<20)+dateStyle), "at most 16777216"},
		{"texts past what is held", part("xl/sharedStrings.xml", manyTexts(maxTextHeld+1)), part("xl/sharedStrings.xml", manyTexts(1<<20)), "texts of the workbook come to more than 128 MiB"},
		{"one piece without end", sheet(goodRow(2) + "<!--" + noisy(9<<20) + "-->"), sheet(goodRow(2) + "<!--" + noisy(1<<20) + "-->"), "in one piece"},
		{"a zip inside", part("xl/media/more.zip", "PK"), part("xl/media/image1.png", "x"), "packed in the file"},
		{"a link to another workbook", part("xl/externalLinks/externalLink1.xml", "<x/>"), part("xl/theme/theme1.xml", "<x/>"), "links to other workbooks"},
		{"an outside relation", part("xl/worksheets/_rels/sheet1.xml.rels", rels(`<Relationship Id="r1" Type="http://x/image" TargetMode="External" Target="http://example.org/x"/>`)),
			part("xl/worksheets/_rels/sheet1.xml.rels", rels(`<Relationship Id="r1" Type="http://x/hyperlink" TargetMode="External" Target="http://example.org/x"/>`)), "outside of it"},
		{"a connection", part("xl/connections.xml", "<x/>"), part("xl/calcChain.xml", "<x/>"), "connections to outside data"},
		{"macros", part("xl/vbaProject.bin", "x"), part("xl/printerSettings/printerSettings1.bin", "x"), "macros"},
		{"macros under another name", part("[Content_Types].xml", `<Types><Override PartName="/xl/other.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>`), nil, "macros"},
		{"ActiveX", part("xl/activeX/activeX1.xml", "<x/>"), part("xl/drawings/drawing1.xml", "<x/>"), "ActiveX"},
		{"OLE", part("xl/embeddings/oleObject1.bin", "x"), part("xl/media/image1.png", "x"), "OLE"},
		{"a document type", part("xl/worksheets/sheet1.xml", `<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>`+sheetXML(goodRow(2))[38:]), part("xl/worksheets/sheet1.xml", sheetXML(goodRow(2))[38:]), "document type"},
		{"an entity of its own", sheet(strings.Replace(goodRow(2), "R-2", "&a;", 1)), sheet(strings.Replace(goodRow(2), "R-2", "&amp;", 1)), "not well-formed"},
		{"row past the last", sheet(goodRow(1_048_577)), sheet(goodRow(1_048_576)), "ends at row 1048576"},
		{"column past the last", sheet(`<row r="2"><c r="XFE2"><v>1</v></c></row>`), sheet(goodRow(2)), "cell called"},
		{"too many columns in use", sheet(`<row r="2"><c r="ZZ2"><v>1</v></c></row>`), sheet(goodRow(2) + `<row r="3"><c r="ZZ3"/></row>`), "at most 400 columns"},
		{"a range past the last cell", part("xl/worksheets/sheet1.xml", strings.Replace(sheetXML(goodRow(2)), "<sheetData>", `<dimension ref="A1:XFD9999999"/><sheetData>`, 1)),
			part("xl/worksheets/sheet1.xml", strings.Replace(sheetXML(goodRow(2)), "<sheetData>", `<dimension ref="A1:XFD1048576"/><sheetData>`, 1)), "past the last cell"},
		{"a range that is too short", part("xl/worksheets/sheet1.xml", strings.Replace(sheetXML(goodRow(2)+goodRow(3)), "<sheetData>", `<dimension ref="A1:C2"/><sheetData>`, 1)),
			part("xl/worksheets/sheet1.xml", strings.Replace(sheetXML(goodRow(2)+goodRow(3)), "<sheetData>", `<dimension ref="A1"/><sheetData>`, 1)), "says it ends at row 2"},
		{"a range that is too narrow", part("xl/worksheets/sheet1.xml", strings.Replace(sheetXML(goodRow(2)), "<sheetData>", `<dimension ref="A1:B2"/><sheetData>`, 1)),
			part("xl/worksheets/sheet1.xml", strings.Replace(sheetXML(goodRow(2)), "<sheetData>", `<dimension ref="A1:C2"/><sheetData>`, 1)), "says it ends at column B"},
		{"rows out of order", sheet(goodRow(3) + goodRow(2)), sheet(goodRow(2) + goodRow(3)), "in order"},
		{"cells out of order", sheet(`<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>`), sheet(goodRow(2)), "out of order"},
		{"a merged header", part("xl/worksheets/sheet1.xml", strings.Replace(sheetXML(goodRow(2)), "</worksheet>", `<mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>`, 1)),
			part("xl/worksheets/sheet1.xml", strings.Replace(sheetXML(goodRow(2)), "</worksheet>", `<mergeCells><mergeCell ref="A9:B9"/></mergeCells></worksheet>`, 1)), "header of the sheet \"Reports\" has merged"},
		{"merged cells in a row", part("xl/worksheets/sheet1.xml", strings.Replace(sheetXML(goodRow(2)), "</worksheet>", `<mergeCells><mergeCell ref="A2:B2"/></mergeCells></worksheet>`, 1)), nil, "merged cells (A2:B2)"},
		{"a text that is not there", sheet(`<row r="2"><c r="A2" t="s"><v>9</v></c></row>`), sheet(goodRow(2)), "text number \"9\""},
		{"hidden sheets alone", part("xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="Old" state="veryHidden" r:id="rId1"/></sheets></workbook>`),
			part("xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="Old" state="visible" r:id="rId1"/></sheets></workbook>`), `"Old" (hidden)`},
		{"nesting", sheet(strings.Repeat("<a>", 40) + strings.Repeat("</a>", 40) + goodRow(2)), sheet(strings.Repeat("<a>", 20) + strings.Repeat("</a>", 20) + goodRow(2)), "nested deeper"},
		{"a sheet that ends early", part("xl/worksheets/sheet1.xml", sheetXML(goodRow(2))[:300]), nil, "The part"},
		{"OpenDocument", map[string]string{"xl/workbook.xml": "", "_rels/.rels": "", "content.xml": "x"}, nil, ".ods"},
		{"a binary workbook", map[string]string{"xl/workbook.xml": "", "_rels/.rels": "", "xl/workbook.bin": "x"}, nil, ".xlsb"},
		{"another zip", map[string]string{"xl/workbook.xml": "", "_rels/.rels": "", "a.txt": "x"}, nil, "no workbook"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			control, bad := made(t, tt.control), made(t, tt.bad)
			if rows, _, err := readAll("xlsx", string(control)); err != nil || len(rows) == 0 {
				t.Fatalf("the control gives %d rows, %v", len(rows), err)
			}
			begun := time.Now()
			_, _, err := readAll("xlsx", string(bad))
			if err == nil || models.KindOf(err) != models.Unreadable || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error = %v, want …%s…", err, tt.says)
			}
			t.Logf("refused after %v; how many bytes that takes is held in TestWorkbooksAreRefusedEarly", time.Since(begun).Round(time.Millisecond))
		})
	}
}

const dateStyle = `<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`

// noisy is text that does not pack.
func noisy(n int) string {
	b := make([]byte, n)
	state := uint64(88172645463325252)
	for i := range b {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		b[i] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!."[state%64]
	}
	return string(b)
}

// manyTexts are shared strings of n bytes in all, the first two as usual.
func manyTexts(n int) string {
	text := noisy(100 << 10)
	var b strings.Builder
	b.WriteString("<sst><si><t>A-1</t></si><si><t>Tarn Quay</t></si>")
	for n > 0 {
		b.WriteString("<si><t>" + text + "</t></si>")
		n -= len(text)
	}
	return b.String() + "</sst>"
}

// What the directory of a zip declares is checked without unpacking, and a part
// may not be longer than it declares.
func TestDirectoriesThatLie(t *testing.T) {
	good := made(t, nil)
	patch := func(field int, value uint32) string {
		b := slices.Clone(good)
		for i := 0; i+46 < len(b); i++ {
			if string(b[i:i+4]) == "PK\x01\x02" && strings.HasPrefix(string(b[i+46:]), "xl/worksheets/sheet1.xml") {
				binary.LittleEndian.PutUint32(b[i+field:], value)
			}
		}
		return string(b)
	}
	const flags, size = 8, 24
	if rows, bad, err := readAll("xlsx", string(good)); err != nil || len(rows) != 1 || len(bad) > 0 {
		t.Fatalf("as it is: %d rows, %v, %v", len(rows), bad, err)
	}
	for _, tt := range []struct{ name, file, says string }{
		{"longer than declared", patch(size, 100), "cannot be unpacked"},
		{"shorter than declared", patch(size, 5000), "cannot be unpacked"},
		{"declared beyond the limit", patch(size, 0xF0000000), "bytes unpacked"},
		{"encrypted", patch(flags, 1|8<<0|8<<16), "password"},
		{"encrypted as a whole", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + string(good), "password"},
		{"too many parts", crowd(t, maxMembers), "at most 10000"},
		{"a list of parts without end", crowd(t, 60_000), "too long a list"},
		{"cut off", string(good[:len(good)-30]), "cannot be opened"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			begun := time.Now()
			_, _, err := readAll("xlsx", tt.file)
			if err == nil || models.KindOf(err) != models.Unreadable || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error = %v, want …%s…", err, tt.says)
			}
			if took := time.Since(begun); took > 10*time.Second {
				t.Errorf("refused after %v", took)
			}
		})
	}
}

// crowd is a workbook with n further parts.
func crowd(t *testing.T, n int) string {
	parts := make(map[string]string, n)
	for i := range n {
		parts[fmt.Sprintf("xl/media/a-long-name-for-a-picture-that-is-not-there-%d.png", i)] = "x"
	}
	return string(made(t, parts))
}

// A workbook that cannot be read at any place is copied, and the copy has no name.
func TestWorkbookFromAStream(t *testing.T) {
	var rows strings.Builder
	for n := 2; n < 200; n++ {
		rows.WriteString(goodRow(n) + "<!--" + noisy(100<<10) + "-->")
	}
	file := made(t, map[string]string{"xl/worksheets/sheet1.xml": sheetXML(rows.String())})
	if len(file) < heldWorkbook {
		t.Fatalf("the workbook has %d bytes and is held in memory", len(file))
	}
	n := 0
	err := Read("xlsx", struct{ io.Reader }{bytes.NewReader(file)}, func(Row) error { n++; return nil }, func(e models.RowError) { t.Error(e) })
	if err != nil || n != 198 {
		t.Errorf("%d rows, %v", n, err)
	}
}

func TestCellsOfASheet(t *testing.T) {
	cell := func(attrs, inner string) string {
		file := made(t, map[string]string{"xl/worksheets/sheet1.xml": sheetXML(`<row r="2"><c r="A2" ` + attrs + `>` + inner + `</c></row>`)})
		tb, err := open(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		defer tb.close()
		tb.next()
		cells, err := tb.next()
		if err != nil {
			return err.Error()
		}
		for _, f := range tb.rows.faults() {
			return f.message
		}
		return cells[0]
	}
	for _, tt := range []struct{ name, attrs, inner, want string }{
		{"a shared string in runs, without its reading aid", `t="s"`, "<v>1</v>", "Tarn Quay"},
		{"an inline string", `t="inlineStr"`, "<is><t> a </t></is>", " a "},
		{"a character XML cannot hold", `t="inlineStr"`, "<is><t>a_x0007_b_x005F_x0041_</t></is>", "a\ab_x0041_"},
		{"a formula by its value", `t="str"`, "<f>A1&amp;B1</f><v>ab</v>", "ab"},
		{"a formula with a number", "", "<f>1+1</f><v>2</v>", "2"},
		{"a formula never calculated", "", "<f>1+1</f>", "holds a formula that was never calculated; open the file in a spreadsheet, save it and send it again"},
		{"true", `t="b"`, "<v>1</v>", "TRUE"}, {"false", `t="b"`, "<v>0</v>", "FALSE"},
		{"an error", `t="e"`, "<v>#REF!</v>", `holds the error "#REF!" of a formula; correct the formula, or write the value`},
		{"a whole number", "", "<v>4</v>", "4"}, {"a number as binary wrote it", "", "<v>0.41234999999999999</v>", "0.41235"}, {"an exponent", "", "<v>1E3</v>", "1000"},
		{"a number shown with a unit", `s="3"`, "<v>12.5</v>", "12.5"},
		{"a date", `s="1"`, "<v>47911</v>", "2031-03-04"}, {"a date and time", `s="2"`, "<v>47911.048611111109</v>", "2031-03-04T01:10:00"},
		{"a midnight", `s="2"`, "<v>47911</v>", "2031-03-04T00:00:00"}, {"a time of day", `s="4"`, "<v>0.5</v>", "12:00:00"},
		{"the first day", `s="1"`, "<v>1</v>", "1900-01-01"}, {"the day before the one that never was", `s="1"`, "<v>59</v>", "1900-02-28"}, {"the day after", `s="1"`, "<v>61</v>", "1900-03-01"},
		{"no date of a calendar", `s="1"`, "<v>-1</v>", `holds "-1", which no calendar of a spreadsheet has; write the date as 2031-03-04`},
		{"an ISO date", `t="d"`, "<v>2031-03-04</v>", "2031-03-04"},
	} {
		if got := cell(tt.attrs, tt.inner); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	file := made(t, map[string]string{"xl/workbook.xml": `<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="R" r:id="rId1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml": sheetXML(strings.Replace(goodRow(2), "47911", "46449", 1))})
	if rows, _, err := readAll("xlsx", string(file)); err != nil || rows[0].Facts.Started.Stated != "2031-03-04" {
		t.Errorf("a day counted from 1904: %+v, %v", rows, err)
	}
}

// Date codes are told by their letters outside of quotes and brackets.
func TestDateCodes(t *testing.T) {
	for code, want := range map[string]dateKind{
		"General": notDate, "0.00": notDate, "#,##0": notDate, "@": notDate, "0.0E+00": notDate, `"day "0`: notDate, "[Red]0": notDate, "[$-409]#,##0": notDate,
		"yyyy-mm-dd": dayOnly, "d/m/yy": dayOnly, "mmm-yy": dayOnly, `[$-40C]d\ mmmm\ yyyy;@`: dayOnly, "mmmm": dayOnly,
		"h:mm": timeOnly, "[h]:mm:ss": timeOnly, "mm:ss.0": timeOnly, "yyyy-mm-dd hh:mm": dayAndTime, "m/d/yy h:mm AM/PM": dayAndTime,
	} {
		if got := dateCode(code); got != want {
			t.Errorf("%s = %d, want %d", code, got, want)
		}
	}
}

// A named sheet is read even if hidden; every sheet is named with what hides it.
func TestSheetsByName(t *testing.T) {
	file := made(t, map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="Cover" state="hidden" r:id="rId9"/><sheet name="Reports" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": rels(`<Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId9" Type="http://x/worksheet" Target="/xl/worksheets/sheet9.xml"/><Relationship Id="rId2" Type="http://x/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>`),
		"xl/worksheets/sheet9.xml":   sheetXML(strings.ReplaceAll(goodRow(2), ` s="1"><v>47911`, `><v>x`)),
	})
	sheets, err := Sheets(bytes.NewReader(file))
	if err != nil || len(sheets) != 2 || !sheets[0].Hidden || sheets[1].Name != "Reports" || sheets[1].Hidden {
		t.Errorf("sheets = %+v, %v", sheets, err)
	}
	named := func(sheet string) (n int, bad int, err error) {
		err = ReadMapped("xlsx", Mapping{Sheet: sheet}, bytes.NewReader(file), func(Row) error { n++; return nil }, func(models.RowError) { bad++ })
		return n, bad, err
	}
	if n, _, err := named(""); n != 1 || err != nil {
		t.Errorf("the first sheet that shows: %d rows, %v", n, err)
	}
	if _, bad, err := named("cover"); err != nil || bad != 1 {
		t.Errorf("the hidden sheet by its name: %d bad cells, %v", bad, err)
	}
	if _, _, err := named("Nowhere"); err == nil || !strings.Contains(err.Error(), `"Cover" (hidden), "Reports"`) {
		t.Errorf("a sheet that is not there: %v", err)
	}
}
