// Package demo makes the demonstration world (api.md section 6): two partners
// and an observer, worked incidents in different stages and 400 invented ones,
// the same from the same seed, entered through the same operations as real ones.
package demo

import (
	"context"
	"fmt"
	"sync"
	"time"

	"concord/app/server"
	"concord/models"
	"concord/models/directory"
	"concord/models/store"
	"concord/static"
)

// Password is every demonstration account's.
const Password = "concord-demo"

// seed makes the world; another seed makes another.
const seed = 2031

// today is where the demonstration's clock starts.
var today = time.Date(2031, 12, 31, 0, 0, 0, 0, time.UTC)

// clock runs from a moment that can be set, so that the world's past is entered
// at the times it happened.
type clock struct {
	mu   sync.Mutex
	base time.Time
	from time.Time // of the real clock, when base was set; zero while it stands still
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.from.IsZero() {
		c.base = c.base.Add(time.Millisecond) // two acts never share a moment
		return c.base
	}
	return c.base.Add(time.Since(c.from))
}

// set puts the clock to a moment, never back.
func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.base) {
		c.base = t
	}
}

func (c *clock) run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.from = time.Now()
}

// Start fills the data folder on first start and serves it.
func Start(ctx context.Context, data, listen string) (*server.Server, error) {
	c := &clock{base: time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)}
	cfg := server.Config{Data: data, Listen: listen, Now: c.now, Demo: true, DemoPassword: Password, DemoAccounts: accounts()}
	db, err := server.OpenStore(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if _, err := db.User(ctx, "orl.clerk"); models.KindOf(err) == models.Missing {
		err = fill(ctx, db, c)
		if err != nil {
			db.Close()
			return nil, fmt.Errorf("demonstration: %w", err)
		}
	} else if err != nil {
		db.Close()
		return nil, err
	}
	last, err := db.LastMoment(ctx)
	if err != nil {
		db.Close()
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	c.set(today)
	c.set(last.Add(time.Second))
	c.run()
	return server.Start(ctx, cfg)
}

// staff are the people each of the two partners has.
var staff = []struct {
	name, display string
	role          models.Role
}{
	{"clerk", "cell clerk", models.CellClerk}, {"lead", "cell lead", models.CellLead}, {"investigator", "investigator", models.Investigator},
	{"legal", "legal adviser", models.LegalAdviser}, {"approver", "approver", models.Approver}, {"pa", "public affairs", models.PublicAffairs},
	{"liaison", "liaison", models.Liaison}, {"victims", "victim liaison", models.VictimLiaison}, {"authority", "arrangement authority", models.ArrangementAuthority},
}

var partners = []models.Partner{
	{Code: "ORL", Name: "Orland", Kind: "STATE_FORCES", Role: "ASSISTING", StandardOfProof: "MORE_LIKELY_THAN_NOT"},
	{Code: "VAR", Name: "Varsenna", Kind: "STATE_FORCES", Role: "ASSISTED", UTCOffsetMin: 180, StandardOfProof: "NOT_STATED"},
	{Code: "IR", Name: "Isle Recorders", Kind: "OBSERVER_BODY", Role: "OBSERVER", StandardOfProof: "NOT_STATED"},
}

func people() []directory.Person {
	var all []directory.Person
	for _, p := range partners[:2] {
		for _, s := range staff {
			all = append(all, directory.Person{Name: lower(p.Code) + "." + s.name, Display: p.Name + ", " + s.display, Partner: p.Code, Roles: []models.Role{s.role}})
		}
	}
	return append(all,
		directory.Person{Name: "ir.clerk", Display: "Isle Recorders, clerk", Partner: "IR", Roles: []models.Role{models.CellClerk}},
		directory.Person{Name: "auditor", Display: "Auditor", Roles: []models.Role{models.Auditor}},
		directory.Person{Name: "admin", Display: "Administrator", Roles: []models.Role{models.Admin}})
}

func accounts() []static.DemoAccount {
	var out []static.DemoAccount
	slots := map[string]string{"ORL": "A", "VAR": "B", "IR": "C"}
	names := map[string]string{"ORL": "Orland", "VAR": "Varsenna", "IR": "Isle Recorders"}
	for _, p := range people() {
		out = append(out, static.DemoAccount{Username: p.Name, Display: p.Display, Partner: names[p.Partner], Slot: slots[p.Partner], Roles: []string{string(p.Roles[0])}})
	}
	return out
}

// fill makes the world.
func fill(ctx context.Context, db *store.DB, c *clock) error {
	for _, p := range partners {
		if err := directory.AddPartner(ctx, db, p); err != nil {
			return err
		}
	}
	hash, err := directory.Hash(Password, directory.DefaultCost) // one for all: twenty would take ten seconds
	if err != nil {
		return err
	}
	w := &world{ctx: ctx, db: db, clock: c, actors: map[string]models.Actor{}}
	for _, p := range people() {
		p.PasswordHash = hash
		if _, err := directory.AddUser(ctx, db, p); err != nil {
			return err
		}
		if w.actors[p.Name], err = db.Actor(ctx, p.Name); err != nil {
			return err
		}
	}
	return w.live()
}
