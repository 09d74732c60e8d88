package tests

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"concord/geo"
	"concord/investigations/gaps"
	"concord/models"
)

// vocabularies says which words of the form are which codes of the program, and which
// of those the form does not offer, with the reason.
var vocabularies = map[string]struct {
	of      []string
	without []string
}{
	"category": {of: models.Codes["INCIDENT_CAT"]}, "context": {of: models.Codes["OPERATION_CONTEXT"]}, "involvement": {of: models.Codes["INVOLVEMENT"]},
	"outcome": {of: models.Codes["OUTCOME"]}, "grade": {of: models.Codes["INJURY_GRADE"]}, "person": {of: models.Codes["PERSON_STATUS"]}, "sex": {of: models.Codes["SEX"]},
	"age":       {of: models.Codes["AGE_GROUP"], without: []string{"CHILD", "ADULT"}}, // classes that comparing rolls up to; the form has CHILD_UNSPECIFIED
	"protected": {of: models.Codes["PROTECTED"]}, "basis": {of: models.Codes["COUNT_BASIS"]}, "site": {of: geo.Sites}, "damage": {of: models.Codes["DAMAGE"]}, "service": {of: models.Codes["SERVICE"]},
	"cause": {of: models.Codes["CAUSE"]}, "weapon": {of: models.Codes["WEAPON"]}, "delivery": {of: models.Codes["DELIVERY"]}, "fire-mode": {of: models.Codes["FIRE_MODE"]}, "fire": {of: models.Codes["FIRE"]},
	"submunition": {of: models.Codes["SUBMUNITION"]}, "confidence": {of: models.Codes["CONFIDENCE"]}, "actor-kind": {of: models.Codes["ACTOR_KIND"]}, "role-in": {of: models.Codes["ACT_ROLE"]}, "claim": {of: models.Codes["CLAIM"]},
	"source": {of: models.Codes["SOURCE_KIND"]}, "reliability": {of: models.Codes["RELIABILITY"]}, "credibility": {of: []string{"1", "2", "3", "4", "5", "6"}}, "risk": {of: models.Codes["RISK"]}, "consent": {of: models.Codes["CONSENT"]},
	"assessment": {of: models.Codes["ASSESS_STATUS"]}, "reason": {of: models.Codes["ASSESS_REASON"]}, "standard": {of: models.Codes["PROOF_STANDARD"]}, "method": {of: models.Codes["METHOD"]}, "use": {of: models.Codes["METHOD_USE"]},
	"level": {of: models.Codes["DECISION_LEVEL"]}, "interest": {of: models.Codes["CONFLICT"]}, "law": {of: models.Codes["LAW_CONCERN"]}, "mrm": {of: models.Codes["MRM_VIOLATION"]}, "verification": {of: models.Codes["MRM_VERIFICATION"]},
	"harm": {of: models.Codes["HARM_DIRECT"]}, "place-role": {of: models.Codes["PLACE_ROLE"]}, "place-method": {of: geo.Methods}, "publish": {of: geo.Publishable}, "person-role": {of: models.Codes["PERSON_ROLE"]}, "told": {of: models.Codes["TOLD_KIND"]},
	"exhibit": {of: models.Codes["EVIDENCE_KIND"]}, "custody": {of: models.Codes["CUSTODY_ACTION"]}, "existence": {of: models.Codes["EXISTENCE"]},
}

// english are the messages of the interface.
func english(t *testing.T) (words map[string]any) {
	t.Helper()
	text, err := os.ReadFile("../static/i18n/en.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &words); err != nil {
		t.Fatal(err)
	}
	return words
}

// The form offers exactly the codes the program takes, and has words for each code and
// each field of the dictionary.
func TestTheFormHasTheWholeDictionary(t *testing.T) {
	source, err := os.ReadFile("../static/app/dictionary.js")
	if err != nil {
		t.Fatal(err)
	}
	words := english(t)
	codes, rest, ok := strings.Cut(string(source), "/** What else is said of a place")
	if !ok {
		t.Fatal("dictionary.js is laid out otherwise than this test reads it")
	}
	offered := map[string][]string{}
	for _, line := range regexp.MustCompile(`(?ms)^  "?([a-z-]+)"?: \[(.*?)\],$`).FindAllStringSubmatch(codes, -1) {
		for _, c := range regexp.MustCompile(`"([^"]+)"`).FindAllStringSubmatch(line[2], -1) {
			offered[line[1]] = append(offered[line[1]], c[1])
			if key := "code." + line[1] + "." + c[1]; words[key] == nil {
				t.Errorf("i18n/en.json has no words for %s", key)
			}
		}
	}
	for name, v := range vocabularies {
		want := slices.DeleteFunc(slices.Clone(v.of), func(c string) bool { return slices.Contains(v.without, c) })
		got := slices.Clone(offered[name])
		slices.Sort(want)
		slices.Sort(got)
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("the form offers for %s\n%q, the program takes\n%q", name, got, want)
		}
	}
	for name := range offered {
		if _, ok := vocabularies[name]; !ok {
			t.Errorf("dictionary.js has the vocabulary %s, which this test does not know", name)
		}
	}

	list := ""
	fields := 0
	for _, line := range strings.Split(rest, "\n") {
		switch head := regexp.MustCompile(`^export const (\w+)|^  (\w+): \[`).FindStringSubmatch(line); {
		case head == nil:
		case head[1] == "placeSpecs":
			list = "place"
		case head[1] == "loneSpecs":
			list = "one"
		case head[2] != "" && list != "one":
			list = head[2]
		}
		for _, f := range regexp.MustCompile(`\{ name: "([^"]+)"([^}]*)\}`).FindAllStringSubmatch(line, -1) {
			fields++
			keys := []string{"entry." + list + "." + f[1]}
			if strings.Contains(f[2], "hint: true") {
				keys = append(keys, keys[0]+"-hint")
			}
			for _, key := range keys {
				if words[key] == nil {
					t.Errorf("i18n/en.json has no words for %s", key)
				}
			}
		}
	}
	if fields < 100 {
		t.Errorf("only %d fields were found in dictionary.js", fields)
	}
}

// What the form sends back of a report is every fact, and nothing of the system's own.
func TestTheFormSendsEveryFact(t *testing.T) {
	source, err := os.ReadFile("../static/app/dictionary.js")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(source), "export const factNames = [")
	list, _, _ = strings.Cut(list, "]")
	var sent, facts []string
	for _, name := range regexp.MustCompile(`"([^"]+)"`).FindAllStringSubmatch(list, -1) {
		sent = append(sent, name[1])
	}
	of := reflect.TypeFor[models.ReportFacts]()
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		facts = append(facts, name)
	}
	slices.Sort(sent)
	slices.Sort(facts)
	if !slices.Equal(sent, facts) {
		t.Errorf("the form sends\n%q, a report holds\n%q", sent, facts)
	}
}

// The queue offers every kind of gap of the catalogue, and each has a name of its own.
func TestEveryKindOfGapHasAName(t *testing.T) {
	words := english(t)
	catalogue := map[string]bool{}
	for _, r := range (gaps.Config{}).Rules() {
		catalogue[r.Code] = true
		if name, _ := words["code.kind-of-gap."+r.Code].(string); name == "" {
			t.Errorf("en.json has no name for the gap %s, %s", r.Code, r.Name)
		}
	}
	named := map[string]string{}
	for key, name := range words {
		code, kind := strings.CutPrefix(key, "code.kind-of-gap.")
		if !kind {
			continue
		}
		if !catalogue[code] {
			t.Errorf("en.json names the gap %s, which the catalogue does not have", code)
		}
		if other := named[name.(string)]; other != "" {
			t.Errorf("the gaps %s and %s have one name", other, code)
		}
		named[name.(string)] = code
	}
}
