// Package search is what a report can be found by: the words in it, and the
// fields of a filter such as `weapon=CLUSTER and not (killed>=5 or source=NGO)`.
// It knows no database: a report becomes a list of terms, a filter a tree over
// terms and columns, and models/store puts the two together.
package search

import (
	"slices"
	"strconv"
	"strings"

	"concord/models"
)

// Kind says how a field is compared.
type Kind string

const (
	Code   Kind = "code"   // = and != with a code of its vocabulary
	Word   Kind = "text"   // = and != with words, all of which must occur
	Number Kind = "number" // also < <= > >=; unknown is a value of its own
	Time   Kind = "time"   // the same with a day or a time
	Day    Kind = "day"    // = and != with a day
)

// Field is one thing a filter can name.
type Field struct {
	Name  string   `json:"name"`
	Kind  Kind     `json:"kind"`
	Codes []string `json:"codes"` // what a Code field can be, else null

	// of lists what a report says in the field, for fields that are found by terms.
	of func(models.ReportFacts) []string
	// column is the column of reports that holds it instead: for Number the ends
	// column_min and column_max, for Time column_from and column_to, or one column.
	column string
}

func code(name, vocabulary string, of func(models.ReportFacts) []string) Field {
	return Field{Name: name, Kind: Code, Codes: models.Codes[vocabulary], of: of}
}

func text(name string, of func(models.ReportFacts) []string) Field {
	return Field{Name: name, Kind: Word, of: of}
}

// each collects one value of every row.
func each[T any](rows func(models.ReportFacts) []T, value func(T) string) func(models.ReportFacts) []string {
	return func(f models.ReportFacts) (all []string) {
		for _, r := range rows(f) {
			all = append(all, value(r))
		}
		return all
	}
}

// many collects several values of every row.
func many[T any](rows func(models.ReportFacts) []T, values func(T) []string) func(models.ReportFacts) []string {
	return func(f models.ReportFacts) (all []string) {
		for _, r := range rows(f) {
			all = append(all, values(r)...)
		}
		return all
	}
}

func one(value func(models.ReportFacts) string) func(models.ReportFacts) []string {
	return func(f models.ReportFacts) []string { return []string{value(f)} }
}

func assessed(value func(models.Assessment) []string) func(models.ReportFacts) []string {
	return func(f models.ReportFacts) []string {
		if f.Assessment == nil {
			return nil
		}
		return value(*f.Assessment)
	}
}

func day(name string, value func(models.ReportFacts) []string) Field {
	return Field{Name: name, Kind: Day, of: value}
}

var (
	casualties     = func(f models.ReportFacts) []models.Casualty { return f.Casualties }
	objects        = func(f models.ReportFacts) []models.ObjectHarm { return f.ObjectHarm }
	responsibility = func(f models.ReportFacts) []models.Responsibility { return f.Responsibility }
	means          = func(f models.ReportFacts) []models.Means { return f.Means }
	sources        = func(f models.ReportFacts) []models.Source { return f.Sources }
	persons        = func(f models.ReportFacts) []models.Person { return f.People }
	told           = func(f models.ReportFacts) []models.Told { return f.Told }
)

// Fields is every field, by name.
var Fields = []Field{
	{Name: "partner", Kind: Word, column: "partner"},
	{Name: "ref", Kind: Word, column: "ref"},
	{Name: "status", Kind: Code, Codes: models.Codes["RECORD_STATUS"], column: "status"},
	{Name: "started", Kind: Time, column: "started"},
	{Name: "logged", Kind: Time, column: "logged_at"},
	{Name: "killed", Kind: Number, column: "killed"},
	{Name: "injured", Kind: Number, column: "injured"},
	{Name: "children_killed", Kind: Number, column: "children"},
	{Name: "radius", Kind: Number, column: "radius_m"},
	{Name: "version", Kind: Number, column: "version"},

	text("local_ref", one(func(f models.ReportFacts) string { return f.LocalRef })),
	text("title", one(func(f models.ReportFacts) string { return f.Title })),
	text("place", places(func(p models.Place) []string {
		return []string{p.Name, p.NameLocal, p.Admin1, p.Admin2, p.Admin3}
	})),
	text("country", places(func(p models.Place) []string { return []string{p.Admin0} })),
	text("actor", each(responsibility, func(r models.Responsibility) string { return r.Actor })),
	text("ground_owner", one(func(f models.ReportFacts) string { return f.GroundOwner })),
	text("lot", each(means, func(m models.Means) string { return deref(m.Lot) })),
	text("munition", each(means, func(m models.Means) string { return m.Munition })),
	text("language", each(sources, func(s models.Source) string { return s.Language })),
	text("origin", each(sources, func(s models.Source) string { return deref(s.Origin) })),

	code("category", "INCIDENT_CAT", one(func(f models.ReportFacts) string { return f.Category })),
	code("context", "OPERATION_CONTEXT", one(func(f models.ReportFacts) string { return f.OperationContext })),
	code("involvement", "INVOLVEMENT", one(func(f models.ReportFacts) string { return f.OwnInvolvement })),
	code("theatre", "YES_NO", one(func(f models.ReportFacts) string { return yesNo(f.InDeclaredTheatre) })),
	code("law_concern", "LAW_CONCERN", one(func(f models.ReportFacts) string { return f.LawConcern })),
	code("mrm", "MRM_VIOLATION", func(f models.ReportFacts) []string { return f.MRM }),
	code("mrm_verification", "MRM_VERIFICATION", one(func(f models.ReportFacts) string { return f.MRMVerification })),
	code("harm_direct", "HARM_DIRECT", one(func(f models.ReportFacts) string { return f.HarmDirect })),
	code("confidence", "CONFIDENCE", one(func(f models.ReportFacts) string { return f.Confidence })),
	code("time_precision", "TIME_PREC", one(func(f models.ReportFacts) string {
		if f.Started == nil {
			return ""
		}
		return f.Started.Precision
	})),
	code("place_precision", "GEO_PREC", places(func(p models.Place) []string { return []string{p.Precision} })),
	code("place_method", "GEO_METHOD", places(func(p models.Place) []string { return []string{p.Method} })),
	code("place_role", "PLACE_ROLE", places(func(p models.Place) []string { return []string{p.Role} })),
	code("site", "SITE_TYPE", places(func(p models.Place) []string { return []string{p.Site} })),

	code("outcome", "OUTCOME", each(casualties, func(c models.Casualty) string { return c.Outcome })),
	code("person_status", "PERSON_STATUS", each(casualties, func(c models.Casualty) string { return c.Status })),
	code("sex", "SEX", each(casualties, func(c models.Casualty) string { return c.Sex })),
	code("age", "AGE_GROUP", many(casualties, func(c models.Casualty) []string { return []string{c.Age, models.AgeClass(c.Age)} })),
	code("protected", "PROTECTED", each(casualties, func(c models.Casualty) string { return c.Protected })),
	code("basis", "COUNT_BASIS", each(casualties, func(c models.Casualty) string { return c.Basis })),
	code("grade", "INJURY_GRADE", each(casualties, func(c models.Casualty) string { return c.Grade })),
	code("object", "SITE_TYPE", each(objects, func(o models.ObjectHarm) string { return o.Object })),
	code("damage", "DAMAGE", each(objects, func(o models.ObjectHarm) string { return o.Damage })),
	code("service", "SERVICE", many(objects, func(o models.ObjectHarm) []string { return o.ServiceLost })),
	code("emblem", "YES_NO", each(objects, func(o models.ObjectHarm) string { return yesNo(o.Emblem) })),
	code("actor_kind", "ACTOR_KIND", each(responsibility, func(r models.Responsibility) string { return r.ActorKind })),
	code("role", "ACT_ROLE", each(responsibility, func(r models.Responsibility) string { return r.Role })),
	code("claim", "CLAIM", each(responsibility, func(r models.Responsibility) string { return r.Claim })),
	code("cause", "CAUSE", each(means, func(m models.Means) string { return m.Cause })),
	code("weapon", "WEAPON", each(means, func(m models.Means) string { return m.Weapon })),
	code("delivery", "DELIVERY", each(means, func(m models.Means) string { return m.Delivery })),
	code("fire_mode", "FIRE_MODE", each(means, func(m models.Means) string { return m.FireMode })),
	code("fire", "FIRE", each(means, func(m models.Means) string { return m.Fire })),
	code("submunition", "SUBMUNITION", each(means, func(m models.Means) string { return m.Submunition })),
	code("source", "SOURCE_KIND", each(sources, func(s models.Source) string { return s.Kind })),
	code("reliability", "RELIABILITY", each(sources, func(s models.Source) string { return s.Reliability })),
	{Name: "credibility", Kind: Code, Codes: []string{"1", "2", "3", "4", "5", "6"}, of: each(sources, func(s models.Source) string {
		if s.Credibility == nil {
			return ""
		}
		return strconv.Itoa(*s.Credibility)
	})},
	code("risk", "RISK", each(sources, func(s models.Source) string { return s.Risk })),
	code("consent", "CONSENT", func(f models.ReportFacts) []string {
		return append(each(sources, func(s models.Source) string { return s.Consent })(f), each(persons, func(p models.Person) string { return p.Consent })(f)...)
	}),
	code("person", "PERSON_ROLE", each(persons, func(p models.Person) string { return p.Role })),
	code("assessment", "ASSESS_STATUS", assessed(func(a models.Assessment) []string { return []string{a.Status} })),
	code("reason", "ASSESS_REASON", assessed(func(a models.Assessment) []string { return a.Reasons })),
	code("standard", "PROOF_STANDARD", assessed(func(a models.Assessment) []string { return []string{a.Standard} })),
	code("decision_level", "DECISION_LEVEL", assessed(func(a models.Assessment) []string { return []string{a.DecisionLevel} })),
	code("conflict_of_interest", "CONFLICT", assessed(func(a models.Assessment) []string { return []string{a.ConflictOfInterest} })),
	code("partner_intel", "YES_NO", assessed(func(a models.Assessment) []string { return []string{yesNo(a.PartnerIntel)} })),
	code("method", "METHOD", assessed(func(a models.Assessment) []string { return methods(a, "YES") })),
	code("method_not_possible", "METHOD", assessed(func(a models.Assessment) []string { return methods(a, "NOT_POSSIBLE") })),
	code("told", "TOLD_KIND", each(told, func(t models.Told) string { return t.Kind })),
	day("received", func(f models.ReportFacts) []string { return []string{dayOf(f.ReceivedAt)} }),
	day("aware", func(f models.ReportFacts) []string { return []string{dayOf(f.AwareAt)} }),
}

func methods(a models.Assessment, use string) (all []string) {
	for name, how := range a.Methods {
		if how == use {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

// places collects from the main place and the further ones.
func places(values func(models.Place) []string) func(models.ReportFacts) []string {
	return func(f models.ReportFacts) (all []string) {
		if f.Place != nil {
			all = values(models.Place{Place: *f.Place})
		}
		for _, p := range f.Places {
			all = append(all, values(p)...)
		}
		return all
	}
}

// fieldNamed finds a field by its name, in any letter case.
func fieldNamed(name string) (Field, bool) {
	for _, f := range Fields {
		if strings.EqualFold(f.Name, name) {
			return f, true
		}
	}
	return Field{}, false
}
