package formats

import (
	"bytes"
	"slices"
	"strings"
)

// detectFeatures guesses the format of a map file from its beginning.
func detectFeatures(beginning []byte) string {
	text := strings.TrimLeft(strings.TrimPrefix(string(beginning), "\xEF\xBB\xBF"), " \t\r\n")
	plain := strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "").Replace(text)
	switch {
	case strings.HasPrefix(text, "{") && (strings.Contains(plain, `"type":"FeatureCollection"`) || strings.Contains(plain, `"type":"Feature"`)):
		return "geojson"
	case strings.HasPrefix(text, "<") && strings.Contains(text, "<kml"):
		return "kml"
	}
	return ""
}

// detectRejected tells features from other objects in a file of rejected ones.
func detectRejected(t *table, header []string) string {
	at := slices.Index(header, objectColumn)
	if cells, err := t.next(); err == nil && at < len(cells) {
		if format := detectFeatures([]byte(cells[at])); format != "" {
			return format
		}
		return detectObjects([]byte(cells[at]))
	}
	return ""
}

// workbookZip tells whether a file begins as a workbook does.
func workbookZip(beginning []byte) bool {
	if !bytes.HasPrefix(beginning, []byte("PK\x03\x04")) {
		return false
	}
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "xl/", "docProps/"} {
		if bytes.Contains(beginning, []byte(name)) {
			return true
		}
	}
	return false
}
