package evidence

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"concord/models"
	"concord/models/access"
	"concord/models/store"
)

// Existence changes what is said of whether an item exists and who has it, for a
// reason. What was not held and is found later takes the file along.
func Existence(ctx context.Context, db *store.DB, who models.Actor, id, existence, reason string, from File) error {
	r, err := allowed(ctx, db, who, access.SetExistence)
	if err != nil {
		return err
	}
	e, err := visible(r, id)
	if err != nil {
		return err
	}
	if e.Partner != who.Partner {
		return models.Deny("This item is " + e.Partner + "'s: only its own people can do this.")
	}
	o, err := original(r, id)
	if err != nil {
		return err
	}
	if err := may(e, o, existence, reason, from); err != nil {
		return err
	}
	placing.RLock()
	defer placing.RUnlock()
	p, c, err := place(ctx, db, who, from)
	if err != nil {
		return err
	}
	err = db.Write(ctx, who, access.SetExistence, func(tx *store.Tx) error {
		e, o, err := own(tx, id)
		if err != nil {
			return err
		}
		if err := may(e, o, existence, reason, from); err != nil {
			return err
		}
		if e.Existence = existence; models.Held(existence) {
			e.Holder = e.Partner
		}
		if from.there() {
			o.SHA256, o.Size, o.Chunks, o.MediaType, o.Name, o.Metadata, o.CopyNote = p.SHA256, p.Size, p.Chunks, p.MediaType, p.Name, p.Metadata, p.CopyNote
			o.CheckedAt, o.DestroyedAt, o.DamagedAt, o.Damage = tx.Now, nil, nil, ""
			e.CopySHA256, e.CopySize, e.CopyChunks, e.CopyType = c.sum.SHA256, c.sum.Size, c.sum.Chunks, c.mediaType
			if err := received(tx, &e, o, "", reason); err != nil {
				return err
			}
			if err := used(tx, from.Upload); err != nil {
				return err
			}
		}
		return save(tx, e, o, reason)
	})
	if err == nil {
		dropped(db, who, from)
	}
	return err
}

// may reports what speaks against a change of existence.
func may(e models.Evidence, o models.Original, existence, reason string, from File) error {
	var problems []models.FieldError
	bad := func(pointer, detail string) {
		problems = append(problems, models.FieldError{Pointer: pointer, Detail: detail})
	}
	if !models.Said(reason) || models.Longer(reason, 2000) {
		bad("/reason", "Say who says so and what it rests on, in at most 2000 characters; the reason stays with the item.")
	}
	here := o.SHA256 != "" && o.DestroyedAt == nil
	switch {
	case !slices.Contains(models.Codes["EXISTENCE"], existence):
		bad("/existence", "Use one of HELD, HELD_BY_OTHER, DECLARED_DESTROYED, DECLARED_NEVER_EXISTED, UNKNOWN, FOUND_LATER.")
	case here && from.there():
		bad("/upload", "The item has its file, which is never replaced; add another item.")
	case here && !models.Held(existence):
		return models.Refuse("The file is here, so the item exists.", "What goes away by a rule is recorded as the custody event DESTROYED_BY_RULE, once the hold is lifted.")
	case !here && models.Held(existence) && !from.there():
		bad("/upload", "What is held or was found has a file: upload it and give the upload's id.")
	case !models.Held(existence) && from.there():
		bad("/existence", "A file came along, so it is HELD or FOUND_LATER.")
	case existence == "HELD_BY_OTHER" && e.Holder == e.Partner:
		bad("/existence", "Record to whom it went with the custody event TRANSFERRED first.")
	}
	return models.Invalid(problems...)
}

// Stage is one line of the history of an item's existence.
type Stage struct {
	Existence string         `json:"existence"`
	At        models.Instant `json:"at"`
	By        string         `json:"by"`     // own partner only
	Reason    string         `json:"reason"` // for others where the item was shared with them when it was given
}

// history is what was said of an item's existence when, out of the log, so that the
// two cannot disagree.
func history(ctx context.Context, db *store.DB, who models.Actor, e models.Evidence) ([]Stage, error) {
	entries, err := db.EvidenceHistory(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	out, last := []Stage{}, ""
	for _, entry := range entries {
		var c change
		if err := json.Unmarshal(entry.Body, &c); err != nil {
			return nil, err
		}
		if c.Facts.Existence == last {
			continue
		}
		last = c.Facts.Existence
		s := Stage{last, entry.At, entry.ByName, c.Reason}
		if !whole(who, e) {
			if s.By = ""; !reached(c.standing, who) {
				s.Reason = ""
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// reached tells whether an item was shared with somebody's partner as it stood then.
func reached(s standing, who models.Actor) bool {
	switch s.Sharing {
	case models.Joint:
		return !who.Observer()
	case models.Named:
		return slices.Contains(strings.Split(s.SharedWith, ","), who.Partner)
	}
	return false
}
