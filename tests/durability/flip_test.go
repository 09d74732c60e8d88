package durability

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"unicode/utf8"

	. "concord/tests/harness"
)

// columns of a version, by table: all but the row's own number.
var columns = map[string][]string{
	"report_versions":    {"report_id", "ref", "home", "partner", "version", "action", "at", "by_name", "reason", "status", "sharing", "shared_with", "facts", "salt"},
	"statement_versions": {"statement_id", "version", "kind", "audience", "bodies", "by_name", "at", "salt"},
}

// flip changes one bit of one byte of one cell, or writes a letter into an empty
// one, lets f look, and puts the cell back.
func (h history) flip(t *testing.T, v version, column string, f func(what string)) {
	t.Helper()
	var row int64
	var was any
	if err := h.db.QueryRow("SELECT seq, "+column+" FROM "+v.table+" WHERE "+v.key()).Scan(&row, &was); err != nil {
		t.Fatal(err)
	}
	set := func(to any) {
		place := "$1"
		if _, isText := was.(string); isText && h.database == "" {
			place = "CAST($1 AS TEXT)" // bytes that are no text are a text's bytes here
			to = []byte(to.(string))
		}
		if h.exec(t, fmt.Sprintf("UPDATE %s SET %s = %s WHERE seq = %d", v.table, column, place, row), to) != 1 {
			t.Fatal("nothing was changed")
		}
	}
	var to any
	at, bit := 0, rand.IntN(8)
	switch x := was.(type) {
	case int64:
		bit = 4 + rand.IntN(16) // above the versions there are, whose numbers may not be taken twice
		to = x ^ 1<<bit
	case []byte:
		at = rand.IntN(len(x))
		b := bytes.Clone(x)
		b[at] ^= 1 << bit
		to = b
	case string:
		to = "x"
		for x != "" {
			b := []byte(x)
			at, bit = rand.IntN(len(b)), rand.IntN(8)
			if b[at] ^= 1 << bit; h.database == "" || utf8.Valid(b) && bytes.IndexByte(b, 0) < 0 { // PostgreSQL keeps no other text
				to = string(b)
				break
			}
		}
	default:
		t.Fatalf("%s.%s is a %T", v.table, column, was)
	}
	set(to)
	f(fmt.Sprintf("%s of %s version %d, byte %d bit %d", column, v.ref, v.number, at, bit))
	set(was)
}

// Whichever byte of whichever stored version is flipped, verify fails and names
// the record; put back, it is clean.
func TestFlippedByteIsNamed(t *testing.T) {
	for _, kind := range Databases(t) {
		t.Run(kind, func(t *testing.T) {
			h := happened(t, kind)
			flips := 0
			look := func(v version) func(string) {
				return func(what string) { flips++; h.named(t, what, v.id, v.ref) }
			}
			for _, v := range append(h.versions, h.drafts...) {
				for i, column := range columns[v.table] {
					if *full || v.table == "statement_versions" || (i+flips)%4 == 0 || column == "facts" {
						h.flip(t, v, column, look(v))
					}
				}
			}
			for _, v := range []version{h.versions[0], h.versions[len(h.versions)-1]} { // every column at least twice
				for _, column := range columns[v.table] {
					h.flip(t, v, column, look(v))
				}
			}
			if *full {
				for range 500 {
					v := h.versions[rand.IntN(len(h.versions))]
					h.flip(t, v, "facts", look(v))
				}
			}
			h.clean(t)
			t.Logf("%d flips in %d versions, each named", flips, len(h.versions)+len(h.drafts))
		})
	}
}

// fileFlips changes single bits of the database file, lets f look at each and
// puts the byte back. Offsets are groups: a page may still hold an older copy of
// a row, and only flipping it in all of them is sure to hit the one in use.
func (h history) fileFlips(t *testing.T, groups [][]int64, f func(n, bit int)) {
	t.Helper()
	if err := h.db.Close(); err != nil { // nothing of it is held elsewhere now
		t.Fatal(err)
	}
	file, err := os.OpenFile(h.path("concord.db"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for n, group := range groups {
		bit := rand.IntN(8)
		turn := func() {
			for _, at := range group {
				var b [1]byte
				if _, err := file.ReadAt(b[:], at); err != nil {
					t.Fatal(err)
				}
				if _, err := file.WriteAt([]byte{b[0] ^ 1<<bit}, at); err != nil {
					t.Fatal(err)
				}
			}
		}
		turn()
		f(n, bit)
		turn()
	}
}

// A bit that turns over in the file itself, where the facts of a report lie, is
// named as well.
func TestFlipInTheFileIsNamed(t *testing.T) {
	h := happened(t, "sqlite")
	h.exec(t, "PRAGMA wal_checkpoint(TRUNCATE)")
	file, err := os.ReadFile(h.path("concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	var hit []version
	var groups [][]int64
	for _, v := range h.versions {
		var facts, salt []byte
		if err := h.db.QueryRow("SELECT facts, salt FROM report_versions WHERE "+v.key()).Scan(&facts, &salt); err != nil {
			t.Fatal(err)
		}
		row := append(facts, salt...) // the last two columns, side by side in the row
		for range 3 {
			var group []int64
			within := rand.IntN(len(facts))
			for from := 0; ; {
				i := bytes.Index(file[from:], row)
				if i < 0 {
					break
				}
				group = append(group, int64(from+i+within))
				from += i + 1
			}
			if len(group) == 0 {
				t.Fatalf("version %d of %s is not to be found in the file", v.number, v.ref)
			}
			groups, hit = append(groups, group), append(hit, v)
		}
	}
	h.fileFlips(t, groups, func(n, bit int) {
		h.named(t, fmt.Sprintf("bytes %v bit %d of the file", groups[n], bit), hit[n].id, hit[n].ref)
	})
	h.clean(t)
	t.Logf("%d flips in the file, each named", len(groups))
}

// Bits that turn over anywhere in the file: whatever the program would then tell
// otherwise of any report, verify does not call clean.
func TestFlipAnywhereIsNotServedAsGood(t *testing.T) {
	h := happened(t, "sqlite")
	good := h.items(t)
	info, err := os.Stat(h.path("concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	flips, changed := 60, 0
	if *full {
		flips = 2000
	}
	var anywhere [][]int64
	for range flips {
		anywhere = append(anywhere, []int64{rand.Int64N(info.Size())})
	}
	h.fileFlips(t, anywhere, func(n, bit int) {
		now := h.items(t)
		differs := len(now) > 0 && len(now) != len(good) // none at all: the account itself was hit, and reads nothing
		for id, text := range now {
			differs = differs || good[id] != text
		}
		if !differs {
			return
		}
		changed++
		if _, _, status := h.run(t, "verify"); status != 1 {
			t.Errorf("byte %d bit %d of the file changes what is told, and verify = %d", anywhere[n][0], bit, status)
			for id, text := range now {
				if good[id] != text {
					t.Logf("was %s\nis  %s", good[id], text)
				}
			}
		}
	})
	h.clean(t)
	t.Logf("%d flips, %d changed what is told, each was found", flips, changed)
}

// items are the reports as the inspector exports them, by id; none when the
// export fails, which nobody takes for good.
func (h history) items(t *testing.T) map[string]string {
	t.Helper()
	out, _, status := h.run(t, "export", "reports", "--as", "inspector", "--format", "json")
	var list []json.RawMessage
	if status != 0 || json.Unmarshal([]byte(out), &list) != nil {
		return nil
	}
	items := map[string]string{}
	for _, text := range list {
		var r stored
		if json.Unmarshal(text, &r) == nil {
			items[r.ID] = string(text)
		}
	}
	return items
}
