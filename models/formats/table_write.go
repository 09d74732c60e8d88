package formats

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// TableWriter writes rows of text as CSV (RFC 4180).
type TableWriter struct{ w *bufio.Writer }

// WriteTable begins a CSV file with its header.
func WriteTable(w io.Writer, header []string) *TableWriter {
	t := &TableWriter{bufio.NewWriterSize(w, 32<<10)}
	t.line(header)
	return t
}

// Write adds a row. Cells that a spreadsheet would take for a formula are masked.
func (t *TableWriter) Write(cells []string) error { return t.line(cells) }

// Close writes what is still held; it does not close the writer below.
func (t *TableWriter) Close() error { return t.w.Flush() }

func (t *TableWriter) line(cells []string) error {
	for i, c := range cells {
		if i > 0 {
			t.w.WriteByte(',')
		}
		if plain(c) {
			t.w.WriteString(c)
			continue
		}
		t.w.WriteByte('"')
		t.w.WriteString(strings.ReplaceAll(Mask(lineFeeds(c)), `"`, `""`))
		t.w.WriteByte('"')
	}
	_, err := t.w.WriteString("\r\n") // an earlier error of the writer comes back here
	return err
}

// lineFeeds is text as it comes back from a CSV file: readers make one line feed
// of whatever ends a line. NUL is no text at all.
func lineFeeds(s string) string {
	if !strings.ContainsAny(s, "\r\x00") {
		return s
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(s)
}

// plain tells whether a cell may stand without quotes: numbers, codes, dates.
func plain(s string) bool {
	if s == "" {
		return true
	}
	if s[0] == '-' || s[0] == '.' {
		_, err := strconv.ParseFloat(s, 64)
		return err == nil && !strings.ContainsAny(s, "xXnN_")
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.' || c == ':' {
			continue
		}
		return false
	}
	return true
}

// Mask puts an apostrophe before text that a spreadsheet would run as a formula
// (security.md 2.10), and before text that looks masked, so that unmask gives
// every text back. Numbers are not text: a latitude may be negative.
func Mask(s string) string {
	if runs(strings.TrimLeft(s, "'")) && !plain(s) {
		return "'" + s
	}
	return s
}

// unmask takes off what Mask put on.
func unmask(s string) string {
	if strings.HasPrefix(s, "'") && runs(strings.TrimLeft(s, "'")) {
		return s[1:]
	}
	return s
}

// runs tells whether text begins a formula: = + - @, their full-width forms, tab
// and carriage return, also behind spaces, which some programs drop.
func runs(s string) bool {
	c, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \u00a0\n"))
	return strings.ContainsRune("=+-@\t\r＝＋－＠﹢﹣﹦﹫−", c)
}
