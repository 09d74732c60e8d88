package investigations

import (
	"concord/models"
	"concord/models/store"
)

// Carried is what an incident's record carries for a statement about it: the
// agreed values and every report under it that the looker may read.
type Carried struct {
	Agreed  map[string]models.AgreedValue
	Reports []CarriedReport
	Case    models.State
	Parties []string          // those that sign
	Names   map[string]string // partner code to name
}

// CarriedReport is one report in a record.
type CarriedReport struct {
	Partner, Report string
	Facts           models.ReportFacts
}

// Record reads what an incident carries, as far as the looker sees it: a partner
// is held to what its own record says also where it has not shared it, and no
// check tells one partner what another keeps back.
func Record(l store.Looker, incident string) (Carried, error) {
	ctx := l.Context()
	out := Carried{Agreed: map[string]models.AgreedValue{}, Names: map[string]string{}}
	c, err := store.Visible[models.Investigation](l).Where("incident = ? AND state <> ?", incident, models.MergedCase).Limit(1).Find(ctx)
	if err != nil {
		return out, err
	}
	current := models.Investigation{Incident: incident}
	if len(c) > 0 {
		current = c[0]
	}
	s, err := situate(l, current, "")
	if err != nil {
		return out, err
	}
	out.Case, out.Parties = current.State, s.parties
	for code, p := range s.partners {
		out.Names[code] = p.Name
	}
	for _, v := range s.agreed {
		if signedBy(v, l.Person()) {
			out.Agreed[v.Field] = v
		}
	}
	for _, a := range s.members {
		if a.live() {
			out.Reports = append(out.Reports, CarriedReport{Partner: a.Partner, Report: a.ID, Facts: a.Facts})
		}
	}
	return out, nil
}

// PartiesOf are the partners that take part in an incident.
func PartiesOf(tx *store.Tx, incident string) ([]string, error) { return partiesOf(tx, incident) }

// SavePosition stores the actor's partner's position on a subject.
func SavePosition(tx *store.Tx, kind, subject string, stance Stance, digest string) error {
	return savePosition(tx, kind, subject, stance, digest)
}

// VoidPositions ends every standing position on a subject with the reason shown.
func VoidPositions(tx *store.Tx, subject, reason string) error {
	d := desk{tx: tx}
	return d.voidPositions(subject, reason)
}
