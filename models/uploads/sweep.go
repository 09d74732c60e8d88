package uploads

import (
	"context"
	"errors"
	"sync"

	"concord/models/store"
	"concord/models/vault"
)

// Sweep removes uploads whose last chunk came more than a day ago.
func Sweep(ctx context.Context, db *store.DB) error {
	all, err := db.Uploads(ctx)
	if err != nil {
		return err
	}
	before := db.Now().Add(-Kept)
	for _, u := range all {
		if u.Seen.Before(before) {
			err = errors.Join(err, end(ctx, db, u))
		}
	}
	return err
}

// Recover is Sweep for the program's start, when nothing is under way: it also removes
// what a stop left half, files of uploads that were never acknowledged and files that
// were being written.
func Recover(ctx context.Context, db *store.DB) error {
	if err := Sweep(ctx, db); err != nil {
		return err
	}
	all, err := db.Uploads(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, u := range all {
		known[u.ID] = true
	}
	items, err := vault.In(db.Dir()).Items()
	if err != nil {
		return err
	}
	for _, i := range items {
		if i.Kind == vault.Writing || i.Kind == vault.Upload && !known[i.Name] {
			err = errors.Join(err, vault.In(db.Dir()).Discard(i))
		}
	}
	return err
}

// turns holds a lock for each upload that is being written to.
var turns = struct {
	sync.Mutex
	of map[string]*turn
}{of: map[string]*turn{}}

type turn struct {
	sync.Mutex
	waiting int
}

// alone waits until nobody else writes to an upload and gives back how to end the turn.
func alone(id string) (end func()) {
	turns.Lock()
	t := turns.of[id]
	if t == nil {
		t = &turn{}
		turns.of[id] = t
	}
	t.waiting++
	turns.Unlock()
	t.Lock()
	return func() {
		t.Unlock()
		turns.Lock()
		if t.waiting--; t.waiting == 0 {
			delete(turns.of, id)
		}
		turns.Unlock()
	}
}
