// Package views keeps lists with their filters under names.
package views

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
)

const (
	maxName  = 80    // characters
	maxQuery = 4_000 // bytes, as much as an address can be
	most     = 200   // views of one person
)

// Given is what a person says of a view.
type Given struct {
	Name   string `json:"name"`
	Screen string `json:"screen"`
	Query  string `json:"query"`
	Shared bool   `json:"shared"`
}

// check names everything that is wrong at once.
func (g *Given) check() error {
	var faults []models.FieldError
	add := func(pointer, detail string) {
		faults = append(faults, models.FieldError{Pointer: pointer, Detail: detail})
	}
	g.Name = strings.Join(strings.Fields(g.Name), " ")
	if n := utf8.RuneCountInString(g.Name); n == 0 || n > maxName {
		add("/name", fmt.Sprintf("Give the view a name of 1 to %d characters.", maxName))
	}
	if !slices.Contains(models.Screens, g.Screen) {
		add("/screen", "Use one of "+strings.Join(models.Screens, ", ")+".")
	}
	g.Query = strings.TrimPrefix(g.Query, "?")
	if len(g.Query) > maxQuery {
		add("/query", fmt.Sprintf("The filters are longer than %d bytes; take some of them away.", maxQuery))
	} else if _, err := url.ParseQuery(g.Query); err != nil || strings.ContainsAny(g.Query, "#\r\n") {
		add("/query", "Use the filters as they stand in the address behind the question mark, such as category=RAID&q=bridge.")
	}
	if len(faults) > 0 {
		return models.Invalid(faults...)
	}
	return nil
}

// List is the looker's own views and those shared within the partner, by name.
func List(l store.Looker) ([]models.SavedView, error) {
	return store.Visible[models.SavedView](l).Order("name, seq").Find(l.Context())
}

// Save keeps a new view. A person's views have different names.
func Save(ctx context.Context, db *store.DB, who models.Actor, given Given) (models.SavedView, error) {
	v := models.SavedView{ID: models.NewID(), Partner: who.Partner, UserID: who.UserID, ByName: who.Name}
	if err := given.check(); err != nil {
		return v, err
	}
	err := db.Write(ctx, who, access.KeepViews, func(tx *store.Tx) error {
		own, err := gorm.G[models.SavedView](tx.DB).Where("partner = ? AND user_id = ?", who.Partner, who.UserID).Count(tx.Ctx, "id")
		if err != nil {
			return err
		}
		if own >= most {
			return models.Refuse(fmt.Sprintf("You have %d views, which is as many as can be kept; remove one you no longer use.", own))
		}
		if err := different(tx, who, given.Name, ""); err != nil {
			return err
		}
		v.Seq, v.At = 0, tx.Now
		v.Name, v.Screen, v.Query, v.Shared = given.Name, given.Screen, given.Query, given.Shared
		if err := gorm.G[models.SavedView](tx.DB).Create(tx.Ctx, &v); err != nil {
			return err
		}
		return tx.Record("view", v.ID, map[string]any{"name": v.Name, "shared": v.Shared})
	})
	return v, err
}

// Change puts what is given in the place of what a view of one's own held. Another
// person's view, also a shared one, is changed by nobody else.
func Change(ctx context.Context, db *store.DB, who models.Actor, id string, given Given) (v models.SavedView, err error) {
	if err := given.check(); err != nil {
		return v, err
	}
	err = db.Write(ctx, who, access.KeepViews, func(tx *store.Tx) error {
		if v, err = own(tx, who, id); err != nil {
			return err
		}
		if err := different(tx, who, given.Name, id); err != nil {
			return err
		}
		v.Name, v.Screen, v.Query, v.Shared, v.At = given.Name, given.Screen, given.Query, given.Shared, tx.Now
		if _, err := gorm.G[models.SavedView](tx.DB).Where("id = ?", id).Select("name", "screen", "query", "shared", "at").Updates(tx.Ctx, v); err != nil {
			return err
		}
		return tx.Record("view", id, map[string]any{"name": v.Name, "shared": v.Shared})
	})
	return v, err
}

// Remove forgets a view of one's own. It is no record of anything that happened.
func Remove(ctx context.Context, db *store.DB, who models.Actor, id string) error {
	return db.Write(ctx, who, access.KeepViews, func(tx *store.Tx) error {
		if _, err := own(tx, who, id); err != nil {
			return err
		}
		if _, err := gorm.G[models.SavedView](tx.DB).Where("id = ?", id).Delete(tx.Ctx); err != nil {
			return err
		}
		return tx.Record("view", id, map[string]any{"removed": true})
	})
}

func own(tx *store.Tx, who models.Actor, id string) (models.SavedView, error) {
	v, err := store.Visible[models.SavedView](tx).Where("id = ?", id).Take(tx.Ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return v, models.ErrMissing
	}
	if err == nil && v.UserID != who.UserID {
		return v, &models.Error{Kind: models.Forbidden, Detail: "This view is " + v.ByName + "'s; only they can change it. Save it under a name of your own instead."}
	}
	return v, err
}

// different refuses a second view of one name: one would not know which is which.
func different(tx *store.Tx, who models.Actor, name, but string) error {
	n, err := gorm.G[models.SavedView](tx.DB).Where("partner = ? AND user_id = ? AND name = ? AND id <> ?", who.Partner, who.UserID, name, but).Count(tx.Ctx, "id")
	if err == nil && n > 0 {
		return models.Invalid(models.FieldError{Pointer: "/name", Detail: fmt.Sprintf("You have a view %q already; change that one or use another name.", name)})
	}
	return err
}
