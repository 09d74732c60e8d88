package statements

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"concord/investigations"
	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
)

// Draft begins a joint statement about an incident the actor's partner takes
// part in. Every party sees it from the first draft on.
func Draft(ctx context.Context, db *store.DB, who models.Actor, incident string, facts models.StatementFacts) (models.Statement, error) {
	var s models.Statement
	err := db.Write(ctx, who, access.DraftStatement, func(tx *store.Tx) error {
		if err := models.Invalid(models.CheckTags(facts)...); err != nil {
			return err
		}
		i, err := store.Visible[models.Incident](tx).Where("id = ?", incident).Take(tx.Ctx)
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return models.Invalid(models.FieldError{Pointer: "/incident", Detail: "There is no such incident for you; name one that you see."})
		}
		if err != nil {
			return err
		}
		if i.MergedInto != "" {
			incident = i.MergedInto
		}
		parties, err := investigations.PartiesOf(tx, incident)
		if err != nil {
			return err
		}
		if !slices.Contains(parties, who.Partner) {
			return models.Deny("Only a party of the incident drafts statements about it.")
		}
		s = models.Statement{ID: models.NewID(), Ref: models.NewRef("ST", tx.Now.Year()), Incident: incident, Partner: who.Partner,
			State: models.StatementDraft, Version: 1, CreatedBy: who.Name, CreatedAt: tx.Now}
		if err := bind(tx, &s, facts); err != nil {
			return err
		}
		return gorm.G[models.Statement](tx.DB).Create(tx.Ctx, &s)
	})
	return s, err
}

// bind stores a text as the statement's version and computes what an approval
// of it would mean.
func bind(tx *store.Tx, s *models.Statement, facts models.StatementFacts) error {
	text, err := json.Marshal(facts.Bodies)
	if err != nil {
		return err
	}
	v := models.StatementVersion{StatementID: s.ID, Version: s.Version, Kind: facts.Kind, Audience: facts.Audience, Bodies: text, ByName: tx.Actor.Name, At: tx.Now}
	if err := tx.RecordStatement(&v); err != nil {
		return err
	}
	r, err := record(tx.Whole(), s.Incident)
	if err != nil {
		return err
	}
	s.Digest = Digest(facts.Kind, facts.Audience, facts.Bodies, r)
	tx.Touch("statement", s.ID)
	return nil
}

// Revise makes another text the next version. Approvals were of the text before:
// they die visibly. expected is the version the person worked from.
func Revise(ctx context.Context, db *store.DB, who models.Actor, id string, expected int, facts models.StatementFacts) (models.Statement, error) {
	var s models.Statement
	err := db.Write(ctx, who, access.DraftStatement, func(tx *store.Tx) error {
		if err := models.Invalid(models.CheckTags(facts)...); err != nil {
			return err
		}
		var err error
		if s, err = lock(tx, id); err != nil {
			return err
		}
		if s.Version != expected {
			return &models.Error{Kind: models.Stale, Detail: "Someone saved this statement first. Nothing of yours was lost: read it again, compare and save."}
		}
		if s.State != models.StatementDraft && s.State != models.StatementConcurred {
			return models.Refuse("A statement that was released is never edited.", "draft a correction")
		}
		if err := investigations.VoidPositions(tx, s.ID, "The text was changed by "+who.Name+"."); err != nil {
			return err
		}
		s.Version++
		s.State = models.StatementDraft
		if err := bind(tx, &s, facts); err != nil {
			return err
		}
		_, err = gorm.G[models.Statement](tx.DB).Where("id = ?", s.ID).Select("version", "state", "digest").Updates(tx.Ctx, s)
		return err
	})
	return s, err
}
