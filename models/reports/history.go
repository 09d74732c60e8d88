package reports

import (
	"math"
	"slices"
	"time"

	"concord/models"
	"concord/models/store"
)

// Change is one difference between two versions. Before or after is "" where the
// version says nothing about it.
type Change struct {
	Field  string `json:"field"`
	Label  string `json:"label"`
	Before string `json:"before"`
	After  string `json:"after"`
	Text   string `json:"text"`
}

// Difference is what became of a report between two of its versions, and who made
// the later one and why.
type Difference struct {
	From    int            `json:"from"`
	To      int            `json:"to"`
	At      models.Instant `json:"at"`
	By      string         `json:"by"`
	Reason  string         `json:"reason"`
	Changes []Change       `json:"changes"`
}

// Diff compares two versions of a report field by field, as far as the looker may
// read both: to 0 is the newest, from 0 the one before it, or itself where there is none.
func Diff(l store.Looker, id string, from, to int) (Difference, error) {
	versions, err := Versions(l, id)
	if err != nil {
		return Difference{}, err
	}
	if to == 0 {
		to = before(versions, math.MaxInt)
	}
	if from == 0 {
		if from = before(versions, to); from == 0 {
			from = to
		}
	}
	a, b := number(versions, from), number(versions, to)
	if a == nil || b == nil {
		return Difference{}, models.ErrMissing
	}
	then, err := models.DecodeFacts(a.Facts)
	if err != nil {
		return Difference{}, err
	}
	after, err := models.DecodeFacts(b.Facts)
	if err != nil {
		return Difference{}, err
	}
	d := Difference{From: from, To: to, At: b.At, By: b.By, Reason: b.Reason, Changes: changes(then, after)}
	if a.Status != b.Status {
		d.Changes = append(d.Changes, change(line{"status", "Status", words(a.Status)}, words(b.Status)))
	}
	return d, nil
}

// before is the newest version older than n, 0 for none.
func before(versions []Version, n int) (newest int) {
	for _, v := range versions {
		if v.Version < n {
			newest = max(newest, v.Version)
		}
	}
	return newest
}

func number(versions []Version, n int) *Version {
	i := slices.IndexFunc(versions, func(v Version) bool { return v.Version == n })
	if i < 0 {
		return nil
	}
	return &versions[i]
}

// changes lists what differs, in the order of the form. Rows that stand under the
// same name are paired in their order.
func changes(before, after models.ReportFacts) []Change {
	type name struct {
		field string
		nth   int
	}
	number := func(lines []line) ([]name, map[name]line) {
		nth, names, byName := map[string]int{}, make([]name, 0, len(lines)), map[name]line{}
		for _, l := range lines {
			n := name{l.field, nth[l.field]}
			nth[l.field]++
			names = append(names, n)
			byName[n] = l
		}
		return names, byName
	}
	oldNames, old := number(said(before))
	names, now := number(said(after))
	for _, n := range oldNames { // what went stands where it stood, after what it stood behind
		if _, kept := now[n]; !kept {
			names = append(names, n)
		}
	}
	out := []Change{}
	for _, n := range names {
		a, had := old[n]
		b, has := now[n]
		if !had {
			a = line{b.field, b.label, ""}
		}
		if !has {
			b = line{a.field, a.label, ""}
		}
		if a.text != b.text {
			out = append(out, change(a, b.text))
		}
	}
	return out
}

// change says a difference as one would tell it.
func change(was line, now string) Change {
	c := Change{Field: was.field, Label: was.label, Before: was.text, After: now}
	switch {
	case was.text == "":
		c.Text = was.label + ": " + now + " was added."
	case now == "":
		c.Text = was.label + ": " + was.text + " was taken out."
	default:
		c.Text = was.label + ": " + was.text + " became " + now + "."
	}
	return c
}

// AsOf is a report as the looker could have read it at a moment: the version in
// force then, among those the looker may read. Missing before the first of them.
func AsOf(l store.Looker, now store.Stored, at time.Time) (store.Stored, error) {
	versions, err := Versions(l, now.ID)
	if err != nil {
		return now, err
	}
	i := slices.IndexFunc(versions, func(v Version) bool { return !v.At.After(at) }) // the newest stand first
	if i < 0 {
		return now, models.ErrMissing
	}
	v := versions[i]
	now.Version, now.Status, now.Sharing, now.SharedWith, now.Facts = v.Version, v.Status, v.sharing, v.sharedWith, v.Facts
	now.HasUnshared, now.AmendedAt = false, nil // the facts are cut to the looker already
	if v.Version > 1 {
		now.AmendedAt = &v.At
	}
	return now, nil
}
