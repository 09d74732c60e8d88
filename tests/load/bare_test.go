package load

import (
	"database/sql"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/gofiber/fiber/v2"
	"github.com/mattn/go-sqlite3"
)

// bareDriver is SQLite with the settings of the service's readers.
const bareDriver = "bare-sqlite-reader"

func init() {
	sql.Register(bareDriver, &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error {
		_, err := c.Exec("PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY", nil)
		return err
	}})
}

// The same rows in the same order as the service finds them, without anybody who
// asks and without anything but the facts.
const (
	bareOne  = "SELECT report_versions.facts FROM reports JOIN report_versions ON report_versions.seq = reports.version_seq WHERE reports.id = ?"
	bareList = "SELECT report_versions.facts FROM reports JOIN report_versions ON report_versions.seq = reports.version_seq WHERE reports.category = ? ORDER BY reports.sort_at DESC, reports.id DESC LIMIT 50"
)

// around is as many bytes as the service puts around the facts of each report, so
// that both send answers of one size; the test compares the sizes.
var around = strings.Repeat(" ", 330)

// startBare is Fiber as it comes and one prepared statement for each route.
func startBare(dir string) (string, func() error, error) {
	file := "file:" + filepath.Join(dir, "concord.db")
	reader, err := sql.Open(bareDriver, file+"?mode=ro&_query_only=1&_busy_timeout=5000&_cache_size=-32768")
	if err != nil {
		return "", nil, err
	}
	reader.SetMaxOpenConns(4)
	reader.SetMaxIdleConns(4)
	writer, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "posts.db")+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000&_cache_size=-65536")
	if err != nil {
		return "", nil, err
	}
	writer.SetMaxOpenConns(1)
	if _, err := writer.Exec("CREATE TABLE posts (id INTEGER PRIMARY KEY, body BLOB NOT NULL)"); err != nil {
		return "", nil, err
	}
	one, err := reader.Prepare(bareOne)
	if err != nil {
		return "", nil, err
	}
	list, err := reader.Prepare(bareList)
	if err != nil {
		return "", nil, err
	}
	insert, err := writer.Prepare("INSERT INTO posts (id, body) VALUES (?, ?)")
	if err != nil {
		return "", nil, err
	}
	var posted atomic.Int64
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/api/v1/reports/:id", func(c *fiber.Ctx) error {
		var facts []byte
		if err := one.QueryRow(c.Params("id")).Scan(&facts); err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
		return c.Send(append(append(make([]byte, 0, len(facts)+len(around)), around...), facts...))
	})
	app.Get("/api/v1/reports", func(c *fiber.Ctx) error {
		found, err := list.Query(c.Query("category"))
		if err != nil {
			return err
		}
		defer found.Close()
		text := append(make([]byte, 0, 64<<10), `{"items":[`...)
		for n := 0; found.Next(); n++ {
			var facts []byte
			if err := found.Scan(&facts); err != nil {
				return err
			}
			if n > 0 {
				text = append(text, ',')
			}
			text = append(append(text, around...), facts...)
		}
		c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
		return c.Send(append(text, `],"next":null}`...))
	})
	app.Post("/api/v1/reports", func(c *fiber.Ctx) error {
		if _, err := insert.Exec(posted.Add(1), c.Body()); err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
		return c.Status(fiber.StatusCreated).Send(c.Body())
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	go app.Listener(ln)
	return "http://" + ln.Addr().String(), app.Shutdown, nil
}

// storedIDs are ids of reports, from all over the list.
func storedIDs(dir string) ([]string, error) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "concord.db")+"?mode=ro")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	found, err := db.Query("SELECT id FROM reports ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var ids []string
	for found.Next() {
		var id string
		if err := found.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	if len(ids) != rows {
		return nil, fmt.Errorf("%d reports are stored, want %d", len(ids), rows)
	}
	return ids, found.Err()
}
