package formats

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concord/models"
)

var update = flag.Bool("update", false, "rewrite the expected files of testdata")

// Each file of testdata/FORMAT, NAME.csv or NAME.input.json, is read into what lies
// beside it as NAME.json.
func TestGoldenFiles(t *testing.T) {
	for _, format := range Formats {
		files, err := filepath.Glob(filepath.Join("testdata", format, "*"))
		tried := 0
		for _, file := range files {
			if name := filepath.Base(file); strings.HasSuffix(name, ".md") || strings.Count(name, ".") == 1 && strings.HasSuffix(name, ".json") {
				continue
			}
			tried++
			t.Run(file, func(t *testing.T) { checkGolden(t, format, file) })
		}
		if err != nil || tried == 0 {
			t.Errorf("%s: %d files, %v", format, tried, err)
		}
	}
}

func checkGolden(t *testing.T, format, file string) {
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Rows     []Row             `json:"rows"`
		BadCells []models.RowError `json:"bad_cells"`
		Error    string            `json:"error"`
	}
	got.Rows, got.BadCells, err = readAll(format, string(content))
	if err != nil {
		got.Error = err.Error()
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(got); err != nil {
		t.Fatal(err)
	}
	name, _, _ := strings.Cut(filepath.Base(file), ".")
	expected := filepath.Join(filepath.Dir(file), name+".json")
	if *update {
		if err := os.WriteFile(expected, text.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(expected)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text.Bytes(), want) {
		t.Errorf("%s reads otherwise than %s says; run with -update and read the difference", file, expected)
	}
}
