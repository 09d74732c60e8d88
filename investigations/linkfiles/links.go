package linkfiles

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"concord/models"
	"concord/models/formats"
)

// WriteLinks writes every pair: file_a,ref_a,file_b,ref_b,probability,bits,band. What a
// spreadsheet would run as a formula is masked, as in every table.
func (w *Work) WriteLinks(out io.Writer) error {
	c := csv.NewWriter(out)
	row := []string{"file_a", "ref_a", "file_b", "ref_b", "probability", "bits", "band"}
	err := c.Write(row)
	for _, p := range w.Pairs {
		fileA, refA := split(p.A)
		fileB, refB := split(p.B)
		row = append(row[:0], formats.Mask(fileA), formats.Mask(refA), formats.Mask(fileB), formats.Mask(refB), strconv.FormatFloat(p.Probability, 'f', 4, 64), strconv.FormatFloat(p.Bits, 'f', 2, 64), p.Band)
		err = cmp.Or(err, c.Write(row))
	}
	c.Flush()
	return cmp.Or(err, c.Error())
}

// linkJSON is a pair with its explanation.
type linkJSON struct {
	FileA       string               `json:"file_a"`
	RefA        string               `json:"ref_a"`
	FileB       string               `json:"file_b"`
	RefB        string               `json:"ref_b"`
	Probability float64              `json:"probability"`
	Bits        float64              `json:"bits"`
	Band        string               `json:"band"`
	Sentence    string               `json:"sentence"`
	Explanation []models.MatchReason `json:"explanation"`
}

// WriteJSON writes the same with the explanation of each pair, one object a line.
func (w *Work) WriteJSON(out io.Writer) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for _, p := range w.Pairs {
		l := linkJSON{Probability: p.Probability, Bits: p.Bits, Band: p.Band}
		l.FileA, l.RefA = split(p.A)
		l.FileB, l.RefB = split(p.B)
		l.Explanation, l.Sentence = w.Explain(p)
		if err := e.Encode(l); err != nil {
			return err
		}
	}
	return nil
}
