package investigations

import (
	"strings"
	"testing"

	"concord/models"
)

func upTo(least, most int) models.Count { return models.Count{Min: &least, Max: &most} }

// What is agreed on lies within the hull of all that is stated, unless new evidence is
// cited; a minimum below every minimum is told apart, for legal advisers sign it.
func TestWeighCount(t *testing.T) {
	four := 4
	tests := []struct {
		name   string
		agreed models.Count
		stated []models.Count
		cited  bool
		refuse string // part of the refusal, "" for none
		below  bool
	}{
		{"inside", upTo(5, 12), []models.Count{upTo(4, 6), upTo(11, 14)}, false, "", false},
		{"one side's own", upTo(4, 6), []models.Count{upTo(4, 6), upTo(11, 14)}, false, "", false},
		{"the mean of both, as any value inside", upTo(8, 10), []models.Count{upTo(4, 6), upTo(12, 14)}, false, "", false},
		{"above", upTo(5, 15), []models.Count{upTo(4, 6), upTo(11, 14)}, false, "span 4 to 14", false},
		{"above, with new evidence", upTo(5, 15), []models.Count{upTo(4, 6), upTo(11, 14)}, true, "", false},
		{"above what two say, within what the third party says", upTo(5, 18), []models.Count{upTo(4, 6), upTo(11, 14), upTo(10, 20)}, false, "", false},
		{"below every minimum", upTo(3, 6), []models.Count{upTo(4, 6), upTo(11, 14)}, false, "at the least is 4", true},
		{"below every minimum, with new evidence", upTo(3, 6), []models.Count{upTo(4, 6), upTo(11, 14)}, true, "", true},
		{"no minimum at all", models.Count{Max: &four}, []models.Count{upTo(4, 6)}, false, "at the least is 4", true},
		{"at most is no minimum", upTo(0, 4), []models.Count{{Max: &four}, upTo(1, 3)}, false, "at the least is 1", true},
		{"an open end where an account leaves it open", models.Count{Min: &four}, []models.Count{{Min: &four}, upTo(5, 6)}, false, "", false},
		{"an open end where none does", models.Count{Min: &four}, []models.Count{upTo(4, 6)}, false, "span 4 to 6", false},
		{"nothing is stated", upTo(1, 2), []models.Count{{}}, false, "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := proposing{cited: tt.cited}
			p.weighCount(tt.agreed, tt.stated)
			said := ""
			for _, x := range p.problems {
				said += x.Detail
			}
			if (said == "") != (tt.refuse == "") || !strings.Contains(said, tt.refuse) || p.below != tt.below {
				t.Errorf("refused with %q, below %v; want %q, %v", said, p.below, tt.refuse, tt.below)
			}
		})
	}
}

// A field of a gap names the cell that it was made from.
func TestCellOfField(t *testing.T) {
	for _, cell := range []models.Cell{{Outcome: "KILLED"}, {Outcome: "KILLED", Status: "CIVILIAN"}, {Outcome: "INJURED", Status: "CIVILIAN", Sex: "FEMALE", Age: "CHILD"}, {Outcome: "KILLED", Age: "CHILD", Protected: "MEDICAL"}} {
		if got, ok := models.CellAt(cell.Path()); !ok || got != cell {
			t.Errorf("%s is read as %+v", cell.Path(), got)
		}
	}
}
