package reports

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
)

// AppendJSON writes a report as its reader gets it: what the program adds, then
// the facts as they are stored. A source its partner keeps back is left out for
// others, and the names it is shared with are told to its partner alone.
func AppendJSON(b []byte, s store.Stored, who models.Actor) ([]byte, error) {
	facts := s.Facts
	own := s.Partner == who.Partner || who.Has(models.Auditor)
	if s.HasUnshared && !own {
		f, err := models.DecodeFacts(facts)
		if err != nil {
			return nil, err
		}
		if facts, err = f.ForOthers().Encode(); err != nil {
			return nil, err
		}
	}
	field := func(name, value string) {
		b = append(append(append(b, '"'), name...), `":"`...)
		b = append(append(b, value...), `",`...) // ids, codes, references and names: never a character that JSON escapes
	}
	b = append(b, '{')
	field("id", s.ID)
	field("ref", s.Ref)
	field("partner", s.Partner)
	field("incident", s.Incident)
	b = append(strconv.AppendInt(append(b, `"version":`...), int64(s.Version), 10), ',')
	field("status", s.Status)
	b = append(append(append(b, `"sharing":{"level":"`...), s.Sharing...), `","with":[`...)
	if s.Sharing == models.Named {
		with := s.SharedWith
		if !own {
			with = who.Partner
		}
		b = append(append(append(b, '"'), strings.ReplaceAll(with, ",", `","`)...), '"')
	}
	b = append(b, `]},`...)
	b = append(s.LoggedAt.AppendFormat(append(b, `"logged_at":"`...), "2006-01-02T15:04:05.999999Z07:00"), `",`...)
	field("logged_by", s.LoggedBy)
	if s.AmendedAt != nil {
		b = append(s.AmendedAt.AppendFormat(append(b, `"amended_at":"`...), "2006-01-02T15:04:05.999999Z07:00"), `",`...)
	} else {
		b = append(b, `"amended_at":null,`...)
	}
	return append(b, facts[1:]...), nil // the facts' own opening brace is ours
}

// Version is one version as people read it.
type Version struct {
	Version int             `json:"version"`
	At      models.Instant  `json:"at"`
	By      string          `json:"by"`
	Action  string          `json:"action"`
	Reason  string          `json:"reason"`
	Status  string          `json:"status"`
	Facts   json.RawMessage `json:"facts"`

	sharing, sharedWith string
}

// reached tells whether a version was shared with a person's partner when it was made.
func reached(v models.ReportVersion, who models.Actor) bool {
	switch v.Sharing {
	case models.Named:
		return slices.Contains(strings.Split(v.SharedWith, ","), who.Partner)
	case models.Joint:
		return !who.Observer()
	}
	return v.Sharing == models.Public
}

// Versions lists every version of a report the looker may read, the newest first.
// Another partner reads those that were shared with it.
func Versions(l store.Looker, id string) ([]Version, error) {
	report, err := store.Visible[models.Report](l).Where("id = ?", id).Take(l.Context())
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, models.ErrMissing
	}
	if err != nil {
		return nil, err
	}
	rows, err := store.Visible[models.ReportVersion](l).Where("report_id = ?", id).Order("version DESC").Find(l.Context())
	if err != nil {
		return nil, err
	}
	own := report.Partner == l.Person().Partner || l.Person().Has(models.Auditor)
	out := make([]Version, 0, len(rows))
	for _, v := range rows {
		if !own && !reached(v, l.Person()) {
			continue
		}
		if !own {
			facts, err := models.DecodeFacts(v.Facts)
			if err != nil {
				return nil, err
			}
			if v.Facts, err = facts.ForOthers().Encode(); err != nil {
				return nil, err
			}
		}
		out = append(out, Version{v.Version, v.At, v.ByName, v.Action, v.Reason, v.Status, v.Facts, v.Sharing, v.SharedWith})
	}
	return out, nil
}
