package investigations

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"concord/investigations/gaps"
	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// rules is a configuration for finding gaps with the number it came into force under;
// 0 is the catalogue as it is printed.
type rules struct {
	version int
	config  gaps.Config
}

// inForceRules are the rules that hold now. Within a write's reactions no other write
// can change them before this one has ended.
func inForceRules(l store.Looker) (r rules, err error) {
	rows, err := store.All[models.GapSettings](l).Where("version > 0").Order("version DESC").Limit(1).Find(l.Context())
	if err != nil || len(rows) == 0 {
		return r, err
	}
	r.version = rows[0].Version
	return r, json.Unmarshal(rows[0].Config, &r.config)
}

// RulesChange is a configuration that somebody puts forward, and why.
type RulesChange struct {
	Config gaps.Config
	Reason string
	Still  func(RulesView) error // refuses when the rules are not as they were read
}

// ProposeRules puts forward other rules for finding gaps. The proposer's partner
// concurs by proposing; they come into force when the authority of every other partner
// that is no observer has concurred too, which is at once where there is none.
func ProposeRules(ctx context.Context, db *store.DB, who models.Actor, change RulesChange) error {
	return db.Write(ctx, who, access.SetGapRules, func(tx *store.Tx) error {
		if err := setsRules(tx.Actor); err != nil {
			return err
		}
		now, err := inForceRules(tx)
		if err != nil {
			return err
		}
		if err := change.check(now); err != nil {
			return err
		}
		view, err := ReadRules(tx)
		if err != nil {
			return err
		}
		if err := change.Still(view); err != nil {
			return err
		}
		if view.Waiting != nil {
			return models.Refuse("Other rules are waiting for an answer already.", "each partner's authority answers them, or the partner that proposed them withdraws them")
		}
		text, err := json.Marshal(change.Config)
		if err != nil {
			return err
		}
		row := models.GapSettings{ID: models.NewID(), Config: text, Reason: change.Reason, ByName: tx.Actor.Name, Partner: tx.Actor.Partner, At: tx.Now, State: models.SettingsWaiting}
		if err := gorm.G[models.GapSettings](tx.DB).Create(tx.Ctx, &row); err != nil {
			if errors.Is(err, gorm.ErrDuplicatedKey) {
				return models.Refuse("Other rules have been proposed at this moment; read them again.")
			}
			return err
		}
		if err := tx.Record("gap-rules", row.ID, map[string]any{"config": change.Config, "reason": change.Reason}); err != nil {
			return err
		}
		return answerRules(tx, row, Stance{Stance: "CONCUR", Reasons: change.Reason})
	})
}

// setsRules refuses whoever does not speak for a partner of the arrangement.
func setsRules(who models.Actor) error {
	if who.Observer() {
		return models.Deny("The partners of the arrangement settle its rules; an observer reads them.")
	}
	return nil
}

func (c RulesChange) check(now rules) error {
	var problems []models.FieldError
	var e *models.Error
	if err := prefixed("/config", c.Config.Check()); errors.As(err, &e) {
		problems = append(problems, e.Fields...)
	} else if err != nil {
		return err
	} else if c.Config.Same(now.config) {
		problems = append(problems, models.FieldError{Pointer: "/config", Detail: "This is what is in force already; change something."})
	}
	switch reason := strings.TrimSpace(c.Reason); {
	case reason == "":
		problems = append(problems, models.FieldError{Pointer: "/reason", Detail: "Say why; the other partners read it, and it is kept with the rules."})
	case models.Longer(reason, 4000):
		problems = append(problems, models.FieldError{Pointer: "/reason", Detail: "Say it in at most 4,000 characters."})
	}
	return models.Invalid(problems...)
}

// AnswerRules records what the actor's partner says of rules that wait. A dissent ends
// them with its reasons; silence is not consent.
func AnswerRules(ctx context.Context, db *store.DB, who models.Actor, id string, stance Stance, still ...Still) error {
	return db.Write(ctx, who, access.SetGapRules, func(tx *store.Tx) error {
		if err := setsRules(tx.Actor); err != nil {
			return err
		}
		row, err := waitingRules(tx, id)
		if err == nil {
			err = asRead(tx, still)
		}
		if err != nil {
			return err
		}
		if err := stance.Check(); err != nil {
			return err
		}
		if stance.Digest != "" && stance.Digest != row.ID {
			return models.Refuse("These are other rules than you mean; read them again.")
		}
		if row.Partner == tx.Actor.Partner {
			return models.Refuse("Your own partner has put these rules forward.", "another partner answers, or yours withdraws them")
		}
		return answerRules(tx, row, stance)
	})
}

// waitingRules locks rules that wait: on PostgreSQL the second of two who answer waits
// here and then sees the first.
func waitingRules(tx *store.Tx, id string) (models.GapSettings, error) {
	row, err := gorm.G[models.GapSettings](tx.DB, clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(tx.Ctx)
	if err == nil && row.State != models.SettingsWaiting {
		err = models.Refuse("These rules have come to their end already; they are " + strings.ToLower(row.State) + ".")
	}
	return row, err
}

// answerRules keeps a position, and puts the rules in force when it was the last.
func answerRules(tx *store.Tx, row models.GapSettings, stance Stance) error {
	if err := savePosition(tx, "gap-rules", row.ID, stance, row.ID); err != nil {
		return err
	}
	if stance.Stance == "DISSENT" {
		return endRules(tx, row, models.SettingsDeclined, stance.Reasons)
	}
	signed, err := signatures(tx, row.ID)
	if err != nil {
		return err
	}
	parties, err := settlers(tx)
	if err != nil {
		return err
	}
	for _, party := range parties {
		if !slices.ContainsFunc(signed, func(s models.Signature) bool { return s.Partner == party }) {
			return nil // waits for this one
		}
	}
	last, err := inForceRules(tx)
	if err != nil {
		return err
	}
	row.State, row.Version, row.EndedAt = models.SettingsAdopted, last.version+1, &tx.Now
	if _, err := gorm.G[models.GapSettings](tx.DB).Where("id = ?", row.ID).Select("state", "version", "ended_at").Updates(tx.Ctx, row); err != nil {
		return err
	}
	if err := tx.Record("gap-rules", row.ID, map[string]any{"in_force": row.Version}); err != nil {
		return err
	}
	return beginGapRun(tx, models.NewID(), row.Version)
}

// settlers are the partners that must agree on rules: all that work here but observers.
func settlers(l store.Looker) (codes []string, err error) {
	rows, err := store.All[models.Partner](l).Where("role <> 'OBSERVER' AND active = ?", true).Order("slot, code").Find(l.Context())
	for _, p := range rows {
		codes = append(codes, p.Code)
	}
	return codes, err
}

// WithdrawRules takes rules back that wait, by the partner that put them forward.
func WithdrawRules(ctx context.Context, db *store.DB, who models.Actor, id, reason string, still ...Still) error {
	return db.Write(ctx, who, access.SetGapRules, func(tx *store.Tx) error {
		row, err := waitingRules(tx, id)
		if err == nil {
			err = asRead(tx, still)
		}
		if err != nil {
			return err
		}
		if row.Partner != tx.Actor.Partner {
			return models.Deny("Only the partner that put these rules forward withdraws them; yours can dissent.")
		}
		if strings.TrimSpace(reason) == "" {
			return models.Invalid(models.FieldError{Pointer: "/reason", Detail: "Say why; the other partners read it."})
		}
		return endRules(tx, row, models.SettingsWithdrawn, reason)
	})
}

func endRules(tx *store.Tx, row models.GapSettings, state, why string) error {
	row.State, row.EndedAt, row.Why = state, &tx.Now, why
	if _, err := gorm.G[models.GapSettings](tx.DB).Where("id = ?", row.ID).Select("state", "ended_at", "why").Updates(tx.Ctx, row); err != nil {
		return err
	}
	return tx.Record("gap-rules", row.ID, map[string]any{"state": state, "why": why})
}
