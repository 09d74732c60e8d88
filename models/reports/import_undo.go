package reports

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
)

// undone begins the reason of what the undoing of an import withdrew, so that
// importing the corrected file brings it back.
const undone = "Import undone: "

// Undoing is what the undoing of an import did. Left are reports that somebody
// has changed since: they stay as they are.
type Undoing struct {
	Withdrawn int    `json:"withdrawn"`
	Restored  int    `json:"restored"`
	Left      []Left `json:"left"`
}

// Left is a report that the undoing left alone, and why.
type Left struct {
	Ref    string `json:"ref"`
	Reason string `json:"reason"`
}

// Undo takes an import back as one: what it added is withdrawn, what it changed
// is amended back. Nothing is deleted; every report keeps its versions and says
// why. What has been changed since is left and named.
func Undo(ctx context.Context, db *store.DB, who models.Actor, id, reason string) (Undoing, error) {
	done := Undoing{Left: []Left{}}
	err := db.Write(ctx, who, access.Import, func(tx *store.Tx) error {
		done = Undoing{Left: []Left{}}
		if strings.TrimSpace(reason) == "" {
			return models.Invalid(models.FieldError{Pointer: "/reason", Detail: "Say why the import is undone; the reason stays with every report of it."})
		}
		row, err := store.Visible[models.Import](tx).Where("id = ?", id).Take(tx.Ctx)
		if err != nil {
			return err
		}
		if !slices.Contains([]string{models.ImportDone, models.ImportInterrupted, models.ImportFailed}, row.State) {
			return models.Refuse("Only an import that has ended and stored something can be undone; this one is " + strings.ToLower(row.State) + ".")
		}
		if err := undoIn(tx, row, undone+strings.TrimSpace(reason), &done); err != nil {
			return err
		}
		if _, err := gorm.G[models.Import](tx.DB).Where("id = ?", id).Update(tx.Ctx, "state", models.ImportUndone); err != nil {
			return err
		}
		return tx.Record("import", id, map[string]any{"undone": true, "reason": reason, "withdrawn": done.Withdrawn, "restored": done.Restored, "left": len(done.Left)})
	})
	return done, err
}

func undoIn(tx *store.Tx, row models.Import, reason string, done *Undoing) error {
	for after := int64(0); ; {
		added, err := gorm.G[models.Report](tx.DB).Where("import_id = ? AND seq > ?", row.ID, after).Order("seq").Limit(500).Find(tx.Ctx)
		if err != nil {
			return err
		}
		if len(added) == 0 {
			break
		}
		after = added[len(added)-1].Seq
		for _, r := range added {
			if err := takeBack(tx, r, reason, done); err != nil {
				return err
			}
		}
	}
	made := map[string]int{}
	if len(row.Changed) > 0 {
		if err := json.Unmarshal(row.Changed, &made); err != nil {
			return err
		}
	}
	ids := make([]string, 0, len(made))
	for id := range made {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		if err := putBack(tx, id, made[id], reason, done); err != nil {
			return err
		}
	}
	return nil
}

// takeBack withdraws a report that the import added, unless it was changed since.
func takeBack(tx *store.Tx, r models.Report, reason string, done *Undoing) error {
	current, err := inForce(tx, r)
	switch {
	case err != nil:
		return err
	case r.Status == "WITHDRAWN":
		return nil
	case current.Action == "AMEND":
		done.Left = append(done.Left, Left{r.Ref, "It has been amended since, by " + current.ByName + "."})
		return nil
	}
	done.Withdrawn++
	r.Status = "WITHDRAWN"
	return nextVersion(tx, &r, "WITHDRAW", reason, current.Facts)
}

// putBack amends a report to what it said before the import.
func putBack(tx *store.Tx, id string, version int, reason string, done *Undoing) error {
	r, err := gorm.G[models.Report](tx.DB).Where("id = ?", id).Take(tx.Ctx)
	if err != nil {
		return err
	}
	if r.Version != version || r.Status == "WITHDRAWN" {
		done.Left = append(done.Left, Left{r.Ref, "It has been changed since."})
		return nil
	}
	before, err := gorm.G[models.ReportVersion](tx.DB).Where("report_id = ? AND version < ? AND action IN ('LOG', 'AMEND')", id, version).Order("version DESC").Take(tx.Ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		done.Left = append(done.Left, Left{r.Ref, "It has no earlier version."})
		return nil
	}
	if err != nil {
		return err
	}
	facts, err := models.DecodeFacts(before.Facts)
	if err != nil {
		return err
	}
	done.Restored++
	_, err = amendIn(tx, &r, facts, reason)
	return err
}
