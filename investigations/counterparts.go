package investigations

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"concord/geo"
	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
)

// Counterpart is what is known of one other partner's account of the same incident:
// a match, or the reason why there is none.
type Counterpart struct {
	Partner string           `json:"partner"`
	Match   *CounterpartLink `json:"match"`
	Reason  *Absence         `json:"reason"`
}

// CounterpartLink is the likeliest pair that is not decided otherwise.
type CounterpartLink struct {
	ID          string  `json:"id"`
	State       string  `json:"state"`
	Band        string  `json:"band"`
	Probability float64 `json:"probability"`
}

// Absence says why a report has no counterpart of a partner. Match is the pair that
// shows it, null where none is kept.
type Absence struct {
	Code  string  `json:"code"`
	Text  string  `json:"text"`
	Match *string `json:"match"`
}

// Why a report may have no counterpart of a partner (matching.md 3.5).
const (
	noCandidate    = "NO_CANDIDATE"
	belowThreshold = "BELOW_THRESHOLD"
	lostToRival    = "LOST_TO_RIVAL"
	notActive      = "NOT_ACTIVE"
	tooRecent      = "TOO_RECENT"
)

const (
	activeKm   = 100.0               // a partner with a shared report this near
	activeFor  = 30 * 24 * time.Hour // and this soon before or after is active there
	lagKnown   = 20                  // shared reports of a partner from which its lag is learned
	lagCounted = 2000                // newest of them that are looked at
	lagUnknown = 30 * 24 * time.Hour // taken for the lag while fewer are known
)

// Counterparts says for every other partner which of its reports a report goes
// with, or why none. All of it is worked out over what the reader may see, so that a
// report that is hidden from the reader changes nothing.
func Counterparts(l store.Looker, id string) ([]Counterpart, error) {
	seen, err := accountsSeen(l, []string{id})
	if err != nil {
		return nil, err
	}
	a := seen[id]
	if a == nil {
		return nil, models.ErrMissing
	}
	partners, err := store.All[models.Partner](l).Where("active").Order("code").Find(l.Context())
	if err != nil {
		return nil, err
	}
	w, err := inForce(l)
	if err != nil {
		return nil, err
	}
	c := pairing{l: l, weights: w, of: a}
	if err := c.read(); err != nil {
		return nil, err
	}
	out := []Counterpart{}
	for _, p := range partners {
		if p.Code == a.Partner {
			continue
		}
		if p.Role == "OBSERVER" {
			shared, err := c.shares(p.Code)
			if err != nil {
				return nil, err
			}
			if !shared {
				continue
			}
		}
		one, err := c.with(p)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// pairing is what is read of one report for all partners.
type pairing struct {
	l       store.Looker
	weights *weights
	of      *account
	pairs   []models.Match      // of the report, those most alike first
	ends    map[string]*account // the reports it is paired with
	rivals  []models.Match      // links of those
	near    []likely            // what lies near, best first
}

func (c *pairing) read() (err error) {
	ctx := c.l.Context()
	if c.pairs, err = store.Visible[models.Match](c.l).Where("report_a = ? OR report_b = ?", c.of.ID, c.of.ID).Order("bits DESC, id").Limit(1000).Find(ctx); err != nil {
		return err
	}
	var ids []string
	for _, m := range c.pairs {
		ids = append(ids, otherEnd(m, c.of.ID))
	}
	if c.ends, err = accountsSeen(c.l, slices.Clone(ids)); err != nil {
		return err
	}
	c.rivals, err = store.Visible[models.Match](c.l).Where("state IN ? AND (report_a IN ? OR report_b IN ?)", []string{models.Confirmed, models.Provisional}, ids, ids).Order("probability DESC, id").Find(ctx)
	if err != nil || !c.of.live() || c.of.StartedFrom == nil {
		return err
	}
	r := c.weights.pack(c.of.ID, c.of.Partner, c.of.Facts)
	c.near, err = likeTo(c.l, c.weights, &r)
	return err
}

func otherEnd(m models.Match, report string) string {
	if m.ReportA == report {
		return m.ReportB
	}
	return m.ReportA
}

// with answers for one partner.
func (c *pairing) with(p models.Partner) (Counterpart, error) {
	out := Counterpart{Partner: p.Code}
	var refused, low *models.Match
	linked, open := c.best(p.Code, &refused, &low)
	if linked == nil && open != nil {
		if won := c.lost(*open); won != nil {
			out.Reason = &Absence{lostToRival, c.says(*open, "%s would fit, but goes with another report of %s that fits it better.", c.of.Partner), &won.ID}
			return out, nil
		}
		linked = open
	}
	if linked != nil {
		out.Match = &CounterpartLink{linked.ID, linked.State, bandOf(*linked), linked.Probability}
		return out, nil
	}
	var err error
	out.Reason, err = c.absence(p, refused, low)
	return out, err
}

// best are the likeliest link and the likeliest open question with a partner, and
// else what was refused or is too unlike.
func (c *pairing) best(partner string, refused, low **models.Match) (linked, open *models.Match) {
	for i := range c.pairs {
		m := &c.pairs[i]
		end := c.ends[otherEnd(*m, c.of.ID)]
		switch {
		case end == nil || end.Partner != partner:
		case m.State == models.Confirmed:
			return m, nil
		case m.State == models.Provisional && linked == nil:
			linked = m
		case m.State == models.Refused && *refused == nil:
			*refused = m
		case m.State == models.Proposed && m.Band != "" && open == nil:
			open = m
		case m.State == models.Proposed && m.Band == "" && *low == nil:
			*low = m
		}
	}
	return linked, open
}

// lost is the link of the other report that took its place; nil where it is free.
func (c *pairing) lost(m models.Match) *models.Match {
	end := otherEnd(m, c.of.ID)
	for i, r := range c.rivals {
		if r.ID != m.ID && (r.ReportA == end && r.PartnerB == c.of.Partner || r.ReportB == end && r.PartnerA == c.of.Partner) {
			return &c.rivals[i]
		}
	}
	return nil
}

// says names the other report of a pair in a sentence.
func (c *pairing) says(m models.Match, text string, more ...any) string {
	return fmt.Sprintf(text, append([]any{c.ends[otherEnd(m, c.of.ID)].Ref}, more...)...)
}

// absence finds the reason, from what is surest: a pair that was looked at, a report
// that lies near, a time too short to tell, a partner that is not there.
func (c *pairing) absence(p models.Partner, refused, low *models.Match) (*Absence, error) {
	switch {
	case refused != nil:
		return &Absence{belowThreshold, c.says(*refused, "The likeliest, %s, was said not to be the same incident."), &refused.ID}, nil
	case low != nil:
		return &Absence{belowThreshold, c.says(*low, "The likeliest, %s, is too unlike: %s.", percent(low.Probability)), &low.ID}, nil
	}
	for _, n := range c.near {
		switch {
		case n.Partner != p.Code:
		case n.Band == "":
			return &Absence{belowThreshold, fmt.Sprintf("The likeliest, %s, is too unlike: %s.", n.Ref, percent(n.Probability)), nil}, nil
		default: // only a third partner, or the auditor, reads both
			return &Absence{noCandidate, fmt.Sprintf("%s lies near, but neither partner may read the other's report, so the two are not compared.", n.Ref), nil}, nil
		}
	}
	lag, how, err := c.lag(p.Code)
	if err != nil {
		return nil, err
	}
	if from := c.of.StartedFrom; from != nil && c.l.Moment().Sub(from.Time) < lag {
		return &Absence{tooRecent, "It is too early to tell: " + how, nil}, nil
	}
	active, err := c.active(p.Code)
	if err != nil {
		return nil, err
	}
	if !active {
		return &Absence{notActive, fmt.Sprintf("%s has shared no report within 100 km and 30 days of it.", p.Code), nil}, nil
	}
	return &Absence{noCandidate, fmt.Sprintf("No report that %s has shared lies near it in place and time.", p.Code), nil}, nil
}

func percent(p float64) string {
	if p < 0.005 {
		return "less than 1 in 100"
	}
	return fmt.Sprintf("%.0f in 100", 100*p)
}

// lag is how long a partner takes from an incident to sharing its report: 95 in 100
// are shared sooner.
func (c *pairing) lag(partner string) (time.Duration, string, error) {
	rows, err := store.Visible[models.Report](c.l).Select("started_from", "shared_at").
		Where("partner = ? AND shared_at IS NOT NULL AND started_from IS NOT NULL", partner).Order("seq DESC").Limit(lagCounted).Find(c.l.Context())
	if err != nil {
		return 0, "", err
	}
	if len(rows) < lagKnown {
		return lagUnknown, fmt.Sprintf("fewer than %d reports of %s are known to tell how soon it shares, so 30 days are taken.", lagKnown, partner), nil
	}
	lags := make([]time.Duration, len(rows))
	for i, r := range rows {
		lags[i] = max(0, r.SharedAt.Sub(r.StartedFrom.Time))
	}
	slices.Sort(lags)
	lag := lags[(95*len(lags)+99)/100-1]
	return lag, fmt.Sprintf("%s shares 95 in 100 of its reports within %s of the incident.", partner, spell(lag)), nil
}

// spell writes a span in whole days, or hours where it is shorter than two days.
func spell(d time.Duration) string {
	if d < 48*time.Hour {
		return fmt.Sprintf("%d hours", int(d.Hours()+1))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24+1))
}

// active tells whether a partner has shared a report near in place and time. Of a
// report without a point, or without a time, it cannot be told, and it counts as so.
func (c *pairing) active(partner string) (bool, error) {
	a := c.of
	if a.StartedFrom == nil || a.Lat == nil || a.Lon == nil {
		return true, nil
	}
	from, to := models.At(a.StartedFrom.Add(-activeFor)), models.At(a.StartedTo.Add(activeFor))
	for _, b := range geo.Around(*a.Lat, *a.Lon, 1000*activeKm) {
		rows, err := store.Visible[models.Report](c.l).Select("lat", "lon").
			Where("partner = ? AND sharing <> 'ORIGIN' AND status NOT IN ('WITHDRAWN', 'DRAFT') AND started_from <= ? AND started_to >= ? AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?",
				partner, to, from, b.South, b.North, b.West, b.East).Find(c.l.Context())
		if err != nil {
			return false, err
		}
		for _, r := range rows {
			if geo.Distance(*a.Lat, *a.Lon, *r.Lat, *r.Lon) <= 1000*activeKm {
				return true, nil
			}
		}
	}
	return false, nil
}

// shares tells whether the reader may see a report of a partner.
func (c *pairing) shares(partner string) (bool, error) {
	_, err := store.Visible[models.Report](c.l).Select("id").Where("partner = ?", partner).Take(c.l.Context())
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return false, nil
	}
	return err == nil, err
}
