package investigations

import (
	"math"

	"concord/investigations/matching"
	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
)

// MatchQuery is what a list of matches is asked for.
type MatchQuery struct {
	Band, State string
	Review      bool // in the order of the review queue, else the likeliest first
	Total       bool
	Limit       int
	Cursor      string
}

// MatchPage is a page of a list of matches. Counts are of the whole list and only
// there where they were asked for.
type MatchPage struct {
	Items []MatchView `json:"items"`
	Next  *string     `json:"next"`
	*MatchCounts
}

// MatchCounts say how long a list of matches is, where in it the page begins, and what
// of it waits for the reader's partner.
type MatchCounts struct {
	Total      int64 `json:"total"`
	Before     int64 `json:"before"`     // in the list before this page
	Unanswered int64 `json:"unanswered"` // not refused, and the reader's partner has not said anything
	Unsure     int64 `json:"unsure"`     // the reader's partner has said unsure
}

// FindMatches lists the matches the looker sees.
func FindMatches(l store.Looker, q MatchQuery) (MatchPage, error) {
	rows, err := q.page(l)
	if err != nil {
		return MatchPage{}, err
	}
	by := func(m models.Match) float64 { return m.Bits }
	if q.Review {
		rows, by = rows.Order("asks_first DESC, id"), func(m models.Match) float64 { return m.AsksFirst }
	} else {
		rows = rows.Order("bits DESC, id")
	}
	found, err := rows.Limit(q.Limit + 1).Find(l.Context())
	if err != nil {
		return MatchPage{}, err
	}
	var page MatchPage
	if len(found) > q.Limit {
		found = found[:q.Limit]
		last := found[q.Limit-1]
		next := store.EncodeCursor(int64(math.Float64bits(by(last))), last.ID) // exact, as the column holds it
		page.Next = &next
	}
	if page.Items, err = ViewMatches(l, found); err != nil || !q.Total {
		return page, err
	}
	page.MatchCounts, err = q.count(l)
	return page, err
}

// all are the matches of the list.
func (q MatchQuery) all(l store.Looker) gorm.ChainInterface[models.Match] {
	rows := store.Visible[models.Match](l)
	switch q.Band {
	case matching.Auto:
		rows = rows.Where("band = ?", matching.Auto)
	case matching.Review:
		rows = rows.Where("band <> ?", matching.Auto) // as bandOf tells it
	}
	if q.State != "" {
		rows = rows.Where("state = ?", q.State)
	}
	return rows
}

// page is the list from where the page begins.
func (q MatchQuery) page(l store.Looker) (gorm.ChainInterface[models.Match], error) {
	rows := q.all(l)
	if q.Cursor == "" {
		return rows, nil
	}
	image, id, err := store.DecodeCursor(q.Cursor)
	if err != nil {
		return nil, err
	}
	after := math.Float64frombits(uint64(image))
	if q.Review {
		return rows.Where("(asks_first < ? OR asks_first = ? AND id > ?)", after, after, id), nil
	}
	return rows.Where("(bits < ? OR bits = ? AND id > ?)", after, after, id), nil
}

func (q MatchQuery) count(l store.Looker) (*MatchCounts, error) {
	rest, err := q.page(l)
	if err != nil {
		return nil, err
	}
	ours := l.Person().Partner
	var c MatchCounts
	var after int64 // from this page on
	for _, one := range []struct {
		into *int64
		rows gorm.ChainInterface[models.Match]
	}{
		{&c.Total, q.all(l)},
		{&after, rest},
		{&c.Unanswered, q.all(l).Where("(partner_a = ? OR partner_b = ?) AND state <> ? AND NOT EXISTS (SELECT 1 FROM verdicts WHERE verdicts.match_id = matches.id AND verdicts.partner = ? AND verdicts.verdict <> ?)",
			ours, ours, models.Refused, ours, models.Withdrawn)},
		{&c.Unsure, q.all(l).Where("EXISTS (SELECT 1 FROM verdicts WHERE verdicts.match_id = matches.id AND verdicts.partner = ? AND verdicts.verdict = 'unsure')", ours)},
	} {
		if *one.into, err = one.rows.Count(l.Context(), "id"); err != nil {
			return nil, err
		}
	}
	c.Before = c.Total - after
	return &c, nil
}
