package search

import (
	"maps"
	"slices"
	"strings"
	"time"

	"concord/models"
)

// Every is the term that each report has, for filters that only exclude.
const Every = mark + "all"

// mark begins a term that is no word of a text: folding never leaves it in one.
const mark = "§"

// term is the one word that stands for a value of a field: §weapon§cluster.
func term(field, value string) string {
	return mark + bare(field) + mark + bare(value)
}

// bare keeps what one word may consist of.
func bare(s string) string { return strings.ReplaceAll(models.Fold(s), " ", "") }

// keptBy is a term that only staff of the partner finds: it stands in a part of
// the report that the partner keeps back.
func keptBy(partner, t string) string { return mark + "k" + mark + bare(partner) + mark + t }

// keptAtAll is the same term for whoever reads everything.
func keptAtAll(t string) string { return keptBy("", t) }

// Terms is everything a report is found by, each once, one space between them.
// What is kept from other partners is marked with the partner, so that a word of
// it is found by nobody else.
func Terms(partner, ref string, f models.ReportFacts) string {
	open := list{seen: map[string]bool{}}
	open.add(Every)
	open.all(f.ForOthers())
	open.words(ref)
	whole := list{seen: map[string]bool{}}
	whole.all(f)
	for _, t := range whole.terms {
		if !open.seen[t] {
			open.add(keptBy(partner, t))
			open.add(keptAtAll(t))
		}
	}
	return strings.Join(open.terms, " ")
}

type list struct {
	seen  map[string]bool
	terms []string
}

func (l *list) add(t string) {
	if t != "" && len(t) <= longestTerm && !l.seen[t] {
		l.seen[t] = true
		l.terms = append(l.terms, t)
	}
}

// longestTerm bounds one word in bytes; what is longer is no word.
const longestTerm = 400

func (l *list) words(text string) {
	for w := range strings.FieldsSeq(models.Fold(text)) {
		l.add(w)
	}
}

// all adds the words of every text and the term of every field.
func (l *list) all(f models.ReportFacts) {
	l.words(f.Title)
	l.words(f.LocalRef)
	l.words(f.Narrative)
	l.words(f.GroundOwner)
	l.words(f.ConfidenceReason)
	place := func(p models.Place) {
		for _, t := range []string{p.Name, p.NameLocal, p.Admin0, p.Admin1, p.Admin2, p.Admin3, p.MGRS, p.Stated} {
			l.words(t)
		}
	}
	if f.Place != nil {
		place(models.Place{Place: *f.Place})
	}
	for _, p := range f.Places {
		place(p)
	}
	for _, r := range f.Responsibility {
		l.words(r.Actor)
		l.words(r.Basis)
		l.words(r.Support)
	}
	for _, m := range f.Means {
		l.words(m.Munition)
		l.words(deref(m.Lot))
	}
	for _, s := range f.Sources {
		for _, t := range []string{s.Title, deref(s.Locator), deref(s.Origin), s.Summary, s.GradedBy} {
			l.words(t)
		}
		for _, field := range slices.Sorted(maps.Keys(s.Claims)) {
			l.words(s.Claims[field])
		}
	}
	for _, p := range f.People {
		l.words(p.Pseudonym)
		l.words(p.Family)
	}
	for _, k := range f.Knowledge {
		l.words(k.Who)
		l.words(k.What)
	}
	for _, t := range f.Told {
		l.words(t.Whom)
		l.words(t.What)
		l.words(t.By)
	}
	if f.Assessment != nil {
		l.words(f.Assessment.PartnerIntelNote)
	}
	for _, column := range slices.Sorted(maps.Keys(f.Extra)) {
		l.words(f.Extra[column])
	}
	for _, field := range Fields {
		if field.of == nil {
			continue
		}
		for _, value := range field.of(f) {
			if field.Kind == Word {
				for w := range strings.FieldsSeq(models.Fold(value)) {
					l.add(term(field.Name, w))
				}
			} else if value != "" {
				l.add(term(field.Name, value))
			}
		}
	}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func yesNo(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return "YES"
	}
	return "NO"
}

func dayOf(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format("20060102")
}
