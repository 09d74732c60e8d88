package investigations

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"concord/models"
	"concord/models/audit"
	"concord/models/store"

	"gorm.io/gorm"
)

// reversible is how long one party alone may take an ending back: the ten days that a
// party has for its concurrence (domain.md 3.4, T8). Whoever signs on behalf of a partner
// signs quickly, and its approver may find out later; opening again is the safe direction
// and no partner can prevent it (domain.md 3.1). After that, and once a case has been
// signed that holds the ending, it is opened by all who signed it.
const reversible = t8

// signedStates are those in which the approvers have signed what a case holds.
var signedStates = []models.State{models.Agreed, models.AgreedInPart, models.DissentRecorded, models.Responding, models.Closed, models.ClosedNoAction}

// seal keeps with a proposal how it ended its gap, and the hash of that in the log.
func seal(tx *store.Tx, p *models.Proposal, g models.Gap, signed []models.Signature) error {
	p.RuleVersion, p.Config = g.RuleVersion, g.Config
	if p.Outcome != "AWAITING_INFORMATION" && p.Outcome != "NOT_SAME_INCIDENT" { // the one has not ended, the other is undone where the two are linked
		until := models.At(tx.Now.Add(reversible).Truncate(time.Second))
		p.ReversibleUntil = &until
	}
	positions, err := gorm.G[models.Position](tx.DB).Where("subject = ?", p.ID).Order("partner").Find(tx.Ctx)
	if err != nil {
		return err
	}
	steps, err := stepsOf(tx, g.ID)
	if err != nil {
		return err
	}
	r := models.ResolutionOf(*p, g, proposedAs(steps, p.ID), positions, signed)
	if p.Hash, err = r.Hash(); err != nil {
		return err
	}
	if _, err := gorm.G[models.Proposal](tx.DB).Where("id = ?", p.ID).Select("reversible_until", "rule_version", "config", "hash").Updates(tx.Ctx, *p); err != nil {
		return err
	}
	return tx.Record("resolution", p.ID, recordedResolution{p.Hash, r})
}

// recordedResolution is what the log holds of an ending.
type recordedResolution struct {
	Hash       string            `json:"hash"`
	Resolution models.Resolution `json:"resolution"`
}

// reverse takes an ending back by one of those who signed it: the gap is open again, the
// value is agreed on no longer, and how it had ended stays in its course.
func reverse(tx *store.Tx, p *models.Proposal, g models.Gap, reason string) error {
	if err := mayReverse(tx, *p, g); err != nil {
		return err
	}
	if !models.Said(reason) {
		return models.Invalid(models.FieldError{Pointer: "/reason", Detail: "Say why; the other partners signed this too, and read it."})
	}
	d := desk{tx: tx}
	if err := d.voidProposals(g.ID, "The ending it was about was taken back."); err != nil {
		return err
	}
	if err := takeBackAgreed(tx, g); err != nil {
		return err
	}
	if err := step(tx, models.GapStep{GapID: g.ID, Kind: models.StepReversed, Proposal: p.ID, Text: strings.TrimSpace(reason)}); err != nil {
		return err
	}
	now, err := openNow(tx, g)
	if err != nil {
		return err
	}
	p.State = models.Reversed
	return standAs(tx, p, g, now)
}

func mayReverse(tx *store.Tx, p models.Proposal, g models.Gap) error {
	const all = "propose to open it again (outcome REOPEN); every party that signed answers"
	last, err := lastEnding(tx, g.ID)
	if err != nil {
		return err
	}
	signed, err := signatures(tx, p.ID)
	if err != nil {
		return err
	}
	cases, err := gorm.G[models.Investigation](tx.DB).Where("incident = ? AND state IN ?", g.Incident, signedStates).Count(tx.Ctx, "id")
	switch {
	case err != nil:
		return err
	case slices.Contains(gapOpen, g.State) || g.State == models.GapSuperseded || last == nil || last.ID != p.ID:
		return models.Refuse("This gap no longer stands as this proposal ended it.")
	case !slices.ContainsFunc(signed, func(s models.Signature) bool { return s.Partner == tx.Actor.Partner }):
		return models.Deny("Only a partner that signed this ending takes it back.")
	case tx.Now.After(p.ReversibleUntil.Time):
		return models.Refuse(fmt.Sprintf("One partner alone could take this back until %s.", p.ReversibleUntil.Format(time.RFC3339)), all)
	case cases > 0:
		return models.Refuse("The approvers have signed the case with this ending in it.", "the case is opened again first", all)
	}
	return nil
}

// proposedAs are the words under which a proposal was made.
func proposedAs(steps []models.GapStep, proposal string) string {
	for _, s := range steps {
		if s.Kind == models.StepProposed && s.Proposal == proposal {
			return s.Text
		}
	}
	return ""
}

// VerifyResolutions compares how gaps ended with what was signed: every part gives the
// hash that is kept with it and stands in the log, what is agreed is what was signed, and
// the course of every gap is that of the log.
func VerifyResolutions(ctx context.Context, db *store.DB) ([]audit.Fault, error) {
	kept, recorded, err := db.Resolutions(ctx)
	if err != nil {
		return nil, err
	}
	var faults []audit.Fault
	for _, k := range kept {
		where := "the ending " + k.Proposal.ID + " of gap " + k.Proposal.GapID
		body, known := recorded[k.Proposal.ID]
		delete(recorded, k.Proposal.ID)
		if !known {
			faults = append(faults, audit.Fault{Where: where, What: "was inserted behind the log: no entry speaks of it"})
			continue
		}
		if what := faultOf(k, body); what != "" {
			faults = append(faults, audit.Fault{Where: where, What: what})
		}
	}
	for id := range recorded {
		faults = append(faults, audit.Fault{Where: "the ending " + id, What: "was removed: the log has it, the store does not"})
	}
	more, err := verifyCourses(ctx, db)
	faults = append(faults, more...)
	slices.SortFunc(faults, func(a, b audit.Fault) int { return strings.Compare(a.Where, b.Where) })
	return faults, err
}

// faultOf is what is wrong with an ending that is kept, by what the log has of it.
func faultOf(k store.KeptResolution, body []byte) string {
	const altered = "was altered: it no longer gives the hash that was signed"
	var logged recordedResolution
	if json.Unmarshal(body, &logged) != nil {
		return altered
	}
	then := k.Gap // the facts may have changed since; what they were is in the log
	then.ValueA, then.ValueB = logged.Resolution.ValueA, logged.Resolution.ValueB
	hash, err := models.ResolutionOf(k.Proposal, then, proposedAs(k.Steps, k.Proposal.ID), k.Positions, signaturesOf(signers(k.Steps, k.Proposal.ID))).Hash()
	if err != nil || hash != k.Proposal.Hash || hash != logged.Hash {
		return altered
	}
	back := slices.ContainsFunc(k.Steps, func(s models.GapStep) bool { return s.Kind == models.StepReversed && s.Proposal == k.Proposal.ID })
	if back != (k.Proposal.State == models.Reversed) {
		return "stands otherwise than its gap's course says: whether it was taken back"
	}
	of := slices.IndexFunc(k.Agreed, func(v models.AgreedValue) bool { return v.Subject == k.Proposal.ID })
	switch {
	case of >= 0 && !bytes.Equal(k.Agreed[of].Value, k.Proposal.Value):
		return "is not what is agreed: the agreed value is another than the one signed"
	case len(k.Agreed) == 0 && k.Gap.State == models.GapResolved && len(k.Proposal.Value) > 0 && k.Proposal.State == "AGREED" && endedBy(k.Steps) == k.Proposal.ID:
		return "is not what is agreed: the value that was signed is gone"
	}
	return ""
}

// endedBy is the proposal by which a gap ended last, "" where it was opened since.
func endedBy(steps []models.GapStep) (proposal string) {
	for _, s := range steps {
		switch s.Kind {
		case models.StepEnded:
			proposal = s.Proposal
		case models.StepReopened, models.StepReversed:
			proposal = ""
		}
	}
	return proposal
}

// verifyCourses compares the steps of every gap with what was logged of them.
func verifyCourses(ctx context.Context, db *store.DB) ([]audit.Fault, error) {
	type course struct {
		steps int
		hash  [32]byte
	}
	stored, logged := map[string]course{}, map[string]course{}
	add := func(to map[string]course, s models.GapStep) {
		if len(s.Body) == 0 {
			s.Body = nil
		}
		text, err := json.Marshal(s)
		if err != nil {
			panic(err) // texts and times
		}
		c := to[s.GapID]
		c.hash = sha256.Sum256(append(c.hash[:], text...))
		c.steps++
		to[s.GapID] = c
	}
	err := db.Courses(ctx, func(s models.GapStep) { add(stored, s) }, func(gap string, body []byte) {
		var s models.GapStep
		if json.Unmarshal(body, &s) == nil && s.Kind != "" && s.GapID == gap {
			add(logged, s)
		}
	})
	var faults []audit.Fault
	for gap, c := range logged {
		if now := stored[gap]; now != c {
			what := "was altered: a step no longer says what the log has of it"
			if now.steps != c.steps {
				what = fmt.Sprintf("was altered: it has %d steps and the log %d", now.steps, c.steps)
			}
			faults = append(faults, audit.Fault{Where: "the course of gap " + gap, What: what})
		}
	}
	for gap := range stored {
		if _, known := logged[gap]; !known {
			faults = append(faults, audit.Fault{Where: "the course of gap " + gap, What: "was inserted behind the log: no entry speaks of it"})
		}
	}
	return faults, err
}
