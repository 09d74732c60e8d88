package investigations

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// ProposeMatch puts a pair of reports of two partners up for review by hand,
// with a reason. Proposing what is there already gives that.
func ProposeMatch(ctx context.Context, db *store.DB, who models.Actor, reports []string, reason string) (models.Match, error) {
	var m models.Match
	err := db.Write(ctx, who, access.ProposeMatch, func(tx *store.Tx) error {
		pair, err := pairFor(tx, reports, reason)
		if err != nil {
			return err
		}
		m, err = gorm.G[models.Match](tx.DB).Where("report_a = ? AND report_b = ?", pair[0].ID, pair[1].ID).Take(tx.Ctx)
		if err == nil {
			return store.ErrNothing
		}
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		d, err := newDesk(tx)
		if err != nil {
			return err
		}
		if err := d.load(pair[0].ID, pair[1].ID); err != nil {
			return err
		}
		m, _ = d.score(d.accounts[pair[0].ID], d.accounts[pair[1].ID])
		m.ByHand, m.State = reason, models.Proposed
		m.AsksFirst = d.asksFirst(m)
		if err := d.keepWeights(); err != nil {
			return err
		}
		if err := gorm.G[models.Match](tx.DB).Create(tx.Ctx, &m); err != nil {
			return err
		}
		if err := d.explain(m); err != nil {
			return err
		}
		tx.Touch("match", m.ID)
		tx.Touch("report", m.ReportA, m.ReportB) // their other pairs weigh otherwise beside it
		return tx.Record("match", m.ID, map[string]any{"reports": reports, "reason": reason})
	})
	if errors.Is(err, store.ErrNothing) {
		err = nil
	}
	return m, err
}

// pairFor checks the two reports of a proposal: both visible, of two partners,
// one of them the actor's; sorted by partner.
func pairFor(tx *store.Tx, ids []string, reason string) ([]models.Report, error) {
	if len(ids) != 2 || ids[0] == ids[1] {
		return nil, models.Invalid(models.FieldError{Pointer: "/reports", Detail: "Name two different reports."})
	}
	if strings.TrimSpace(reason) == "" {
		return nil, models.Invalid(models.FieldError{Pointer: "/reason", Detail: "Say why the two may tell of the same incident."})
	}
	var pair []models.Report
	for _, id := range ids {
		r, err := store.Visible[models.Report](tx).Where("id = ?", id).Take(tx.Ctx)
		if err != nil {
			return nil, err
		}
		pair = append(pair, r)
	}
	slices.SortFunc(pair, func(a, b models.Report) int { return strings.Compare(a.Partner, b.Partner) })
	if pair[0].Partner == pair[1].Partner {
		return nil, models.Invalid(models.FieldError{Pointer: "/reports", Detail: "The reports must be of two partners."})
	}
	if pair[0].Partner != tx.Actor.Partner && pair[1].Partner != tx.Actor.Partner {
		return nil, models.Deny("One of the two must be your own partner's report.")
	}
	return pair, nil
}

// Decision is what a partner says of a match.
type Decision struct {
	Verdict string
	Reason  string
	Still   func(MatchView) error // refuses when the match is not as it was read; nil accepts it as it is
}

// Decide records what the actor's partner says of a match. The link stands when
// both partners have said same. One not_same is enough to refuse it, at any
// time, and lasts until the partner that said it says something else or takes it
// back. What is withdrawn leaves the match as if it had not been said; only the log
// keeps it. Unsure is an answer, of which both partners know.
//
// That holds for a confirmed link too, and while the approvers have signed its case: a
// link needs both (domain.md 3.1, 4.4), and no partner is kept in one that it denies. To
// end the case as NOT_SAME is another thing, and takes both leads (3.3, 18). A not_same
// takes back nothing that was signed: how gaps ended, and what the case agreed on, stands
// aside with the link and comes back with it, unless facts that were signed have changed.
func Decide(ctx context.Context, db *store.DB, who models.Actor, id string, given Decision) (models.Match, error) {
	var m models.Match
	err := db.Write(ctx, who, access.DecideMatch, func(tx *store.Tx) error {
		var err error
		m, err = decideIn(tx, id, given)
		return err
	})
	return m, err
}

// DecideMany gives one answer on several matches: all or none.
func DecideMany(ctx context.Context, db *store.DB, who models.Actor, ids []string, given Decision) ([]models.Match, error) {
	var out []models.Match
	err := db.Write(ctx, who, access.DecideMatch, func(tx *store.Tx) error {
		out = out[:0]
		if len(ids) == 0 || len(ids) > 200 {
			return models.Invalid(models.FieldError{Pointer: "/ids", Detail: "Name 1 to 200 matches."})
		}
		for _, id := range ids {
			m, err := decideIn(tx, id, given)
			if err != nil {
				return err
			}
			out = append(out, m)
		}
		return nil
	})
	return out, err
}

func decideIn(tx *store.Tx, id string, given Decision) (models.Match, error) {
	if !slices.Contains(models.Codes["VERDICT"], given.Verdict) {
		return models.Match{}, models.Invalid(models.FieldError{Pointer: "/verdict", Detail: fmt.Sprintf("%q is not a verdict; use same, not_same or unsure, or withdrawn to take an answer back.", given.Verdict)})
	}
	m, err := store.Visible[models.Match](tx).Where("id = ?", id).Take(tx.Ctx)
	if err != nil {
		return m, err
	}
	if m.PartnerA != tx.Actor.Partner && m.PartnerB != tx.Actor.Partner {
		return m, models.Deny("Only the two partners whose reports these are can decide.")
	}
	if _, err := gorm.G[models.Match](tx.DB, clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(tx.Ctx); err != nil {
		return m, err // on PostgreSQL the second of two deciders waits here and then sees the first
	}
	if err := stands(tx, id, given); err != nil {
		return m, err
	}
	v := models.Verdict{MatchID: id, Partner: tx.Actor.Partner, Verdict: given.Verdict, ByName: tx.Actor.Name, At: tx.Now, Reason: given.Reason,
		Model: m.Model, VersionA: m.VersionA, VersionB: m.VersionB, Bits: m.Bits}
	if err := gorm.G[models.Verdict](tx.DB, clause.OnConflict{UpdateAll: true}).Create(tx.Ctx, &v); err != nil {
		return m, err
	}
	if m.State, err = standing(tx, m); err != nil {
		return m, err
	}
	if m.State == models.Confirmed {
		if err := noContradiction(tx, m); err != nil {
			return m, err
		}
	}
	if _, err := gorm.G[models.Match](tx.DB).Where("id = ?", id).Update(tx.Ctx, "state", m.State); err != nil {
		return m, err
	}
	tx.Touch("match", id)
	tx.Touch("report", m.ReportA, m.ReportB) // their undecided pairs compete anew
	return m, tx.Record("match", id, struct {
		models.Verdict
		Model    string  `json:"model"`
		VersionA int     `json:"version_a"`
		VersionB int     `json:"version_b"`
		Bits     float64 `json:"bits"`
	}{v, m.Model, m.VersionA, m.VersionB, m.Bits})
}

// stands tells whether an answer can be given on a match as it stands now.
func stands(tx *store.Tx, id string, given Decision) error {
	if given.Verdict == models.Withdrawn {
		n, err := gorm.G[models.Verdict](tx.DB).Where("match_id = ? AND partner = ? AND verdict <> ?", id, tx.Actor.Partner, models.Withdrawn).Count(tx.Ctx, "match_id")
		if err != nil {
			return err
		}
		if n == 0 {
			return models.Refuse("Your partner has no answer on this pair that could be taken back.")
		}
	}
	if given.Still == nil {
		return nil
	}
	m, err := store.Visible[models.Match](tx).Where("id = ?", id).Take(tx.Ctx)
	if err != nil {
		return err
	}
	v, err := ViewMatch(tx, m)
	if err != nil {
		return err
	}
	return given.Still(v)
}

// standing is a match's state from what both have said of it.
func standing(tx *store.Tx, m models.Match) (string, error) {
	verdicts, err := gorm.G[models.Verdict](tx.DB).Where("match_id = ?", m.ID).Find(tx.Ctx)
	if err != nil {
		return "", err
	}
	same := 0
	for _, v := range verdicts {
		switch v.Verdict {
		case "not_same":
			return models.Refused, nil
		case "same":
			same++
		}
	}
	switch {
	case same == 2:
		return models.Confirmed, nil
	case m.Band == "auto":
		return models.Provisional, nil
	}
	return models.Proposed, nil
}

// noContradiction refuses a link that would put two reports under one incident
// of which somebody has said that they are not the same.
func noContradiction(tx *store.Tx, m models.Match) error {
	d, err := newDesk(tx)
	if err != nil {
		return err
	}
	var group []string
	for _, id := range []string{m.ReportA, m.ReportB} {
		if err := d.load(id); err != nil {
			return err
		}
		whole, err := d.component(id, nil)
		if err != nil {
			return err
		}
		parts, err := d.parts(whole)
		if err != nil {
			return err
		}
		for _, part := range parts {
			if slices.Contains(part, id) {
				group = append(group, part...)
			}
		}
	}
	n, err := gorm.G[models.Match](tx.DB).Where("state = ? AND report_a IN ? AND report_b IN ? AND id <> ?", models.Refused, group, group, m.ID).Count(tx.Ctx, "id")
	if err == nil && n > 0 {
		err = models.Refuse("This link would put two reports under one incident of which a partner has said that they are not the same.", "the partner that said not_same takes it back, or another link is undone first")
	}
	return err
}
