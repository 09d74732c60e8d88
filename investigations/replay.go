package investigations

import (
	"slices"

	"concord/investigations/matching"
	"concord/models"
	"concord/models/store"
)

// Compared is where a pair stood when it was compared or judged.
type Compared struct {
	ReportA, ReportB     string
	PartnerA, PartnerB   string
	Model                string
	VersionA, VersionB   int
	factsA, factsB       models.ReportFacts
	readableA, readableB bool
}

// ComparedAs is a match as it stands.
func ComparedAs(m models.Match) Compared {
	return Compared{ReportA: m.ReportA, ReportB: m.ReportB, PartnerA: m.PartnerA, PartnerB: m.PartnerB, Model: m.Model, VersionA: m.VersionA, VersionB: m.VersionB}
}

// JudgedAs is a match as it stood when a verdict was given on it.
func JudgedAs(m models.Match, v models.Verdict) Compared {
	c := ComparedAs(m)
	c.Model, c.VersionA, c.VersionB = v.Model, v.VersionA, v.VersionB
	return c
}

// Replay compares a pair again as it was compared: under the same weights, at the
// same versions of both reports. It gives the same bits and the same reasons.
func Replay(l store.Looker, c Compared) (matching.Score, []models.MatchReason, error) {
	w, err := weightsOf(l, c.Model)
	if err != nil {
		return matching.Score{}, nil, err
	}
	all := []Compared{c}
	if err := readAsThen(l, all); err != nil {
		return matching.Score{}, nil, err
	}
	if c = all[0]; !c.readableA || !c.readableB {
		return matching.Score{}, nil, models.ErrMissing
	}
	a, b := w.pack(c.ReportA, c.PartnerA, c.factsA), w.pack(c.ReportB, c.PartnerB, c.factsB)
	return w.compare(&a, &b), w.model.Explain(&a, &b), nil
}

// readAsThen reads what both reports of each pair said when it was compared.
func readAsThen(l store.Looker, all []Compared) error {
	type at struct {
		report  string
		version int
	}
	facts := map[at]models.ReportFacts{}
	var ids []string
	for _, c := range all {
		ids = append(ids, c.ReportA, c.ReportB)
		facts[at{c.ReportA, c.VersionA}], facts[at{c.ReportB, c.VersionB}] = models.ReportFacts{}, models.ReportFacts{}
	}
	slices.Sort(ids)
	found := map[at]bool{}
	for some := range slices.Chunk(slices.Compact(ids), 400) {
		rows, err := store.Visible[models.ReportVersion](l).Select("report_id", "version", "facts").Where("report_id IN ?", some).Find(l.Context())
		if err != nil {
			return err
		}
		for _, row := range rows {
			k := at{row.ReportID, row.Version}
			if _, wanted := facts[k]; !wanted {
				continue
			}
			if facts[k], err = models.DecodeFacts(row.Facts); err != nil {
				return err
			}
			found[k] = true
		}
	}
	for i := range all {
		c := &all[i]
		a, b := at{c.ReportA, c.VersionA}, at{c.ReportB, c.VersionB}
		c.factsA, c.readableA = facts[a], found[a]
		c.factsB, c.readableB = facts[b], found[b]
	}
	return nil
}

// judgements are the pairs that people have called the same or not the same, with
// what these weights make of them at the versions that were judged. One not_same
// weighs more than any same; unsure says nothing.
func judgements(l store.Looker, w *weights) ([]Judged, error) {
	verdicts, err := store.All[models.Verdict](l).Where("verdict IN ?", []string{"same", "not_same"}).Order("match_id, partner").Find(l.Context())
	if err != nil {
		return nil, err
	}
	said := map[string]models.Verdict{}
	var ids []string
	for _, v := range verdicts {
		old, there := said[v.MatchID]
		if !there {
			ids = append(ids, v.MatchID)
		}
		if !there || old.Verdict == "same" && (v.Verdict == "not_same" || v.At.After(old.At.Time)) {
			said[v.MatchID] = v
		}
	}
	var all []Compared
	var names []string
	for some := range slices.Chunk(ids, 400) {
		rows, err := store.Visible[models.Match](l).Where("id IN ?", some).Order("id").Find(l.Context())
		if err != nil {
			return nil, err
		}
		for _, m := range rows {
			c := JudgedAs(m, said[m.ID])
			if c.VersionA == 0 { // judged before versions were kept with it
				c = ComparedAs(m)
			}
			all, names = append(all, c), append(names, m.ID)
		}
	}
	if err := readAsThen(l, all); err != nil {
		return nil, err
	}
	var out []Judged
	for i, c := range all {
		if !c.readableA || !c.readableB {
			continue
		}
		a, b := w.pack(c.ReportA, c.PartnerA, c.factsA), w.pack(c.ReportB, c.PartnerB, c.factsB)
		killed := max(mostOf(c.factsA.Killed()), mostOf(c.factsB.Killed()))
		out = append(out, Judged{a: a, b: b, Label: models.Label{Match: names[i], Same: said[names[i]].Verdict == "same", Bits: w.model.Compare(&a, &b).Bits}, Killed: killed})
	}
	return out, nil
}

func mostOf(c models.Count) int {
	if !c.Known() {
		return 0
	}
	low, high := c.Interval()
	if high != nil {
		return *high
	}
	return low
}
