package evidence

import (
	"errors"

	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
)

// belongs checks the report and the incident an item is for, and gives the incident:
// that of the report, or the one named. The report must be the actor's partner's, the
// incident one the actor can see.
func belongs(l store.Looker, f models.EvidenceFacts) (incident string, problems []models.FieldError, err error) {
	bad := func(pointer, detail string) {
		problems = append(problems, models.FieldError{Pointer: pointer, Detail: detail})
	}
	var report models.Report
	if f.Report != "" {
		report, err = store.Visible[models.Report](l).Where("id = ? AND partner = ?", f.Report, l.Person().Partner).Take(l.Context())
		if errors.Is(err, gorm.ErrRecordNotFound) {
			bad("/report", "There is no such report of your partner; use the id of one.")
		} else if err != nil {
			return "", nil, err
		}
	}
	if f.Incident != "" {
		seen, err := store.Visible[models.Incident](l).Where("id = ?", f.Incident).Find(l.Context())
		if err != nil {
			return "", nil, err
		}
		switch {
		case len(seen) == 0:
			bad("/incident", "There is no such incident for you; use the id of one you can read.")
		case report.ID != "" && f.Incident != report.Incident && f.Incident != report.HomeIncident && seen[0].MergedInto != report.Incident:
			bad("/incident", "The report belongs to another incident; leave the incident out.")
		}
	}
	if report.ID != "" {
		return report.HomeIncident, problems, nil
	}
	return f.Incident, problems, nil
}

// now is the incident under which another one is, as far as the looker may see it; ""
// when it may not.
func now(l store.Looker, incident string) (string, error) {
	seen, err := store.Visible[models.Incident](l).Where("id = ?", incident).Find(l.Context())
	if err != nil || len(seen) == 0 {
		return "", err
	}
	if seen[0].MergedInto == "" {
		return incident, nil
	}
	if seen, err = store.Visible[models.Incident](l).Where("id = ?", seen[0].MergedInto).Find(l.Context()); err != nil || len(seen) == 0 {
		return incident, err
	}
	return seen[0].ID, nil
}

// open tells whether a case of an incident is not closed. It looks at all cases, also
// at one the actor has no part in: what it holds may still be needed there.
func open(tx *store.Tx, incident string) (bool, error) {
	l := tx.Whole()
	n, err := store.Visible[models.Investigation](l).
		Where("(incident IN (SELECT id FROM incidents WHERE id = ? OR merged_into = ?) OR home_incident = ? OR incident IN (SELECT merged_into FROM incidents WHERE id = ?)) AND state NOT IN ?",
			incident, incident, incident, incident, []models.State{models.Closed, models.ClosedNoAction, models.MergedCase, models.SplitCase, models.NotSameCase}).
		Count(l.Context(), "id")
	return n > 0, err
}
