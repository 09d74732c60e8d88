package investigations

import (
	"cmp"
	"slices"

	"concord/investigations/matching"
	"concord/models"
)

// circles are reports that links hold together, while one link after another is
// looked at. Two of which a partner has said that they are not the same never come
// into one circle.
type circles struct {
	of      map[string]int
	members [][]string
	apart   map[string][]string // report → those it is not the same as
}

func newCircles(refused []models.Match) *circles {
	c := &circles{of: map[string]int{}, apart: map[string][]string{}}
	for _, m := range refused {
		c.apart[m.ReportA] = append(c.apart[m.ReportA], m.ReportB)
		c.apart[m.ReportB] = append(c.apart[m.ReportB], m.ReportA)
	}
	return c
}

func (c *circles) find(report string) int {
	i, there := c.of[report]
	if !there {
		i = len(c.members)
		c.of[report] = i
		c.members = append(c.members, []string{report})
	}
	return i
}

// join puts the circles of two reports together; false, and nothing happens, where
// that would contradict what a partner has said.
func (c *circles) join(a, b string) bool {
	i, j := c.find(a), c.find(b)
	if i == j {
		return true
	}
	for _, one := range c.members[i] {
		for _, other := range c.apart[one] {
			if at, there := c.of[other]; there && at == j {
				return false
			}
		}
	}
	for _, one := range c.members[j] {
		c.of[one] = i
	}
	c.members[i], c.members[j] = append(c.members[i], c.members[j]...), nil
	return true
}

// surest orders links: what is likelier first, in an order that no arrival changes.
func surest(a, b models.Match) int {
	return cmp.Or(cmp.Compare(b.Probability, a.Probability), cmp.Compare(b.Bits, a.Bits), cmp.Compare(a.ID, b.ID))
}

// uphold keeps what partners have refused: a provisional link that would put two
// such reports together, over however many others, becomes a question, and so does
// one that repeats a refused pair with a report that was logged again. Links that both
// partners confirmed come first, then the likelier one.
func (d *desk) uphold(found map[string]models.Match) error {
	var refused, confirmed, provisional []models.Match
	for _, m := range found {
		switch m.State {
		case models.Refused:
			if d.mutual(d.end(m.ReportA), d.end(m.ReportB)) { // what one partner alone can see must not show through another pair
				refused = append(refused, m)
			}
		case models.Confirmed:
			confirmed = append(confirmed, m)
		case models.Provisional:
			provisional = append(provisional, m)
		}
	}
	if len(refused) == 0 {
		return nil
	}
	if err := d.loadEnds(nil, found); err != nil {
		return err
	}
	c := newCircles(refused)
	slices.SortFunc(confirmed, surest)
	for _, m := range confirmed {
		c.join(m.ReportA, m.ReportB)
	}
	slices.SortFunc(provisional, surest)
	slices.SortFunc(refused, func(a, b models.Match) int { return cmp.Compare(a.ID, b.ID) })
	t := newTwins(d.weights, func(report string) *matching.Record { return d.record(d.accounts[report]) })
	for _, m := range provisional {
		_, again := t.again(m, refused)
		if again || !c.join(m.ReportA, m.ReportB) {
			m.State, m.Band = models.Proposed, matching.Review
			found[m.ID] = m
		}
	}
	return nil
}

// parts is a group that confirmed links hold together, cut where one of them would
// put two reports under one incident of which a partner has said that they are not
// the same: said later, it stands against the links that were there.
func (d *desk) parts(group []string) ([][]string, error) {
	if len(group) < 3 {
		return [][]string{group}, nil
	}
	among, err := d.among(group)
	if err != nil {
		return nil, err
	}
	var refused, confirmed []models.Match
	for _, m := range among {
		switch m.State {
		case models.Refused:
			refused = append(refused, m)
		case models.Confirmed:
			confirmed = append(confirmed, m)
		}
	}
	if len(refused) == 0 {
		return [][]string{group}, nil
	}
	c := newCircles(refused)
	for _, id := range group {
		c.find(id)
	}
	slices.SortFunc(confirmed, func(a, b models.Match) int { return cmp.Or(cmp.Compare(b.Bits, a.Bits), cmp.Compare(a.ID, b.ID)) })
	for _, m := range confirmed {
		c.join(m.ReportA, m.ReportB)
	}
	parts := slices.DeleteFunc(c.members, func(part []string) bool { return part == nil })
	for _, part := range parts {
		slices.Sort(part)
	}
	return parts, nil
}

// among are the stored pairs that have both ends in a group.
func (d *desk) among(group []string) ([]models.Match, error) {
	stored, err := d.storedMatches(group)
	if err != nil {
		return nil, err
	}
	var out []models.Match
	for _, m := range stored {
		if slices.Contains(group, m.ReportA) && slices.Contains(group, m.ReportB) {
			out = append(out, m)
		}
	}
	return out, nil
}
