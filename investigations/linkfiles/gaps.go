package linkfiles

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"concord/investigations/gaps"
	"concord/investigations/matching"
	"concord/models"
	"concord/models/formats"
)

var gapColumns = []string{"file_a", "ref_a", "file_b", "ref_b", "code", "field", "value_a", "value_b", "relation", "score", "severity", "diagnosis"}

// WriteGaps writes the gaps of the pairs in the band auto; a pair in review is one
// G81, and a report without any counterpart one G01 whose ref_b is empty.
func (w *Work) WriteGaps(out io.Writer) error {
	c := csv.NewWriter(out)
	if err := c.Write(gapColumns); err != nil {
		return err
	}
	linked := map[string]bool{}
	for _, p := range w.Pairs {
		if p.PartnerA == p.PartnerB {
			continue
		}
		linked[p.A], linked[p.B] = true, true
		found := []models.Finding{gaps.Question(gaps.Context{}, w.account(p.A), w.account(p.B))}
		if p.Band == matching.Auto {
			found = gaps.Pair(gaps.Context{}, w.account(p.A), w.account(p.B))
		}
		for _, f := range found {
			if err := c.Write(gapRow(f)); err != nil {
				return err
			}
		}
	}
	for i := range w.packed {
		r := w.packed[i].Report
		if linked[r] {
			continue
		}
		if err := c.Write(gapRow(gaps.Unmatched(gaps.Context{}, w.account(r)))); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// account is a report as the gap rules take it; nothing is known of when it was
// shared or logged.
func (w *Work) account(report string) gaps.Account {
	file, _ := split(report)
	return gaps.Account{Report: report, Partner: file, Version: 1, Facts: w.facts[report]}
}

func gapRow(f models.Finding) []string {
	fileA, refA := split(f.ReportA)
	fileB, refB := split(f.ReportB)
	var slips []string
	for _, d := range f.Diagnosis {
		slips = append(slips, d.Code)
	}
	return []string{formats.Mask(fileA), formats.Mask(refA), formats.Mask(fileB), formats.Mask(refB), f.Code, formats.Mask(f.Field), formats.Mask(said(f.ValueA)), formats.Mask(said(f.ValueB)), string(f.Relation), strconv.Itoa(f.Score), f.Severity, strings.Join(slips, ";")}
}

// said is a value in one cell: a code as it is, anything else as JSON, null as
// nothing.
func said(value any) string {
	if value == nil {
		return ""
	}
	if code, ok := value.(string); ok {
		return code
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	if string(text) == "null" {
		return ""
	}
	return string(text)
}
