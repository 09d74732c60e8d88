package sealed

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concord/models"
	"concord/models/access"
	"concord/models/keys"
	"concord/models/store"

	"gorm.io/gorm"
)

var (
	clerk   = models.Actor{UserID: "u1", Name: "orl.clerk", Partner: "ORL", Kind: "ASSISTING", Roles: []models.Role{models.CellClerk}}
	victims = models.Actor{UserID: "u2", Name: "orl.victims", Partner: "ORL", Kind: "ASSISTING", Roles: []models.Role{models.VictimLiaison}}
	other   = models.Actor{UserID: "u3", Name: "var.victims", Partner: "VAR", Kind: "ASSISTED", Roles: []models.Role{models.VictimLiaison}}
)

const why = "The family asked for the findings"

// world is a store with one report of ORL and keys beside it.
type world struct {
	t    *testing.T
	ctx  context.Context
	dir  string
	db   *store.DB
	ring *keys.Ring
}

func begin(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, ctx: context.Background(), dir: t.TempDir()}
	var err error
	if w.db, err = store.Open(w.ctx, store.Config{Dir: w.dir}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.db.Close() })
	w.ring = keys.New(w.dir, "")
	w.write(func(tx *store.Tx) error {
		return gorm.G[models.Report](tx.DB).Create(tx.Ctx, &models.Report{ID: "r1", Ref: "R-1", Partner: "ORL", LocalRef: "1", Incident: "i1", HomeIncident: "i1", Version: 1, Status: "SUBMITTED", Sharing: models.Joint})
	})
	return w
}

// write changes rows as somebody with the database in hands would.
func (w *world) write(f func(*store.Tx) error) {
	w.t.Helper()
	err := w.db.System(w.ctx, access.ManagePeople, func(tx *store.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return tx.Record("test", "x", "x")
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) seal(pseudonym, name string) models.SealedIdentity {
	w.t.Helper()
	row, err := Seal(w.ctx, w.db, w.ring, clerk, "r1", Facts{pseudonym, "VICTIM", models.Identity{Names: []string{name}}})
	if err != nil {
		w.t.Fatal(err)
	}
	return row
}

func (w *world) open(id string) (string, error) {
	_, identity, err := Open(w.ctx, w.db, w.ring, victims, id, why)
	if err != nil {
		return "", err
	}
	return identity.Names[0], nil
}

// entries counts what the log says of openings of an object.
func (w *world) openings(id string) (n int) {
	w.t.Helper()
	all, err := w.db.SealedEntries(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range all {
		if e.Subject == id && e.Action == string(access.OpenIdentity) {
			n++
		}
	}
	return n
}

func (w *world) faults() (said []string) {
	w.t.Helper()
	faults, err := Verify(w.ctx, w.db)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range faults {
		said = append(said, f.Where+" "+f.What)
	}
	return said
}

// Ciphertext that is moved, together with the key that opens it, is refused: what
// is inside says where it belongs.
func TestMovedCiphertextIsRefused(t *testing.T) {
	w := begin(t)
	a, b := w.seal("V-1", "Asma"), w.seal("V-2", "Basim")
	if name, err := w.open(b.ID); err != nil || name != "Basim" {
		t.Fatalf("opened %q, %v", name, err)
	}
	key, err := w.ring.Object("ORL", a.ID)
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := os.ReadFile(filepath.Join(w.dir, "keys", "ORL", a.ID+".age"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.dir, "keys", "ORL", b.ID+".age"), wrapped, 0o600); err != nil {
		t.Fatal(err)
	}
	var moved []byte
	w.write(func(tx *store.Tx) error {
		from, err := gorm.G[models.SealedVersion](tx.DB).Where("identity = ?", a.ID).Take(tx.Ctx)
		if err != nil {
			return err
		}
		moved = from.Sealed
		_, err = gorm.G[models.SealedVersion](tx.DB).Where("identity = ?", b.ID).Update(tx.Ctx, "sealed", from.Sealed)
		return err
	})
	if name, err := w.open(b.ID); !errors.Is(err, errMoved) {
		t.Errorf("opened %q in another's place, %v", name, err)
	}
	if text, err := key.Decrypt(moved); err != nil || !strings.Contains(string(text), "Asma") { // control
		t.Errorf("the key does not open what was moved (%v): the test would pass without the rule", err)
	}
	at := placeOf(a)
	for what, change := range map[string]func(*place){"report": func(p *place) { p.Report = "r2" }, "partner": func(p *place) { p.Partner = "VAR" }, "version": func(p *place) { p.Version = 2 }, "object": func(p *place) { p.Object = b.ID }} {
		elsewhere := at
		change(&elsewhere)
		if _, err := unseal(key, elsewhere, moved); !errors.Is(err, errMoved) {
			t.Errorf("with another %s it opens: %v", what, err)
		}
	}
	if _, err := unseal(key, at, moved); err != nil {
		t.Errorf("in its own place: %v", err)
	}
}

// Names of one and of a thousand letters are sealed to the same length; more text
// goes up by powers of two.
func TestLengthTellsNothing(t *testing.T) {
	ring := keys.New(t.TempDir(), "")
	if err := ring.Make("ORL"); err != nil {
		t.Fatal(err)
	}
	key, err := ring.NewObject("ORL", "a")
	if err != nil {
		t.Fatal(err)
	}
	length := func(letters int) int {
		text, err := seal(key, place{"a", "r", "ORL", 1}, models.Identity{Names: []string{"x"}, Notes: strings.Repeat("n", letters)})
		if err != nil {
			t.Fatal(err)
		}
		return len(text)
	}
	least := length(0)
	if length(600) != least || length(9) != least {
		t.Errorf("short identities have lengths %d, %d, %d", least, length(9), length(600))
	}
	if length(1200) != length(1700) || length(1200) != least+1024 {
		t.Errorf("longer ones have lengths %d, %d", length(1200), length(1700))
	}
	for _, n := range []int{1, 1023, 1024, 1025, 5000} {
		if got := len(pad(make([]byte, n))); got < n || got&(got-1) != 0 || got < 1024 {
			t.Errorf("%d bytes are padded to %d", n, got)
		}
	}
}

// The entry is in the log before the key is touched: where decrypting fails, the
// opening is on record all the same; where the record is refused, nothing is read.
func TestOpeningIsRecordedFirst(t *testing.T) {
	w := begin(t)
	row := w.seal("V-1", "Asma")
	file := filepath.Join(w.dir, "keys", "ORL", row.ID+".age")
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if name, err := w.open(row.ID); err == nil || w.openings(row.ID) != 1 {
		t.Errorf("without the key: opened %q, %v, with %d entries, want the one", name, err, w.openings(row.ID))
	}
	if err := os.WriteFile(file, kept, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		who    models.Actor
		id     string
		reason string
		kind   models.Kind
	}{
		{"no reason", victims, row.ID, "because", models.Malformed},
		{"who may only seal", clerk, row.ID, why, models.Forbidden},
		{"another partner", other, row.ID, why, models.Missing},
		{"nobody", models.Actor{}, row.ID, why, models.SignIn},
		{"a program", models.Actor{UserID: "u2", Name: "orl.victims", Partner: "ORL", Roles: victims.Roles, Program: true}, row.ID, why, models.Forbidden},
		{"the role without a partner", models.Actor{Name: "x", Roles: victims.Roles}, row.ID, why, models.Forbidden},
		{"what is not there", victims, "none", why, models.Missing},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, identity, err := Open(w.ctx, w.db, w.ring, tt.who, tt.id, tt.reason)
			if models.KindOf(err) != tt.kind || len(identity.Names) > 0 {
				t.Errorf("err = %v of kind %v, want kind %v", err, models.KindOf(err), tt.kind)
			}
		})
	}
	if n := w.openings(row.ID); n != 1 {
		t.Errorf("%d entries after refusals, want the 1 before", n)
	}
	if name, err := w.open(row.ID); err != nil || name != "Asma" || w.openings(row.ID) != 2 {
		t.Errorf("opened %q, %v, with %d entries", name, err, w.openings(row.ID))
	}
}

// What fails leaves no key behind, and a damaged object gives nothing.
func TestWhatFailsLeavesNothing(t *testing.T) {
	w := begin(t)
	row := w.seal("V-1", "Asma")
	if _, err := Seal(w.ctx, w.db, w.ring, clerk, "r1", Facts{"V-1", "VICTIM", models.Identity{Names: []string{"Twice"}}}); models.KindOf(err) != models.Malformed {
		t.Errorf("a pseudonym in use: %v", err)
	}
	if _, err := Seal(w.ctx, w.db, w.ring, clerk, "r2", Facts{"V-2", "VICTIM", models.Identity{Names: []string{"Lost"}}}); models.KindOf(err) != models.Missing {
		t.Errorf("a report that is not there: %v", err)
	}
	files, err := os.ReadDir(filepath.Join(w.dir, "keys", "ORL"))
	if err != nil || len(files) != 1 {
		t.Errorf("%d keys of objects, want the one: %v", len(files), err)
	}
	w.write(func(tx *store.Tx) error {
		v, err := gorm.G[models.SealedVersion](tx.DB).Where("identity = ?", row.ID).Take(tx.Ctx)
		if err != nil {
			return err
		}
		v.Sealed[len(v.Sealed)-20] ^= 1
		_, err = gorm.G[models.SealedVersion](tx.DB).Where("identity = ?", row.ID).Update(tx.Ctx, "sealed", v.Sealed)
		return err
	})
	if name, err := w.open(row.ID); !errors.Is(err, errDamaged) {
		t.Errorf("opened %q, %v", name, err)
	}
}

// Whatever is changed behind the log in the rows of a sealed identity is named, and
// erasing is no such change.
func TestVerifyNamesEveryAlteration(t *testing.T) {
	w := begin(t)
	row := w.seal("V-1", "Asma")
	w.seal("V-2", "Basim")
	if _, err := Replace(w.ctx, w.db, w.ring, clerk, row.ID, 1, Facts{Identity: models.Identity{Names: []string{"Asmaa"}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := Replace(w.ctx, w.db, w.ring, clerk, row.ID, 1, Facts{Identity: models.Identity{Names: []string{"Late"}}}); models.KindOf(err) != models.Stale {
		t.Errorf("replacing an older version: %v", err)
	}
	if _, err := Erase(w.ctx, w.db, w.ring, victims, row.ID, why); err != nil {
		t.Fatal(err)
	}
	if said := w.faults(); len(said) > 0 {
		t.Fatalf("before any alteration: %v", said)
	}
	before := func(tx *store.Tx) (models.SealedIdentity, []models.SealedVersion) {
		head, err := gorm.G[models.SealedIdentity](tx.DB).Where("id = ?", row.ID).Take(tx.Ctx)
		if err != nil {
			t.Fatal(err)
		}
		versions, err := gorm.G[models.SealedVersion](tx.DB).Where("identity = ?", row.ID).Order("version").Find(tx.Ctx)
		if err != nil {
			t.Fatal(err)
		}
		return head, versions
	}
	tests := map[string]func(*models.SealedIdentity, []models.SealedVersion) []models.SealedVersion{
		"partner": func(h *models.SealedIdentity, v []models.SealedVersion) []models.SealedVersion {
			h.Partner = "VAR"
			return v
		},
		"report": func(h *models.SealedIdentity, v []models.SealedVersion) []models.SealedVersion {
			h.ReportID = "r2"
			return v
		},
		"pseudonym": func(h *models.SealedIdentity, v []models.SealedVersion) []models.SealedVersion {
			h.Pseudonym = "V-3"
			return v
		},
		"role": func(h *models.SealedIdentity, v []models.SealedVersion) []models.SealedVersion {
			h.Role = "SOURCE"
			return v
		},
		"put back": func(h *models.SealedIdentity, v []models.SealedVersion) []models.SealedVersion {
			h.Version = 1
			return v
		},
		"erasure taken out": func(h *models.SealedIdentity, v []models.SealedVersion) []models.SealedVersion {
			h.ErasedAt = nil
			return v
		},
		"who erased": func(h *models.SealedIdentity, v []models.SealedVersion) []models.SealedVersion {
			h.ErasedBy = "x"
			return v
		},
		"who replaced": func(h *models.SealedIdentity, v []models.SealedVersion) []models.SealedVersion {
			h.ChangedBy = "x"
			return v
		},
		"ciphertext": func(h *models.SealedIdentity, v []models.SealedVersion) []models.SealedVersion {
			v[0].Sealed[40] ^= 1
			return v
		},
		"versions exchanged": func(h *models.SealedIdentity, v []models.SealedVersion) []models.SealedVersion {
			v[0].Sealed, v[1].Sealed = v[1].Sealed, v[0].Sealed
			return v
		},
		"who sealed": func(h *models.SealedIdentity, v []models.SealedVersion) []models.SealedVersion {
			v[1].ByName = "x"
			return v
		},
		"a version removed": func(h *models.SealedIdentity, v []models.SealedVersion) []models.SealedVersion { return v[:1] },
		"a version inserted": func(h *models.SealedIdentity, v []models.SealedVersion) []models.SealedVersion {
			return append(v, models.SealedVersion{Identity: h.ID, Version: 3, Sealed: []byte("x")})
		},
		"the row removed":   func(h *models.SealedIdentity, v []models.SealedVersion) []models.SealedVersion { h.ID = ""; return v },
		"all of it removed": func(h *models.SealedIdentity, v []models.SealedVersion) []models.SealedVersion { h.ID = ""; return nil },
	}
	put := func(head models.SealedIdentity, versions []models.SealedVersion) {
		w.write(func(tx *store.Tx) error {
			if _, err := gorm.G[models.SealedIdentity](tx.DB).Where("id = ?", row.ID).Delete(tx.Ctx); err != nil {
				return err
			}
			if _, err := gorm.G[models.SealedVersion](tx.DB).Where("identity = ?", row.ID).Delete(tx.Ctx); err != nil {
				return err
			}
			for _, v := range versions {
				if err := gorm.G[models.SealedVersion](tx.DB).Create(tx.Ctx, &v); err != nil {
					return err
				}
			}
			if head.ID == "" {
				return nil
			}
			return gorm.G[models.SealedIdentity](tx.DB).Create(tx.Ctx, &head)
		})
	}
	for name, alter := range tests {
		t.Run(name, func(t *testing.T) {
			var head models.SealedIdentity
			var versions, altered []models.SealedVersion
			w.write(func(tx *store.Tx) error { head, versions = before(tx); return nil })
			text, err := json.Marshal(versions)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(text, &altered); err != nil {
				t.Fatal(err)
			}
			changed := head
			altered = alter(&changed, altered)
			put(changed, altered)
			if said := w.faults(); len(said) == 0 || !strings.Contains(strings.Join(said, "\n"), row.ID) {
				t.Errorf("verify says %v", said)
			}
			put(head, versions)
			if said := w.faults(); len(said) > 0 {
				t.Errorf("put back, verify says %v", said)
			}
		})
	}
}
