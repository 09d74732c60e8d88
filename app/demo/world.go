package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"concord/investigations"
	"concord/investigations/statements"
	"concord/models"
	"concord/models/reports"
	"concord/models/store"
)

func lower(s string) string { return strings.ToLower(s) }

// world enters things as named people at the time they do them. The first error
// stops it: later steps are passed over and live reports it.
type world struct {
	ctx    context.Context
	db     *store.DB
	clock  *clock
	actors map[string]models.Actor
	err    error
}

// step is something that happens at a moment of the world.
type event struct {
	at time.Time
	do func()
}

// live plays the worked incidents and the background in the order of time.
func (w *world) live() error {
	events := append(w.background(), w.worked()...)
	slices.SortStableFunc(events, func(a, b event) int { return a.at.Compare(b.at) })
	for _, e := range events {
		w.clock.set(e.at)
		e.do()
		if w.err != nil {
			return w.err
		}
	}
	return nil
}

func (w *world) keep(err error, what string) {
	if w.err == nil && err != nil {
		w.err = fmt.Errorf("%s: %w", what, err)
	}
}

// log enters a report of the person's partner; share says with whom: "joint",
// a code, or "" for nobody yet.
func (w *world) log(who string, f models.ReportFacts, share string) models.Report {
	if w.err != nil {
		return models.Report{}
	}
	r, err := reports.Log(w.ctx, w.db, w.actors[who], f)
	w.keep(err, who+" logs "+f.Title)
	if share == "" || w.err != nil {
		return r
	}
	with := reports.With{Level: models.Named, Partners: []string{share}}
	if share == "joint" {
		with = reports.With{Level: models.Joint}
	}
	r, err = reports.Share(w.ctx, w.db, w.actors[who], r.ID, with)
	w.keep(err, who+" shares "+f.Title)
	return r
}

// same lets both leads say that two reports tell of one incident.
func (w *world) same(a, b models.Report) {
	w.verdict("orl.lead", a, b, "same", "Place, time and means agree.")
	w.verdict("var.lead", a, b, "same", "Checked against the duty log.")
}

func (w *world) verdict(who string, a, b models.Report, verdict, reason string) {
	if w.err != nil {
		return
	}
	if b.Partner < a.Partner {
		a, b = b, a
	}
	_, err := investigations.Decide(w.ctx, w.db, w.actors[who], models.DerivedID("match", a.ID, b.ID), investigations.Decision{Verdict: verdict, Reason: reason})
	w.keep(err, who+" decides on "+a.Title)
}

// incident is the one a report lies under now.
func (w *world) incident(r models.Report) string {
	if w.err != nil {
		return ""
	}
	s, err := w.db.Report(w.ctx, w.actors["auditor"], r.ID)
	w.keep(err, "read "+r.Ref)
	return s.Incident
}

func (w *world) open(who string, r models.Report) string {
	if w.err != nil {
		return ""
	}
	c, _, err := investigations.Open(w.ctx, w.db, w.actors[who], w.incident(r))
	w.keep(err, who+" opens the case of "+r.Title)
	return c.ID
}

func (w *world) move(who, id string, to models.State, reason string) string {
	if w.err != nil {
		return ""
	}
	t, err := investigations.Move(w.ctx, w.db, w.actors[who], id, to, reason)
	w.keep(err, who+" moves to "+string(to))
	return t.ID
}

func (w *world) sign(who, transition string, stance investigations.Stance) {
	if w.err != nil {
		return
	}
	_, err := investigations.Sign(w.ctx, w.db, w.actors[who], transition, stance)
	w.keep(err, who+" signs")
}

var yes = investigations.Stance{Stance: "CONCUR"}

// resolve ends an incident's open gap of that code, signed by both partners.
func (w *world) resolve(r models.Report, code string, p investigations.ProposalFacts, by, other string) {
	if w.err != nil {
		return
	}
	page, err := investigations.ReadGaps(w.db.Read(w.ctx, w.actors[by]), investigations.GapQuery{Incident: w.incident(r), Code: code, State: "open", Limit: 1})
	w.keep(err, "read gaps")
	if w.err == nil && len(page.Items) == 0 {
		w.err = fmt.Errorf("%s has no open gap %s", r.Title, code)
	}
	if w.err != nil {
		return
	}
	made, err := investigations.Propose(w.ctx, w.db, w.actors[by], page.Items[0].ID, p)
	w.keep(err, by+" proposes on "+code)
	if other == "" || w.err != nil {
		return
	}
	_, err = investigations.Answer(w.ctx, w.db, w.actors[other], made.ID, yes)
	w.keep(err, other+" concurs on "+code)
}

// explain says why a side's value in an incident's gap of that code is what it is.
func (w *world) explain(r models.Report, code, who, text string) {
	if w.err != nil {
		return
	}
	page, err := investigations.ReadGaps(w.db.Read(w.ctx, w.actors[who]), investigations.GapQuery{Incident: w.incident(r), Code: code, State: "open", Limit: 1})
	w.keep(err, "read gaps")
	if w.err == nil && len(page.Items) == 0 {
		w.err = fmt.Errorf("%s has no open gap %s", r.Title, code)
	}
	if w.err != nil {
		return
	}
	w.keep(investigations.Explain(w.ctx, w.db, w.actors[who], page.Items[0].ID, investigations.ExplanationFacts{Text: text}), who+" explains "+code)
}

func (w *world) draft(who string, r models.Report, kind, text string) string {
	if w.err != nil {
		return ""
	}
	s, err := statements.Draft(w.ctx, w.db, w.actors[who], w.incident(r), models.StatementFacts{Kind: kind, Audience: "PUBLIC", Bodies: map[string]string{"en": text}})
	w.keep(err, who+" drafts")
	return s.ID
}

func (w *world) approve(who, id string) {
	if w.err != nil {
		return
	}
	_, err := statements.Approve(w.ctx, w.db, w.actors[who], id, yes)
	w.keep(err, who+" approves")
}

func (w *world) release(who, id string) {
	if w.err != nil {
		return
	}
	_, err := statements.Release(w.ctx, w.db, w.actors[who], id)
	w.keep(err, who+" releases")
}
