package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"concord/models"
	"concord/models/access"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

// each runs a test on SQLite and, where TEST_POSTGRES names a server, on it too.
func each(t *testing.T, f func(t *testing.T, db *DB)) {
	t.Run("sqlite", func(t *testing.T) { f(t, open(t, "")) })
	server := os.Getenv("TEST_POSTGRES")
	if server == "" {
		if os.Getenv("CONCORD_REQUIRE_TOOLS") != "" {
			t.Fatal("TEST_POSTGRES names no PostgreSQL server, and here it must")
		}
		return
	}
	t.Run("postgres", func(t *testing.T) { f(t, open(t, server)) })
}

func open(t *testing.T, server string) *DB {
	t.Helper()
	if server != "" {
		admin, err := sql.Open("pgx", server)
		if err != nil {
			t.Fatal(err)
		}
		name := "concord_store_" + strings.ReplaceAll(models.NewID(), "-", "")
		if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); admin.Close() })
		u, err := url.Parse(server)
		if err != nil {
			t.Fatal(err)
		}
		u.Path = "/" + name
		server = u.String()
	}
	db, err := Open(context.Background(), Config{Dir: t.TempDir(), Database: server})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

var clerk = models.Actor{UserID: "u", Name: "orl.clerk", Partner: "ORL", Kind: "ASSISTING", Roles: []models.Role{models.CellClerk}}

func addPartner(tx *Tx, code string) error {
	if err := gorm.G[models.Partner](tx.DB).Create(tx.Ctx, &models.Partner{Code: code, Name: code, Active: true}); err != nil {
		return err
	}
	return tx.Record("partner", code, code)
}

// The migrations make exactly the columns the structs have.
func TestSchemaIsWhatTheStructsSay(t *testing.T) {
	records := []any{models.Partner{}, models.User{}, models.Session{}, models.Token{}, models.Setup{}, models.Report{}, models.Share{}, models.ReportVersion{},
		models.Incident{}, models.Participant{}, models.AgreedValue{}, models.Match{}, models.Verdict{}, models.MatchReasons{}, models.MatchModel{}, models.MatchRun{}, models.Gap{}, models.GapStep{}, models.GapSettings{}, models.GapRun{}, models.Proposal{}, models.Position{},
		models.Investigation{}, models.Transition{}, models.Statement{}, models.StatementVersion{}, models.Import{}, models.SavedMapping{}, models.SavedView{}, models.Entry{}, models.TreeHash{}, models.SealedIdentity{}, models.SealedVersion{}, models.Opening{}, models.TreeHead{}, models.Evidence{}, models.Original{}, models.Custody{}, models.EvidenceShare{}, models.Upload{}, Answer{}, Secret{}}
	each(t, func(t *testing.T, db *DB) {
		known := map[string]bool{"goose_db_version": true, "counters": true}
		for _, record := range records {
			s, err := schema.Parse(record, &sync.Map{}, db.reader.NamingStrategy)
			if err != nil {
				t.Fatal(err)
			}
			known[s.Table] = true
			columns, err := db.reader.Migrator().ColumnTypes(reflect.New(reflect.TypeOf(record)).Interface())
			if err != nil {
				t.Fatal(err)
			}
			have := map[string]bool{}
			for _, c := range columns {
				have[c.Name()] = true
			}
			for _, f := range s.Fields {
				if f.DBName != "" && !have[f.DBName] {
					t.Errorf("table %s lacks the column %s that %T has", s.Table, f.DBName, record)
				}
				delete(have, f.DBName)
			}
			for c := range have {
				t.Errorf("table %s has the column %s that %T lacks", s.Table, c, record)
			}
		}
		tables, err := db.reader.Migrator().GetTables()
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range tables {
			if !known[name] && !strings.HasPrefix(name, "sqlite_") && !strings.HasPrefix(name, "report_search") { // the search index has no rows of its own
				t.Errorf("table %s belongs to no struct", name)
			}
		}
	})
}

// What may not be done is not begun, and what records nothing is taken back.
func TestWriteRefuses(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		ctx := context.Background()
		tests := []struct {
			name string
			who  models.Actor
			f    func(*Tx) error
			kind models.Kind
		}{
			{"who lacks the role", models.Actor{Name: "x", Partner: "ORL", Roles: []models.Role{models.PublicAffairs}}, func(tx *Tx) error { return addPartner(tx, "P1") }, models.Forbidden},
			{"nobody", models.Actor{}, func(tx *Tx) error { return addPartner(tx, "P2") }, models.SignIn},
			{"a role without a partner", models.Actor{Name: "x", Roles: []models.Role{models.CellClerk}}, func(tx *Tx) error { return addPartner(tx, "P3") }, models.Forbidden},
			{"no audit entry", clerk, func(tx *Tx) error {
				return gorm.G[models.Partner](tx.DB).Create(tx.Ctx, &models.Partner{Code: "P4"})
			}, models.Internal},
			{"a rule broken after a write", clerk, func(tx *Tx) error {
				if err := addPartner(tx, "P5"); err != nil {
					return err
				}
				return models.Refuse("no")
			}, models.Conflict},
			{"a panic", clerk, func(tx *Tx) error { addPartner(tx, "P6"); panic("oh") }, models.Internal},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				err := db.Write(ctx, tt.who, access.LogReport, tt.f)
				if err == nil || models.KindOf(err) != tt.kind {
					t.Errorf("err = %v of kind %v, want kind %v", err, models.KindOf(err), tt.kind)
				}
			})
		}
		n, err := gorm.G[models.Partner](db.reader).Count(ctx, "code")
		if err != nil || n != 0 {
			t.Errorf("%d partners were left behind (%v)", n, err)
		}
		size, faults, err := db.Verify(ctx)
		if err != nil || size != 0 || len(faults) != 0 {
			t.Errorf("the log has %d entries, faults %v, %v", size, faults, err)
		}
	})
}

// Writes that share a transaction do not share their failures: one in three here
// breaks a rule, panics or doubles a key, and every other is there.
func TestNeighboursOfAFailedWriteStand(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		ctx := context.Background()
		var wg sync.WaitGroup
		acknowledged := make([]bool, 240)
		for i := range acknowledged {
			wg.Add(1)
			go func() {
				defer wg.Done()
				err := db.Write(ctx, clerk, access.LogReport, func(tx *Tx) error {
					if err := addPartner(tx, fmt.Sprintf("P%03d", i)); err != nil {
						return err
					}
					switch i % 6 {
					case 1:
						return models.Refuse("no")
					case 3:
						panic("oh")
					case 5:
						return gorm.G[models.Partner](tx.DB).Create(tx.Ctx, &models.Partner{Code: fmt.Sprintf("P%03d", i)})
					}
					return nil
				})
				acknowledged[i] = err == nil
				if err != nil && strings.Contains(err.Error(), "locked") {
					t.Errorf("write %d: %v", i, err)
				}
			}()
		}
		wg.Wait()
		for i, yes := range acknowledged {
			n, err := gorm.G[models.Partner](db.reader).Where("code = ?", fmt.Sprintf("P%03d", i)).Count(ctx, "code")
			if err != nil {
				t.Fatal(err)
			}
			if want := i%2 == 0; yes != want || (n == 1) != want {
				t.Errorf("write %d: acknowledged %v, stored %d, want %v", i, yes, n, want)
			}
		}
		size, faults, err := db.Verify(ctx)
		if err != nil || size != 120 || len(faults) != 0 {
			t.Errorf("the log has %d entries, want 120; faults %v, %v", size, faults, err)
		}
	})
}

// When too many writes wait, the next is told to come back and nothing is lost.
func TestFullQueueSaysSo(t *testing.T) {
	db := open(t, "")
	release, held := make(chan struct{}), make(chan struct{})
	go db.Write(context.Background(), clerk, access.LogReport, func(tx *Tx) error {
		close(held)
		<-release
		return addPartner(tx, "HELD")
	})
	<-held
	var wg sync.WaitGroup
	for i := range queueLength {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := db.Write(context.Background(), clerk, access.LogReport, func(tx *Tx) error { return addPartner(tx, fmt.Sprintf("Q%d", i)) }); err != nil {
				t.Errorf("a write that waited: %v", err)
			}
		}()
	}
	for db.Waiting() < queueLength {
		time.Sleep(time.Millisecond)
	}
	err := db.Write(context.Background(), clerk, access.LogReport, func(tx *Tx) error { return addPartner(tx, "LATE") })
	if models.KindOf(err) != models.Busy {
		t.Errorf("the write over the limit: %v, want Busy", err)
	}
	close(release)
	wg.Wait()
}

// The reader pool cannot write, so a misplaced write fails loudly.
func TestReaderCannotWrite(t *testing.T) {
	db := open(t, "")
	if err := gorm.G[models.Partner](db.reader).Create(context.Background(), &models.Partner{Code: "X"}); err == nil {
		t.Error("the reader pool wrote")
	}
}

// A store that could lose acknowledged writes is refused at start.
func TestDurabilityIsAsserted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	for _, tt := range []struct {
		settings string
		ok       bool
	}{
		{"_journal_mode=WAL&_synchronous=FULL", true},
		{"_journal_mode=WAL&_synchronous=EXTRA", true},
		{"_journal_mode=WAL", false}, // the driver's own default is NORMAL
		{"_journal_mode=WAL&_synchronous=OFF", false},
		{"_journal_mode=DELETE&_synchronous=FULL", false},
	} {
		db, err := sql.Open("sqlite3", "file:"+path+"?"+tt.settings)
		if err != nil {
			t.Fatal(err)
		}
		if err := assertDurable(db); (err == nil) != tt.ok {
			t.Errorf("%s: %v, want accepted %v", tt.settings, err, tt.ok)
		}
		db.Close()
	}
}

// An older program does not touch a newer schema.
func TestNewerSchemaIsRefused(t *testing.T) {
	dir := t.TempDir()
	db, err := Open(context.Background(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.pinned.ExecContext(context.Background(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := Open(context.Background(), Config{Dir: dir}); err == nil || !strings.Contains(err.Error(), "newer program") {
		t.Errorf("err = %v, want a refusal that names the newer program", err)
	}
}

// No condition reaches around the scope, not even an OR.
func TestScopeCannotBeEscaped(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		ctx := context.Background()
		err := db.Write(ctx, clerk, access.LogReport, func(tx *Tx) error {
			for _, partner := range []string{"ORL", "VAR"} {
				r := models.Report{ID: models.NewID(), Partner: partner, LocalRef: "x", Sharing: models.Origin, SortAt: tx.Now}
				if err := gorm.G[models.Report](tx.DB).Create(ctx, &r); err != nil {
					return err
				}
			}
			return tx.Record("test", "x", 1)
		})
		if err != nil {
			t.Fatal(err)
		}
		l := db.Read(ctx, clerk)
		for name, q := range map[string]gorm.ChainInterface[models.Report]{
			"plain":        Visible[models.Report](l),
			"or":           Visible[models.Report](l).Where("id = ''").Or("1 = 1"),
			"or in text":   Visible[models.Report](l).Where("id = '' OR 1 = 1"),
			"zero struct":  Visible[models.Report](l).Where(&models.Report{}),
			"own table":    Visible[models.Report](l).Where("partner = ?", "VAR"),
			"or unbounded": Visible[models.Report](l).Or("partner = ?", "VAR"),
		} {
			rows, err := q.Find(ctx)
			if err != nil {
				t.Fatal(name, err)
			}
			for _, r := range rows {
				if r.Partner != "ORL" {
					t.Errorf("%s: a report of %s is visible", name, r.Partner)
				}
			}
		}
	})
}

// The same key takes effect once, also when two hold it in one batch.
func TestClaimIsTakenOnce(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		taken, refused := 0, 0
		for i := range 32 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				ctx := WithClaim(context.Background(), &Claim{UserID: "u", Key: "k", Request: []byte("r")})
				err := db.Write(ctx, clerk, access.LogReport, func(tx *Tx) error { return addPartner(tx, fmt.Sprintf("K%d", i)) })
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					taken++
				} else if errors.Is(err, errTaken) {
					refused++
				} else {
					t.Error(err)
				}
			}()
		}
		wg.Wait()
		if taken != 1 || refused != 31 {
			t.Errorf("%d took effect and %d were refused, want 1 and 31", taken, refused)
		}
	})
}

// A table that was nearly empty when SQLite last looked is still read through its
// keys when it has grown. The control is SQLite's own way, which keeps what it saw.
func TestSmallTablesAreNotTakenForSmallForEver(t *testing.T) {
	dir := t.TempDir()
	db, err := Open(context.Background(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Write(context.Background(), clerk, access.LogReport, func(tx *Tx) error { return addPartner(tx, "ORL") }); err != nil {
		t.Fatal(err)
	}
	db.Close()
	plan := func(analyse bool) (text string) {
		db, err := Open(context.Background(), Config{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if analyse {
			if err := db.maintain(context.Background(), func(g *gorm.DB) error { return g.Exec("ANALYZE").Error }); err != nil {
				t.Fatal(err)
			}
			return ""
		}
		rows, err := db.readerSQL.Query("EXPLAIN QUERY PLAN SELECT name FROM partners WHERE code IN ('a', 'b', 'c')")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			text += step + "; "
		}
		return text
	}
	plan(true)
	if text := plan(false); !strings.Contains(text, "SEARCH partners USING INDEX") {
		t.Errorf("the plan of a look by code: %s", text)
	}
	raw, err := sql.Open("sqlite3", "file:"+dir+"/concord.db")
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	raw.SetMaxOpenConns(1)
	if _, err := raw.Exec("ANALYZE"); err != nil {
		t.Fatal(err)
	}
	var id, parent, unused int
	var step string
	if err := raw.QueryRow("EXPLAIN QUERY PLAN SELECT name FROM partners WHERE code IN ('a', 'b', 'c')").Scan(&id, &parent, &unused, &step); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(step, "SCAN") {
		t.Errorf("the control reads through the key too (%s), so the test shows nothing", step)
	}
}

// What many writes leave of the search index in pieces is merged, and finds the same.
func TestTidyLeavesOnePlaceToLook(t *testing.T) {
	db := open(t, "")
	find := func(word string) (n int64) {
		if err := db.reader.Raw("SELECT COUNT(*) FROM report_search WHERE body MATCH ?", word).Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		return n
	}
	for i := range 40 {
		err := db.maintain(context.Background(), func(g *gorm.DB) error {
			tx := &Tx{DB: g, Ctx: context.Background()}
			return tx.Index([]Indexed{{models.Report{Seq: int64(i + 1)}, fmt.Sprintf("bridge w%d", i)}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	pieces := func() (n int64) {
		if err := db.reader.Raw("SELECT COUNT(*) FROM report_search_segdir").Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := pieces()
	if err := db.Tidy(context.Background()); err != nil {
		t.Fatal(err)
	}
	if now := pieces(); before <= mostPieces || now >= before || now > 2 {
		t.Errorf("%d pieces before, %d now", before, now)
	}
	if find("bridge") != 40 || find("w39") != 1 || find("w40") != 0 {
		t.Errorf("found %d, %d, %d", find("bridge"), find("w39"), find("w40"))
	}
}

// Once nobody has written for a while, what was written is in the database itself and not
// only in SQLite's log; until then it is in the log, which is as durable.
func TestLogIsFoldedWhenNobodyWrites(t *testing.T) {
	for _, tt := range []struct {
		name   string
		quiet  time.Duration
		reader bool // somebody reads what was there before
		folded bool
	}{{"after a quiet moment", time.Millisecond, false, true}, {"while there was none", time.Hour, false, false}, {"while it is read", time.Millisecond, true, true}} {
		t.Run(tt.name, func(t *testing.T) {
			dir, ctx := t.TempDir(), context.Background()
			open := func() *DB {
				db, err := Open(ctx, Config{Dir: dir})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { db.Close() })
				return db
			}
			open().Close() // which leaves no log
			db := open()
			if err := db.maintain(ctx, func(*gorm.DB) error { db.quiet = tt.quiet; return nil }); err != nil { // on the writer's goroutine, whose it is
				t.Fatal(err)
			}
			reading, err := db.readerSQL.Conn(ctx)
			if err != nil {
				t.Fatal(err)
			}
			defer reading.Close()
			if tt.reader {
				if _, err := reading.ExecContext(ctx, "BEGIN; SELECT COUNT(*) FROM entries"); err != nil {
					t.Fatal(err)
				}
			}
			if err := db.Write(ctx, clerk, access.LogReport, func(tx *Tx) error { return tx.Record("test", "kept", 1) }); err != nil {
				t.Fatal(err)
			}
			alone := filepath.Join(t.TempDir(), "concord.db") // without its log
			seen := func() (n int) {
				text, err := os.ReadFile(filepath.Join(dir, "concord.db"))
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(alone, text, 0o600); err != nil {
					t.Fatal(err)
				}
				raw, err := sql.Open("sqlite3", alone)
				if err != nil {
					t.Fatal(err)
				}
				defer raw.Close()
				if err := raw.QueryRow("SELECT COUNT(*) FROM entries WHERE subject = 'kept'").Scan(&n); err != nil {
					t.Fatal(err)
				}
				return n
			}
			if tt.reader { // it is tried again once nobody reads that any more, without another write
				time.Sleep(50 * time.Millisecond)
				if seen() != 0 {
					t.Error("what somebody still reads was written over")
				}
				if _, err := reading.ExecContext(ctx, "ROLLBACK"); err != nil {
					t.Fatal(err)
				}
			}
			for end := time.Now().Add(10 * time.Second); tt.folded && seen() == 0 && time.Now().Before(end); {
				time.Sleep(5 * time.Millisecond)
			}
			if got := seen(); (got == 1) != tt.folded {
				t.Errorf("the database itself has %d of 1 entries, want it folded: %v", got, tt.folded)
			}
			if err := db.Write(ctx, clerk, access.LogReport, func(tx *Tx) error { return tx.Record("test", "next", 1) }); err != nil {
				t.Errorf("after a fold: %v", err)
			}
		})
	}
}
