package durability

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	. "concord/tests/harness"
)

// hand speaks to a service that is killed now and then.
type hand struct {
	token string
	v     *service
}

// do sends one request; the error is that no whole answer came.
func (h hand) do(method, path, kind string, body []byte, header ...string) (status int, answer []byte, offset string, err error) {
	r, err := http.NewRequest(method, h.v.address+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, "", err
	}
	r.Header.Set("Authorization", "Bearer "+h.token)
	r.Header.Set("Content-Type", kind)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	a, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}).Do(r)
	if err != nil {
		return 0, nil, "", err
	}
	defer a.Body.Close()
	answer, err = io.ReadAll(a.Body)
	return a.StatusCode, answer, a.Header.Get("Upload-Offset"), err
}

func (h hand) want(t *testing.T, status int, method, path string, body any) M {
	t.Helper()
	text, _ := json.Marshal(body)
	got, answer, _, err := h.do(method, path, "application/json", text)
	var m M
	if err != nil || got != status || json.Unmarshal(answer, &m) != nil {
		t.Fatalf("%s %s = %d, want %d: %s %v", method, path, got, status, answer, err)
	}
	return m
}

func (h hand) chunk(path string, at int, body []byte) (status int, err error) {
	status, _, _, err = h.do("PATCH", path, "application/octet-stream", body, "Upload-Offset", fmt.Sprint(at))
	return status, err
}

func (h hand) offset(t *testing.T, path string) int {
	t.Helper()
	return int(Get(h.want(t, 200, "GET", path, nil), "offset").(float64))
}

// files lists what lies in the vault, by path.
func (s store) files(t *testing.T) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(s.dir, "evidence"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			path, _ = filepath.Rel(filepath.Join(s.dir, "evidence"), path)
			paths = append(paths, filepath.ToSlash(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

const chunkLength = 512 << 10

// The program is killed after every chunk, in the middle of every chunk, and while the
// finished file becomes an item: each time what was acknowledged is there, what was
// not is not, and in the end there is the one file, whole, and nothing beside it.
func TestUploadKilledBetweenAnyTwoChunks(t *testing.T) {
	s, tokens := populated(t, 1)
	content := make([]byte, 6*chunkLength+12345)
	rand.NewChaCha8([32]byte{1}).Read(content)
	sum := sha256.Sum256(content)
	digest := hex.EncodeToString(sum[:])

	h := hand{tokens[0], s.serve(t)}
	again := func() { h.v.kill(); h.v = s.serve(t) }
	report := Text(h.want(t, 201, "POST", "/api/v1/reports", account(1, "E-1")), "id")
	upload := Text(h.want(t, 201, "POST", "/api/v1/uploads", M{"name": "v.bin", "size": len(content), "purpose": "evidence"}), "id")
	path := "/api/v1/uploads/" + upload
	again()

	torn, whole := 0, 0
	for at := 0; at < len(content); {
		part := content[at:min(at+chunkLength, len(content))]
		// killed at some moment while the chunk is under way
		answered := make(chan error, 1)
		go func() { _, err := h.chunk(path, at, part); answered <- err }()
		time.Sleep(time.Duration(rand.IntN(5_000)) * time.Microsecond)
		h.v.kill()
		err := <-answered
		if h.v = s.serve(t); h.offset(t, path) == at+len(part) {
			whole++
		} else if torn++; err == nil {
			t.Fatalf("a chunk that was acknowledged at %d is gone", at)
		}
		if got := h.offset(t, path); got == at {
			if status, err := h.chunk(path, at, part); err != nil || status != 200 {
				t.Fatalf("sending the chunk at %d again = %d, %v", at, status, err)
			}
			again() // and between this chunk and the next
		} else if got != at+len(part) {
			t.Fatalf("the upload stands at %d, between %d and %d", got, at, at+len(part))
		}
		at += len(part)
		if got := h.offset(t, path); got != at {
			t.Fatalf("after the kill the upload stands at %d, acknowledged was %d", got, at)
		}
	}
	t.Logf("%d chunks were cut off by a kill, %d were through", torn, whole)

	// killed at some moment while it becomes an item, until that was answered
	facts := M{"upload": upload, "report": report, "kind": "VIDEO", "title": "Weapon video"}
	text, _ := json.Marshal(facts)
	items := func() []any { return h.want(t, 200, "GET", "/api/v1/evidence?report="+report, nil)["items"].([]any) }
	for try := 0; len(items()) == 0; try++ {
		answered := make(chan bool, 1)
		go func() {
			status, _, _, err := h.do("POST", "/api/v1/evidence", "application/json", text)
			answered <- err == nil && status == 201
		}()
		if try < 6 {
			time.Sleep(time.Duration(rand.IntN(15_000)) * time.Microsecond)
			h.v.kill()
		}
		done := <-answered
		if try < 6 {
			h.v = s.serve(t)
		}
		if n := len(items()); n > 1 || done && n == 0 {
			t.Fatalf("%d items after it was answered %v", n, done)
		}
	}
	again()
	e := items()[0]
	if Text(e, "sha256") != digest || int(Get(e, "size").(float64)) != len(content) {
		t.Errorf("it became %v", e)
	}
	_, got, _, err := h.do("GET", "/api/v1/evidence/"+Text(e, "id")+"/content", "", nil)
	if err != nil || !bytes.Equal(got, content) {
		t.Errorf("what is read is not what was sent: %d bytes, %v", len(got), err)
	}
	h.v.stop(t)
	if paths := s.files(t); len(paths) != 1 || paths[0] != "ORL/"+digest[:2]+"/"+digest[2:] {
		t.Errorf("the vault holds %v", paths)
	}
	s.clean(t)
}

// What a stop left half is gone after the next start, also the bytes of a chunk that
// was never acknowledged; what was acknowledged stays.
func TestNothingHalfStays(t *testing.T) {
	s, tokens := populated(t, 1)
	h := hand{tokens[0], s.serve(t)}
	report := Text(h.want(t, 201, "POST", "/api/v1/reports", account(1, "E-1")), "id")
	upload := Text(h.want(t, 201, "POST", "/api/v1/uploads", M{"name": "v.bin", "size": 10, "purpose": "evidence"}), "id")
	path := "/api/v1/uploads/" + upload
	if status, err := h.chunk(path, 0, []byte("01234")); err != nil || status != 200 {
		t.Fatal(status, err)
	}
	h.v.kill()
	folder := filepath.Join(s.dir, "evidence", "ORL")
	for name, text := range map[string]string{".new-0011223344556677": "half a file", "uploads/11111111-2222-4333-8444-555555555555": "begun and never answered", "uploads/" + upload: "01234torn in the middle"} {
		if err := os.WriteFile(filepath.Join(folder, filepath.FromSlash(name)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(s.files(t)); n != 3 { // the control: it was there
		t.Fatalf("%d files were left", n)
	}
	h.v = s.serve(t)
	if paths := s.files(t); len(paths) != 1 || paths[0] != "ORL/uploads/"+upload {
		t.Errorf("after the start the vault holds %v", paths)
	}
	if got := h.offset(t, path); got != 5 {
		t.Errorf("the upload stands at %d", got)
	}
	if status, err := h.chunk(path, 5, []byte("56789")); err != nil || status != 200 {
		t.Fatal(status, err)
	}
	e := h.want(t, 201, "POST", "/api/v1/evidence", M{"upload": upload, "report": report, "kind": "LOG", "title": "Digits"})
	if sum := sha256.Sum256([]byte("0123456789")); Text(e, "sha256") != hex.EncodeToString(sum[:]) {
		t.Errorf("it became %v", e)
	}
	h.v.stop(t)
	s.clean(t)
}

// Verify names a file in which one bit turned over, a file that is gone, and rows of
// evidence and custody that were changed behind the log.
func TestVerifyNamesDamagedEvidence(t *testing.T) {
	for _, kind := range Databases(t) {
		t.Run(kind, func(t *testing.T) {
			h := history{store: store{dir: t.TempDir(), database: Database(t, kind)}}
			_, tokens := settled(t, h.store, 2)
			v := hand{tokens[0], h.serve(t)}
			report := Text(v.want(t, 201, "POST", "/api/v1/reports", account(1, "E-1")), "id")
			body, contentType := Form(t, "p.jpg", string(Photo("Kamera")), "facts", fmt.Sprintf(`{"report":%q,"kind":"PHOTO","title":"A picture"}`, report))
			status, answer, _, err := v.do("POST", "/api/v1/evidence", contentType, body)
			var e M
			if err != nil || status != 201 || json.Unmarshal(answer, &e) != nil {
				t.Fatalf("%d %s %v", status, answer, err)
			}
			id := Text(e, "id")
			v.v.stop(t)
			h.clean(t)

			flips := 40
			if *full {
				flips = 500
			}
			for _, sum := range []string{Text(e, "sha256"), Text(e, "working_copy.sha256")} {
				path := filepath.Join(h.dir, "evidence", "ORL", sum[:2], sum[2:])
				good, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(path, 0o600); err != nil {
					t.Fatal(err)
				}
				for i := range flips / 2 {
					bad, at := bytes.Clone(good), rand.IntN(len(good))
					if bad[at] ^= 1 << rand.IntN(8); i == 0 {
						bad = good[:at]
					}
					if err := os.WriteFile(path, bad, 0o600); err != nil {
						t.Fatal(err)
					}
					h.named(t, fmt.Sprintf("byte %d of %s", at, sum), id, "")
				}
				if err := os.Remove(path); err != nil {
					t.Fatal(err)
				}
				h.named(t, "no file "+sum, id, "")
				if err := os.WriteFile(path, good, 0o400); err != nil {
					t.Fatal(err)
				}
			}
			h.clean(t)

			driver, address := "sqlite3", "file:"+filepath.Join(h.dir, "concord.db")+"?_busy_timeout=5000"
			if h.database != "" {
				driver, address = "pgx", h.database
			}
			if h.db, err = sql.Open(driver, address); err != nil {
				t.Fatal(err)
			}
			h.db.SetMaxOpenConns(1)
			t.Cleanup(func() { h.db.Close() })
			type tamper struct{ table, change string }
			tests := []tamper{{"evidence", "DELETE FROM evidence"}, {"originals", "DELETE FROM originals"}, {"custody", "DELETE FROM custody WHERE n = 3"}, {"custody", "DELETE FROM custody WHERE n = 1"},
				{"evidence_shares", "INSERT INTO evidence_shares (evidence, partner) VALUES ('" + id + "', 'VAR')"}, {"custody", "UPDATE custody SET n = n + 1 WHERE n = 3"},
				{"custody", "INSERT INTO custody SELECT evidence, n + 3, at, action, from_whom, to_whom, by_name, partner, reason, sha256, prev FROM custody WHERE n = 1"}}
			for table, columns := range map[string]string{"evidence": "partner incident report kind title existence holder hold_until sharing shared_with added_by copy_sha256 copy_type",
				"originals": "partner sha256 media_type name collected_by method original_location device_or_url hold_lifted_by", "custody": "action from_whom to_whom by_name partner reason sha256 prev"} {
				for _, column := range strings.Fields(columns) {
					tests = append(tests, tamper{table, "UPDATE " + table + " SET " + column + " = 'other'"})
				}
			}
			tests = append(tests, tamper{"evidence", "UPDATE evidence SET hold = NOT hold"}, tamper{"evidence", "UPDATE evidence SET added_at = added_at + 1"}, tamper{"evidence", "UPDATE evidence SET collected_at = 5"},
				tamper{"evidence", "UPDATE evidence SET copy_size = 5"}, tamper{"evidence", "UPDATE evidence SET custody = 2"}, tamper{"originals", "UPDATE originals SET size = 5"},
				tamper{"originals", "UPDATE originals SET metadata = CAST('{}' AS BYTEA)"}, tamper{"originals", "UPDATE originals SET chunks = metadata"}, tamper{"originals", "UPDATE originals SET destroyed_at = 5"},
				tamper{"custody", "UPDATE custody SET at = at + 1 WHERE n = 2"})
			for _, tt := range tests {
				h.within(t, []string{tt.table}, tt.change, func() { h.named(t, tt.change, id, "") })
			}
			h.clean(t)
			t.Logf("%d flips in files and %d changes of rows, each named", flips, len(tests))
		})
	}
}
