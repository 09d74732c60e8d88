package investigations

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Open opens the one shared case of an incident, or gives the one that is open:
// it comes in as INTAKE and is NOTIFIED by itself, because the other partners
// see it from the same moment on. opened tells which of the two it was.
func Open(ctx context.Context, db *store.DB, who models.Actor, incident string) (c models.Investigation, opened bool, err error) {
	err = db.Write(ctx, who, access.OpenInvestigation, func(tx *store.Tx) error {
		opened = false
		i, err := store.Visible[models.Incident](tx).Where("id = ?", incident).Take(tx.Ctx)
		if err != nil {
			return err
		}
		if i.MergedInto != "" {
			incident = i.MergedInto
		}
		parties, err := partiesOf(tx, incident)
		if err != nil {
			return err
		}
		if !slices.Contains(parties, who.Partner) {
			return models.Deny("Only a party of the incident can open its case.")
		}
		c, err = gorm.G[models.Investigation](tx.DB).Where("incident = ? AND state NOT IN ?", incident, []models.State{models.MergedCase, models.SplitCase, models.NotSameCase}).Order("seq").Take(tx.Ctx)
		if err == nil {
			return store.ErrNothing
		}
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		opened = true
		c = models.Investigation{ID: models.NewID(), Ref: models.NewRef("C", tx.Now.Year()), Incident: incident, HomeIncident: incident,
			State: models.Notified, Version: 2, OpenedAt: tx.Now, OpenedBy: who.Name, EnteredAt: tx.Now}
		if err := gorm.G[models.Investigation](tx.DB).Create(tx.Ctx, &c); err != nil {
			if errors.Is(err, gorm.ErrDuplicatedKey) { // opened for this incident before and since moved away
				return models.Refuse("This incident's case has moved with its report to another incident.")
			}
			return err
		}
		for _, t := range []models.Transition{
			{ToState: models.Intake, ByName: who.Name, Partner: who.Partner, Reason: "Opened."},
			{FromState: models.Intake, ToState: models.Notified, ByName: models.System.Name, Reason: "Every party sees the case from the same moment on and is asked for its report."},
		} {
			t.ID, t.Investigation, t.At, t.State, t.TakenAt = models.NewID(), c.ID, tx.Now, "TAKEN", &tx.Now
			if err := gorm.G[models.Transition](tx.DB).Create(tx.Ctx, &t); err != nil {
				return err
			}
		}
		tx.Touch("incident", incident)
		return tx.Record("investigation", c.ID, map[string]any{"incident": incident, "from": "", "to": models.Intake, "then": models.Notified})
	})
	if errors.Is(err, store.ErrNothing) {
		err = nil
	}
	return c, opened, err
}

// Move takes a case to another state, or proposes it where every party must
// sign. What is forbidden or blocked is refused with all that is missing, and is
// never kept as a proposal.
func Move(ctx context.Context, db *store.DB, who models.Actor, id string, to models.State, reason string) (models.Transition, error) {
	var t models.Transition
	err := db.Write(ctx, who, access.ProposeTransition, func(tx *store.Tx) error {
		s, err := lockCase(tx, id)
		if err != nil {
			return err
		}
		m, err := s.mayMove(tx.Actor, to, reason)
		if err != nil {
			return err
		}
		t = models.Transition{ID: models.NewID(), Investigation: id, FromState: s.c.State, ToState: to, Reason: reason,
			ByName: who.Name, Partner: who.Partner, At: tx.Now, State: "PROPOSED", Digest: s.moveDigest(to)}
		if err := gorm.G[models.Transition](tx.DB).Create(tx.Ctx, &t); err != nil {
			return err
		}
		tx.Touch("incident", s.c.Incident)
		if err := tx.Record("transition", t.ID, t); err != nil {
			return err
		}
		if !m.both {
			return s.take(tx, &t)
		}
		if !who.Has(m.signers...) {
			return nil // proposed by somebody who does not sign for the partner
		}
		return s.sign(tx, m, &t, Stance{Stance: "CONCUR", Reasons: reason})
	})
	return t, err
}

// Sign records the actor's partner's position on a proposed move. It is taken
// when the last party concurs and declined when one dissents. What stands in the way of
// proposing a move stands in the way of concurring with it: a serious gap that only some
// of the parties may see holds those back who see it.
func Sign(ctx context.Context, db *store.DB, who models.Actor, id string, stance Stance) (models.Transition, error) {
	var t models.Transition
	err := db.Write(ctx, who, access.SignTransition, func(tx *store.Tx) error {
		seen, err := store.Visible[models.Transition](tx).Where("id = ?", id).Take(tx.Ctx)
		if err != nil {
			return err
		}
		if err := stance.Check(); err != nil {
			return err
		}
		s, err := lockCase(tx, seen.Investigation)
		if err != nil {
			return err
		}
		if t, err = gorm.G[models.Transition](tx.DB).Where("id = ?", id).Take(tx.Ctx); err != nil {
			return err
		}
		if t.State != "PROPOSED" {
			return models.Refuse("This move waits for nobody any more: it is " + t.State + "." + voidNote(t))
		}
		m, known := find(s.c.State, t.ToState)
		if !known {
			return models.Refuse("The case has moved on; this move is no longer possible.")
		}
		if !slices.Contains(s.taking, who.Partner) {
			return models.Deny("Only the parties of the case sign.")
		}
		if !who.Has(m.signers...) {
			return models.Deny("For this move " + roleWords(m.signers) + " signs.")
		}
		if stance.Version != 0 && stance.Version != s.c.Version || stance.Digest != "" && stance.Digest != t.Digest || t.Digest != s.moveDigest(t.ToState) {
			return models.Refuse("What would be signed has changed since; read it again.", "the position names the digest in force: "+s.moveDigest(t.ToState))
		}
		if missing := s.missing(m); stance.Concurs() && len(missing) > 0 { // each signer is held to what it may see, as the proposer is
			return models.Refuse("Your partner cannot sign this move yet.", missing...)
		}
		tx.Touch("incident", s.c.Incident)
		return s.sign(tx, m, &t, stance)
	})
	return t, err
}

func voidNote(t models.Transition) string {
	if t.VoidReason == "" {
		return ""
	}
	return " " + t.VoidReason
}

// lockCase reads a case the actor takes part in and what stands around it, and
// holds it against a second mover.
func lockCase(tx *store.Tx, id string) (*situation, error) {
	if _, err := store.Visible[models.Investigation](tx).Where("id = ?", id).Take(tx.Ctx); err != nil {
		return nil, err
	}
	c, err := gorm.G[models.Investigation](tx.DB, clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(tx.Ctx)
	if err != nil {
		return nil, err
	}
	return situate(tx, c, tx.Actor.Partner)
}

func find(from, to models.State) (move, bool) {
	for _, m := range workflow {
		if m.to == to && slices.Contains(m.from, from) {
			return m, true
		}
	}
	return move{}, false
}

// mayMove finds the line of the workflow and checks everything it asks for.
func (s *situation) mayMove(who models.Actor, to models.State, reason string) (move, error) {
	m, known := find(s.c.State, to)
	if !known {
		return m, models.Refuse("A case in "+string(s.c.State)+" cannot move to "+string(to)+".", "possible from here: "+strings.Join(s.reachable(), ", "))
	}
	if !slices.Contains(s.taking, who.Partner) {
		return m, models.Deny("Only the parties of the case move it.")
	}
	if !m.both && !who.Has(m.signers...) {
		return m, models.Deny("This move is made by " + roleWords(m.signers) + ".")
	}
	missing := s.missing(m)
	if m.reason && strings.TrimSpace(reason) == "" {
		missing = append(missing, "A reason is needed.")
	}
	for _, t := range s.moves {
		if t.State == "PROPOSED" && t.ToState == to {
			missing = append(missing, "This move is proposed already and waits for positions.")
		}
	}
	if len(missing) > 0 {
		return m, models.Refuse("The case cannot move to "+string(to)+" yet.", missing...)
	}
	return m, nil
}

func (s *situation) missing(m move) []string {
	var out []string
	if m.both && len(s.parties) < 2 {
		out = append(out, "No second partner takes part that every party may know of: share the report first, or let one of the others propose this.")
	}
	for _, need := range m.needs {
		if words := need(s); words != "" {
			out = append(out, words)
		}
	}
	return out
}

func (s *situation) reachable() []string {
	var out []string
	for _, m := range workflow {
		if slices.Contains(m.from, s.c.State) {
			out = append(out, string(m.to))
		}
	}
	if len(out) == 0 {
		out = []string{"nothing"}
	}
	return out
}

func roleWords(roles []models.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, " or ")
}

// sign stores a position and takes the step when it was the last one needed.
func (s *situation) sign(tx *store.Tx, m move, t *models.Transition, stance Stance) error {
	if err := savePosition(tx, "transition", t.ID, stance, t.Digest); err != nil {
		return err
	}
	if stance.Stance == "DISSENT" {
		t.State = "DECLINED"
		_, err := gorm.G[models.Transition](tx.DB).Where("id = ?", t.ID).Update(tx.Ctx, "state", t.State)
		return err
	}
	signed, err := signatures(tx, t.ID)
	if err != nil {
		return err
	}
	late := m.after > 0 && tx.Now.Sub(t.At.Time) >= m.after
	for _, party := range s.parties {
		if !late && !slices.ContainsFunc(signed, func(x models.Signature) bool { return x.Partner == party }) {
			return nil // waits for this party; silence is no position
		}
	}
	return s.take(tx, t)
}

// take makes the step: the state, the packet that is frozen or agreed on, and
// the end of every other move that waited.
func (s *situation) take(tx *store.Tx, t *models.Transition) error {
	from := s.c.State
	c := s.c
	c.State, c.EnteredAt, c.Version = t.ToState, tx.Now, c.Version+1
	if t.ToState == models.AccessHold {
		c.HeldFrom = from
	}
	if t.ToState == models.JointReview {
		text, err := json.Marshal(s.packet)
		if err != nil {
			return err
		}
		c.Packet, c.PacketDigest = text, s.digest
	}
	if t.ToState == models.JointReview || from == models.JointReview { // the clock of the signatures weighs on the incident's gaps
		tx.Touch(foundAnew, c.Incident)
	}
	if t.ToState == models.Agreed || t.ToState == models.AgreedInPart {
		if err := s.agreeFindings(tx, t); err != nil {
			return err
		}
	}
	if _, err := gorm.G[models.Investigation](tx.DB).Where("id = ?", c.ID).Select("state", "held_from", "version", "entered_at", "packet", "packet_digest").Updates(tx.Ctx, c); err != nil {
		return err
	}
	t.State, t.TakenAt = "TAKEN", &tx.Now
	if _, err := gorm.G[models.Transition](tx.DB).Where("id = ?", t.ID).Select("state", "taken_at").Updates(tx.Ctx, *t); err != nil {
		return err
	}
	for _, other := range s.moves {
		if other.State == "PROPOSED" && other.ID != t.ID {
			if err := voidMove(tx, other, "The case has moved to "+string(t.ToState)+"."); err != nil {
				return err
			}
		}
	}
	s.c = c
	return tx.Record("investigation", c.ID, map[string]any{"from": from, "to": t.ToState, "transition": t.ID, "packet": c.PacketDigest})
}

// agreeFindings makes the packet's values the agreed ones, under the signatures
// that took the move.
func (s *situation) agreeFindings(tx *store.Tx, t *models.Transition) error {
	signed, err := signatures(tx, t.ID)
	if err != nil {
		return err
	}
	for _, f := range s.packet.Findings {
		if f.Basis != "EQUAL" && f.Basis != "COMPATIBLE" {
			continue
		}
		value, err := json.Marshal(f.Value)
		if err != nil {
			return err
		}
		if err := agree(tx, s.c.Incident, f.Field, value, f.Basis, t.ID, "", signed); err != nil {
			return err
		}
	}
	return nil
}

// voidMove ends a proposed move with a reason everybody sees; its signatures die.
func voidMove(tx *store.Tx, t models.Transition, reason string) error {
	d := desk{tx: tx}
	if err := d.voidPositions(t.ID, reason); err != nil {
		return err
	}
	t.State, t.VoidReason = "VOID", reason
	if _, err := gorm.G[models.Transition](tx.DB).Where("id = ?", t.ID).Select("state", "void_reason").Updates(tx.Ctx, t); err != nil {
		return err
	}
	return tx.Record("transition", t.ID, map[string]any{"void": reason})
}
