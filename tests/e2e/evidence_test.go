package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"concord/models"
	"concord/models/evidence"
	"concord/models/vault"
	. "concord/tests/harness"
)

func sha(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// send uploads a file in chunks and gives the upload's id.
func send(p *Person, name, purpose string, content []byte, chunk int) string {
	var u M
	p.Want(201, "POST", "/api/v1/uploads", M{"name": name, "size": len(content), "purpose": purpose}, &u)
	for at := 0; at < len(content); at += chunk {
		part := content[at:min(at+chunk, len(content))]
		p.Want(200, "PATCH", "/api/v1/uploads/"+Text(u, "id"), part, nil, "Content-Type", "application/octet-stream", "Upload-Offset", fmt.Sprint(at))
	}
	return Text(u, "id")
}

// attach sends a small file with its facts in one form.
func attach(t *testing.T, p *Person, name string, content []byte, facts string) M {
	t.Helper()
	body, contentType := Form(t, name, string(content), "facts", facts)
	var e M
	p.Want(201, "POST", "/api/v1/evidence", body, &e, "Content-Type", contentType)
	return e
}

func stored(w *World, partner, sum string) string {
	return filepath.Join(w.Config.Data, "evidence", partner, sum[:2], sum[2:])
}

// A photograph with the place it was taken goes to the other partner as pixels alone,
// upright; what its own partner has is what came, byte for byte.
func TestPictureReachesTheOtherPartnerWithoutItsOrigin(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, lead, other, third, auditor := w.As(t, "orl.clerk"), w.As(t, "orl.lead"), w.As(t, "var.investigator"), w.As(t, "tri.lead"), w.As(t, "auditor")
		var r M
		orl.Want(201, "POST", "/api/v1/reports", Facts(nil), &r)
		photo := Photo("Kamera Seven")
		e := attach(t, orl, "DSC_0042.jpg", photo, fmt.Sprintf(`{"report":%q,"kind":"PHOTO","title":"Crater at the depot","collected_by":"Sgt Ames","original_location":"Ames's telephone","method":"copied by cable","collected_at":"2031-03-05T10:00:00Z"}`, Text(r, "id")))
		id := Text(e, "id")
		if Text(e, "sha256") != sha(photo) || Text(e, "file_name") != "DSC_0042.jpg" || Text(e, "media_type") != "image/jpeg" || Get(e, "hold") != true || Text(e, "existence") != "HELD" {
			t.Errorf("entered as %v", e)
		}
		lat, _ := Get(e, "metadata.lat").(float64)
		lon, _ := Get(e, "metadata.lon").(float64)
		if max(lat-PhotoLat, PhotoLat-lat) > 1e-9 || max(lon-PhotoLon, PhotoLon-lon) > 1e-9 || Text(e, "metadata.make") != "Kamera Seven" || Text(e, "metadata.taken_at") != "2031:03:04 04:10:00" || Text(e, "metadata.taken_offset") != "+03:00" {
			t.Errorf("the camera's words were read as %v", Get(e, "metadata"))
		}

		// nobody else sees it before it is shared, and a clerk does not share it
		for _, path := range []string{"", "/content", "/custody"} {
			other.Want(404, "GET", "/api/v1/evidence/"+id+path, nil, nil)
		}
		orl.Want(403, "POST", "/api/v1/evidence/"+id+"/share", M{"with": []string{"VAR"}}, nil)
		other.Want(404, "POST", "/api/v1/evidence/"+id+"/share", M{"with": "joint"}, nil)
		lead.Want(422, "POST", "/api/v1/evidence/"+id+"/share", M{"with": "public"}, nil)
		lead.Want(200, "POST", "/api/v1/evidence/"+id+"/share", M{"with": []string{"VAR", "TRI"}}, nil)
		lead.Want(200, "POST", "/api/v1/evidence/"+id+"/custody", M{"action": "ANALYSED", "reason": "Compared with Ames's second picture"}, nil)

		var seen, events M
		answer := other.Want(200, "GET", "/api/v1/evidence/"+id, nil, &seen)
		for _, kept := range []string{sha(photo), "DSC_0042", "Ames", "telephone", "Kamera", "0.4123", "by cable", "TRI", Text(r, "id"), Text(r, "incident")} {
			if bytes.Contains(answer.Body, []byte(kept)) {
				t.Errorf("the other partner reads %q: %s", kept, answer.Body)
			}
		}
		copied := other.Want(200, "GET", "/api/v1/evidence/"+id+"/content", nil, nil)
		for _, kept := range []string{"Kamera", "Exif", "xmpmeta", "comment", "behind", "2031"} {
			if bytes.Contains(copied.Body, []byte(kept)) {
				t.Errorf("the working copy holds %q", kept)
			}
			if !bytes.Contains(photo, []byte(kept)) { // the control: it was there to be taken out
				t.Errorf("the original does not hold %q", kept)
			}
		}
		if sha(copied.Body) != Text(seen, "sha256") || Text(seen, "sha256") != Text(seen, "working_copy.sha256") {
			t.Errorf("the copy's digest is %s, it was announced as %s", sha(copied.Body), Text(seen, "sha256"))
		}
		m, err := jpeg.Decode(bytes.NewReader(copied.Body))
		if err != nil {
			t.Fatal(err)
		}
		red, _, _, _ := m.At(8, 4).RGBA()
		_, _, blue, _ := m.At(8, 19).RGBA()
		if b := m.Bounds(); b.Dx() != 16 || b.Dy() != 24 || red < 0xc000 || blue < 0xc000 {
			t.Errorf("the copy is %v, red on top %x, blue below %x: it does not stand upright", b, red, blue)
		}

		// the own partner still has what came, and only as a download
		own := orl.Want(200, "GET", "/api/v1/evidence/"+id+"/content", nil, nil)
		if !bytes.Equal(own.Body, photo) {
			t.Error("the original is not what came")
		}
		for header, want := range map[string]string{"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"} {
			if got := own.Header.Get(header); got != want {
				t.Errorf("%s is %q, want %q", header, got, want)
			}
		}
		if csp, d := own.Header.Get("Content-Security-Policy"), own.Header.Get("Content-Disposition"); !strings.Contains(csp, "sandbox") || !strings.HasPrefix(d, "attachment") {
			t.Errorf("served with %q and %q", csp, d)
		}
		auditor.Want(200, "GET", "/api/v1/evidence/"+id, nil, nil)
		auditor.Want(403, "GET", "/api/v1/evidence/"+id+"/content", nil, nil)
		third.Want(200, "GET", "/api/v1/evidence/"+id+"/content", nil, nil)

		// each opening is on record; others read of the own partner that and when, of a third nothing
		auditor.Want(200, "GET", "/api/v1/evidence/"+id+"/custody", nil, &events)
		if got := actions(events); got != "COLLECTED HASHED COPIED_WORKING ANALYSED VIEWED/VAR VIEWED/ORL VIEWED/TRI" {
			t.Errorf("custody is %s", got)
		}
		answer = other.Want(200, "GET", "/api/v1/evidence/"+id+"/custody", nil, &events)
		if got := actions(events); got != "COLLECTED HASHED COPIED_WORKING ANALYSED VIEWED/VAR VIEWED/ORL" {
			t.Errorf("custody for the other partner is %s", got)
		}
		for _, kept := range []string{sha(photo), "Ames", "cable", "TRI", "orl.lead"} {
			if bytes.Contains(answer.Body, []byte(kept)) {
				t.Errorf("the other partner reads %q in the custody: %s", kept, answer.Body)
			}
		}

		// the log does not hold the place either
		log := auditor.Want(200, "GET", "/api/v1/audit?limit=200&subject="+id, nil, nil)
		if bytes.Contains(log.Body, []byte("0.4123")) || bytes.Contains(log.Body, []byte("Kamera")) {
			t.Error("the log holds what the camera wrote")
		}
		if !bytes.Contains(log.Body, []byte(sha(photo))) {
			t.Error("the log does not hold the digest of the original")
		}
	})
}

// actions are custody events as words; who viewed it follows the word.
func actions(events M) string {
	var out []string
	for _, e := range events["items"].([]any) {
		word := Text(e, "action")
		if word == "VIEWED" {
			word += "/" + Text(e, "partner")
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

// A byte that turns over in a stored file is noticed when it is read: nothing leaves,
// the log and the item say so, and the same bytes sent again put it right.
func TestFlippedByteOfAFileIsRefusedAndRecorded(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, other, auditor := w.As(t, "orl.lead"), w.As(t, "var.clerk"), w.As(t, "auditor")
		var r, e M
		orl.Want(201, "POST", "/api/v1/reports", Facts(nil), &r)
		content := bytes.Repeat([]byte("flight record of the fourth of March\n"), 100_000) // 3.7 MB
		id := send(orl, "log.txt", "evidence", content, 1<<20)
		orl.Want(201, "POST", "/api/v1/evidence", M{"upload": id, "report": Text(r, "id"), "kind": "LOG", "title": "Flight record"}, &e)
		address := "/api/v1/evidence/" + Text(e, "id")
		orl.Want(404, "GET", "/api/v1/uploads/"+id, nil, nil) // it went into the item
		if got := orl.Want(200, "GET", address+"/content", nil, nil); !bytes.Equal(got.Body, content) {
			t.Fatal("what is read is not what was sent")
		}
		orl.Want(200, "POST", address+"/share", M{"with": "joint"}, nil)
		other.Want(200, "GET", address, nil, nil)
		other.Want(404, "GET", address+"/content", nil, nil) // no picture, no copy

		path := stored(w, "ORL", sha(content))
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o400 {
			t.Fatalf("the file is %v, %v", info, err)
		}
		flip(t, path, 2_500_000)
		var p Problem
		got := orl.Want(409, "GET", address+"/content", nil, &p)
		if !strings.Contains(p.Detail, "damaged") || !strings.Contains(p.Detail, "bytes 2097152 to 3145727") {
			t.Errorf("it says %s", p.Detail)
		}
		if bytes.Contains(got.Body, []byte("flight record")) {
			t.Error("some of the damaged file left")
		}
		orl.Want(409, "GET", address+"/content", nil, nil)
		var log, view M
		auditor.Want(200, "GET", "/api/v1/audit?action=CHECK_EVIDENCE", nil, &log)
		if items := log["items"].([]any); len(items) != 1 || Text(items[0], "subject") != Text(e, "id") || !strings.Contains(Text(items[0], "body.what"), "bytes 2097152") {
			t.Errorf("the log says %v", log)
		}
		orl.Want(200, "GET", address, nil, &view)
		if Text(view, "damaged_at") == "" || Text(view, "damage") == "" {
			t.Errorf("the item is not marked: %v", view)
		}
		var events M
		orl.Want(200, "GET", address+"/custody", nil, &events)
		if got := actions(events); got != "COLLECTED HASHED VIEWED/ORL" {
			t.Errorf("custody is %s: what was refused was not viewed", got)
		}

		// the same bytes again, as another item, put the file right
		again := send(orl, "copy of log.txt", "evidence", content, 2<<20)
		orl.Want(201, "POST", "/api/v1/evidence", M{"upload": again, "report": Text(r, "id"), "kind": "LOG", "title": "Flight record, sent again"}, nil)
		if got := orl.Want(200, "GET", address+"/content", nil, nil); !bytes.Equal(got.Body, content) {
			t.Error("it was not put right")
		}
	})
}

// flip turns one bit of a byte of a file over.
func flip(t *testing.T, path string, at int64) {
	t.Helper()
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b := make([]byte, 1)
	if _, err := f.ReadAt(b, at); err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte{b[0] ^ 1}, at); err != nil {
		t.Fatal(err)
	}
}

// An upload goes on where it stopped, is its sender's alone, and takes nothing it was
// not announced as.
func TestUploadsGoOnWhereTheyStopped(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, mate, other, pa := w.As(t, "orl.clerk"), w.As(t, "orl.lead"), w.As(t, "var.clerk"), w.As(t, "orl.pa")
		content := bytes.Repeat([]byte("0123456789"), 1000)
		var u M
		orl.Want(201, "POST", "/api/v1/uploads", M{"name": "notes.txt", "size": len(content), "purpose": "evidence"}, &u)
		address := "/api/v1/uploads/" + Text(u, "id")
		patch := func(p *Person, status int, at any, chunk []byte) Answer {
			t.Helper()
			return p.Want(status, "PATCH", address, chunk, nil, "Content-Type", "application/octet-stream", "Upload-Offset", fmt.Sprint(at))
		}
		patch(orl, 200, 0, content[:4000])
		a := patch(orl, 409, 0, content[:4000]) // sent again because the answer was lost
		if a.Header.Get("Upload-Offset") != "4000" || !bytes.Contains(a.Body, []byte("begins at byte 4000")) {
			t.Errorf("where it stands is not said: %v %s", a.Header, a.Body)
		}
		patch(orl, 409, 5000, content[5000:])
		patch(orl, 400, "-1", content[:1])
		patch(orl, 400, "", content[:1])
		patch(orl, 422, 4000, append(bytes.Clone(content[4000:]), 'x')) // longer than announced
		patch(orl, 422, 4000, []byte{})
		orl.Want(415, "PATCH", address, M{}, nil, "Upload-Offset", "4000")
		for name, p := range map[string]*Person{"a colleague": mate, "another partner": other} {
			p.Want(404, "GET", address, nil, nil)
			p.Want(404, "DELETE", address, nil, nil)
			if a := patch(p, 404, 4000, content[4000:]); a.Header.Get("Upload-Offset") != "" {
				t.Errorf("%s is told where it stands", name)
			}
			p.Want(422, "POST", "/api/v1/evidence", M{"upload": Text(u, "id"), "kind": "LOG", "title": "Not mine", "incident": "x"}, nil)
		}
		pa.Want(403, "GET", address, nil, nil)
		if a := orl.Do("HEAD", address, nil); a.Status != 200 || a.Header.Get("Upload-Offset") != "4000" {
			t.Errorf("HEAD = %d %v", a.Status, a.Header)
		}
		w.Restart(t)
		var r, e M
		orl.Want(201, "POST", "/api/v1/reports", Facts(nil), &r)
		facts := M{"upload": Text(u, "id"), "report": Text(r, "id"), "kind": "LOG", "title": "Notes"}
		var p Problem
		orl.Want(409, "POST", "/api/v1/evidence", facts, &p) // not finished
		if len(p.Missing) != 1 || !strings.Contains(p.Missing[0], "byte 4000") {
			t.Errorf("it says %v", p)
		}
		patch(orl, 200, 4000, content[4000:])
		orl.Want(201, "POST", "/api/v1/evidence", facts, &e)
		if Text(e, "sha256") != sha(content) {
			t.Errorf("it became %v", e)
		}
		orl.Want(422, "POST", "/api/v1/evidence", facts, nil) // an upload becomes one item

		for what, bad := range map[string]M{"no size": {"name": "x", "purpose": "evidence"}, "too large": {"name": "x", "size": 2<<30 + 1, "purpose": "evidence"},
			"no purpose": {"name": "x", "size": 1}, "no name": {"size": 1, "purpose": "import"}, "a name of two lines": {"name": "a\nb", "size": 1, "purpose": "import"}} {
			if a := orl.Do("POST", "/api/v1/uploads", bad); a.Status != 422 {
				t.Errorf("%s: %d %s", what, a.Status, a.Body)
			}
		}
		for range 10 {
			orl.Want(201, "POST", "/api/v1/uploads", M{"name": "many", "size": 1, "purpose": "import"}, &u)
		}
		orl.Want(409, "POST", "/api/v1/uploads", M{"name": "one more", "size": 1, "purpose": "import"}, nil)
		mate.Want(201, "POST", "/api/v1/uploads", M{"name": "of somebody else", "size": 1, "purpose": "import"}, nil)
		orl.Want(204, "DELETE", "/api/v1/uploads/"+Text(u, "id"), nil, nil)
		orl.Want(201, "POST", "/api/v1/uploads", M{"name": "one more", "size": 1, "purpose": "import"}, nil)
	}, Unlimited)
}

// From the moment an item is entered it is preserved: it takes a legal adviser, a
// reason and no open case to lift the hold, and two people to destroy it by rule.
func TestEvidenceIsPreserved(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, lead, legal, otherLegal := w.As(t, "orl.clerk"), w.As(t, "orl.lead"), w.As(t, "orl.legal"), w.As(t, "var.legal")
		other := w.As(t, "var.clerk")
		_, theirs, _ := w.Pair(t, orl, other, Facts(nil), Other(nil))
		var theirReport, c M
		other.Want(200, "GET", "/api/v1/reports/"+theirs, nil, &theirReport)
		incident := Text(theirReport, "incident")
		orl.Want(201, "POST", "/api/v1/incidents/"+incident+"/investigation", nil, &c)
		e := attach(t, orl, "letter.txt", []byte("a letter"), fmt.Sprintf(`{"incident":%q,"kind":"DOCUMENT","title":"A letter"}`, incident))
		address := "/api/v1/evidence/" + Text(e, "id")
		hand := func(p *Person, status int, action string) Problem {
			t.Helper()
			var problem Problem
			p.Want(status, "POST", address+"/custody", M{"action": action, "to": "Court of Orland", "reason": "the rule of ten years"}, &problem)
			return problem
		}
		lead.Want(200, "POST", address+"/share", M{"with": "joint"}, nil)
		for _, action := range []string{"RELEASED", "DESTROYED_BY_RULE"} {
			if p := hand(lead, 409, action); !strings.Contains(p.Detail, "on hold") {
				t.Errorf("%s is refused with %s", action, p.Detail)
			}
		}
		lead.Want(409, "POST", address+"/existence", M{"existence": "DECLARED_DESTROYED", "reason": "it is said to be lost"}, nil)
		lead.Want(403, "POST", address+"/hold", M{"hold": false, "reason": "no longer needed"}, nil)
		otherLegal.Want(403, "POST", address+"/hold", M{"hold": false, "reason": "no longer needed"}, nil)
		legal.Want(422, "POST", address+"/hold", M{"hold": false, "reason": " "}, nil)
		legal.Want(422, "POST", address+"/hold", M{"reason": "what, then"}, nil)
		legal.Want(409, "POST", address+"/hold", M{"hold": false, "reason": "a case is open still"}, nil)

		// the same for an item of an incident without a case
		var alone M
		orl.Want(201, "POST", "/api/v1/reports", Facts(M{"place": M{"lat": -30, "lon": 40, "precision": "EXACT"}, "responsibility": nil}), &alone)
		photo := Photo("to be destroyed")
		e = attach(t, orl, "p.jpg", photo, fmt.Sprintf(`{"report":%q,"kind":"PHOTO","title":"A picture"}`, Text(alone, "id")))
		twin := attach(t, orl, "p.jpg", photo, fmt.Sprintf(`{"report":%q,"kind":"PHOTO","title":"The same picture"}`, Text(alone, "id")))
		address = "/api/v1/evidence/" + Text(e, "id")
		hand(lead, 409, "DESTROYED_BY_RULE")
		legal.Want(200, "POST", address+"/hold", M{"hold": false, "reason": "the rule of ten years"}, nil)
		hand(legal, 403, "DESTROYED_BY_RULE") // one person is not two
		lead.Want(200, "POST", address+"/custody", M{"action": "DESTROYED_BY_RULE", "reason": "the rule of ten years"}, nil)
		lead.Want(404, "GET", address+"/content", nil, nil)
		if got := lead.Want(200, "GET", "/api/v1/evidence/"+Text(twin, "id")+"/content", nil, nil); !bytes.Equal(got.Body, photo) {
			t.Error("the other item of the same bytes lost its file")
		}
		legal.Want(200, "POST", "/api/v1/evidence/"+Text(twin, "id")+"/hold", M{"hold": false, "reason": "the rule of ten years"}, nil)
		lead.Want(200, "POST", "/api/v1/evidence/"+Text(twin, "id")+"/custody", M{"action": "DESTROYED_BY_RULE", "reason": "the rule of ten years"}, nil)
		for _, sum := range []string{sha(photo), Text(e, "working_copy.sha256")} {
			if _, err := os.Stat(stored(w, "ORL", sum)); !os.IsNotExist(err) {
				t.Errorf("the file is still there: %v", err)
			}
		}
		var read, events M
		orl.Want(200, "GET", address, nil, &read)
		if Text(read, "existence") != "DECLARED_DESTROYED" || Text(read, "sha256") != sha(photo) || Get(read, "working_copy") != nil || Text(read, "destroyed_at") == "" {
			t.Errorf("after it was destroyed: %v", read)
		}
		orl.Want(200, "GET", address+"/custody", nil, &events)
		if got := actions(events); got != "COLLECTED HASHED COPIED_WORKING DESTROYED_BY_RULE" {
			t.Errorf("custody is %s", got)
		}
	})
}

// What a partner says of the existence of a recording is kept as it changed, with the
// reasons, and what turns up later brings its file.
func TestExistenceHasAHistory(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, lead, other := w.As(t, "orl.clerk"), w.As(t, "orl.lead"), w.As(t, "var.clerk")
		var r, e, read M
		orl.Want(201, "POST", "/api/v1/reports", Facts(nil), &r)
		video := M{"report": Text(r, "id"), "kind": "VIDEO", "title": "Weapon video", "existence": "DECLARED_NEVER_EXISTED"}
		var p Problem
		orl.Want(422, "POST", "/api/v1/evidence", video, &p)
		if len(p.Errors) != 1 || p.Errors[0].Pointer != "/reason" {
			t.Errorf("it says %v", p.Errors)
		}
		video["reason"] = "The squadron says that no camera ran"
		orl.Want(201, "POST", "/api/v1/evidence", video, &e)
		address := "/api/v1/evidence/" + Text(e, "id")
		orl.Want(404, "GET", address+"/content", nil, nil)
		lead.Want(422, "POST", address+"/existence", M{"existence": "FOUND_LATER", "reason": "on a disk of the liaison officer"}, &p)
		if len(p.Errors) != 1 || p.Errors[0].Pointer != "/upload" {
			t.Errorf("it says %v", p.Errors)
		}
		lead.Want(200, "POST", address+"/share", M{"with": []string{"VAR"}}, nil)
		lead.Want(200, "POST", address+"/existence", M{"existence": "DECLARED_DESTROYED", "reason": "Overwritten after thirty days"}, nil)
		content := []byte("\x00\x00\x00\x18ftypmp42 a video")
		lead.Want(200, "POST", address+"/existence", M{"existence": "FOUND_LATER", "reason": "On a disk of the liaison officer", "upload": send(lead, "v.mp4", "evidence", content, 1<<20)}, nil)
		lead.Want(422, "POST", address+"/existence", M{"existence": "HELD", "reason": "another one", "upload": send(lead, "v.mp4", "evidence", []byte("other"), 1<<20)}, nil)
		orl.Want(200, "GET", address, nil, &read)
		if got := stages(read); got != "DECLARED_NEVER_EXISTED (The squadron says that no camera ran), DECLARED_DESTROYED (Overwritten after thirty days), FOUND_LATER (On a disk of the liaison officer)" {
			t.Errorf("the history is %s", got)
		}
		if got := orl.Want(200, "GET", address+"/content", nil, nil); !bytes.Equal(got.Body, content) {
			t.Error("what was found is not what was sent")
		}
		other.Want(200, "GET", address, nil, &read)
		if got := stages(read); got != "DECLARED_NEVER_EXISTED (), DECLARED_DESTROYED (Overwritten after thirty days), FOUND_LATER (On a disk of the liaison officer)" {
			t.Errorf("the other partner reads the history %s", got)
		}
		var list M
		other.Want(200, "GET", "/api/v1/evidence?report="+Text(r, "id"), nil, &list)
		if len(list["items"].([]any)) != 0 {
			t.Error("the report that was not shared is found by its evidence")
		}
		orl.Want(200, "GET", "/api/v1/evidence?report="+Text(r, "id"), nil, &list)
		if len(list["items"].([]any)) != 1 {
			t.Errorf("the own partner finds %v", list)
		}
		orl.Want(200, "GET", "/api/v1/evidence?incident="+Text(r, "incident"), nil, &list)
		if len(list["items"].([]any)) != 1 {
			t.Errorf("the own partner finds %v", list)
		}
	})
}

func stages(v M) string {
	var out []string
	for _, s := range v["existence_history"].([]any) {
		out = append(out, Text(s, "existence")+" ("+Text(s, "reason")+")")
	}
	return strings.Join(out, ", ")
}

// Evidence follows its incident when two incidents turn out to be one.
func TestEvidenceFollowsItsIncident(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, other := w.As(t, "orl.clerk"), w.As(t, "var.clerk")
		a, b, match := w.Pair(t, orl, other, Facts(nil), Other(nil))
		mine := attach(t, orl, "a.txt", []byte("of the one"), fmt.Sprintf(`{"report":%q,"kind":"LOG","title":"Of the one"}`, a))
		theirs := attach(t, other, "b.txt", []byte("of the other"), fmt.Sprintf(`{"report":%q,"kind":"LOG","title":"Of the other"}`, b))
		if Text(mine, "incident") == Text(theirs, "incident") {
			t.Fatal("they are one already")
		}
		other.Want(422, "POST", "/api/v1/evidence", M{"report": a, "kind": "LOG", "title": "Of another's report"}, nil)
		for _, name := range []string{"orl.lead", "var.lead"} {
			w.As(t, name).Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same"}, nil)
		}
		w.As(t, "orl.lead").Want(200, "POST", "/api/v1/evidence/"+Text(mine, "id")+"/share", M{"with": "joint"}, nil)
		var read, list M
		other.Want(200, "GET", "/api/v1/evidence/"+Text(theirs, "id"), nil, &read)
		for _, incident := range []string{Text(mine, "incident"), Text(theirs, "incident"), Text(read, "incident")} {
			other.Want(200, "GET", "/api/v1/evidence?incident="+incident, nil, &list)
			if len(list["items"].([]any)) != 2 {
				t.Errorf("under %s the other partner finds %v", incident, list)
			}
			orl.Want(200, "GET", "/api/v1/evidence?incident="+incident, nil, &list)
			if len(list["items"].([]any)) != 1 {
				t.Errorf("under %s the one partner finds %v", incident, list)
			}
		}
	})
}

// Each file is compared with its digests every thirty days; what differs is recorded
// once and marked, and so is what was put right.
func TestScrubFindsDamage(t *testing.T) {
	now := time.Now()
	Each(t, func(t *testing.T, w *World) {
		ctx, db := context.Background(), w.Server.DB
		orl := w.As(t, "orl.clerk")
		var r M
		orl.Want(201, "POST", "/api/v1/reports", Facts(nil), &r)
		photo := Photo("Kamera")
		facts := fmt.Sprintf(`{"report":%q,"kind":"PHOTO","title":"A picture"}`, Text(r, "id"))
		id := Text(attach(t, orl, "a.jpg", photo, facts), "id")
		whole := Text(attach(t, orl, "b.txt", []byte("whole"), facts), "id")
		path := stored(w, "ORL", sha(photo))
		scrub := func(want int) {
			t.Helper()
			if looked, err := evidence.Scrub(ctx, db); err != nil || looked != want {
				t.Errorf("%d items were looked at, want %d: %v", looked, want, err)
			}
		}
		damaged := func(id string) bool {
			_, o, err := db.EvidenceByID(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			return o.DamagedAt != nil
		}
		entries := func() int {
			rows, err := db.Entries(ctx, models.Actor{Roles: []models.Role{models.Auditor}}, id, "CHECK_EVIDENCE", "", 1<<60, 100)
			if err != nil {
				t.Fatal(err)
			}
			return len(rows)
		}
		flip(t, path, 700)
		scrub(0) // not due yet
		now = now.Add(31 * 24 * time.Hour)
		scrub(2)
		scrub(0)
		if !damaged(id) || damaged(whole) || entries() != 1 {
			t.Errorf("marked %v, the whole one %v, %d entries", damaged(id), damaged(whole), entries())
		}
		if faults, err := evidence.Verify(ctx, db); err != nil || len(faults) != 1 || !strings.Contains(faults[0].Where, id) {
			t.Errorf("verify names %v, %v", faults, err)
		}
		now = now.Add(31 * 24 * time.Hour)
		scrub(2)
		if entries() != 1 {
			t.Errorf("the same damage is recorded %d times", entries())
		}
		flip(t, path, 700)
		now = now.Add(31 * 24 * time.Hour)
		scrub(2)
		if damaged(id) || entries() != 2 {
			t.Errorf("put right: marked %v, %d entries", damaged(id), entries())
		}
		if faults, err := evidence.Verify(ctx, db); err != nil || len(faults) != 0 {
			t.Errorf("verify names %v, %v", faults, err)
		}

		// files on which nothing stands go, a day after they came; the others stay
		stray, err := vault.In(w.Config.Data).Put("ORL", strings.NewReader("stray"), 5)
		if err != nil {
			t.Fatal(err)
		}
		for _, age := range []time.Duration{time.Hour, 25 * time.Hour} {
			old := time.Now().Add(-age)
			for _, sum := range []string{stray.SHA256, sha(photo)} {
				if err := os.Chtimes(stored(w, "ORL", sum), old, old); err != nil {
					t.Fatal(err)
				}
			}
			if err := evidence.Tidy(ctx, db); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(stored(w, "ORL", stray.SHA256)); (err == nil) != (age < 24*time.Hour) {
				t.Errorf("after %v: %v", age, err)
			}
		}
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}, WithClock(func() time.Time { return now }))
}

// A file that turns bad while it is being sent breaks off: what has left is right.
func TestFileThatTurnsBadWhileItIsSent(t *testing.T) {
	w := Start(t, "sqlite")
	ctx := context.Background()
	orl := w.As(t, "orl.clerk")
	var r, e M
	orl.Want(201, "POST", "/api/v1/reports", Facts(nil), &r)
	content := bytes.Repeat([]byte("0123456789abcdef"), 3<<20/16)
	orl.Want(201, "POST", "/api/v1/evidence", M{"upload": send(orl, "v.bin", "evidence", content, 8<<20), "report": Text(r, "id"), "kind": "VIDEO", "title": "Video"}, &e)
	who, err := w.Server.DB.Actor(ctx, "orl.clerk")
	if err != nil {
		t.Fatal(err)
	}
	c, err := evidence.Open(ctx, w.Server.DB, who, Text(e, "id"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	half := make([]byte, 1<<20)
	if _, err := io.ReadFull(c, half); err != nil {
		t.Fatal(err)
	}
	flip(t, stored(w, "ORL", sha(content)), 2<<20+5)
	rest, err := io.ReadAll(c)
	if models.KindOf(err) != models.Conflict || !bytes.Equal(append(half, rest...), content[:2<<20]) {
		t.Errorf("%d bytes more were given, %v", len(rest), err)
	}
	if _, o, err := w.Server.DB.EvidenceByID(ctx, Text(e, "id")); err != nil || o.DamagedAt == nil {
		t.Errorf("it is not marked: %v", err)
	}
}

// What is entered is checked at once, with every broken rule named.
func TestEvidenceFactsAreChecked(t *testing.T) {
	w := Start(t, "sqlite", Unlimited)
	orl := w.As(t, "orl.clerk")
	var r, theirs M
	orl.Want(201, "POST", "/api/v1/reports", Facts(nil), &r)
	w.As(t, "var.clerk").Want(201, "POST", "/api/v1/reports", Other(nil), &theirs)
	valid := M{"report": Text(r, "id"), "kind": "VIDEO", "title": "Weapon video", "existence": "UNKNOWN"}
	tests := []struct {
		name   string
		change M
		broken string
	}{
		{"as given", nil, ""},
		{"held by the other partner", M{"existence": "HELD_BY_OTHER", "holder": "VAR"}, ""},
		{"held by nobody in particular", M{"existence": "HELD_BY_OTHER"}, "/holder"},
		{"held by a partner that is none", M{"existence": "HELD_BY_OTHER", "holder": "NOBODY"}, "/holder"},
		{"held without a file", M{"existence": "HELD"}, "/existence"},
		{"found without a file", M{"existence": "FOUND_LATER"}, "/existence"},
		{"declared destroyed without a word", M{"existence": "DECLARED_DESTROYED"}, "/reason"},
		{"no such existence", M{"existence": "LOST"}, "/existence"},
		{"no kind, no title", M{"kind": "", "title": ""}, "/kind /title"},
		{"no such kind", M{"kind": "FILM"}, "/kind"},
		{"a title of two lines", M{"title": "a\nb"}, "/title"},
		{"directions in a text", M{"original_location": "\u202egnp.exe"}, "/original_location"},
		{"of nothing", M{"report": ""}, "/incident"},
		{"of another's report", M{"report": Text(theirs, "id")}, "/report"},
		{"of an incident one cannot see", M{"incident": Text(theirs, "incident")}, "/incident"},
		{"of a report and its incident", M{"incident": Text(r, "incident")}, ""},
		{"no such upload", M{"upload": "x", "existence": "HELD"}, "/upload"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			facts := M{}
			for _, m := range []M{valid, tt.change} {
				for k, v := range m {
					facts[k] = v
				}
			}
			a := orl.Do("POST", "/api/v1/evidence", facts)
			var p Problem
			if err := json.Unmarshal(a.Body, &p); err != nil {
				t.Fatal(err)
			}
			var broken []string
			for _, e := range p.Errors {
				broken = append(broken, e.Pointer)
			}
			if got := strings.Join(broken, " "); got != tt.broken || (a.Status == 201) != (tt.broken == "") {
				t.Errorf("%d, broken %q, want %q: %s", a.Status, got, tt.broken, a.Body)
			}
		})
	}
	for what, form := range map[string][]string{"no facts": {}, "facts twice": {"facts", "{}", "facts", "{}"}, "more than facts": {"facts", "{}", "x", "y"}, "broken facts": {"facts", "{"}, "facts that are unknown": {"facts", `{"colour":"red"}`}} {
		body, contentType := Form(t, "a.txt", "x", form...)
		if a := orl.Do("POST", "/api/v1/evidence", body, "Content-Type", contentType); a.Status != 422 && a.Status != 400 {
			t.Errorf("%s: %d %s", what, a.Status, a.Body)
		}
	}
	body, contentType := Form(t, "a.txt", "", "facts", fmt.Sprintf(`{"report":%q,"kind":"LOG","title":"Empty"}`, Text(r, "id")))
	orl.Want(422, "POST", "/api/v1/evidence", body, nil, "Content-Type", contentType)
	body, contentType = Form(t, "../../etc/page.html", "<script>alert(1)</script>", "facts", fmt.Sprintf(`{"report":%q,"kind":"WEB_CAPTURE","title":"A page"}`, Text(r, "id")))
	var e M
	orl.Want(201, "POST", "/api/v1/evidence", body, &e, "Content-Type", contentType)
	a := orl.Want(200, "GET", "/api/v1/evidence/"+Text(e, "id")+"/content", nil, nil)
	if kind := a.Header.Get("Content-Type"); kind != "application/octet-stream" || strings.Contains(a.Header.Get("Content-Disposition"), "/") {
		t.Errorf("a page is served as %s, %s", kind, a.Header.Get("Content-Disposition"))
	}
}
