package canary

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	. "concord/tests/harness"
)

// intakeFile is reports of a public form, each with a sender whose name and numbers
// hold tokens, some of them told a second time in the account.
func (m *marks) intakeFile(t *testing.T, refs ...string) string {
	t.Helper()
	var all []M
	for _, ref := range refs {
		name := m.token() + " " + m.word()
		all = append(all, M{"publicUUID": ref, "full_name": name, "phone_number": "+31 6 5550 1234 " + m.token(), "email_address": m.token() + "@mail.example", "poc_1_name": m.word(),
			"poc_1_info": m.word() + " " + m.token(), "favourite_colour": m.token(), "location": "Tarn Quay", "start_datetime": "2031-03-04T04:10", "end_datetime": "2031-03-04T04:40",
			"time_zone": "Asia/Baghdad", "total_harm": "Three people were killed, says " + name + ".", "us_harm": "unknown"})
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// koboFile is answers of a form, each collected by somebody whose name and
// telephone hold tokens.
func (m *marks) koboFile(refs ...string) string {
	out := "title;category;started_on;place_name;killed_min;_uuid;_submission_time;_submitted_by;deviceid;_index\n"
	for n, ref := range refs {
		out += fmt.Sprintf("Shelling of the market;INDIRECT_FIRE;2031-03-04;Tarn Quay;3;%s;2031-03-05T06:00:00;%s;%s %s;%d\n", ref, m.token(), m.word(), m.token(), n+1)
	}
	return out
}

// bringIn imports files that say who reported: looked at, tried out, refused with bad
// rows, brought in, brought in again, undone, and opened.
func bringIn(t *testing.T, s *site, v *service, m *marks, heard *bytes.Buffer) {
	clerk, victims := v.as(t, "orl.clerk", heard), v.as(t, "orl.victims", heard)
	files := map[string]string{"intake": m.intakeFile(t, "I-1", "I-2"), "kobo": m.koboFile("K-1", "K-2")}
	for format, file := range files {
		send := func(want int, path, file string, fields ...string) M {
			form, kind := Form(t, "sent", file, append([]string{"format", format}, fields...)...)
			return clerk.want(t, want, "POST", "/api/v1/imports"+path, form, "Content-Type", kind)
		}
		bad := strings.NewReplacer("2031-03-04", "yesterday").Replace(file)
		send(200, "/preview", file)
		send(200, "", file, "dry_run", "1")
		refused := send(422, "", bad)
		clerk.want(t, 200, "GET", "/api/v1/imports/"+Text(refused, "id")+"/rejects", nil)
		sum := send(201, "", file)
		send(200, "", file)
		send(201, "", strings.Replace(file, "Tarn Quay", "Tarn Hill", 1))
		clerk.want(t, 200, "POST", "/api/v1/imports/"+Text(sum, "id")+"/undo", M{"reason": "The wrong file"})
		send(201, "", file)
		list := clerk.want(t, 200, "GET", "/api/v1/reports?limit=200", nil)
		opened := 0
		for _, r := range list["items"].([]any) {
			if ref := Text(r, "local_ref"); !strings.HasPrefix(ref, strings.ToUpper(format[:1])+"-") {
				continue
			}
			held := clerk.want(t, 200, "GET", "/api/v1/reports/"+Text(r, "id")+"/identities", nil)["items"].([]any)
			if len(held) != 1 {
				t.Fatalf("%s: %d identities are sealed with a report, want 1", format, len(held))
			}
			status, text := victims.do("POST", "/api/v1/identities/"+Text(held[0], "id")+"/openings", M{"reason": why})
			if status != 200 || !m.holds(text) {
				t.Errorf("%s: opening = %d: %s", format, status, text)
			}
			opened++
		}
		if opened != 2 {
			t.Errorf("%s: %d senders opened, want 2", format, opened)
		}
	}
}

// Who reported an imported row lies open in the tables when sealing does nothing:
// the scan of the whole story would find it.
func TestScanFindsAnUnsealedSender(t *testing.T) {
	for _, kind := range Databases(t) {
		t.Run(kind, func(t *testing.T) {
			s, m, heard := newSite(t, kind), newMarks(), &bytes.Buffer{}
			s.program = "plain"
			settle(t, s)
			v := s.serve(t)
			bringIn(t, s, v, m, heard)
			s.backUp(t, filepath.Join(s.root, "out", "backup"))
			v.stop(t)
			found := map[string]bool{}
			for _, h := range s.search(t, m, heard) {
				where, _, _ := strings.Cut(h.where, " at byte ")
				found[where] = true
			}
			if !found["the tables"] {
				t.Errorf("found only in %v", found)
			}
			if found["the answers"] {
				t.Error("an answer tells who reported")
			}
		})
	}
}
