package statements

import (
	"context"
	"encoding/json"

	"concord/investigations"
	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
)

// Published is what the public reads, and all of it: a type of its own, so that
// a new internal field stays private until somebody publishes it.
type Published struct {
	Ref        string            `json:"ref"`
	Kind       string            `json:"kind"`
	Audience   string            `json:"audience"`
	Title      string            `json:"title"`
	Version    int               `json:"version"`
	ReleasedAt models.Instant    `json:"released_at"`
	Partners   []PublishedBy     `json:"partners"`
	Text       map[string]string `json:"text"`
	Summary    string            `json:"summary"`
	Corrected  bool              `json:"corrected"`
}

// PublishedBy is a partner that issues a statement.
type PublishedBy struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Release publishes what every party approved. The approvals are compared with
// the digest of the text and the agreed values as they stand at this moment.
func Release(ctx context.Context, db *store.DB, who models.Actor, id string) (models.Statement, error) {
	var s models.Statement
	err := db.Write(ctx, who, access.ReleaseStatement, func(tx *store.Tx) error {
		var err error
		if s, err = lock(tx, id); err != nil {
			return err
		}
		if s.State == models.StatementIssued {
			return models.Refuse("The statement has been released already.")
		}
		v, bodies, err := inForce(tx, s)
		if err != nil {
			return err
		}
		r, err := record(tx.Whole(), s.Incident)
		if err != nil {
			return err
		}
		if err := releasable(tx, s, v, bodies, r); err != nil {
			return err
		}
		public, err := publish(tx, s, v, bodies, r)
		if err != nil {
			return err
		}
		s.State, s.ReleasedAt, s.ReleasedBy, s.Published = models.StatementIssued, &tx.Now, who.Name, public
		if _, err := gorm.G[models.Statement](tx.DB).Where("id = ?", s.ID).Select("state", "released_at", "released_by", "published").Updates(tx.Ctx, s); err != nil {
			return err
		}
		tx.Touch("statement", s.ID)
		tx.Touch("incident", s.Incident)
		return tx.Record("release", s.ID, map[string]any{"digest": s.Digest, "published": json.RawMessage(public)})
	})
	return s, err
}

func releasable(tx *store.Tx, s models.Statement, v models.StatementVersion, bodies map[string]string, r Record) error {
	if Digest(v.Kind, v.Audience, bodies, r) != s.Digest {
		return models.Refuse("A value this text prints has changed since it was approved.", "each party approves it anew")
	}
	parties, err := investigations.Signing(tx, s.Incident)
	if err != nil {
		return err
	}
	rows, err := gorm.G[models.Position](tx.DB).Where("subject = ?", s.ID).Find(tx.Ctx)
	if err != nil {
		return err
	}
	stands := map[string]bool{}
	for _, p := range rows {
		stands[p.Partner] = p.VoidAt == nil && p.Digest == s.Digest && (p.Stance == "CONCUR" || p.Stance == "CONCUR_WITH_COMMENT")
	}
	var missing []string
	if len(parties) < 2 {
		missing = append(missing, "a second partner takes part: a joint statement has two signatures")
	}
	for _, party := range parties {
		if !stands[party] {
			missing = append(missing, "an approver of "+party+" approves exactly this text")
		}
	}
	if len(missing) > 0 {
		return models.Refuse("The statement is not approved by every party.", missing...)
	}
	return unblocked(tx, s, v, bodies)
}

func publish(tx *store.Tx, s models.Statement, v models.StatementVersion, bodies map[string]string, r Record) ([]byte, error) {
	p := Published{Ref: s.Ref, Kind: v.Kind, Audience: v.Audience, Title: titleOf(r), Version: s.Version, ReleasedAt: tx.Now, Text: Render(bodies, r), Partners: []PublishedBy{}}
	for _, code := range r.Parties {
		p.Partners = append(p.Partners, PublishedBy{code, r.Names[code]})
	}
	for _, lang := range []string{"en", "fr", "ar"} {
		if p.Summary == "" {
			p.Summary = firstLine(p.Text[lang])
		}
	}
	return json.Marshal(p)
}

// titleOf names a statement in public by agreed values alone: a report's own
// title may hold what was never agreed on.
func titleOf(r Record) string {
	place, date := "", ""
	for _, t := range Tokens(r, "en") {
		if t.Agreed && t.Name == "place" {
			place = t.Text
		}
		if t.Agreed && t.Name == "date" {
			date = t.Text
		}
	}
	switch {
	case place != "" && date != "":
		return place + ", " + date
	case place+date != "":
		return place + date
	}
	return "Joint statement"
}

// AllPublished lists what has been released, the newest first.
func AllPublished(ctx context.Context, db *store.DB, limit int) ([]Published, error) {
	texts, err := db.Published(ctx, "", limit)
	if err != nil {
		return nil, err
	}
	out := make([]Published, 0, len(texts))
	for _, text := range texts {
		var p Published
		if err := json.Unmarshal(text, &p); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// OnePublished is one released statement by its reference.
func OnePublished(ctx context.Context, db *store.DB, ref string) (Published, error) {
	texts, err := db.Published(ctx, ref, 1)
	if err != nil || len(texts) == 0 {
		if err == nil {
			err = models.ErrMissing
		}
		return Published{}, err
	}
	var p Published
	return p, json.Unmarshal(texts[0], &p)
}
