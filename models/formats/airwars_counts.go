package formats

import (
	"strings"

	"concord/models"
)

// airwarsGroup is one group of four columns, G_killed_min to G_injured_max, and the
// class of people it counts.
type airwarsGroup struct {
	name  string
	class models.Casualty
	total bool // it holds other groups; a zero in it is known to be none
}

// airwarsGroups overlap: children, women and men are the civilians again, by age and
// sex, and professions are the civilians again, by protected group. The rows say so
// by their class, so nobody is counted twice. A zero in a part is left to the extra
// cells: the export writes it also where nobody looked.
//
// Groups that no class of ours tells from another stay in the extra cells alone:
// undetermined, civilian_role_in_military, and medical and religious personnel, who
// are one group there and two here.
var airwarsGroups = []airwarsGroup{
	{"civilian_non_combatants", models.Casualty{Status: "CIVILIAN"}, true},
	{"children", models.Casualty{Status: "CIVILIAN", Age: "CHILD"}, false},
	{"women", models.Casualty{Status: "CIVILIAN", Sex: "FEMALE", Age: "ADULT"}, false},
	{"men", models.Casualty{Status: "CIVILIAN", Sex: "MALE", Age: "ADULT"}, false},
	{"human_rights_defenders", models.Casualty{Status: "CIVILIAN", Protected: "HUMAN_RIGHTS_DEFENDER"}, false},
	{"journalists", models.Casualty{Status: "CIVILIAN", Protected: "JOURNALIST"}, false},
	{"trade_unionists", models.Casualty{Status: "CIVILIAN", Protected: "TRADE_UNIONIST"}, false},
	{"healthcare_personnel", models.Casualty{Status: "CIVILIAN", Protected: "HEALTH"}, false},
	{"other_civilian_non_combatants", models.Casualty{Status: "CIVILIAN", Protected: "NONE"}, false},
	{"other_protected_persons", models.Casualty{Status: "OTHER_PROTECTED"}, false},
	{"persons_hors_de_combat", models.Casualty{Status: "OTHER_PROTECTED", Protected: "HORS_DE_COMBAT"}, false},
	{"member_of_armed_forces", models.Casualty{Status: "ARMED_FORCES"}, false},
	{"persons_directly_participating_in_hostilities", models.Casualty{Status: "DIRECT_PARTICIPANT"}, false},
}

// belligerents holds the two armed groups above and is read where neither is given.
// Who is counted there fought; that an army has them on its rolls is not said.
var belligerents = airwarsGroup{"belligerents", models.Casualty{Status: "DIRECT_PARTICIPANT"}, false}

var airwarsOutcomes = []struct{ word, outcome string }{{"killed", "KILLED"}, {"injured", "INJURED"}}

func airwarsCasualties(r *row) []models.Casualty {
	var rows []models.Casualty
	for _, of := range airwarsOutcomes {
		armed := false
		for _, g := range airwarsGroups {
			if c, ok := g.read(r, of.word, of.outcome); ok {
				rows = append(rows, c)
				armed = armed || c.Status == "ARMED_FORCES" || c.Status == "DIRECT_PARTICIPANT"
			}
		}
		if c, ok := belligerents.read(r, of.word, of.outcome); ok && !armed {
			rows = append(rows, c)
		}
	}
	for _, name := range []string{"undetermined", "civilian_role_in_military", "medical_and_religious_personnel_state", "medical_and_religious_personnel_non_state"} {
		for _, of := range airwarsOutcomes { // kept as they are, and still numbers
			r.count(name + "_" + of.word + "_min")
			r.count(name + "_" + of.word + "_max")
		}
	}
	return rows
}

// read is the row of a group; false where the file says nothing of it.
func (g airwarsGroup) read(r *row, word, outcome string) (models.Casualty, bool) {
	c := g.class
	c.Outcome = outcome
	c.Min, c.Max = r.count(g.name+"_"+word+"_min"), r.count(g.name+"_"+word+"_max")
	some := c.Min != nil && *c.Min > 0 || c.Max != nil && *c.Max > 0
	return c, some || g.total && c.Known()
}

// airwarsGroupColumn is the column behind a casualty row that breaks a rule.
func airwarsGroupColumn(pointer string, f models.ReportFacts) string {
	class, end, ok := casualtyAt(pointer, f)
	if !ok {
		return ""
	}
	for _, g := range airwarsGroups {
		is := g.class.Cell()
		if is.Outcome = class.Outcome; is == class && (end == "min" || end == "max") {
			return g.name + "_" + strings.ToLower(class.Outcome) + "_" + end
		}
	}
	return ""
}
