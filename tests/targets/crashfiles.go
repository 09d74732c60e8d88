package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
)

// writeCrashes writes the partners' records as concord-csv with their own codes in
// x_ columns, and the taxonomies beside; it gives the paths of the first.
func writeCrashes(from, dir string) (paths []string, err error) {
	for partner := 1; partner <= 3; partner++ {
		rows, err := readRows(filepath.Join(from, fmt.Sprintf("crash_data%d.csv", partner)))
		if err != nil {
			return nil, err
		}
		path := filepath.Join(dir, fmt.Sprintf("%d.csv", partner))
		lines := [][]string{{"local_ref", "start_earliest", "start_latest", "lat", "lon", "x_model", "x_color", "x_damage"}}
		for _, r := range rows {
			lines = append(lines, []string{r["event"], r["date"], r["enddate"], r["latitude"], r["longitude"], r["model_tax"], r["color_tax"], r["damage_tax"]})
		}
		if err := writeRows(path, lines); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	for name, levels := range map[string][]string{"model": {"make_level1", "make_level2", "make_level3"}, "color": {"col_level1", "col_level2"}, "damage": {"damage_level1"}} {
		rows, err := readRows(filepath.Join(from, "taxonomy_"+name+".csv"))
		if err != nil {
			return nil, err
		}
		lines := [][]string{append([]string{"value"}, []string{"level1", "level2", "level3"}[:len(levels)]...)}
		for _, r := range rows {
			line := []string{r["base.categories"]}
			for _, level := range levels {
				line = append(line, r[level])
			}
			lines = append(lines, line)
		}
		if err := writeRows(filepath.Join(dir, "x_"+name+".taxonomy.csv"), lines); err != nil {
			return nil, err
		}
	}
	return paths, nil
}

// crashTruth is every true pair, the file whose name sorts first in front.
func crashTruth(from string) (map[[4]string]bool, error) {
	rows, err := readRows(filepath.Join(from, "truth_pairs_reconstructed.csv"))
	truth := map[[4]string]bool{}
	for _, r := range rows {
		truth[[4]string{r["data1"], r["event1"], r["data2"], r["event2"]}] = true
	}
	return truth, err
}

func readRows(path string) (rows []map[string]string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	for _, l := range lines[min(1, len(lines)):] {
		row := map[string]string{}
		for i, column := range lines[0] {
			row[column] = l[i]
		}
		rows = append(rows, row)
	}
	return rows, err
}

func writeRows(path string, lines [][]string) error {
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(lines); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o600)
}

// crashFolder finds shared/data/meltt_crashMD beside a folder above this one, "" if
// there is none.
func crashFolder() string {
	dir, err := os.Getwd()
	for err == nil {
		for _, at := range []string{"shared/data", "../shared/data"} {
			path := filepath.Join(dir, at, "meltt_crashMD")
			if info, err := os.Stat(path); err == nil && info.IsDir() {
				return path
			}
		}
		if filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	return ""
}
