package statements

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/geo"
	"concord/models"
)

func n(v int) *int { return &v }

func civilians(outcome string, lo, hi int) models.Casualty {
	return models.Casualty{Outcome: outcome, Status: "CIVILIAN", Count: models.Count{Min: n(lo), Max: n(hi)}}
}

// tarnQuay is worked incident 1 of domain.md section 8: ORL's own record says 4
// to 6 civilians killed, VAR's 11 to 14, of whom 3 children.
func tarnQuay() Record {
	at := time.Date(2031, 3, 4, 1, 10, 0, 0, time.UTC)
	end := at.Add(59 * time.Second)
	from, to := time.Date(2031, 3, 3, 20, 0, 0, 0, time.UTC), time.Date(2031, 3, 4, 3, 0, 0, 0, time.UTC)
	return Record{
		Agreed: map[string]models.AgreedValue{}, Parties: []string{"ORL", "VAR"}, PublicPrecision: "ADMIN2",
		Names: map[string]string{"ORL": "Orland", "VAR": "Varsenna", "IR": "Isle Recorders"},
		Reports: []Account{
			{Partner: "ORL", PartnerName: "Orland", Report: "r1", Facts: models.ReportFacts{
				Title:      "Air strike at Tarn Quay fuel depot",
				Started:    &geo.Window{Earliest: &at, Latest: &end, Precision: "MINUTE", UTCOffsetMin: n(0)},
				Place:      &geo.Place{Name: "Tarn Quay", MGRS: "31N BA 56521 45610", Precision: "EXACT"},
				Casualties: []models.Casualty{civilians("KILLED", 4, 6)},
				Means:      []models.Means{{Weapon: "AIR_BOMB_GUIDED"}},
				Responsibility: []models.Responsibility{
					{Actor: "ORL", ActorKind: "PARTNER", Role: "FIRED", Claim: "ACCEPTED_BY_ACTOR"}},
				Assessment: &models.Assessment{Status: "CREDIBLE"}}},
			{Partner: "VAR", PartnerName: "Varsenna", Report: "r2", Facts: models.ReportFacts{
				Started: &geo.Window{Earliest: &from, Latest: &to, Precision: "PART_OF_DAY", UTCOffsetMin: n(180)},
				Place:   &geo.Place{Name: "Tarn Quay", Precision: "VILLAGE"},
				Casualties: []models.Casualty{civilians("KILLED", 11, 14), civilians("INJURED", 20, 25),
					{Outcome: "KILLED", Status: "CIVILIAN", Age: "CHILD_UNSPECIFIED", Count: models.Count{Min: n(3), Max: n(3)}}},
				Assessment: &models.Assessment{Status: "CREDIBLE"}}},
		},
	}
}

// agree makes a value agreed, from anything that has a JSON form.
func (r Record) agree(t testing.TB, field string, v any) Record {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	r.Agreed[field] = models.AgreedValue{Field: field, Value: b, At: models.At(time.Date(2031, 3, 18, 9, 0, 0, 0, time.UTC))}
	return r
}

// settled is tarnQuay with every token's field agreed.
func settled(t testing.TB) Record {
	r := tarnQuay()
	return r.agree(t, killedField, models.Count{Min: n(4), Max: n(14)}).
		agree(t, injuredField, models.Count{Min: n(20), Max: n(25)}).
		agree(t, childrenField, models.Count{Min: n(3), Max: n(3)}).
		agree(t, "place", geo.Place{Name: "Tarn Quay", Admin2: "Quayside", Precision: "VILLAGE"}).
		agree(t, "started", r.Reports[1].Facts.Started).
		agree(t, "responsibility/ORL", "FIRED").
		agree(t, meansField, "AIR_BOMB_GUIDED")
}

// quiet is an incident in which nobody says that anyone was harmed.
func quiet(t testing.TB) Record {
	r := tarnQuay()
	r.Reports[0].Facts.Casualties = []models.Casualty{civilians("KILLED", 0, 0), civilians("INJURED", 0, 0)}
	r.Reports[1].Facts.Casualties = nil
	return r
}

func en(text string) map[string]string { return map[string]string{"en": text} }

// found lists the codes of the checks of a severity, sorted, once each.
func found(checks []Check, severity string) []string {
	var out []string
	for _, c := range checks {
		if c.Severity == severity && !slices.Contains(out, c.Code) {
			out = append(out, c.Code)
		}
	}
	slices.Sort(out)
	return out
}

func expect(t *testing.T, checks []Check, severity, want string) {
	t.Helper()
	if got := strings.Join(found(checks, severity), " "); got != want {
		t.Errorf("%s checks = %q, want %q", severity, got, want)
		for _, c := range checks {
			if c.Severity == severity {
				t.Logf("%+v", c)
			}
		}
	}
}

func nobody() models.Count { return models.Count{Min: n(0), Max: n(0)} }

// looked is a record in which VAR visited the site.
func looked(r Record) Record {
	r.Reports[1].Facts.Assessment = &models.Assessment{Status: "CREDIBLE", Methods: map[string]string{"SITE_VISIT": "YES"}}
	return r
}
