package commands

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"concord/investigations/linkfiles"
)

// checkInputs names every file that cannot be linked: those that are not there, and
// those that are another of them.
func checkInputs(paths []string) error {
	var faults []error
	infos := make([]fs.FileInfo, len(paths))
	for i, path := range paths {
		info, err := os.Stat(path)
		switch {
		case err != nil:
			faults = append(faults, unopened(path, err))
			continue
		case info.IsDir():
			faults = append(faults, fmt.Errorf("%s is a folder; name the file in it", path))
			continue
		}
		for j, other := range infos[:i] {
			if other != nil && paths[j] != path && os.SameFile(other, info) {
				faults = append(faults, fmt.Errorf("%s is the same file as %s; each partner has a file of its own, so name it once", path, paths[j]))
			}
		}
		infos[i] = info
	}
	return errors.Join(faults...)
}

// unopened says why a file cannot be read, and what to do.
func unopened(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s does not exist; check its name and folder", path)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s may not be read by you; ask its owner for the right to, or copy it", path)
	}
	return fmt.Errorf("%s cannot be read: %w; see whether it opens in another program", path, err)
}

// copies are remarks on files of which one is a copy of another: they stand for two
// partners, and what one of them says twice is no second account.
func copies(paths, names []string) (remarks []string, err error) {
	for i := range paths {
		for j := range i {
			same, err := sameText(paths[j], paths[i])
			if err != nil {
				return nil, err
			}
			if same {
				remarks = append(remarks, fmt.Sprintf("%s and %s say the same to the letter. If both are of one partner, leave one out: its links are no agreement of two.", names[j], names[i]))
			}
		}
	}
	return remarks, nil
}

// sameText compares two files, where their sizes are alike; what can be read only
// once, as a pipe, is not compared.
func sameText(a, b string) (bool, error) {
	x, err := os.Stat(a)
	if err != nil {
		return false, unopened(a, err)
	}
	y, err := os.Stat(b)
	if err != nil {
		return false, unopened(b, err)
	}
	if !x.Mode().IsRegular() || !y.Mode().IsRegular() || x.Size() != y.Size() || x.Size() == 0 {
		return false, nil
	}
	f, err := os.Open(a)
	if err != nil {
		return false, unopened(a, err)
	}
	defer f.Close()
	g, err := os.Open(b)
	if err != nil {
		return false, unopened(b, err)
	}
	defer g.Close()
	p, q := make([]byte, 64<<10), make([]byte, 64<<10)
	for {
		n, end := io.ReadFull(f, p)
		m, _ := io.ReadFull(g, q)
		if !bytes.Equal(p[:n], q[:m]) {
			return false, nil
		}
		if end != nil {
			return true, nil
		}
	}
}

// taxonomies are the files x_….taxonomy.csv beside the files.
func taxonomies(paths []string) (map[string]map[string][]string, []linkfiles.Fault, error) {
	out := map[string]map[string][]string{}
	var faults []linkfiles.Fault
	for _, path := range paths {
		found, err := filepath.Glob(filepath.Join(quoted(filepath.Dir(path)), "x_*.taxonomy.csv"))
		if err != nil {
			return nil, nil, err
		}
		for _, name := range found {
			column := strings.TrimSuffix(filepath.Base(name), ".taxonomy.csv")
			if out[column] != nil {
				continue
			}
			f, err := os.Open(name)
			if err != nil {
				return nil, nil, unopened(name, err)
			}
			groups, bad := linkfiles.ReadTaxonomy(filepath.Base(name), f)
			f.Close()
			out[column], faults = groups, append(faults, bad...)
		}
	}
	return out, faults, nil
}

// quoted is a folder's name without the marks that a pattern would take for its own.
func quoted(dir string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(dir)
}
