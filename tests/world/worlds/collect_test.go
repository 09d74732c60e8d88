package worlds

import (
	"slices"
	"testing"
)

// usualYear is the world that most tests ask: 20,000 incidents of a year of war.
var usualYear = Options{Seed: 7, Incidents: 20_000, Days: 365, Partners: 2, Density: "war", Noise: "usual", Reporting: "quoted"}

// with changes options, for a table.
func with(change func(*Options)) Options {
	o := usualYear
	change(&o)
	return o
}

// collected is a world kept whole.
type collected struct {
	incidents []Told
	reports   []Report
	tally     Tally
}

func (c *collected) Incident(i Told) error {
	c.incidents = append(c.incidents, i)
	return nil
}

func (c *collected) Report(r Report) error {
	c.reports = append(c.reports, r)
	return nil
}

func collect(t *testing.T, o Options) *collected {
	t.Helper()
	c := &collected{}
	var err error
	if c.tally, err = generate(o, c); err != nil {
		t.Fatal(err)
	}
	return c
}

// about is the incident that a report is first about.
func (c *collected) about(r Report) Told { return c.incidents[r.Incidents[0]-1] }

func (r Report) cell(column string) string { return r.Cells[columnAt[column]] }

// of gives the reports of a partner in order.
func (c *collected) of(partner string) []Report {
	return slices.DeleteFunc(slices.Clone(c.reports), func(r Report) bool { return r.Partner != partner })
}
