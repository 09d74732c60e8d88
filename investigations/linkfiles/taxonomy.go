package linkfiles

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"

	"concord/investigations/matching"
	"concord/models"
)

// ReadTaxonomy reads the groups of a coded column: value,level1,level2,…, finest
// first, one row a value. A value that stands twice must stand in the same groups.
func ReadTaxonomy(name string, r io.Reader) (map[string][]string, []Fault) {
	groups := map[string][]string{}
	rows := csv.NewReader(r)
	rows.FieldsPerRecord = -1
	var faults []Fault
	fault := func(row int, column, message string) {
		faults = append(faults, Fault{name, models.RowError{Row: row, Column: column, Message: message}})
	}
	for row := 1; ; row++ {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) {
			if row <= 2 {
				fault(0, "", "the taxonomy names no value; give it the header value,level1,level2,… and a row for each value, or take the file away")
			}
			break
		}
		if err != nil {
			fault(0, "", err.Error())
			break
		}
		if row == 1 {
			if len(cells) < 2 || trimBOM(cells[0]) != "value" {
				fault(1, "value", "a taxonomy begins with the header value,level1,level2,… , finest first")
				break
			}
			continue
		}
		value := matching.Fold(cells[0])
		switch known, twice := groups[value]; {
		case value == "":
			fault(row, "value", "is empty; name the value that the groups are of")
		case twice && !slices.Equal(known, cells[1:]):
			fault(row, "value", fmt.Sprintf("%q stands above with other groups; a value belongs to one group a level", cells[0]))
		default:
			groups[value] = cells[1:]
		}
	}
	return groups, faults
}

func trimBOM(s string) string {
	const mark = "\ufeff"
	if len(s) >= len(mark) && s[:len(mark)] == mark {
		return s[len(mark):]
	}
	return s
}
