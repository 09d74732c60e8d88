package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
