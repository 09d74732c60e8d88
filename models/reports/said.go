package reports

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"concord/geo"
	"concord/models"
)

// line is one thing a report says: where in the facts, what a person calls it,
// and the value in words, "" for not known.
type line struct{ field, label, text string }

// Line is one thing a report says: what a person calls it and the value in words.
type Line struct{ Label, Text string }

// InWords is everything a report says in the order of the form, what it does not
// say left out; that it says nothing of people killed or injured is said.
func InWords(f models.ReportFacts) (lines []Line) {
	for _, l := range said(f) {
		if l.text != "" {
			lines = append(lines, Line{l.label, l.text})
		}
	}
	if !f.Killed().Known() {
		lines = append(lines, Line{"People killed", "not known"})
	}
	if !f.Injured().Known() {
		lines = append(lines, Line{"People injured", "not known"})
	}
	return lines
}

// said is everything a report says, one line a field and one a row, in the order
// of the form. A row stands under what it is about (the class of people, the
// object, the actor), so that another order of rows is no change.
func said(f models.ReportFacts) (lines []line) {
	add := func(field, label, text string) { lines = append(lines, line{field, label, text}) }
	add("title", "Title", f.Title)
	add("local_ref", "Reference", f.LocalRef)
	add("started", "Began", window(f.Started))
	add("ended", "Ended", window(f.Ended))
	add("place", "Place", place(f.Place))
	for i, p := range f.Places {
		add(key("places", p.Role, p.Name, i), "Further place, "+words(p.Role), place(&p.Place))
	}
	for _, c := range f.Casualties {
		field := c.Cell().Path()
		if c.Age != "" && c.Age != models.AgeClass(c.Age) {
			field += "/" + strings.ToLower(c.Age)
		}
		if c.Grade != "" {
			field += "/grade=" + c.Grade
		}
		text := c.Count.Text()
		if c.Best != nil && (c.Min != nil || c.Max != nil) {
			text += fmt.Sprintf(", best estimate %d", *c.Best)
		}
		if c.Basis != "" {
			text += " (" + words(c.Basis) + ")"
		}
		add(field, people(c), text)
	}
	for i, o := range f.ObjectHarm {
		add(key("object_harm", o.Object, "", i), "Damage, "+words(o.Object), row(o, "object"))
	}
	add("category", "Category", words(f.Category))
	add("operation_context", "Operation", words(f.OperationContext))
	add("narrative", "What happened", f.Narrative)
	for i, m := range f.Means {
		add(key("means", m.Weapon, m.Munition, i), "Means, "+words(m.Weapon), row(m, "weapon"))
	}
	for i, r := range f.Responsibility {
		add(key("responsibility", r.Actor, r.Role, i), "Responsibility, "+r.Actor, row(r, "actor"))
	}
	add("own_involvement", "Own involvement", words(f.OwnInvolvement))
	add("in_declared_theatre", "In the declared theatre", yes(f.InDeclaredTheatre))
	add("ground_owner", "Ground owned by", f.GroundOwner)
	for i, s := range f.Sources {
		add(key("sources", s.Kind, s.Title, i), strings.TrimSuffix("Source, "+s.Title, ", "), row(s, "title"))
	}
	if a := f.Assessment; a != nil {
		add("assessment/status", "Assessment", words(a.Status))
		add("assessment/standard", "Standard of proof", words(a.Standard))
		add("assessment/reasons", "Reasons", list(a.Reasons))
		add("assessment/methods", "Methods", methods(a.Methods))
		add("assessment/decision_level", "Decided at", words(a.DecisionLevel))
		add("assessment/conflict_of_interest", "Conflict of interest", words(a.ConflictOfInterest))
		add("assessment/partner_intel", "Rests on the partner's material", strings.TrimSpace(yes(a.PartnerIntel)+" "+a.PartnerIntelNote))
	}
	add("law_concern", "Legal concern", words(f.LawConcern))
	add("mrm", "Violations against children", list(f.MRM))
	add("mrm_verification", "Verification of them", words(f.MRMVerification))
	add("harm_direct", "Direct or indirect harm", words(f.HarmDirect))
	add("confidence", "Confidence", strings.TrimSuffix(words(f.Confidence)+": "+f.ConfidenceReason, ": "))
	if f.ReceivedAt != nil {
		add("received_at", "Received", f.ReceivedAt.UTC().Format("2006-01-02 15:04 UTC"))
	}
	if f.AwareAt != nil {
		add("aware_at", "Known since", f.AwareAt.UTC().Format("2006-01-02 15:04 UTC"))
	}
	for i, k := range f.Knowledge {
		add(key("knowledge", k.At.UTC().Format("2006-01-02T15:04Z"), k.Who, i), "Knowledge of "+k.Who, row(k, "who"))
	}
	for i, t := range f.Told {
		add(key("told", t.At.UTC().Format("2006-01-02T15:04Z"), t.Whom, i), "Told, "+t.Whom, row(t, "whom"))
	}
	for i, p := range f.People {
		add(key("people", p.Pseudonym, "", i), "Person "+p.Pseudonym, row(p, "pseudonym"))
	}
	for _, name := range slices.Sorted(maps.Keys(f.Extra)) {
		add("extra/"+name, name, f.Extra[name])
	}
	return lines
}

// key names a row by what it is about, or by its number where it says nothing.
func key(list, what, more string, i int) string {
	switch {
	case what == "" && more == "":
		return fmt.Sprintf("%s/%d", list, i+1)
	case more == "":
		return list + "/" + what
	}
	return list + "/" + what + "/" + more
}

// people names a class of people as one would say it: "Women killed, civilian".
func people(c models.Casualty) string {
	who := "People"
	switch {
	case c.Age == "" || c.Age == "UNKNOWN":
		who = map[string]string{"FEMALE": "Women and girls", "MALE": "Men and boys"}[c.Sex]
	case models.AgeClass(c.Age) == "CHILD":
		who = map[string]string{"FEMALE": "Girls", "MALE": "Boys", "": "Children", "UNKNOWN": "Children"}[c.Sex]
	default:
		who = map[string]string{"FEMALE": "Women", "MALE": "Men", "": "Adults", "UNKNOWN": "Adults"}[c.Sex]
	}
	if who == "" {
		who = "People"
	}
	if who == "People" && c.Status == "CIVILIAN" {
		who = "Civilians"
	}
	text := who + " " + words(c.Outcome)
	if c.Status != "" && who != "Civilians" {
		text += ", " + words(c.Status)
	}
	if c.Protected != "" && c.Protected != "UNKNOWN" {
		text += ", " + words(c.Protected)
	}
	if c.Age != "" && c.Age != "UNKNOWN" && !strings.HasSuffix(c.Age, "UNSPECIFIED") && c.Age != models.AgeClass(c.Age) {
		text += ", " + words(c.Age)
	}
	if c.Grade != "" {
		text += ", " + words(c.Grade)
	}
	return text
}

func words(code string) string { return strings.ToLower(strings.ReplaceAll(code, "_", " ")) }

func list(codes []string) string {
	all := make([]string, len(codes))
	for i, c := range codes {
		all[i] = words(c)
	}
	return strings.Join(all, ", ")
}

func methods(used map[string]string) string {
	var all []string
	for _, m := range slices.Sorted(maps.Keys(used)) {
		all = append(all, words(m)+": "+words(used[m]))
	}
	return strings.Join(all, ", ")
}

func yes(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return "yes"
	}
	return "no"
}

func window(w *geo.Window) string {
	if w == nil || w.Earliest == nil {
		if w != nil && w.Precision != "" {
			return words(w.Precision)
		}
		return ""
	}
	text := w.Earliest.UTC().Format("2006-01-02 15:04 UTC")
	if w.Latest != nil && !w.Latest.Equal(*w.Earliest) {
		text += " to " + w.Latest.UTC().Format("2006-01-02 15:04 UTC")
	}
	if w.Precision != "" {
		text += " (" + words(w.Precision) + ")"
	}
	return text
}

func place(p *geo.Place) string {
	if p == nil {
		return ""
	}
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	add(p.Name)
	add(p.NameLocal)
	add(p.Admin3)
	add(p.Admin2)
	add(p.Admin1)
	add(p.Admin0)
	if p.HasPoint() {
		add(fmt.Sprintf("%.5f, %.5f", *p.Lat, *p.Lon))
	}
	add(p.MGRS)
	if p.RadiusM != nil {
		add(fmt.Sprintf("within %.0f m", *p.RadiusM))
	}
	add(words(p.Precision))
	add(words(p.Method))
	add(words(p.Site))
	if p.Geometry != nil {
		text, _ := json.Marshal(p.Geometry)
		add(string(text))
	}
	return strings.Join(parts, ", ")
}

// row is a row of a list in words, without the field it stands under: every field
// that is known, by its name.
func row(v any, under string) string {
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	var fields map[string]any
	if json.Unmarshal(text, &fields) != nil {
		return ""
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if said := value(fields[name]); said != "" && name != under {
			parts = append(parts, words(name)+" "+said)
		}
	}
	return strings.Join(parts, ", ")
}

func value(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if v == strings.ToUpper(v) && strings.Contains(v, "_") {
			return words(v)
		}
		return v
	case bool:
		return yes(&v)
	case float64:
		return fmt.Sprint(v)
	case []any:
		var all []string
		for _, one := range v {
			all = append(all, value(one))
		}
		return strings.Join(all, " and ")
	case map[string]any:
		var all []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			all = append(all, name+": "+value(v[name]))
		}
		return strings.Join(all, "; ")
	}
	return ""
}
