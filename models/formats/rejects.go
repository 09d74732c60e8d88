package formats

import (
	"io"
	"slices"
	"strings"

	"concord/models"
)

// Rejects writes the rows of a file that were not taken, as they came, with what is
// wrong with each in a last column, concord_problem. The file can be corrected and
// read again by the same format: cells that begin a formula are masked, and reading
// takes the mask off.
type Rejects struct {
	table *TableWriter
	width int
}

// WriteRejects begins a file of rejected rows under the header they came with.
func WriteRejects(w io.Writer, header []string) *Rejects {
	return &Rejects{WriteTable(w, append(slices.Clone(header), ProblemColumn)), len(header)}
}

// Write adds one row and its problems. A row of fewer cells than the header is
// filled up with empty ones, a longer one keeps what is too much in its last cell.
func (r *Rejects) Write(cells []string, problems []models.RowError) error {
	out := make([]string, r.width, r.width+1)
	copy(out, cells)
	if len(cells) > r.width && r.width > 0 {
		out[r.width-1] = strings.Join(cells[r.width-1:], ",")
	}
	said := make([]string, len(problems))
	for i, p := range problems {
		said[i] = p.Column + ": " + p.Message
	}
	return r.table.Write(append(out, strings.Join(said, " ")))
}

// Close writes what is still held; it does not close the writer below.
func (r *Rejects) Close() error { return r.table.Close() }
