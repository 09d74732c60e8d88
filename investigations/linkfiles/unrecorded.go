package linkfiles

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"concord/investigations/matching"
	"concord/investigations/unrecorded"
	"concord/models"
)

// trait is what the estimate of unrecorded incidents asks of a report: in the middle
// how many people were killed, where, as written, and in which month.
type trait struct {
	killed          float64
	district, month string
}

// longest is how long the window of a time may be that still tells the month.
const longest = 31 * 24 * time.Hour

func traitOf(f models.ReportFacts) trait {
	t := trait{killed: math.NaN()}
	if c := f.Killed(); c.Known() {
		t.killed = unrecorded.Middle(c.Interval())
	}
	if f.Place != nil {
		t.district = strings.Clone(f.Place.Admin2) // a cell holds its whole row
	}
	if s := f.Started; s != nil && s.Earliest != nil && s.Latest != nil {
		if long := s.Latest.Sub(*s.Earliest); long <= longest {
			t.month = s.Earliest.Add(long / 2).UTC().Format("2006-01")
		}
	}
	return t
}

// Unrecorded estimates how many incidents are in none of the files (matching.md
// section 5). Options.Unrecorded must have been set. It refuses more than six files.
func (w *Work) Unrecorded() (unrecorded.Study, error) {
	records := w.overlaps()
	if err := records.Check(); err != nil {
		return unrecorded.Study{}, err
	}
	return unrecorded.Of(records), nil
}

// WriteUnrecorded writes that estimate for people to read, with all that it rests on,
// or why there is none.
func (w *Work) WriteUnrecorded(out io.Writer) error {
	study, err := w.Unrecorded()
	if err != nil {
		_, err := fmt.Fprintf(out, "HOW MANY INCIDENTS DID NOBODY RECORD?\n\nNo number can be given: %s.\n", err)
		return err
	}
	if err := study.Write(out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\nHOW THE LINKS CAME ABOUT\n\n  %s\n%s", w.Estimate.Why, w.trust())
	return err
}

// trust is what must be known of P and R.
func (w *Work) trust() string {
	if !w.Estimate.Kept {
		return "  P and R follow from these weights; nobody has checked the links by hand.\n"
	}
	return "  P and R follow from stated weights, not from these files, and nobody has checked the links by\n  hand: take the wider lines under \"If the links err\".\n"
}

// overlaps are the reports and links as the estimate takes them. Reports come in the
// order of their names, so that neither files nor rows change a number by their order.
func (w *Work) overlaps() unrecorded.Records {
	order := make([]int, len(w.packed))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(w.packed[i].Report, w.packed[j].Report) })
	district := w.districts()
	list := map[string]int{}
	for i, file := range w.Files {
		list[file] = i
	}
	r := unrecorded.Records{Lists: w.Files, Reports: make([]unrecorded.Report, len(order))}
	at := make(map[string]int, len(order))
	for i, packed := range order {
		report := &w.packed[packed]
		t := w.traits[report.Report]
		r.Reports[i] = unrecorded.Report{List: list[report.Partner], Killed: t.killed, District: district[t.district], Month: t.month}
		at[report.Report] = i
	}
	for _, p := range w.Pairs {
		r.Links = append(r.Links, unrecorded.Link{A: at[p.A], B: at[p.B], Probability: w.Estimate.Model.OneToOne(p)})
	}
	return r
}

// districts gives each name of a district as it is most often written; names with one
// skeleton are one district, whatever the script (matching.FoldPlace).
func (w *Work) districts() map[string]string {
	written := map[string]int{}
	for _, t := range w.traits {
		written[t.district]++
	}
	usual, folded := map[string]string{}, map[string]string{}
	for name, times := range written {
		key := matching.FoldPlace(name)
		if key == "" {
			key = name
		}
		folded[name] = key
		if u, there := usual[key]; !there || times > written[u] || times == written[u] && name < u {
			usual[key] = name
		}
	}
	out := map[string]string{}
	for name, key := range folded {
		out[name] = usual[key]
	}
	return out
}
