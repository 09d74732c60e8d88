package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"concord/models"
	"concord/models/keys"
	"concord/models/reports"
	. "concord/tests/harness"
)

// intakeOf is a file of the intake form with one row a reference, and what to change
// in every row.
func intakeOf(t *testing.T, change M, refs ...string) string {
	t.Helper()
	all := make([]M, len(refs))
	for n, ref := range refs {
		all[n] = M{"publicUUID": ref, "full_name": "Marit Halvorsen-Quist", "phone_number": "+31 6 5550 1234", "email_address": "marit.h@mail.example",
			"location": "Tarn Quay", "start_datetime": "2031-03-04T04:10", "end_datetime": "2031-03-04T04:40", "time_zone": "Asia/Baghdad", "total_harm": "Three people were killed."}
		for key, value := range change {
			all[n][key] = value
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func koboOf(collector string, refs ...string) string {
	out := "title;category;started_on;place_name;killed_min;_uuid;_submission_time;_submitted_by;deviceid;_index\n"
	for n, ref := range refs {
		out += fmt.Sprintf("Shelling of the market;INDIRECT_FIRE;2031-03-04;Tarn Quay;3;%s;2031-03-05T06:00:00;%s;ee.cafe:77;%d\n", ref, collector, n+1)
	}
	return out
}

// byRef is the report under a reference of its partner.
func byRef(t *testing.T, p *Person, ref string) (report M) {
	t.Helper()
	var list M
	p.Want(200, "GET", "/api/v1/reports?limit=200", nil, &list)
	for _, r := range list["items"].([]any) {
		if Text(r, "local_ref") == ref {
			p.Want(200, "GET", "/api/v1/reports/"+Text(r, "id"), nil, &report)
			return report
		}
	}
	t.Fatalf("no report %s", ref)
	return nil
}

// sealedWith is the identities that are held with a report.
func sealedWith(t *testing.T, p *Person, report M) []any {
	t.Helper()
	var list M
	p.Want(200, "GET", "/api/v1/reports/"+Text(report, "id")+"/identities", nil, &list)
	return list["items"].([]any)
}

func opened(t *testing.T, w *World, id string) (identity M) {
	t.Helper()
	var open M
	w.As(t, "orl.victims").Want(200, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, &open)
	return open["identity"].(M)
}

func objectKeys(t *testing.T, w *World) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(w.Config.Data, "keys", "ORL", "*.age"))
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

// Who reported a row is sealed with the report that it makes, as the form does it: at
// the source, and under a pseudonym among the people. Opened, it is what the file said.
func TestWhoReportedIsSealed(t *testing.T) {
	tests := []struct {
		format, file string
		want         M // of the identity
		source       string
	}{
		{"intake", intakeOf(t, nil, "I-1"), M{"names": []any{"Marit Halvorsen-Quist"}, "contact": "Telephone: +31 6 5550 1234\nE-mail: marit.h@mail.example", "notes": ""}, "OTHER"},
		{"intake", intakeOf(t, M{"reporting_unit": "3rd Company", "full_name": "", "favourite_colour": "blue"}, "I-2"),
			M{"names": nil, "contact": "Telephone: +31 6 5550 1234\nE-mail: marit.h@mail.example", "notes": "favourite_colour: blue"}, "OWN_UNIT_REPORT"},
		{"kobo", koboOf("clerk.seven", "K-1"), M{"names": []any{"clerk.seven"}, "contact": "deviceid: ee.cafe:77", "notes": "This is who collected the answers, who need not be the source of the account."}, "OTHER"},
	}
	Each(t, func(t *testing.T, w *World) {
		clerk := w.As(t, "orl.clerk")
		for n, tt := range tests {
			if sum := bring(t, clerk, 200, "f", tt.file, tt.format, "dry_run", "1"); sum["added"] != 1.0 || objectKeys(t, w) != n {
				t.Errorf("tried out: %v, %d keys", sum, objectKeys(t, w))
			}
			sum := bring(t, clerk, 201, "f", tt.file, tt.format, "share", "joint")
			ref := []string{"I-1", "I-2", "K-1"}[n]
			report := byRef(t, clerk, ref)
			held := sealedWith(t, clerk, report)
			if len(held) != 1 || Text(held[0], "role") != "SOURCE" || Text(held[0], "pseudonym") != "S-01" || sum["added"] != 1.0 {
				t.Fatalf("%s: sealed %v, import %v", ref, held, sum)
			}
			id := Text(held[0], "id")
			if Text(report, "sources.0.sealed") != id || Get(report, "sources.0.protected") != true || Text(report, "sources.0.kind") != tt.source ||
				Text(report, "people.0.pseudonym") != "S-01" || Text(report, "people.0.role") != "SOURCE" || Text(report, "people.0.sealed") != id {
				t.Errorf("%s: the report says %v and %v", ref, report["sources"], report["people"])
			}
			identity := opened(t, w, id)
			for key, want := range tt.want {
				if got, _ := json.Marshal(identity[key]); string(got) != string(mustJSON(t, want)) {
					t.Errorf("%s: %s is %s, want %s", ref, key, got, mustJSON(t, want))
				}
			}
			w.As(t, "orl.clerk").Want(403, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, nil)
			w.As(t, "var.victims").Want(404, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, nil)
			theirs := byRef(t, w.As(t, "var.clerk"), ref)
			if Text(theirs, "sources.0.sealed") != "" || Get(theirs, "people.0") != nil || len(sealedWith(t, w.As(t, "var.clerk"), theirs)) != 0 {
				t.Errorf("%s: another partner reads %v, %v", ref, theirs["sources"], theirs["people"])
			}
		}
		noFaults(t, w)
	})
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// A file that was read before seals nothing again, whatever became of its reports in
// between; a sender who has changed is the next version.
func TestWhoReportedIsSealedOnce(t *testing.T) {
	phone := M{"phone_number": "+31 6 5550 9999"}
	steps := []struct {
		name      string
		do        func(t *testing.T, w *World, report M, id string)
		change    M
		status    int
		unchanged float64
		changed   float64
		version   float64 // of the sealed identity afterwards
		report    float64 // and of the report
	}{
		{"the same file", nil, nil, 200, 1, 0, 1, 1},
		{"other facts, the same sender", nil, M{"total_harm": "Four people were killed."}, 201, 0, 1, 1, 2},
		{"the same facts, another telephone", nil, phone, 201, 0, 1, 2, 1},
		{"without a sender", nil, M{"full_name": "", "phone_number": "", "email_address": ""}, 200, 1, 0, 1, 1},
		{"corrected by hand since", func(t *testing.T, w *World, _ M, id string) {
			w.As(t, "orl.victims").Want(200, "PUT", "/api/v1/identities/"+id, M{"identity": M{"names": []string{"Marit Quist"}}}, nil)
		}, nil, 200, 1, 0, 2, 1},
		{"erased since", func(t *testing.T, w *World, _ M, id string) {
			w.As(t, "orl.victims").Want(200, "POST", "/api/v1/identities/"+id+"/erasure", M{"reason": why}, nil)
		}, nil, 200, 1, 0, 1, 1},
		{"erased since, another telephone", func(t *testing.T, w *World, _ M, id string) {
			w.As(t, "orl.victims").Want(200, "POST", "/api/v1/identities/"+id+"/erasure", M{"reason": why}, nil)
		}, phone, 200, 1, 0, 1, 1},
		{"withdrawn for good", func(t *testing.T, w *World, report M, _ string) {
			w.As(t, "orl.clerk").Want(200, "POST", "/api/v1/reports/"+Text(report, "id")+"/withdraw", M{"reason": "A mistake in the file"}, nil)
		}, phone, 200, 1, 0, 1, 2},
		{"amended without the sender", func(t *testing.T, w *World, report M, _ string) {
			facts := Facts(M{"local_ref": Text(report, "local_ref")})
			w.As(t, "orl.clerk").Want(200, "PUT", "/api/v1/reports/"+Text(report, "id"), facts, nil, "If-Match", `"1"`)
		}, nil, 201, 0, 1, 1, 3},
	}
	Each(t, func(t *testing.T, w *World) {
		clerk := w.As(t, "orl.clerk")
		for n, tt := range steps {
			ref := fmt.Sprintf("I-%d", n)
			bring(t, clerk, 201, "f", intakeOf(t, nil, ref), "intake")
			report := byRef(t, clerk, ref)
			id := Text(report, "sources.0.sealed")
			if tt.do != nil {
				tt.do(t, w, report, id)
			}
			report = byID(t, clerk, report)
			ref = Text(report, "local_ref")
			keysBefore := objectKeys(t, w)
			if sum := bring(t, clerk, 200, "f", intakeOf(t, tt.change, ref), "intake", "dry_run", "1"); sum["changed"] != tt.changed || sum["unchanged"] != tt.unchanged {
				t.Errorf("%s, tried out: %v", tt.name, sum)
			}
			sum := bring(t, clerk, tt.status, "f", intakeOf(t, tt.change, ref), "intake")
			held := sealedWith(t, clerk, report)
			if sum["changed"] != tt.changed || sum["unchanged"] != tt.unchanged || len(held) != 1 || Get(held[0], "version") != tt.version || objectKeys(t, w) != keysBefore {
				t.Errorf("%s: %v, sealed %v, %d keys and %d before", tt.name, sum, held, objectKeys(t, w), keysBefore)
			}
			if after := byID(t, clerk, report); Get(after, "version") != tt.report || Text(after, "status") != "WITHDRAWN" && Text(after, "sources.0.sealed") != id {
				t.Errorf("%s: the report is version %v with %v", tt.name, after["version"], after["sources"])
			}
			if strings.HasPrefix(tt.name, "the same facts") && opened(t, w, id)["contact"] != "Telephone: +31 6 5550 9999\nE-mail: marit.h@mail.example" {
				t.Errorf("%s: opens as %v", tt.name, opened(t, w, id)["contact"])
			}
		}
		noFaults(t, w)
	})
}

func byID(t *testing.T, p *Person, report M) (now M) {
	t.Helper()
	p.Want(200, "GET", "/api/v1/reports/"+Text(report, "id"), nil, &now)
	return now
}

// Undoing an import leaves what was sealed as a withdrawal does: held, and opened for
// a reason. Brought in again, it is the same.
func TestUndoneImportKeepsWhoReported(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		clerk := w.As(t, "orl.clerk")
		file := intakeOf(t, nil, "I-1", "I-2")
		sum := bring(t, clerk, 201, "f", file, "intake")
		report := byRef(t, clerk, "I-1")
		clerk.Want(200, "POST", "/api/v1/imports/"+Text(sum, "id")+"/undo", M{"reason": "The wrong file"}, nil)
		held := sealedWith(t, clerk, report)
		if gone := byID(t, clerk, report); Text(gone, "status") != "WITHDRAWN" || len(held) != 1 || opened(t, w, Text(held[0], "id"))["names"].([]any)[0] != "Marit Halvorsen-Quist" {
			t.Errorf("undone: %v with %v", gone["status"], held)
		}
		if sum := bring(t, clerk, 201, "f", file, "intake"); sum["changed"] != 2.0 {
			t.Errorf("brought back: %v", sum)
		}
		again := sealedWith(t, clerk, report)
		if back := byID(t, clerk, report); Text(back, "status") != "AMENDED" || len(again) != 1 || Text(again[0], "id") != Text(held[0], "id") || Get(again[0], "version") != 1.0 || objectKeys(t, w) != 2 {
			t.Errorf("brought back: %v with %v, %d keys", back["status"], again, objectKeys(t, w))
		}
		noFaults(t, w)
	})
}

// An import that is cut short has sealed who reported what it stored, and nobody else;
// the same file seals the rest.
func TestStoppedImportSealsWhatItStored(t *testing.T) {
	rows := 5_200 // more than one step
	Each(t, func(t *testing.T, w *World) {
		refs := make([]string, rows)
		for n := range refs {
			refs[n] = fmt.Sprintf("K-%05d", n)
		}
		who := models.Actor{UserID: "u", Name: "orl.clerk", Partner: "ORL", Roles: []models.Role{models.CellClerk}}
		bring := func(ctx context.Context, job *reports.Job) (models.ImportSummary, error) {
			return reports.Import(ctx, w.Server.DB, who, reports.File{Name: "form.csv", Format: "kobo", Content: strings.NewReader(koboOf("clerk.seven", refs...)), Job: job, Keys: keys.New(w.Config.Data, "")})
		}
		ctx, stop := context.WithCancel(context.Background())
		job := &reports.Job{}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for ctx.Err() == nil { // while the first step is sealed
				if objectKeys(t, w) > 10 {
					stop()
				}
				time.Sleep(time.Millisecond)
			}
		}()
		sum, err := bring(ctx, job)
		<-ended
		if err == nil || sum.Added >= rows || objectKeys(t, w) != sum.Added {
			t.Fatalf("stopped after %d rows with %d keys: %v", sum.Added, objectKeys(t, w), err)
		}
		rest, err := bring(context.Background(), nil)
		if err != nil || rest.Added+sum.Added != rows || rest.Unchanged != sum.Added || objectKeys(t, w) != rows {
			t.Errorf("sent again: %d added, %d unchanged, %d keys, %v; %d were there", rest.Added, rest.Unchanged, objectKeys(t, w), err, sum.Added)
		}
		if temporary, _ := filepath.Glob(filepath.Join(w.Config.Data, "keys", "ORL", ".new-*")); len(temporary) != 0 {
			t.Errorf("left over: %v", temporary)
		}
		noFaults(t, w)
	})
}

// Where there are no keys, a file that says who reported is refused whole: nothing it
// says is dropped. One that names nobody needs none.
func TestWithoutKeysNobodyIsDropped(t *testing.T) {
	w := Start(t, "sqlite")
	who := models.Actor{UserID: "u", Name: "orl.clerk", Partner: "ORL", Roles: []models.Role{models.CellClerk}}
	bring := func(change M) (models.ImportSummary, error) {
		return reports.Import(context.Background(), w.Server.DB, who, reports.File{Name: "f", Format: "intake", Content: strings.NewReader(intakeOf(t, change, "I-1"))})
	}
	if sum, err := bring(nil); models.KindOf(err) != models.Conflict || sum.Added != 0 {
		t.Errorf("added %d, %v", sum.Added, err)
	}
	if sum, err := bring(M{"full_name": "", "phone_number": "", "email_address": ""}); err != nil || sum.Added != 1 {
		t.Errorf("nobody is named: %d added, %v", sum.Added, err)
	}
	// a key that is lost stops the import before anything is stored
	clerk, lost := w.As(t, "orl.clerk"), filepath.Join(w.Config.Data, "keys", "ORL.age")
	body, kind := Form(t, "f", intakeOf(t, nil, "I-2"), "format", "intake")
	clerk.Want(201, "POST", "/api/v1/imports", body, nil, "Content-Type", kind)
	if err := os.Remove(lost); err != nil {
		t.Fatal(err)
	}
	body, kind = Form(t, "f", intakeOf(t, nil, "I-3"), "format", "intake")
	clerk.Want(409, "POST", "/api/v1/imports", body, nil, "Content-Type", kind)
	var list M
	if clerk.Want(200, "GET", "/api/v1/reports?total=exact", nil, &list); list["total"] != 2.0 {
		t.Errorf("%v reports are stored, want 2", list["total"])
	}
}
