package gaps

import (
	"fmt"
	"slices"
	"strings"

	"concord/models"
)

func status(f models.ReportFacts) string {
	if f.Assessment == nil {
		return ""
	}
	return f.Assessment.Status
}

func standard(f models.ReportFacts) string {
	if f.Assessment == nil {
		return ""
	}
	return f.Assessment.Standard
}

// plain is a code as one would say it.
func plain(codes ...string) string {
	var out []string
	for _, c := range codes {
		out = append(out, strings.ReplaceAll(strings.ToLower(c), "_", " "))
	}
	return strings.Join(out, ", ")
}

// value is a code, or nil where nothing is said.
func value(code string) any {
	if code == "" {
		return nil
	}
	return code
}

// assessment: one calls it credible, the other does not or has closed it.
func (p *pair) assessment() {
	a, b := status(p.a.Facts), status(p.b.Facts)
	against := func(s string) bool { return strings.HasPrefix(s, "NOT_CREDIBLE_") || s == "CLOSED" }
	if a == "CREDIBLE" && against(b) || b == "CREDIBLE" && against(a) {
		p.add(models.Finding{Code: "G02", Field: "assessment/status", ValueA: a, ValueB: b, Relation: models.Different,
			Title: fmt.Sprintf("The assessments differ: %s says %s, %s %s.", p.nameA(), plain(a), p.nameB(), plain(b))})
	}
}

// standing: one has closed its own case, the other's is open (G03). A finding of
// credible against closed is G02 already.
func (p *pair) standing() {
	a, b := status(p.a.Facts), status(p.b.Facts)
	open := func(s string) bool {
		return slices.Contains([]string{"NOT_ASSESSED", "INITIAL_REVIEW", "ASSESSING", "INVESTIGATING", "REOPENED"}, s)
	}
	if a == "CLOSED" && open(b) || b == "CLOSED" && open(a) {
		p.add(models.Finding{Code: "G03", Field: "assessment/status", ValueA: a, ValueB: b, Relation: models.Different,
			Title: fmt.Sprintf("One has closed its case, the other has not: %s says %s, %s %s.", p.nameA(), plain(a), p.nameB(), plain(b))})
	}
}

// standard: different standards of proof make different findings of one fact.
func (p *pair) standard() {
	a, b := standard(p.a.Facts), standard(p.b.Facts)
	if a != "" && b != "" && a != b {
		p.add(models.Finding{Code: "G43", Field: "assessment/standard", ValueA: a, ValueB: b, Relation: models.Different,
			Title: fmt.Sprintf("The standards of proof differ: %s applies %s, %s %s.", p.nameA(), plain(a), p.nameB(), plain(b))})
	}
}

// firing roles cause the harm; the others support or surround it.
var firing = []string{"FIRED", "ORDERED", "CALLED_FIRE", "DETAINED", "TRANSFERRED_CUSTODY"}

var supporting = []string{"PROVIDED_TARGET_DATA", "PROVIDED_WEAPON", "TRANSPORTED", "OWNED_GROUND", "PRESENT_ADVISER"}

// rolesOf lists the roles an account gives an actor, sorted, each once.
func rolesOf(f models.ReportFacts, actor string) []string {
	var out []string
	for _, r := range f.Responsibility {
		if r.Actor == actor {
			out = append(out, r.Role)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func actors(accounts ...Account) []string {
	var out []string
	for _, a := range accounts {
		for _, r := range a.Facts.Responsibility {
			out = append(out, r.Actor)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// denies tells whether one account denies of an actor a role that the other gives it.
func denies(f, other models.ReportFacts, actor string) bool {
	return slices.ContainsFunc(f.Responsibility, func(r models.Responsibility) bool {
		return r.Actor == actor && r.Claim == "DENIED_BY_ACTOR" && slices.ContainsFunc(other.Responsibility, func(o models.Responsibility) bool {
			return o.Actor == actor && o.Claim != "DENIED_BY_ACTOR" && (o.Role == r.Role || slices.Contains(firing, o.Role) && slices.Contains(firing, r.Role))
		})
	})
}

// causers are those who, by an account, did it, but for what they deny.
func causers(f models.ReportFacts) []string {
	var out []string
	for _, r := range f.Responsibility {
		if slices.Contains(firing, r.Role) && r.Claim != "DENIED_BY_ACTOR" && r.ActorKind != "UNKNOWN_ACTOR" && !slices.Contains(out, r.Actor) {
			out = append(out, r.Actor)
		}
	}
	slices.Sort(out)
	return out
}

// responsibility: the same actor in other roles, a claim that the other side denies, or
// other actors who did it. One who was only beside it is the business of G06.
func (p *pair) responsibility() {
	if len(p.a.Facts.Responsibility) == 0 || len(p.b.Facts.Responsibility) == 0 {
		return
	}
	add := func(field string, a, b any, title string) {
		p.add(models.Finding{Code: "G04", Field: field, ValueA: a, ValueB: b, Relation: models.Different, Title: title})
	}
	denial := false
	for _, actor := range actors(p.a, p.b) {
		a, b := rolesOf(p.a.Facts, actor), rolesOf(p.b.Facts, actor)
		denied := denies(p.a.Facts, p.b.Facts, actor) || denies(p.b.Facts, p.a.Facts, actor)
		switch {
		case len(a) == 0 || len(b) == 0:
		case denied:
			denial = true
			add("responsibility/"+actor, a, b, fmt.Sprintf("One account asserts what the other denies of %s.", p.ctx.name(actor)))
		case !slices.Equal(a, b) && disjointRoles(a, b):
			add("responsibility/"+actor, a, b, fmt.Sprintf("%s gives %s the role %s, %s %s.", p.nameA(), p.ctx.name(actor), plain(a...), p.nameB(), plain(b...)))
		}
	}
	a, b := causers(p.a.Facts), causers(p.b.Facts)
	if len(a) > 0 && len(b) > 0 && !slices.Equal(a, b) && !denial {
		add("responsibility", a, b, fmt.Sprintf("%s names %s as having done it, %s %s.", p.nameA(), p.names(a), p.nameB(), p.names(b)))
	}
}

func (p *pair) names(actors []string) string {
	var out []string
	for _, a := range actors {
		out = append(out, p.ctx.name(a))
	}
	return strings.Join(out, " and ")
}

// disjointRoles: neither account holds all that the other says; one that says
// more is not in conflict.
func disjointRoles(a, b []string) bool {
	within := func(x, y []string) bool {
		for _, r := range x {
			if !slices.Contains(y, r) {
				return false
			}
		}
		return true
	}
	return !within(a, b) && !within(b, a)
}

// involvement: one says the other did it, the other says it was not involved. Where each
// says so of the other it is one gap.
func (p *pair) involvement() {
	var said []string
	for _, side := range []struct{ says, of Account }{{p.a, p.b}, {p.b, p.a}} {
		if slices.Contains(causers(side.says.Facts), side.of.Partner) && side.of.Facts.OwnInvolvement == "NOT_INVOLVED" {
			said = append(said, fmt.Sprintf("%s says that %s did it; %s says it was not involved.", p.ctx.name(side.says.Partner), p.ctx.name(side.of.Partner), p.ctx.name(side.of.Partner)))
		}
	}
	if len(said) > 0 {
		p.add(models.Finding{Code: "G05", Field: "own_involvement", ValueA: value(p.a.Facts.OwnInvolvement), ValueB: value(p.b.Facts.OwnInvolvement), Relation: models.Different, Title: strings.Join(said, " ")})
	}
}

// support: a partner is shown in a supporting role that its own report lacks.
func (p *pair) support() {
	for _, side := range []struct{ says, of Account }{{p.a, p.b}, {p.b, p.a}} {
		for _, r := range side.says.Facts.Responsibility {
			if r.Actor != side.of.Partner || !slices.Contains(supporting, r.Role) || slices.Contains(rolesOf(side.of.Facts, r.Actor), r.Role) {
				continue
			}
			p.add(models.Finding{Code: "G06", Field: "responsibility/" + r.Actor, ValueA: listed(rolesOf(p.a.Facts, r.Actor)), ValueB: listed(rolesOf(p.b.Facts, r.Actor)), Relation: models.OneSided,
				Title: fmt.Sprintf("%s shows %s in the role %s, which %s's own report lacks.", p.ctx.name(side.says.Partner), p.ctx.name(r.Actor), plain(r.Role), p.ctx.name(r.Actor))})
			break
		}
	}
}

func listed(roles []string) any {
	if len(roles) == 0 {
		return nil
	}
	return roles
}

// known are the distinct values of a means that say something.
func known(f models.ReportFacts, of func(models.Means) string) []string {
	var out []string
	for _, m := range f.Means {
		if v := of(m); v != "" && v != "UNKNOWN" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	return out
}

func weapon(m models.Means) string      { return m.Weapon }
func delivery(m models.Means) string    { return m.Delivery }
func submunition(m models.Means) string { return m.Submunition }

// means: no weapon, or no way of delivery, in common. What one side does not know
// is no difference.
func (p *pair) means() {
	for _, class := range []struct {
		field, words string
		of           func(models.Means) string
	}{{"means/weapon", "weapon", weapon}, {"means/delivery", "way of delivery", delivery}} {
		a, b := known(p.a.Facts, class.of), known(p.b.Facts, class.of)
		if len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(v string) bool { return slices.Contains(b, v) }) {
			continue
		}
		p.add(models.Finding{Code: "G30", Field: class.field, ValueA: oneOr(a), ValueB: oneOr(b), Relation: models.Different,
			Title: fmt.Sprintf("The %s differs: %s says %s, %s %s.", class.words, p.nameA(), plain(a...), p.nameB(), plain(b...))})
		return
	}
}

// oneOr is a code, or the list where there are several.
func oneOr(codes []string) any {
	switch len(codes) {
	case 0:
		return nil
	case 1:
		return codes[0]
	}
	return codes
}

// submunition: seen or suspected on one side, ruled out on the other.
func (p *pair) submunition() {
	a, b := known(p.a.Facts, submunition), known(p.b.Facts, submunition)
	seen := func(v []string) bool { return slices.Contains(v, "YES") || slices.Contains(v, "SUSPECTED") }
	ruledOut := func(v []string) bool { return len(v) == 1 && v[0] == "NO" }
	if seen(a) && ruledOut(b) || seen(b) && ruledOut(a) {
		p.add(models.Finding{Code: "G31", Field: "means/submunition", ValueA: oneOr(a), ValueB: oneOr(b), Relation: models.Different,
			Title: fmt.Sprintf("Submunitions: %s says %s, %s %s.", p.nameA(), plain(a...), p.nameB(), plain(b...))})
	}
}

// site: a hospital or school against a military site.
func (p *pair) site() {
	a, b := site(p.a.Facts), site(p.b.Facts)
	guarded := func(s string) bool {
		return s == "HOSPITAL" || s == "CLINIC" || s == "SCHOOL" || s == "WORSHIP" || s == "CAMP_IDP"
	}
	if guarded(a) && b == "MILITARY" || guarded(b) && a == "MILITARY" {
		p.add(models.Finding{Code: "G23", Field: "place/site", ValueA: a, ValueB: b, Relation: models.Different,
			Title: fmt.Sprintf("%s calls the site %s, %s %s.", p.nameA(), plain(a), p.nameB(), plain(b))})
	}
}

func site(f models.ReportFacts) string {
	if f.Place == nil {
		return ""
	}
	return f.Place.Site
}

// unshared: what differs rests, on one side, only on sources the other may not see.
func (p *pair) unshared() {
	if len(p.found) == 0 {
		return
	}
	for _, a := range []Account{p.a, p.b} {
		kept, shown := 0, 0
		for n, s := range a.Facts.Sources {
			if !p.bears(a, n+1) {
				continue
			}
			if s.Shared != nil && !*s.Shared {
				kept++
			} else {
				shown++
			}
		}
		if kept == 0 || shown > 0 {
			continue
		}
		other := p.nameA()
		if a.Partner == p.a.Partner {
			other = p.nameB()
		}
		p.add(models.Finding{Code: "G42", Field: "sources/" + a.Partner, Relation: models.OneSided, Magnitude: float64(kept),
			Title: fmt.Sprintf("What %s says rests on material that %s may not see.", p.ctx.name(a.Partner), other)})
	}
}

// bears tells whether a source of an account, by its number, stands behind a value that
// differs: the rows of such a value name their sources, or else every source does.
func (p *pair) bears(a Account, source int) bool {
	named := false
	for _, f := range p.found {
		for _, numbers := range sourcesOf(a.Facts, f.Field) {
			named = named || len(numbers) > 0
			if slices.Contains(numbers, source) {
				return true
			}
		}
	}
	return !named
}

// sourcesOf are the source numbers that rows of a field name.
func sourcesOf(f models.ReportFacts, field string) (all [][]int) {
	for _, r := range f.Casualties {
		if path := r.Cell().Path(); path == field || strings.HasPrefix(path, field+"/") {
			all = append(all, r.Sources)
		}
	}
	for _, r := range f.Responsibility {
		if field == "responsibility" || field == "responsibility/"+r.Actor {
			all = append(all, r.Sources)
		}
	}
	return all
}

// quantity: how many were fired, by one account, against how many the other found (G33).
func (p *pair) quantity() {
	a, b := fired(p.a.Facts), fired(p.b.Facts)
	if !a.Known() || !b.Known() {
		return
	}
	if relation, apart := relate(a, b); relation == models.Disjoint {
		p.add(models.Finding{Code: "G33", Field: "means/quantity", ValueA: a, ValueB: b, Relation: relation, Magnitude: apart,
			Title: fmt.Sprintf("%s counts %s strikes or impacts, %s %s.", p.nameA(), a.Text(), p.nameB(), b.Text())})
	}
}

// fired is how many weapons or impacts an account counts; nothing where a row of it
// does not say.
func fired(f models.ReportFacts) (sum models.Count) {
	for _, m := range f.Means {
		c := models.Count{Min: m.QuantityMin, Max: m.QuantityMax}
		if !c.Known() {
			return models.Count{}
		}
		sum = models.Added(sum, c)
	}
	return sum
}

// grades: one source that both cite, judged two steps or more apart (G40).
func (p *pair) grades() {
	for _, s := range p.a.Facts.Sources {
		for _, t := range p.b.Facts.Sources {
			if !visible(s) || !visible(t) || !sameSource(s, t) {
				continue
			}
			if steps := max(apartLetters(s.Reliability, t.Reliability), apartNumbers(s.Credibility, t.Credibility)); steps >= 2 {
				p.add(models.Finding{Code: "G40", Field: "sources", ValueA: grade(s), ValueB: grade(t), Relation: models.Different, Magnitude: float64(steps),
					Title: fmt.Sprintf("Both cite one source and grade it far apart: %s %s, %s %s.", p.nameA(), grade(s), p.nameB(), grade(t))})
				return
			}
		}
	}
}

func visible(s models.Source) bool { return s.Shared == nil || *s.Shared }

func grade(s models.Source) string {
	out := s.Reliability
	if s.Credibility != nil {
		out += fmt.Sprint(*s.Credibility)
	}
	return out
}

// sameSource: one archived copy, one address, or one origin.
func sameSource(s, t models.Source) bool {
	same := func(a, b *string) bool { return a != nil && b != nil && *a != "" && strings.EqualFold(*a, *b) }
	return s.SHA256 != "" && strings.EqualFold(s.SHA256, t.SHA256) || same(s.Locator, t.Locator) || same(s.Origin, t.Origin)
}

// apartLetters counts steps from A to E; F is "cannot be judged" and no step of it.
func apartLetters(a, b string) int {
	if len(a) != 1 || len(b) != 1 || a == "F" || b == "F" {
		return 0
	}
	return abs(int(a[0]) - int(b[0]))
}

// apartNumbers counts steps from 1 to 5; 6 cannot be judged.
func apartNumbers(a, b *int) int {
	if a == nil || b == nil || *a == 6 || *b == 6 {
		return 0
	}
	return abs(*a - *b)
}

// definitions: the partners count by other definitions, and their counts differ (G44).
func (p *pair) definitions() {
	a, b := p.ctx.Partners[p.a.Partner].DefinitionNote, p.ctx.Partners[p.b.Partner].DefinitionNote
	counts := slices.ContainsFunc(p.found, func(f models.Finding) bool { return strings.HasPrefix(f.Field, "casualties/") })
	if a != b && a != "" && b != "" && counts {
		p.add(models.Finding{Code: "G44", Field: "definitions", ValueA: a, ValueB: b, Relation: models.Different,
			Title: fmt.Sprintf("%s and %s count by other definitions, and their counts differ.", p.nameA(), p.nameB())})
	}
}
