package statements

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"concord/investigations"
	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// lock reads a statement the actor may see and holds it against a second writer.
func lock(tx *store.Tx, id string) (models.Statement, error) {
	if _, err := store.Visible[models.Statement](tx).Where("id = ?", id).Take(tx.Ctx); err != nil {
		return models.Statement{}, err
	}
	return gorm.G[models.Statement](tx.DB, clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(tx.Ctx)
}

// inForce is the text a statement stands on.
func inForce(l store.Looker, s models.Statement) (models.StatementVersion, map[string]string, error) {
	v, err := store.Visible[models.StatementVersion](l).Where("statement_id = ? AND version = ?", s.ID, s.Version).Take(l.Context())
	if err != nil {
		return v, nil, err
	}
	var bodies map[string]string
	return v, bodies, json.Unmarshal(v.Bodies, &bodies)
}

// Approve records the actor's partner's position on exactly one digest: this
// text with these agreed values. Concurrence is refused while a check blocks.
// When every party concurs the statement may be released.
func Approve(ctx context.Context, db *store.DB, who models.Actor, id string, stance investigations.Stance) (models.Statement, error) {
	var s models.Statement
	err := db.Write(ctx, who, access.ApproveStatement, func(tx *store.Tx) error {
		var err error
		if s, err = lock(tx, id); err != nil {
			return err
		}
		if err := stance.Check(); err != nil {
			return err
		}
		v, bodies, err := inForce(tx, s)
		if err != nil {
			return err
		}
		if err := mayApprove(tx, s, v, stance); err != nil {
			return err
		}
		if stance.Concurs() {
			if err := unblocked(tx, s, v, bodies); err != nil {
				return err
			}
		}
		if err := investigations.SavePosition(tx, "approval", s.ID, stance, s.Digest); err != nil {
			return err
		}
		return settle(tx, &s)
	})
	return s, err
}

func mayApprove(tx *store.Tx, s models.Statement, v models.StatementVersion, stance investigations.Stance) error {
	parties, err := investigations.PartiesOf(tx, s.Incident)
	if err != nil {
		return err
	}
	switch {
	case s.State != models.StatementDraft && s.State != models.StatementConcurred:
		return models.Refuse("This statement is " + s.State + " and takes no more positions.")
	case !slices.Contains(parties, tx.Actor.Partner):
		return models.Deny("Only the parties of the incident approve.")
	case v.ByName == tx.Actor.Name || s.CreatedBy == tx.Actor.Name:
		return models.Deny("Nobody approves what he or she wrote.")
	case stance.Digest != "" && stance.Digest != s.Digest || stance.Version != 0 && stance.Version != s.Version:
		return models.Refuse("The text or an agreed value has changed since; read it again.", "the position names the digest in force: "+s.Digest)
	}
	return nil
}

// unblocked refuses while a check blocks, and names every one that does.
func unblocked(tx *store.Tx, s models.Statement, v models.StatementVersion, bodies map[string]string) error {
	r, err := record(tx, s.Incident) // as the approver's own partner sees it
	if err != nil {
		return err
	}
	var missing []string
	for _, c := range Checks(bodies, v.Kind, v.Audience, r) {
		if c.Severity == "BLOCK" {
			missing = append(missing, c.Text)
		}
	}
	if len(missing) > 0 {
		return models.Refuse("The record does not carry this text yet.", missing...)
	}
	return nil
}

// settle makes the state follow from the positions that stand.
func settle(tx *store.Tx, s *models.Statement) error {
	parties, err := investigations.Signing(tx, s.Incident)
	if err != nil {
		return err
	}
	rows, err := gorm.G[models.Position](tx.DB).Where("subject = ? AND void_at IS NULL AND digest = ? AND stance IN ('CONCUR', 'CONCUR_WITH_COMMENT')", s.ID, s.Digest).Find(tx.Ctx)
	if err != nil {
		return err
	}
	s.State = models.StatementConcurred
	if len(parties) < 2 {
		s.State = models.StatementDraft // one partner's word is not a joint one
	}
	for _, party := range parties {
		if !slices.ContainsFunc(rows, func(p models.Position) bool { return p.Partner == party }) {
			s.State = models.StatementDraft
		}
	}
	tx.Touch("statement", s.ID)
	_, err = gorm.G[models.Statement](tx.DB).Where("id = ?", s.ID).Update(tx.Ctx, "state", s.State)
	return err
}

// React follows every write: an agreed value that changed makes another digest
// of every statement that prints it, and approvals of the old one die visibly.
func React(tx *store.Tx) error {
	for some := range slices.Chunk(tx.Touched("incident"), 400) {
		rows, err := gorm.G[models.Statement](tx.DB).Where("incident IN ? AND state IN ?", some, []string{models.StatementDraft, models.StatementConcurred}).Find(tx.Ctx)
		if err != nil {
			return err
		}
		for _, s := range rows {
			if err := rebind(tx, s); err != nil {
				return err
			}
		}
	}
	return nil
}

func rebind(tx *store.Tx, s models.Statement) error {
	v, bodies, err := inForce(tx.Whole(), s)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil // drafted in this very write
	}
	if err != nil {
		return err
	}
	r, err := record(tx.Whole(), s.Incident)
	if err != nil {
		return err
	}
	digest := Digest(v.Kind, v.Audience, bodies, r)
	if digest == s.Digest {
		return nil
	}
	s.Digest, s.State = digest, models.StatementDraft
	if err := investigations.VoidPositions(tx, s.ID, "A value this text prints was changed by "+tx.Actor.Name+"."); err != nil {
		return err
	}
	if _, err := gorm.G[models.Statement](tx.DB).Where("id = ?", s.ID).Select("digest", "state").Updates(tx.Ctx, s); err != nil {
		return err
	}
	tx.Touch("statement", s.ID)
	return tx.Record("approval", s.ID, map[string]any{"void": "A value this text prints has changed.", "digest": digest})
}

// record is what an incident carries, in the form the checks take.
func record(l store.Looker, incident string) (Record, error) {
	carried, err := investigations.Record(l, incident)
	if err != nil {
		return Record{}, err
	}
	r := Record{Agreed: carried.Agreed, Case: carried.Case, Parties: carried.Parties, Names: carried.Names, PublicPrecision: "ADMIN2"}
	for _, c := range carried.Reports {
		r.Reports = append(r.Reports, Account{Partner: c.Partner, PartnerName: carried.Names[c.Partner], Report: c.Report, Facts: c.Facts})
	}
	return r, nil
}

// firstLine is the beginning of a text, for lists.
func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}
