package investigations

import (
	"fmt"
	"slices"

	"concord/models"
	"concord/models/store"
)

// mostSurveyed is how many incidents one answer over a period looks at: each is read
// whole, while somebody waits.
const mostSurveyed = 50_000

// survey is the incidents that a reader asks for, with every report of them that the
// reader sees and the pairs between them.
type survey struct {
	incidents []string // in the order of the list of incidents
	asked     map[string]bool
	accounts  map[string]*account
	members   map[string][]*account // by incident, also of the other side of pairs
	links     []models.Match        // provisional, between reports that stand
	open      []models.Match        // provisional or proposed: nobody has decided
	observers map[string]bool
}

// surveyed reads the incidents that a query finds. Nothing comes into it that the
// reader does not see.
func surveyed(db *store.DB, l store.Looker, q store.Query) (*survey, error) {
	s := &survey{asked: map[string]bool{}, accounts: map[string]*account{}, members: map[string][]*account{}, observers: map[string]bool{}}
	partners, err := store.All[models.Partner](l).Find(l.Context())
	if err != nil {
		return nil, err
	}
	for _, p := range partners {
		s.observers[p.Code] = p.Role == "OBSERVER"
	}
	q.Each, q.Total, q.Cursor, q.Limit = false, false, "", 2000
	for {
		page, err := db.Reports(l.Context(), l.Person(), q)
		if err != nil {
			return nil, err
		}
		for _, r := range page.Items {
			if !s.asked[r.Incident] {
				s.asked[r.Incident] = true
				s.incidents = append(s.incidents, r.Incident)
			}
		}
		if len(s.incidents) > mostSurveyed {
			return nil, models.Invalid(models.FieldError{Pointer: "/from", Detail: fmt.Sprintf("These are more than %d incidents; ask for a shorter period or filter further.", mostSurveyed)})
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	return s, s.read(l)
}

// read reads the reports of the incidents, the pairs of these, and the other side of each.
func (s *survey) read(l store.Looker) error {
	ids, err := s.join(l, s.incidents)
	if err != nil {
		return err
	}
	pairs := map[string]models.Match{}
	for some := range slices.Chunk(ids, 400) {
		rows, err := store.Visible[models.Match](l).Select("id", "report_a", "report_b", "partner_a", "partner_b", "state").
			Where("report_a IN ? OR report_b IN ?", some, some).Find(l.Context())
		if err != nil {
			return err
		}
		for _, m := range rows {
			if m.State == models.Provisional || m.State == models.Proposed {
				pairs[m.ID] = m
			}
		}
	}
	var far []string
	for _, m := range pairs {
		for _, id := range []string{m.ReportA, m.ReportB} {
			if s.accounts[id] == nil {
				far = append(far, id)
			}
		}
	}
	others, err := accountsSeen(l, far)
	if err != nil {
		return err
	}
	var beside []string
	for _, a := range others {
		if s.members[a.Incident] == nil {
			beside = append(beside, a.Incident)
		}
	}
	slices.Sort(beside)
	if _, err := s.join(l, slices.Compact(beside)); err != nil {
		return err
	}
	for _, m := range pairs {
		a, b := s.accounts[m.ReportA], s.accounts[m.ReportB]
		if a == nil || b == nil || !a.live() || !b.live() || a.Incident == b.Incident {
			continue
		}
		s.open = append(s.open, m)
		if m.State == models.Provisional {
			s.links = append(s.links, m)
		}
	}
	return nil
}

// join reads the reports of incidents and gives their ids.
func (s *survey) join(l store.Looker, incidents []string) (ids []string, err error) {
	for some := range slices.Chunk(incidents, 400) {
		rows, err := store.Visible[models.Report](l).Where("incident IN ?", some).Order("seq").Find(l.Context())
		if err != nil {
			return nil, err
		}
		for few := range slices.Chunk(rows, 400) {
			if err := withFacts(l, few, s.accounts); err != nil {
				return nil, err
			}
		}
		for _, r := range rows {
			if a := s.accounts[r.ID]; a != nil {
				s.members[r.Incident] = append(s.members[r.Incident], a)
				ids = append(ids, r.ID)
			}
		}
	}
	return ids, nil
}
