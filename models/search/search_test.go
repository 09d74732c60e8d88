package search

import (
	"errors"
	"strings"
	"testing"

	"concord/geo"
	"concord/models"

	"pgregory.net/rapid"
)

var (
	orl     = models.Actor{Partner: "ORL", Roles: []models.Role{models.CellClerk}}
	variant = models.Actor{Partner: "VAR", Roles: []models.Role{models.CellClerk}}
	auditor = models.Actor{Roles: []models.Role{models.Auditor}}
)

func always(string) bool { return true }

func report() models.ReportFacts {
	no := false
	return models.ReportFacts{
		Title: "Air strike at Tarn Quay", Category: "AIR_STRIKE", Narrative: "Le dépôt près de l'hôpital", Place: &geo.Place{Name: "Tarn Quay", NameLocal: "المستشفى"},
		Means:   []models.Means{{Weapon: "AIR_BOMB_GUIDED"}},
		Sources: []models.Source{{Kind: "NGO", Title: "Harbour list"}, {Kind: "WITNESS", Title: "Fisherman", Shared: &no}},
	}
}

// What is found, by whom, in a report of ORL that keeps one source back.
func TestFinding(t *testing.T) {
	terms := map[string]bool{}
	for term := range strings.FieldsSeq(Terms("ORL", "R-2031-00417", report())) {
		terms[term] = true
	}
	tests := []struct {
		q, filter string
		who       models.Actor
		want      bool
	}{
		{"tarn quay", "", variant, true},
		{"hopital", "", variant, true},
		{"مستشفي", "", variant, true},
		{"tarn quays", "", variant, false},
		{"harb", "", variant, true}, // the last word may be a beginning
		{"har", "", variant, false}, // but not so short a one
		{"harb list", "", variant, false},
		{"fisherman", "", orl, true},
		{"fisherman", "", variant, false}, // kept back
		{"fishe", "", variant, false},
		{"fisherman", "", auditor, true},
		{"00417", "", variant, true},
		{"", "weapon=AIR_BOMB_GUIDED", variant, true},
		{"", "weapon=air_bomb_guided and category=RAID,AIR_STRIKE", variant, true},
		{"", "weapon!=AIR_BOMB_GUIDED", variant, false},
		{"", "not weapon=CLUSTER", variant, true},
		{"", "source=WITNESS", orl, true},
		{"", "source=WITNESS", variant, false},
		{"", "not source=WITNESS", variant, true}, // as if it were not there
		{"", "not source=WITNESS", orl, false},
		{"", `place="tarn quay" and (source=UN or "harbour list")`, variant, true},
		{"", `place=harbour`, variant, false}, // the word stands elsewhere
		{"", "ngo or raid", variant, false},   // a code is not a word of the text
	}
	for _, tt := range tests {
		words, err := ParseWords(tt.q)
		if err != nil {
			t.Fatal(err)
		}
		filter, err := ParseFilter(tt.filter)
		if err != nil {
			t.Fatalf("%s: %v", tt.filter, err)
		}
		n := Join(words, filter)
		if got := Found(n, terms, tt.who); got != tt.want {
			t.Errorf("q=%q filter=%q by %q: %v, want %v\n%s", tt.q, tt.filter, tt.who.Partner, got, tt.want, FTS4.Match(n, tt.who, always))
		}
	}
}

func TestFilterThatCannotBeRead(t *testing.T) {
	for _, tt := range []struct{ filter, says string }{
		{"weapon=CLUSTERS", `At character 8: "CLUSTERS" is not a value of weapon; use one of AIR_BOMB_GUIDED`},
		{"wepon=CLUSTER", `At character 1: there is no field "wepon"`},
		{"weapon>CLUSTER", "At character 8: weapon can only be compared by"},
		{"weapon=", "At character 8: a value is missing after weapon="},
		{"weapon", "weapon is a field; compare it, such as weapon=AIR_BOMB_GUIDED"},
		{"killed>=many", "is not a whole number"},
		{"killed>unknown", "unknown is neither more nor less"},
		{"started>=yesterday", "is not a day or time"},
		{"(weapon=CLUSTER", "At character 16: a closing bracket is missing"},
		{"weapon=CLUSTER)", `At character 15: ")" is left over`},
		{"weapon=CLUSTER or", "a condition is missing"},
		{"and weapon=CLUSTER", "stands where a condition should"},
		{"weapon=CLUSTER killed>=1", `"killed" is left over; join conditions with and, or.`},
		{`"…"`, "has no letter or digit"},
		{strings.Repeat("not ", 30) + "x", "nested too deep"},
		{strings.Repeat("x or ", 200) + "x", "too many conditions"},
		{strings.Repeat("x", 5000), "too long"},
	} {
		_, err := ParseFilter(tt.filter)
		var e *models.Error
		if !errors.As(err, &e) || e.Kind != models.Unreadable || len(e.Fields) != 1 || e.Fields[0].Pointer != "/filter" || !strings.Contains(e.Fields[0].Detail, tt.says) {
			t.Errorf("%.40q: %v, want …%s…", tt.filter, err, tt.says)
		}
	}
}

// No input makes the parser fail otherwise than by its own error, and what it
// accepts can be written for both databases.
func TestFilterNeverBreaks(t *testing.T) {
	pieces := []string{"weapon", "=", "CLUSTER", "and", "or", "not", "(", ")", ",", "killed", ">=", "5", `"a b"`, "!", "<", "x", " ", "started", "2031-03-04", "unknown", "'", "§", "*", ":", "\\"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 20).Draw(t, "pieces"), rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
		n, err := ParseFilter(text)
		var e *models.Error
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("%q: %v", text, err)
		}
		if terms, _ := Split(n); err == nil && terms != nil {
			FTS4.Match(terms, orl, always)
			PostgreSQL.Match(terms, orl, always)
		}
	})
}
