package gaps

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"concord/models"
)

// Beside is what bears on the accounts of one incident and is no account itself: what is
// asked, transferred, published, answered for. AsOf is the moment it is judged at.
type Beside struct {
	AsOf       time.Time
	Agreed     map[string]models.Count // by field, what partners agreed on
	Transfers  []Transfer
	Requests   []Request
	Statements []Statement
	Exhibits   []Exhibit
	Lists      []Listed
	Events     []Event
	Responses  []Response
	Lessons    []string // partners that have recorded one
	Judged     []Judged
}

// Transfer is a supply of arms with the lots it covers (domain.md 2.12). First and Last
// are the ends of a range such as KX-77-0400 to KX-77-0499, or the same.
type Transfer struct {
	Ref, Supplier, Recipient string
	First, Last              string
}

// Request is a request for information (domain.md 2.15).
type Request struct {
	Ref, From, To string
	Refused       bool
	Overdue       bool
	LongOverdue   bool   // by ten days more than the time for an answer
	Reason        string // REFUSAL
	Alternative   bool   // an adequate one was offered
}

// Statement is what one partner, or several together, have made public.
type Statement struct {
	Ref      string
	Partners []string
	At       time.Time
	Claims   []Claim
	TooExact bool // more exact than the place may be shown
	Names    bool // it lets a person be identified
}

// Claim is one number a statement gives. None is "no casualties" in whatever words.
type Claim struct {
	Field string // casualties/KILLED/CIVILIAN
	Count models.Count
	None  bool
}

// Exhibit is what one partner says of the existence of one piece of evidence, which
// Key names the same for all.
type Exhibit struct {
	Partner, Key, Existence string
	Broken                  string // why its chain of custody does not hold, "" where it does
}

// Listed is a person who is on the list of one partner alone, by the keyed comparison of
// names that only its roles may see: a pseudonym.
type Listed struct{ Partner, Pseudonym, Other string }

// Event is one step of a course of events as a partner tells it.
type Event struct {
	Partner, Kind string // WARNING, STRIKE, RESCUE
	At            time.Time
}

// Response is a partner's decision on a response to harm.
type Response struct {
	Partner string
	Decided bool
	Offered bool
}

// Judged is a gap that was decided on versions of reports that are no longer in force.
type Judged struct {
	Gap              string
	Field            string
	Report           string
	Version, Current int
}

// find finds the gaps of what bears on accounts.
func (b Beside) find(ctx Context, accounts []Account) []models.Finding {
	live := Standing(accounts)
	if len(live) == 0 {
		return nil
	}
	s := &besides{Beside: b, ctx: ctx, live: live}
	for _, find := range []func(){s.lists, s.sequence, s.lots, s.evidence, s.requests, s.contradicted, s.contradicting, s.untold, s.exact, s.answered, s.learnt, s.stale} {
		find()
	}
	return s.found
}

type besides struct {
	Beside
	ctx   Context
	live  []Account
	found []models.Finding
}

// add anchors a finding at the account of its first partner, or at the first account.
func (s *besides) add(f models.Finding, base int, partners ...string) {
	if len(partners) == 2 && partners[1] < partners[0] {
		partners[0], partners[1] = partners[1], partners[0]
		f.ValueA, f.ValueB = f.ValueB, f.ValueA
	}
	for n, partner := range partners {
		report := ""
		if a := s.account(partner); a != nil {
			report = a.Report
		}
		if n == 0 {
			f.PartnerA, f.ReportA = partner, report
		} else {
			f.PartnerB, f.ReportB = partner, report
		}
	}
	if f.ReportA == "" && f.ReportB == "" {
		f.PartnerA, f.ReportA = s.live[0].Partner, s.live[0].Report
	}
	var extra []models.Points
	if base > 0 {
		if more := base - s.ctx.Config.base(f.Code); more != 0 {
			extra = []models.Points{{Text: weightier[f.Code], Points: more}}
		}
	}
	s.ctx.score(&f, extra, s.live...)
	s.found = append(s.found, f)
}

// weightier says why a code weighs more than its base.
var weightier = map[string]string{
	"G51": "the allegation is credible, unlawful if true, and the partner is unwilling",
	"G60": "it says that there were no casualties",
}

func (s *besides) account(partner string) *Account {
	for i := range s.live {
		if s.live[i].Partner == partner {
			return &s.live[i]
		}
	}
	return nil
}

func (s *besides) lists() {
	for _, l := range s.Lists {
		s.add(models.Finding{Code: "G18", Field: "people/" + l.Pseudonym, ValueA: l.Pseudonym, Relation: models.OneSided,
			Title: fmt.Sprintf("%s is on the list of %s and not on that of %s.", l.Pseudonym, s.ctx.name(l.Partner), s.ctx.name(l.Other))}, 0, l.Partner, l.Other)
	}
}

// sequence: a warning that comes after the strike by either account, or a rescue before.
func (s *besides) sequence() {
	for _, strike := range s.Events {
		if strike.Kind != "STRIKE" {
			continue
		}
		for _, e := range s.Events {
			late := e.Kind == "WARNING" && e.At.After(strike.At)
			early := e.Kind == "RESCUE" && e.At.Before(strike.At)
			if !late && !early || e.Partner == "" {
				continue
			}
			words := map[bool]string{true: "a warning after the strike", false: "a rescue before the strike"}[late]
			partners := []string{strike.Partner, e.Partner}
			if strike.Partner == e.Partner {
				partners = partners[:1]
			}
			s.add(models.Finding{Code: "G27", Field: "events/" + strings.ToLower(e.Kind), ValueA: strike.At.UTC().Format(time.RFC3339), ValueB: e.At.UTC().Format(time.RFC3339), Relation: models.Different,
				Magnitude: e.At.Sub(strike.At).Abs().Minutes(), Title: fmt.Sprintf("%s tells of %s.", s.ctx.name(e.Partner), words)}, 0, partners...)
		}
	}
}

// evidence: said not to exist by one partner and held by another (G45), or with a chain
// of custody that does not hold (G46).
func (s *besides) evidence() {
	for i, e := range s.Exhibits {
		if e.Broken != "" {
			s.add(models.Finding{Code: "G46", Field: "evidence/" + e.Key, ValueA: e.Broken, Relation: models.Different,
				Title: fmt.Sprintf("The chain of custody of %s, which %s holds, does not hold: %s.", e.Key, s.ctx.name(e.Partner), e.Broken)}, 0, e.Partner)
		}
		for _, o := range s.Exhibits[i+1:] {
			gone, held := e, o
			if !strings.HasPrefix(gone.Existence, "DECLARED_") {
				gone, held = o, e
			}
			if e.Key == o.Key && e.Partner != o.Partner && strings.HasPrefix(gone.Existence, "DECLARED_") && models.Held(held.Existence) {
				s.add(models.Finding{Code: "G45", Field: "evidence/" + e.Key, ValueA: gone.Existence, ValueB: held.Existence, Relation: models.Different,
					Title: fmt.Sprintf("%s says of %s that it is %s; %s has it.", s.ctx.name(gone.Partner), e.Key, plain(gone.Existence), s.ctx.name(held.Partner))}, 0, gone.Partner, held.Partner)
			}
		}
	}
}

// requests: refused or overdue (G51); more where all three limbs of domain.md 3.6 hold.
func (s *besides) requests() {
	for _, r := range s.Requests {
		if !r.Refused && !r.Overdue && !r.LongOverdue {
			continue
		}
		unwilling := r.Refused && !r.Alternative || r.LongOverdue
		base, words := 0, "is overdue"
		if r.Refused {
			words = "was refused"
			if r.Reason != "" {
				words += " (" + plain(r.Reason) + ")"
			}
		}
		if unwilling && foundCredible(s.live) && unlawful(s.live) {
			base = 80
		}
		s.add(models.Finding{Code: "G51", Field: "rfi/" + r.Ref, ValueA: r.Ref, Relation: models.OneSided,
			Title: fmt.Sprintf("%s's request %s to %s %s.", s.ctx.name(r.From), r.Ref, s.ctx.name(r.To), words)}, base, r.From, r.To)
	}
}

// foundCredible is the first limb of domain.md 3.6: a source of C3 or better, two independent
// sources, or a partner that has found it credible.
func foundCredible(accounts []Account) bool {
	var shown []models.Source
	for _, a := range accounts {
		if status(a.Facts) == "CREDIBLE" {
			return true
		}
		for _, s := range a.Facts.Sources {
			if s.Reliability != "" && s.Reliability <= "C" && s.Credibility != nil && *s.Credibility <= 3 {
				return true
			}
			if s.Reliability >= "D" || s.Kind == "ADVERSARY_CLAIM" { // doubtful or worse supports nothing by itself
				continue
			}
			if len(shown) > 0 && !slices.ContainsFunc(shown, func(o models.Source) bool { return sameSource(s, o) }) {
				return true
			}
			shown = append(shown, s)
		}
	}
	return false
}

// graveCategories are violations that are grave by what they are.
var graveCategories = []string{"EXECUTION", "DISAPPEARANCE", "SEXUAL_VIOLENCE", "RECRUITMENT_CHILD", "ATTACK_ON_SCHOOL", "ATTACK_ON_HEALTH"}

// unlawful is the second limb: a concern of law of a crime or worse, or a grave category.
func unlawful(accounts []Account) bool {
	return slices.ContainsFunc(accounts, func(a Account) bool {
		return concernOfLaw(a.Facts) || slices.Contains(graveCategories, a.Facts.Category)
	})
}

// concernOfLaw tells whether a concern of law is stated that weighs.
func concernOfLaw(f models.ReportFacts) bool {
	return f.LawConcern != "" && f.LawConcern != "NONE_SUSPECTED" && f.LawConcern != "UNDER_LEGAL_REVIEW"
}

// answered: harm that was found credible long ago, and no decision on a response, or an
// offer of one partner alone (G72).
func (s *besides) answered() {
	if s.AsOf.IsZero() {
		return
	}
	for _, a := range s.live {
		if status(a.Facts) != "CREDIBLE" || s.ctx.observer(a) {
			continue
		}
		var mine *Response
		alone := false
		for i, r := range s.Responses {
			if r.Partner == a.Partner {
				mine = &s.Responses[i]
			}
			alone = alone || r.Offered && r.Partner != a.Partner
		}
		late := s.AsOf.Sub(a.LoggedAt) > hours(s.ctx.Config.Clocks.Response, defaultResponse)
		switch {
		case (mine == nil || !mine.Decided) && late:
			s.add(models.Finding{Code: "G72", Field: "response/" + a.Partner, Relation: models.OneSided, Title: fmt.Sprintf("%s found this credible and has not decided on a response.", s.ctx.name(a.Partner))}, 0, a.Partner)
		case mine != nil && mine.Decided && !mine.Offered && alone:
			s.add(models.Finding{Code: "G72", Field: "response/" + a.Partner, Relation: models.OneSided, Title: fmt.Sprintf("Another partner offers a response; %s offers none.", s.ctx.name(a.Partner))}, 0, a.Partner)
		}
	}
}

// learnt: a case closed as credible without a lesson (G73). Nothing is asked where
// lessons are not kept.
func (s *besides) learnt() {
	if s.Lessons == nil {
		return
	}
	for _, a := range s.live {
		if status(a.Facts) == "CREDIBLE" && !s.ctx.observer(a) && !slices.Contains(s.Lessons, a.Partner) {
			s.add(models.Finding{Code: "G73", Field: "lessons/" + a.Partner, Relation: models.OneSided, Title: fmt.Sprintf("%s closed this as credible and has drawn no lesson.", s.ctx.name(a.Partner))}, 0, a.Partner)
		}
	}
}

func (s *besides) stale() {
	for _, j := range s.Judged {
		if j.Version < j.Current {
			s.add(models.Finding{Code: "G83", Field: "gap/" + j.Gap, ValueA: j.Version, ValueB: j.Current, Relation: models.Different,
				Title: fmt.Sprintf("What was decided on %s rests on version %d of a report that is now at version %d.", j.Field, j.Version, j.Current)}, 0)
		}
	}
}
