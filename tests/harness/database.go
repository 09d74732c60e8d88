package harness

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"concord/models/store"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// Databases are what stories run on: SQLite, and PostgreSQL where TEST_POSTGRES
// names a server (postgres://…).
func Databases(t testing.TB) []string {
	if os.Getenv("TEST_POSTGRES") != "" {
		return []string{"sqlite", "postgres"}
	}
	if os.Getenv("CONCORD_REQUIRE_TOOLS") != "" {
		t.Fatal("TEST_POSTGRES names no PostgreSQL server, and here it must")
	}
	return []string{"sqlite"}
}

// Database gives the address of a fresh database of a kind; "" for SQLite. On PostgreSQL
// it has the schema already: a copy of one that this process had made once.
func Database(t testing.TB, kind string) string {
	if kind != "postgres" {
		return ""
	}
	template, err := migrated()
	if err != nil {
		t.Fatal(err)
	}
	name := "concord_test_" + random()
	if err := onServer("CREATE DATABASE " + name + " TEMPLATE " + template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := onServer("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return address(name)
}

// migrated names a database that nobody uses but to copy it. It outlives the process,
// which has no end to hang its removal on; the next one removes what is an hour old.
var migrated = sync.OnceValues(func() (string, error) {
	const prefix = "concord_template_"
	old := fmt.Sprintf(`SELECT datname FROM pg_database WHERE datname LIKE '%s%%' AND split_part(datname, '_', 3)::bigint < %d`, prefix, time.Now().Add(-time.Hour).Unix())
	if err := removeAll(old); err != nil {
		return "", err
	}
	name := fmt.Sprintf("%s%d_%s", prefix, time.Now().Unix(), random())
	if err := onServer("CREATE DATABASE " + name); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "concord")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	db, err := store.Open(context.Background(), store.Config{Dir: dir, Database: address(name)})
	if err != nil {
		return "", err
	}
	return name, db.Close()
})

func removeAll(query string) error {
	db, err := sql.Open("pgx", os.Getenv("TEST_POSTGRES"))
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		return err
	}
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		names = append(names, name)
	}
	for _, name := range names {
		if _, err := db.Exec("DROP DATABASE IF EXISTS " + name); err != nil {
			return err
		}
	}
	return rows.Err()
}

func onServer(statement string) error {
	db, err := sql.Open("pgx", os.Getenv("TEST_POSTGRES"))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}

// address is that of a database on the server of TEST_POSTGRES.
func address(name string) string {
	u, err := url.Parse(os.Getenv("TEST_POSTGRES"))
	if err != nil {
		panic(err) // CREATE DATABASE has just used it
	}
	u.Path = "/" + name
	return u.String()
}

func random() string {
	var b [6]byte
	rand.Read(b[:])
	return fmt.Sprintf("%x", b)
}
