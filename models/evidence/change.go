package evidence

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"concord/models"
	"concord/models/access"
	"concord/models/store"
	"concord/models/vault"

	"gorm.io/gorm"
)

// Share changes who may read an item of the actor's partner: its working copy and
// what it is, never the original. Widening reaches the others at once; narrowing
// cannot call back what they have seen.
func Share(ctx context.Context, db *store.DB, who models.Actor, id, level string, partners []string) error {
	return db.Write(ctx, who, access.ShareEvidence, func(tx *store.Tx) error {
		e, o, err := own(tx, id)
		if err != nil {
			return err
		}
		codes, err := others(tx, level, partners)
		if err != nil {
			return err
		}
		e.Sharing, e.SharedWith = level, strings.Join(codes, ",")
		if _, err := gorm.G[models.EvidenceShare](tx.DB).Where("evidence = ?", id).Delete(tx.Ctx); err != nil {
			return err
		}
		for _, code := range codes {
			if err := gorm.G[models.EvidenceShare](tx.DB).Create(tx.Ctx, &models.EvidenceShare{Evidence: id, Partner: code}); err != nil {
				return err
			}
		}
		return save(tx, e, o, "")
	})
}

// others checks with whom an item is to be shared.
func others(tx *store.Tx, level string, partners []string) ([]string, error) {
	var problems []models.FieldError
	switch level {
	case models.Origin, models.Joint:
		return nil, nil
	case models.Named:
	default:
		return nil, models.Invalid(models.FieldError{Pointer: "/with", Detail: "Evidence is shared with \"joint\", \"origin\" or a list of partner codes; the public sees statements, never evidence."})
	}
	for i, code := range partners {
		n, err := gorm.G[models.Partner](tx.DB).Where("code = ? AND active", code).Count(tx.Ctx, "code")
		if err != nil {
			return nil, err
		}
		if n == 0 || code == tx.Actor.Partner {
			problems = append(problems, models.FieldError{Pointer: fmt.Sprintf("/with/%d", i), Detail: fmt.Sprintf("%q is not another partner here; use a partner's code.", code)})
		}
	}
	if len(partners) == 0 {
		problems = append(problems, models.FieldError{Pointer: "/with", Detail: "Name at least one partner, or say \"joint\" or \"origin\"."})
	}
	return slices.Compact(slices.Sorted(slices.Values(partners))), models.Invalid(problems...)
}

// Hand records a custody event that a person reports. What is on hold is neither
// released nor destroyed.
func Hand(ctx context.Context, db *store.DB, who models.Actor, id, action, to, reason string) error {
	var gone []string                  // files of an item destroyed by rule
	if action == "DESTROYED_BY_RULE" { // nobody may begin to stand on the same file meanwhile
		placing.Lock()
		defer placing.Unlock()
	}
	err := db.Write(ctx, who, access.RecordCustody, func(tx *store.Tx) error {
		gone = nil
		e, o, err := own(tx, id)
		if err != nil {
			return err
		}
		if err := models.Invalid(models.CheckCustody(action, to, reason)...); err != nil {
			return err
		}
		if e.Hold && (action == "RELEASED" || action == "DESTROYED_BY_RULE") {
			return models.Refuse("The item is on hold: it is neither released nor destroyed.", "A legal adviser must lift the hold, for a reason, once no case of the incident is open.")
		}
		c := models.Custody{Action: action, FromWhom: e.Holder, ToWhom: to, Reason: reason, SHA256: o.SHA256}
		switch action {
		case "DESTROYED_BY_RULE":
			c.FromWhom, c.ToWhom = e.Partner, ""
			if gone, err = destroy(tx, &e, &o); err != nil {
				return err
			}
		case "TRANSFERRED", "RETURNED":
			n, err := store.All[models.Partner](tx).Where("code = ?", to).Count(tx.Ctx, "code")
			if err != nil {
				return err
			}
			if n > 0 {
				e.Holder = to
			}
		}
		if err := hand(tx, &e, c); err != nil {
			return err
		}
		return save(tx, e, o, reason)
	})
	if err != nil {
		return err
	}
	for _, sha256 := range gone {
		if err := vault.In(db.Dir()).Remove(who.Partner, sha256); err != nil {
			return fmt.Errorf("evidence: the destruction of %s is recorded and a file is still there; the next check removes it: %w", id, err)
		}
	}
	return nil
}

// destroy takes an item's files out of use and gives those on which no other item
// stands. It takes two people: one who lifted the hold, and one who leads the cell.
func destroy(tx *store.Tx, e *models.Evidence, o *models.Original) (gone []string, err error) {
	if o.DestroyedAt != nil {
		return nil, models.Refuse("The item was destroyed by rule already.")
	}
	if !tx.Actor.Has(models.CellLead) || tx.Actor.Name == o.HoldLiftedBy {
		return nil, models.Deny("It takes two people to destroy by rule: the legal adviser who lifted the hold, and a cell lead.")
	}
	for _, sha256 := range []string{o.SHA256, e.CopySHA256} {
		if sha256 == "" {
			continue
		}
		as, err := gorm.G[models.Original](tx.DB).Where("partner = ? AND sha256 = ? AND evidence <> ? AND destroyed_at IS NULL", e.Partner, sha256, e.ID).Count(tx.Ctx, "evidence")
		if err != nil {
			return nil, err
		}
		copies, err := gorm.G[models.Evidence](tx.DB).Where("partner = ? AND copy_sha256 = ? AND id <> ?", e.Partner, sha256, e.ID).Count(tx.Ctx, "id")
		if err != nil {
			return nil, err
		}
		if as+copies == 0 {
			gone = append(gone, sha256)
		}
	}
	o.DestroyedAt, e.Existence = &tx.Now, "DECLARED_DESTROYED"
	e.CopySHA256, e.CopySize, e.CopyType, e.CopyChunks = "", 0, "", nil
	o.CopyNote = "The item was destroyed by rule."
	return gone, nil
}

// Hold puts the hold on an item again or lifts it, for a reason. It is lifted only
// while no case of the incident is open.
func Hold(ctx context.Context, db *store.DB, who models.Actor, id string, on bool, reason string) error {
	return db.Write(ctx, who, access.ChangeHold, func(tx *store.Tx) error {
		e, o, err := own(tx, id)
		if err != nil {
			return err
		}
		if !models.Said(reason) || models.Longer(reason, 2000) {
			return models.Invalid(models.FieldError{Pointer: "/reason", Detail: "Say why, in at most 2000 characters; the reason stays with the item."})
		}
		if e.Hold == on {
			return models.Refuse(map[bool]string{true: "The item is on hold already.", false: "The hold is lifted already."}[on])
		}
		if !on {
			open, err := open(tx, e.Incident)
			if err != nil {
				return err
			}
			if open {
				return models.Refuse("A case of the incident is open, so everything of it is preserved.", "The case must be closed first.")
			}
		}
		if e.Hold, o.HoldLiftedBy = on, ""; !on {
			o.HoldLiftedBy = tx.Actor.Name
		}
		return save(tx, e, o, reason)
	})
}
