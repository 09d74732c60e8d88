package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"concord/investigations"
	"concord/models/access"
	"concord/models/store"
	. "concord/tests/harness"
)

// An ending is kept as it was signed: with its note for the public, its hash and until
// when one partner alone may take it back.
func TestEndingIsKeptAsSigned(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, killed(9, 10), nil)
		gap := d.gap("G10")
		note := "Both partners agree that 9 to 12 people were killed."
		refusal(t, d.propose("orl.investigator", gap, 422, M{"outcome": "AGREED_RANGE", "min": 9, "max": 12, "public_note": strings.Repeat("x", 1001)}), "/public_note", "1000")
		p := d.propose("orl.investigator", gap, 201, M{"outcome": "AGREED_RANGE", "min": 9, "max": 12, "public_note": " " + note + " "})
		exported := func() string {
			return string(w.As(t, "var.clerk").Want(200, "GET", "/api/v1/export/gaps?format=csv&incident="+d.id, nil, nil).Body)
		}
		if strings.Contains(exported(), note) {
			t.Errorf("what is only proposed is exported as the ending:\n%s", exported())
		}
		if Text(p, "public_note") != note || Text(p, "hash") != "" || p["reversible_until"] != nil {
			t.Errorf("while it waits it has the note %q, hash %q, and can be taken back until %v", Text(p, "public_note"), Text(p, "hash"), p["reversible_until"])
		}
		p = d.everybody(p, "var.investigator")
		if len(Text(p, "hash")) != 64 || Text(p, "reversible_until") == "" || Get(p, "rule_version") == nil {
			t.Fatalf("ended it is %v", p)
		}
		page := string(w.As(t, "orl.clerk").Want(200, "GET", "/print/compare/"+d.id, nil, nil).Body)
		if !strings.Contains(page, note) || !strings.Contains(page, Text(p, "hash")) {
			t.Error("the paper shows neither the note nor the hash")
		}
		if ended := `AGREED_RANGE,"{""min"":9,""max"":12,""best"":null}",9,12,"` + note + `",` + Text(p, "hash") + "\r\n"; !strings.Contains(exported(), ended) {
			t.Errorf("exported, its row does not end in %s\n%s", ended, exported())
		}
		as := func(format string) string {
			return string(w.As(t, "var.clerk").Want(200, "GET", "/api/v1/export/gaps?incident="+d.id+"&format="+format, nil, nil).Body)
		}
		if tags := strings.SplitN(as("csv&hxl=1"), "\r\n", 3)[1]; !strings.Contains(tags, `"#status+outcome","#meta+extra","#status+agreed+min","#status+agreed+max","#description+public"`) {
			t.Errorf("the tags are %s", tags)
		}
		if sheet := string(unzipped(t, []byte(as("xlsx")))); !regexp.MustCompile(`<c [^>]*><v>9</v></c><c [^>]*><v>12</v></c>`).MatchString(sheet) || regexp.MustCompile(`t="s"[^>]*><v>(9|12)</v>`).MatchString(sheet) {
			t.Errorf("9 and 12 stand beside each other as numbers nowhere in %s", sheet)
		}
		refusal(t, d.propose("var.investigator", gap, 422, M{"outcome": "REOPEN", "public_note": note}), "/public_note", "ends nothing")
	})
}

// Each thing that was signed is found when it is altered in the store, and so is an
// ending that nobody signed or that is gone.
func TestAlteredEndingIsFound(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, killed(9, 10), nil)
		gap := d.gap("G10")
		p := d.everybody(d.propose("orl.investigator", gap, 201, M{"outcome": "AGREED_RANGE", "min": 9, "max": 12, "public_note": "Agreed."}), "var.investigator")
		id := Text(p, "id")
		faults := func() string {
			t.Helper()
			found, err := investigations.VerifyResolutions(context.Background(), w.Server.DB)
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(found)
		}
		alter := func(change string) {
			t.Helper()
			err := w.Server.DB.System(context.Background(), access.TakePosition, func(tx *store.Tx) error {
				if err := tx.DB.Exec(change).Error; err != nil {
					return err
				}
				return tx.Record("test", id, nil)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if got := faults(); got != "[]" {
			t.Fatalf("nothing was altered, and it says %s", got)
		}
		for _, tt := range []struct{ name, change, back, says string }{
			{"the rationale", "UPDATE proposals SET rationale = rationale || '.'", "UPDATE proposals SET rationale = SUBSTR(rationale, 1, LENGTH(rationale) - 1)", "altered"},
			{"the public note", "UPDATE proposals SET public_note = 'Nobody was harmed.'", "UPDATE proposals SET public_note = 'Agreed.'", "altered"},
			{"the minimum", "UPDATE proposals SET min = 0", "UPDATE proposals SET min = 9", "altered"},
			{"the outcome", "UPDATE proposals SET outcome = 'ADOPT_A'", "UPDATE proposals SET outcome = 'AGREED_RANGE'", "altered"},
			{"a signer", "UPDATE positions SET by_name = 'somebody' WHERE partner = 'VAR'", "UPDATE positions SET by_name = 'var.investigator' WHERE partner = 'VAR'", "altered"},
			{"a stance", "UPDATE positions SET stance = 'CONCUR_WITH_COMMENT' WHERE partner = 'VAR'", "UPDATE positions SET stance = 'CONCUR' WHERE partner = 'VAR'", "altered"},
			{"a date", "UPDATE gap_steps SET at = at + 1000000 WHERE kind = 'ANSWERED'", "UPDATE gap_steps SET at = at - 1000000 WHERE kind = 'ANSWERED'", "altered"},
			{"until when it can be taken back", "UPDATE proposals SET reversible_until = reversible_until + 1000000", "UPDATE proposals SET reversible_until = reversible_until - 1000000", "altered"},
			{"the evidence", "UPDATE proposals SET evidence = '[]'", "UPDATE proposals SET evidence = ''", "altered"},
			{"who proposed it", "UPDATE proposals SET by_name = 'somebody'", "UPDATE proposals SET by_name = 'orl.investigator'", "altered"},
			{"the report versions", "UPDATE proposals SET version_a = version_a + 1", "UPDATE proposals SET version_a = version_a - 1", "altered"},
			{"the field", "UPDATE gaps SET field = field || 'x' WHERE id = '" + gap + "'", "UPDATE gaps SET field = SUBSTR(field, 1, LENGTH(field) - 1) WHERE id = '" + gap + "'", "altered"},
			{"that it was taken back", "UPDATE proposals SET state = 'REVERSED'", "UPDATE proposals SET state = 'AGREED'", "taken back"},
			{"the agreed value", "UPDATE agreed_values SET value = (SELECT value_a FROM gaps WHERE id = '" + gap + "') WHERE gap_id = '" + gap + "'", "UPDATE agreed_values SET value = (SELECT value FROM proposals WHERE id = '" + id + "') WHERE gap_id = '" + gap + "'", "another than the one signed"},
			{"that a value is agreed", "UPDATE agreed_values SET incident = incident || 'x' WHERE gap_id = '" + gap + "'", "UPDATE agreed_values SET incident = SUBSTR(incident, 1, LENGTH(incident) - 1) WHERE gap_id = '" + gap + "'", "is gone"},
			{"a step of the course", "UPDATE gap_steps SET text = text || '.' WHERE kind = 'ENDED'", "UPDATE gap_steps SET text = SUBSTR(text, 1, LENGTH(text) - 1) WHERE kind = 'ENDED'", "no longer says"},
			{"that a step was taken", "UPDATE gap_steps SET gap_id = gap_id || 'x' WHERE kind = 'ENDED'", "UPDATE gap_steps SET gap_id = SUBSTR(gap_id, 1, LENGTH(gap_id) - 1) WHERE kind = 'ENDED'", "steps and the log"},
			{"the gap's code", "UPDATE gaps SET code = 'G11' WHERE code = 'G10'", "UPDATE gaps SET code = 'G10' WHERE id = '" + gap + "'", "altered"},
			{"the hash", "UPDATE proposals SET hash = REPLACE(hash, '" + Text(p, "hash")[:4] + "', '0000')", "UPDATE proposals SET hash = '" + Text(p, "hash") + "'", "altered"},
			{"an ending taken out", "UPDATE proposals SET hash = ''", "UPDATE proposals SET hash = '" + Text(p, "hash") + "'", "removed"},
			{"an ending put in", "UPDATE proposals SET id = 'another'", "UPDATE proposals SET id = '" + id + "'", "inserted behind the log"},
		} {
			t.Run(tt.name, func(t *testing.T) {
				alter(tt.change)
				if got := faults(); !strings.Contains(got, tt.says) {
					t.Errorf("verify says %s, want %q", got, tt.says)
				}
				alter(tt.back)
				if got := faults(); got != "[]" {
					t.Fatalf("put back, it says %s", got)
				}
			})
		}
	})
}

// One partner alone takes an ending back within ten days, with a reason: the gap is open,
// the value is agreed on no longer, and how it had ended stays. A partner that did not
// sign does not, nor does anybody later or once the case has been signed.
func TestEndingIsTakenBackByOneInTime(t *testing.T) {
	clock := time.Date(2031, 3, 5, 12, 0, 0, 0, time.UTC)
	Each(t, func(t *testing.T, w *World) {
		clock = time.Date(2031, 3, 5, 12, 0, 0, 0, time.UTC)
		d := dispute(t, w, killed(9, 10), nil)
		gap := d.gap("G10")
		end := func() M {
			return d.everybody(d.propose("orl.investigator", gap, 201, M{"outcome": "AGREED_RANGE", "min": 9, "max": 12}), "var.investigator")
		}
		back := func(who string, status int, p M, reason string) M {
			t.Helper()
			var out M
			w.As(t, who).Want(status, "POST", "/api/v1/proposals/"+Text(p, "id")+"/withdrawal", M{"reason": reason}, &out)
			return out
		}
		agreed := func() any {
			var i M
			w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/incidents/"+d.id, nil, &i)
			return i["agreed"].(map[string]any)["casualties/KILLED/CIVILIAN"]
		}
		p := end()
		if Text(p, "reversible_until") != "2031-03-15T12:00:00Z" || agreed() == nil {
			t.Fatalf("ended, it can be taken back until %v and the incident says %v", p["reversible_until"], agreed())
		}
		refusal(t, back("var.lead", 422, p, " "), "/reason", "Say why")
		back("tri.lead", 403, p, "We were not asked.")
		d.propose("orl.investigator", gap, 201, M{"outcome": "REOPEN"})
		if q := back("var.lead", 200, p, "The list held one name twice."); Text(q, "state") != "REVERSED" || Text(q, "hash") != Text(p, "hash") {
			t.Errorf("taken back it is %v", q)
		}
		g := d.stands(gap, "OPEN", "after one took the ending back")
		if got := kindsOf(g["course"]); !strings.HasSuffix(got, "ENDED PROPOSED VOIDED REVERSED") || agreed() != nil || Text(g, "due_at") == "" || Text(g, "reopened_at") == "" {
			t.Errorf("the course is %s, agreed is %v, due %v", got, agreed(), g["due_at"])
		}
		back("var.lead", 409, p, "And again.")

		p = end()
		clock = clock.Add(10*24*time.Hour + time.Second)
		for _, who := range []string{"var.lead", "orl.clerk"} { // their sessions have ended
			w.As(t, who).Want(201, "POST", "/api/v1/session", M{"username": who, "password": Password}, nil)
		}
		if late := back("var.lead", 409, p, "Too late."); !strings.Contains(Text(late, "detail"), "2031-03-15") || !strings.Contains(fmt.Sprint(late["missing"]), "REOPEN") {
			t.Errorf("after ten days it is refused as %v", late)
		}
		d.stands(gap, "RESOLVED", "after the ten days")
		if faults, err := investigations.VerifyResolutions(context.Background(), w.Server.DB); err != nil || len(faults) > 0 {
			t.Errorf("after all that: %v, %v", faults, err)
		}
	}, WithClock(func() time.Time { return clock }), Unlimited)
}

// An incident answers to its reference as to its id, for those who may see it; for all
// others that reference is like one that was never given.
func TestIncidentByItsReference(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, killed(9, 10), nil)
		lead := w.As(t, "orl.lead")
		var byID M
		whole := lead.Want(200, "GET", "/api/v1/incidents/"+d.id, nil, &byID).Body
		ref := Text(byID, "ref")
		if !strings.HasPrefix(ref, "JI-") {
			t.Fatalf("it has the reference %q", ref)
		}
		if got := lead.Want(200, "GET", "/api/v1/incidents/"+ref, nil, nil).Body; string(got) != string(whole) {
			t.Errorf("by its reference it is\n%s\nby its id\n%s", got, whole)
		}
		if got, want := lead.Want(200, "GET", "/api/v1/incidents/"+ref+"/compare", nil, nil).Body, lead.Want(200, "GET", "/api/v1/incidents/"+d.id+"/compare", nil, nil).Body; string(got) != string(want) {
			t.Errorf("compared by its reference it is\n%s\nby its id\n%s", got, want)
		}
		observer := w.As(t, "ir.clerk")
		for _, path := range []string{"", "/compare"} {
			hidden, none := observer.Want(404, "GET", "/api/v1/incidents/"+ref+path, nil, nil), observer.Want(404, "GET", "/api/v1/incidents/JI-1999-0001"+path, nil, nil)
			var got, want M
			json.Unmarshal(hidden.Body, &got)
			json.Unmarshal(none.Body, &want)
			delete(got, "request_id")
			delete(want, "request_id")
			if !reflect.DeepEqual(got, want) {
				t.Errorf("who may not see it reads %s, of one that is not there %s", hidden.Body, none.Body)
			}
		}
	})
}
