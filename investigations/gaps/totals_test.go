package gaps

import (
	"testing"

	"concord/models"
)

func people(v int) *int { return &v }

func killedRow(status string, least, most *int) models.Casualty {
	return models.Casualty{Outcome: "KILLED", Status: status, Count: models.Count{Min: least, Max: most}}
}

func TestCiviliansKilled(t *testing.T) {
	tests := []struct {
		name string
		rows []models.Casualty
		want Toll
	}{
		{"nothing is said", nil, Toll{}},
		{"injured alone say nothing of people killed", []models.Casualty{{Outcome: "INJURED", Status: "CIVILIAN", Count: models.Count{Min: people(3), Max: people(3)}}}, Toll{}},
		{"a range", []models.Casualty{killedRow("CIVILIAN", people(4), people(6))}, Toll{people(4), people(6)}},
		{"at least", []models.Casualty{killedRow("CIVILIAN", people(4), nil)}, Toll{people(4), nil}},
		{"at most", []models.Casualty{killedRow("CIVILIAN", nil, people(7))}, Toll{people(0), people(7)}},
		{"none, and that is known", []models.Casualty{killedRow("CIVILIAN", people(0), people(0))}, Toll{people(0), people(0)}},
		{"people who took a direct part are no civilians", []models.Casualty{killedRow("DIRECT_PARTICIPANT", people(5), people(5))}, Toll{people(0), people(0)}},
		{"beside civilians they are not counted", []models.Casualty{killedRow("DIRECT_PARTICIPANT", people(5), people(5)), killedRow("CIVILIAN", people(2), people(3))}, Toll{people(2), people(3)}},
		{"a number without a status bounds from above", []models.Casualty{killedRow("", people(5), people(8))}, Toll{nil, people(8)}},
		{"people of unknown status may be civilians", []models.Casualty{killedRow("DIRECT_PARTICIPANT", people(5), people(5)), killedRow("UNKNOWN", people(1), people(2))}, Toll{nil, people(2)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := CiviliansKilled(models.ReportFacts{Casualties: tt.rows})
			if !sameEnd(got.Min, tt.want.Min) || !sameEnd(got.Max, tt.want.Max) {
				t.Errorf("toll is %v to %v, want %v to %v", shownEnd(got.Min), shownEnd(got.Max), shownEnd(tt.want.Min), shownEnd(tt.want.Max))
			}
		})
	}
}

func sameEnd(a, b *int) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

func shownEnd(p *int) any {
	if p == nil {
		return "not said"
	}
	return *p
}

func TestTotal(t *testing.T) {
	one := func(id string, tolls ...Toll) TolledIncident { return TolledIncident{ID: id, Tolls: tolls} }
	outside := func(i TolledIncident) TolledIncident { i.Outside = true; return i }
	tests := []struct {
		name      string
		incidents []TolledIncident
		undecided [][2]string
		want      Totals
	}{
		{"nothing", nil, nil, Totals{}},
		{"a lone report counts as it is", []TolledIncident{one("a", Toll{people(3), people(5)})}, nil, Totals{Min: 3, Max: 5, IncidentsMin: 1, IncidentsMax: 1}},
		{"two sides are a hull, never a sum", []TolledIncident{one("a", Toll{people(4), people(6)}, Toll{people(11), people(14)})}, nil, Totals{Min: 4, Max: 14, IncidentsMin: 1, IncidentsMax: 1}},
		{"incidents are added", []TolledIncident{one("a", Toll{people(4), people(6)}, Toll{people(11), people(14)}), one("b", Toll{people(2), people(2)})}, nil, Totals{Min: 6, Max: 16, IncidentsMin: 2, IncidentsMax: 2}},
		{"one that says nothing adds nothing to the minimum", []TolledIncident{one("a", Toll{}, Toll{people(8), people(9)})}, nil, Totals{Min: 8, Max: 9, IncidentsMin: 1, IncidentsMax: 1}},
		{"one open side opens nothing while the other gives a maximum", []TolledIncident{one("a", Toll{people(3), nil}, Toll{people(2), people(4)})}, nil, Totals{Min: 2, Max: 4, IncidentsMin: 1, IncidentsMax: 1}},
		{"a side that says at least more than the other says at most raises the upper end", []TolledIncident{one("a", Toll{people(9), nil}, Toll{people(2), people(4)})}, nil, Totals{Min: 2, Max: 9, IncidentsMin: 1, IncidentsMax: 1}},
		{"no side gives a maximum: open", []TolledIncident{one("a", Toll{people(3), nil}, Toll{people(5), nil}), one("b", Toll{people(1), people(2)})}, nil, Totals{Min: 4, Max: 7, Open: 1, IncidentsMin: 2, IncidentsMax: 2}},
		{"nobody says anything: open", []TolledIncident{one("a", Toll{})}, nil, Totals{Open: 1, IncidentsMin: 1, IncidentsMax: 1}},
		{"people who took a direct part against civilians", []TolledIncident{one("a", Toll{people(0), people(0)}, Toll{people(5), people(5)})}, nil, Totals{Min: 0, Max: 5, IncidentsMin: 1, IncidentsMax: 1}},
		{"an undecided pair is one below and two above", []TolledIncident{one("a", Toll{people(3), people(4)}), one("b", Toll{people(5), people(6)})}, [][2]string{{"a", "b"}}, Totals{Min: 3, Max: 10, IncidentsMin: 1, IncidentsMax: 2, Undecided: 1}},
		{"the other side may lie outside of what is asked for", []TolledIncident{one("a", Toll{people(3), people(4)}), outside(one("b", Toll{people(1), people(9)}))}, [][2]string{{"a", "b"}}, Totals{Min: 1, Max: 4, IncidentsMin: 1, IncidentsMax: 1, Undecided: 1}},
		{"what is outside altogether does not count", []TolledIncident{outside(one("a", Toll{people(3), people(4)})), outside(one("b", Toll{people(1), people(9)}))}, [][2]string{{"a", "b"}}, Totals{}},
		{"a pair of something that cannot be seen is passed over", []TolledIncident{one("a", Toll{people(3), people(4)})}, [][2]string{{"a", "z"}}, Totals{Min: 3, Max: 4, IncidentsMin: 1, IncidentsMax: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Total(tt.incidents, tt.undecided); got != tt.want {
				t.Errorf("total is %+v, want %+v", got, tt.want)
			}
		})
	}
}
