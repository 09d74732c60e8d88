package matrix

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"concord/handlers"
	"concord/models/access"
	. "concord/tests/harness"
)

// exhibit enters a photograph with a canary in each protected field, in the file
// itself and in what its camera wrote, under a report that nobody else may read.
func (w *world) exhibit(t *testing.T, owner, level string) {
	who, seen := audience(owner, level), owner+"/"+level+" evidence"
	clerk, lead := w.As(t, lower(owner)+".clerk"), w.As(t, lower(owner)+".lead")
	var r, e M
	clerk.Want(201, "POST", "/api/v1/reports", Facts(M{"title": "Unshared report with evidence", "place": M{"lat": -41, "lon": 20, "precision": "VILLAGE"}}), &r)
	keep := func(token, what string, people ...string) {
		w.canaries = append(w.canaries, canary{token: token, what: seen + " " + what, seen: people})
	}
	keep(Text(r, "id"), "tie: report", owner)
	keep(Text(r, "incident"), "tie: incident", owner)
	photo := Photo(w.plant(seen+" camera and file", owner))
	facts := fmt.Sprintf(`{"report":%q,"kind":"PHOTO","title":%q,"collected_by":%q,"method":%q,"original_location":%q,"device_or_url":%q}`, Text(r, "id"),
		w.plant(seen+" title", who...), w.plant(seen+" custody words: collected by", owner), w.plant(seen+" custody words: method", owner), w.plant(seen+" original location", owner), w.plant(seen+" device", owner))
	body, contentType := Form(t, w.plant(seen+" file name", owner)+".jpg", string(photo), "facts", facts)
	clerk.Want(201, "POST", "/api/v1/evidence", body, &e, "Content-Type", contentType)
	address := "/api/v1/evidence/" + Text(e, "id")
	lead.Want(200, "POST", address+"/existence", M{"existence": "FOUND_LATER", "reason": w.plant(seen+" reason before it was shared", owner)}, nil)
	switch level {
	case "named":
		lead.Want(200, "POST", address+"/share", M{"with": []string{who[1]}}, nil)
	case "joint":
		lead.Want(200, "POST", address+"/share", M{"with": level}, nil)
	}
	lead.Want(200, "POST", address+"/custody", M{"action": "ANALYSED", "to": w.plant(seen+" custody words: to", owner), "reason": w.plant(seen+" custody words: reason", owner)}, nil)
	lead.Want(200, "POST", address+"/existence", M{"existence": "HELD", "reason": w.plant(seen+" reason since it was shared", who...)}, nil)
	sum := sha256.Sum256(photo)
	keep(hex.EncodeToString(sum[:]), "custody words: digest of the original", owner)
	keep(Text(e, "id"), "id", who...)
	w.ids["evidence"] = append(w.ids["evidence"], Text(e, "id"))
	w.ids["reports"] = append(w.ids["reports"], Text(r, "id"))
	w.ids["incidents"] = append(w.ids["incidents"], Text(r, "incident"))
}

// uploading leaves an upload under way, which is one person's alone.
func (w *world) uploading(t *testing.T, name string) {
	var u M
	w.As(t, name).Want(201, "POST", "/api/v1/uploads", M{"name": w.plant(uploadOf + name), "size": 9, "purpose": "evidence"}, &u)
	w.canaries = append(w.canaries, canary{token: Text(u, "id"), what: uploadOf + name})
	w.ids["uploads"] = append(w.ids["uploads"], Text(u, "id"))
}

const uploadOf = "the upload of "

// refused tells whether a route is closed to somebody although the record is not:
// files open to no auditor, and uploading is not everybody's work.
func refused(name string, route handlers.Route) bool {
	_, post, _ := strings.Cut(name, ".")
	return route.Action == access.OpenEvidence && name == "auditor" ||
		route.Action == access.Upload && !slices.Contains([]string{"clerk", "lead", "investigator"}, post)
}
