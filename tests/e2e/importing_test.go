package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"concord/models"
	"concord/models/reports"
	. "concord/tests/harness"
)

const csvHeader = "local_ref,title,start_earliest,lat,lon,killed_civilian_min,killed_civilian_max\n"

func csvRow(i int, title string) string {
	return fmt.Sprintf("A-%d,%s,2031-03-%02d,%.4f,0.8,1,2\n", i, title, i%28+1, float64(i%8000)/100)
}

// Bad rows are left out when that is asked for, given back as a file with the
// reasons, and the corrected file is taken as it is.
func TestRejectedRowsComeBackAsAFile(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		clerk := w.As(t, "orl.clerk")
		bad := csvHeader + csvRow(1, "One") + strings.Replace(csvRow(2, `"Two, again"`), "0.8", "east", 1) + csvRow(3, "Three") + strings.Replace(csvRow(4, "Four"), "1,2", "5,2", 1)
		if sum := bring(t, clerk, 422, "bad.csv", bad, "concord-csv"); sum["rejected"] != float64(2) || sum["added"] != float64(0) {
			t.Fatalf("with bad rows: %v", sum)
		}
		sum := bring(t, clerk, 201, "bad.csv", bad, "concord-csv", "skip_bad", "1")
		if sum["added"] != float64(2) || sum["rejected"] != float64(2) {
			t.Fatalf("without them: %v", sum)
		}
		path := "/api/v1/imports/" + Text(sum, "id")
		rejects := string(clerk.Want(200, "GET", path+"/rejects", nil, nil).Body)
		if lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(rejects, "\r", "")), "\n"); len(lines) != 3 || !strings.HasSuffix(lines[0], ",concord_problem") || !strings.Contains(lines[1], "lon:") || !strings.Contains(lines[2], "killed_civilian_max") {
			t.Fatalf("the rejected rows:\n%s", rejects)
		}
		corrected := strings.NewReplacer("east", "0.8", "5,2", "1,2").Replace(rejects)
		if sum := bring(t, clerk, 201, "corrected.csv", corrected, "concord-csv"); sum["added"] != float64(2) || sum["rejected"] != float64(0) {
			t.Errorf("the corrected file: %v", sum)
		}
		var report M
		var found M
		clerk.Want(200, "GET", "/api/v1/reports?q=again", nil, &found)
		report = found["items"].([]any)[0].(map[string]any)
		if report["extra"] != nil {
			t.Errorf("the reason was kept with the report: %v", report["extra"])
		}
		w.As(t, "var.clerk").Want(404, "GET", path+"/rejects", nil, nil)
		w.As(t, "var.clerk").Want(404, "GET", path, nil, nil)
		w.As(t, "var.clerk").Want(404, "POST", path+"/undo", M{"reason": "Not mine"}, nil)
	})
}

// An import is taken back as one: what it added is withdrawn, what it changed
// stands as before, what somebody changed since stays and is named; and the
// corrected file brings it back.
func TestImportIsUndoneAsOne(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		clerk := w.As(t, "orl.clerk")
		bring(t, clerk, 201, "first.csv", csvHeader+csvRow(1, "One")+csvRow(2, "Two"), "concord-csv")
		second := csvHeader + csvRow(1, "One changed") + csvRow(3, "Three") + csvRow(4, "Four")
		sum := bring(t, clerk, 201, "second.csv", second, "concord-csv")
		if sum["added"] != float64(2) || sum["changed"] != float64(1) {
			t.Fatalf("second: %v", sum)
		}
		four := only(t, clerk, "q=four")
		clerk.Want(200, "PUT", "/api/v1/reports/"+Text(four, "id"), Facts(M{"local_ref": "A-4", "title": "Four by hand"}), nil, "If-Match", `"1"`)
		path := "/api/v1/imports/" + Text(sum, "id") + "/undo"
		clerk.Want(422, "POST", path, M{"reason": " "}, nil)
		var done M
		clerk.Want(200, "POST", path, M{"reason": "Wrong file"}, &done)
		if done["withdrawn"] != float64(1) || done["restored"] != float64(1) || len(done["left"].([]any)) != 1 || Text(done, "left.0.ref") != Text(four, "ref") {
			t.Fatalf("undone: %v", done)
		}
		if r := only(t, clerk, "q=one"); r["title"] != "One" || r["version"] != float64(3) {
			t.Errorf("the first report: %v in version %v", r["title"], r["version"])
		}
		if r := only(t, clerk, "q=three"); r["status"] != "WITHDRAWN" {
			t.Errorf("the third report is %v", r["status"])
		}
		clerk.Want(409, "POST", path, M{"reason": "Again"}, nil)
		if sum := bring(t, clerk, 201, "second.csv", second, "concord-csv"); sum["changed"] != float64(3) {
			t.Errorf("sent again: %v", sum)
		}
		if r := only(t, clerk, "q=three"); r["status"] == "WITHDRAWN" {
			t.Errorf("the third report stays withdrawn")
		}
	})
}

func only(t *testing.T, p *Person, query string) map[string]any {
	t.Helper()
	var found M
	p.Want(200, "GET", "/api/v1/reports?"+query, nil, &found)
	items := found["items"].([]any)
	if len(items) != 1 {
		t.Fatalf("%s finds %d reports", query, len(items))
	}
	return items[0].(map[string]any)
}

// A long import runs beside its sender, says how far it is, and is listed for its
// partner alone.
func TestImportRunsBesideItsSender(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		clerk := w.As(t, "orl.clerk")
		text := csvHeader
		for i := range 12_000 { // more than two steps
			text += csvRow(i, "Row")
		}
		started := bring(t, clerk, 202, "long.csv", text, "concord-csv", "background", "1")
		var v M
		for end := time.Now().Add(2 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
			clerk.Want(200, "GET", "/api/v1/imports/"+Text(started, "id"), nil, &v)
			if v["state"] != "RUNNING" {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("still running: %v", v)
			}
		}
		if v["state"] != "DONE" || Text(v, "name") != "long.csv" || v["summary"].(map[string]any)["added"] != float64(12_000) {
			t.Fatalf("it ended as %v", v)
		}
		var list, others M
		clerk.Want(200, "GET", "/api/v1/imports", nil, &list)
		w.As(t, "var.clerk").Want(200, "GET", "/api/v1/imports", nil, &others)
		if len(list["items"].([]any)) != 1 || len(others["items"].([]any)) != 0 {
			t.Errorf("%d imports listed, %d for the other partner", len(list["items"].([]any)), len(others["items"].([]any)))
		}
	}, Unlimited)
}

// A key that makes a request happen once holds for an import of many writes too:
// it is carried out whole, and sent again it answers as it did.
func TestLongImportUnderOneKey(t *testing.T) {
	w := Start(t, "sqlite", Unlimited)
	clerk := w.As(t, "orl.clerk")
	text := csvHeader
	const rows = 11_000 // three steps
	for i := range rows {
		text += csvRow(i, "Row")
	}
	for i, background := range []string{"", "1"} {
		body, contentType := Form(t, "long.csv", text+csvRow(rows+i, "One more"), "format", "concord-csv", "background", background)
		key := fmt.Sprint("long-import-", i)
		status := []int{201, 202}[i]
		var first, again M
		clerk.Want(status, "POST", "/api/v1/imports", body, &first, "Content-Type", contentType, "Idempotency-Key", key)
		clerk.Want(status, "POST", "/api/v1/imports", body, &again, "Content-Type", contentType, "Idempotency-Key", key)
		if first["id"] != again["id"] {
			t.Errorf("one key, two imports: %v and %v", first["id"], again["id"])
		}
		var v M
		for end := time.Now().Add(time.Minute); v["state"] != "DONE"; time.Sleep(50 * time.Millisecond) {
			if clerk.Want(200, "GET", "/api/v1/imports/"+Text(first, "id"), nil, &v); v["state"] == "FAILED" || time.Now().After(end) {
				t.Fatalf("it ended as %v", v)
			}
		}
		sum := v["summary"].(map[string]any)
		if added := []float64{rows + 1, 1}[i]; sum["added"] != added {
			t.Errorf("%v were added, want %v", sum["added"], added)
		}
	}
}

// Before anything is written a trial names the rows that may be in the file, or
// with the partner, already.
func TestTrialNamesDuplicates(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		clerk := w.As(t, "orl.clerk")
		bring(t, clerk, 201, "first.csv", csvHeader+csvRow(1, "One"), "concord-csv")
		same := strings.Replace(csvRow(1, "One under another name"), "A-1", "B-1", 1)
		sum := bring(t, clerk, 200, "trial.csv", csvHeader+same+csvRow(5, "Five")+strings.Replace(csvRow(5, "Five again"), "A-5", "B-5", 1)+csvRow(6, "Six"), "concord-csv", "dry_run", "1")
		text, _ := json.Marshal(sum["duplicates"])
		if d, _ := sum["duplicates"].([]any); len(d) != 2 || Text(d[0], "ref") == "" || d[0].(map[string]any)["row"] != float64(2) || d[1].(map[string]any)["of_row"] != float64(3) {
			t.Errorf("duplicates: %s", text)
		}
		if sum["added"] != float64(4) {
			t.Errorf("the trial would add %v", sum["added"])
		}
		// Rows are named by where they stand in the file, also below one that is left out.
		bad := strings.Replace(csvRow(7, "Bad"), "0.8", "east", 1)
		sum = bring(t, clerk, 200, "trial.csv", csvHeader+bad+csvRow(5, "Five")+bad+strings.Replace(csvRow(5, "Five again"), "A-5", "B-5", 1), "concord-csv", "dry_run", "1", "skip_bad", "1")
		if d, _ := sum["duplicates"].([]any); len(d) != 1 || d[0].(map[string]any)["row"] != float64(5) || d[0].(map[string]any)["of_row"] != float64(3) {
			t.Errorf("below rows that are left out: %v", sum["duplicates"])
		}
	})
}

// An export holds what the list with the same filter shows and nothing else.
func TestExportHoldsWhatTheListShows(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		clerk := w.As(t, "orl.clerk")
		text := csvHeader
		for i := range 250 {
			text += csvRow(i, []string{"Bridge", "Market"}[i%2])
		}
		bring(t, clerk, 201, "a.csv", text, "concord-csv")
		var out []M
		if err := json.Unmarshal(clerk.Want(200, "GET", "/api/v1/export/reports?format=json&q=bridge&bbox=0,-1,2,1", nil, nil).Body, &out); err != nil {
			t.Fatal(err)
		}
		var list M
		clerk.Want(200, "GET", "/api/v1/reports?q=bridge&bbox=0,-1,2,1&total=exact&limit=1", nil, &list)
		if len(out) == 0 || float64(len(out)) != list["total"] {
			t.Errorf("%d exported, %v listed", len(out), list["total"])
		}
		clerk.Want(400, "GET", "/api/v1/export/reports?format=json&colour=red", nil, nil)
		var onMap struct{ Features []M }
		if err := json.Unmarshal(clerk.Want(200, "GET", "/api/v1/export/incidents?format=geojson&q=bridge&bbox=0,-1,2,1", nil, nil).Body, &onMap); err != nil {
			t.Fatal(err)
		}
		if len(onMap.Features) != len(out) || Text(onMap.Features[0], "geometry.type") != "Point" || Text(onMap.Features[0], "properties.places.0.partner") != "ORL" {
			t.Errorf("%d incidents on the map, want %d; the first is %v", len(onMap.Features), len(out), onMap.Features[0])
		}
		tagged := strings.SplitN(string(clerk.Want(200, "GET", "/api/v1/export/incidents?format=csv&hxl=1", nil, nil).Body), "\r\n", 3)
		if tagged[1] == "" || strings.Count(tagged[0], ",") != strings.Count(tagged[1], ",") || !strings.Contains(tagged[1], "#affected+killed+min") {
			t.Errorf("the HXL tags of incidents: %q under %q", tagged[1], tagged[0])
		}
		var log M
		w.As(t, "auditor").Want(200, "GET", "/api/v1/audit?action=EXPORT", nil, &log)
		if len(log["items"].([]any)) != 3 {
			t.Errorf("the log has %d exports, want the three that were answered", len(log["items"].([]any)))
		}
	})
}

// A file too large for one request comes in chunks and is imported from there.
func TestImportOfAnUpload(t *testing.T) {
	w := Start(t, "sqlite")
	clerk := w.As(t, "orl.clerk")
	text := csvHeader + csvRow(1, "One") + csvRow(2, "Two")
	var up M
	clerk.Want(201, "POST", "/api/v1/uploads", M{"name": "big.csv", "size": len(text), "purpose": "import"}, &up)
	path := "/api/v1/uploads/" + Text(up, "id")
	clerk.Want(200, "PATCH", path, []byte(text[:50]), nil, "Content-Type", "application/octet-stream", "Upload-Offset", "0")
	clerk.Want(409, "POST", "/api/v1/imports", M{"upload": Text(up, "id")}, nil) // not all of it is there
	clerk.Want(200, "PATCH", path, []byte(text[50:]), nil, "Content-Type", "application/octet-stream", "Upload-Offset", "50")
	var theirs, never Problem
	w.As(t, "var.clerk").Want(422, "POST", "/api/v1/imports", M{"upload": Text(up, "id")}, &theirs)
	w.As(t, "var.clerk").Want(422, "POST", "/api/v1/imports", M{"upload": "00000000-0000-7000-8000-000000000000"}, &never)
	if theirs.Errors[0] != never.Errors[0] || theirs.Errors[0].Pointer != "/upload" {
		t.Errorf("an upload of somebody else answers %v, one that never was %v", theirs.Errors, never.Errors)
	}
	var sum M
	clerk.Want(200, "POST", "/api/v1/imports", M{"upload": Text(up, "id"), "dry_run": true}, &sum)
	// A long trial can be followed too; it is no import, and the file stays.
	var trial M
	clerk.Want(202, "POST", "/api/v1/imports", M{"upload": Text(up, "id"), "dry_run": true, "skip_bad": true, "background": true}, &trial)
	for end := time.Now().Add(time.Minute); Text(trial, "state") != "TRIED"; time.Sleep(20 * time.Millisecond) {
		if clerk.Want(200, "GET", "/api/v1/imports/"+Text(trial, "id"), nil, &trial); time.Now().After(end) {
			t.Fatalf("the trial does not end: %v", trial)
		}
	}
	if trial["summary"].(map[string]any)["added"] != float64(2) {
		t.Errorf("tried: %v", trial)
	}
	var none M
	if clerk.Want(200, "GET", "/api/v1/imports", nil, &none); len(none["items"].([]any)) != 0 {
		t.Errorf("a trial is listed among the imports: %v", none)
	}
	if clerk.Want(200, "GET", "/api/v1/reports", nil, &none); len(none["items"].([]any)) != 0 {
		t.Errorf("a trial stored something: %v", none)
	}
	clerk.Want(422, "POST", "/api/v1/imports", M{"upload": Text(up, "id"), "mapping": M{"columns": M{"title": "nosuchfield"}}}, nil) // and nothing is lost by it
	clerk.Want(201, "POST", "/api/v1/imports", M{"upload": Text(up, "id")}, &sum)
	if sum["added"] != float64(2) {
		t.Errorf("imported: %v", sum)
	}
	clerk.Want(404, "GET", path, nil, nil) // taken, and gone
}

// A service that stops in the middle of an import says so when it is back, and
// sending the file again brings what was missing and nothing twice.
func TestImportCutShortCanBeSentAgain(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		clerk := w.As(t, "orl.clerk")
		var text strings.Builder
		text.WriteString(csvHeader)
		const rows = 30_000 // longer than the moment until the stop
		for i := range rows {
			text.WriteString(csvRow(i, "Row"))
		}
		started := bring(t, clerk, 202, "long.csv", text.String(), "concord-csv", "background", "1")
		path := "/api/v1/imports/" + Text(started, "id")
		var v M
		for v["phase"] != "STORING" && v["state"] != "DONE" { // checked, and being stored
			clerk.Want(200, "GET", path, nil, &v)
		}
		w.Restart(t)
		clerk = w.As(t, "orl.clerk")
		clerk.Want(200, "GET", path, nil, &v)
		if v["state"] != "INTERRUPTED" {
			t.Fatalf("after the stop it is %v, with %v", v["state"], v["summary"])
		}
		sum := bring(t, clerk, 201, "long.csv", text.String(), "concord-csv")
		if got := sum["added"].(float64) + sum["unchanged"].(float64); got != rows || sum["added"] == float64(0) {
			t.Errorf("sent again: %v", sum)
		}
		var list M
		clerk.Want(200, "GET", "/api/v1/reports?total=exact&limit=1", nil, &list)
		if list["total"] != float64(rows) {
			t.Errorf("%v reports are there, want %d", list["total"], rows)
		}
	}, Unlimited)
}

// Any table can be read: columns are suggested and shown in a preview, the
// mapping is kept by name, and a workbook comes in and goes out.
func TestAnyTableIsMapped(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		clerk := w.As(t, "orl.clerk")
		table := "Number;What;Day;Latitude;Longitude;Dead;Colour\nA-1;Strike at the mill;04.03.2031;0,41;0,81;3;red\nA-2;Strike at the bridge;05.03.2031;0,42;0,82;many;blue\n"
		mapping := `{"columns":{"Number":"local_ref","What":"title","Day":"start_earliest","Latitude":"lat","Longitude":"lon","Dead":"killed_civilian_min"},"constants":{},"values":{},"dates":"DMY","decimal_comma":true}`
		body, contentType := Form(t, "table.csv", table, "format", "concord-csv", "mapping", mapping)
		var p M
		clerk.Want(200, "POST", "/api/v1/imports/preview", body, &p, "Content-Type", contentType)
		rows := p["rows"].([]any)
		if len(rows) != 2 || Text(rows[0], "title") != "Strike at the mill" || len(rows[0].(map[string]any)["problems"].([]any)) != 0 || len(rows[1].(map[string]any)["problems"].([]any)) != 1 {
			t.Fatalf("preview: %v", rows)
		}
		if Text(rows[0], "read.started.earliest") != "2031-03-04T00:00:00Z" || fmt.Sprint(rows[0].(map[string]any)["read"].(map[string]any)["place"].(map[string]any)["lat"]) != "0.41" {
			t.Errorf("the first row is read as %v", rows[0])
		}
		// Where nothing says the day yet, the table is shown all the same.
		body, contentType = Form(t, "table.csv", table, "format", "concord-csv", "mapping", `{"columns":{"Number":"local_ref","Day":""}}`)
		clerk.Want(200, "POST", "/api/v1/imports/preview", body, &p, "Content-Type", contentType)
		if missing := p["missing"].([]any); len(missing) != 1 || len(p["columns"].([]any)) != 7 || Text(p, "rows.0.cells.Day") != "04.03.2031" {
			t.Errorf("without a day: %v", p)
		}
		sum := bring(t, clerk, 201, "table.csv", table, "concord-csv", "mapping", mapping, "save_as", "Mill office", "skip_bad", "1")
		if sum["added"] != float64(1) || sum["rejected"] != float64(1) {
			t.Errorf("mapped: %v", sum)
		}
		var kept, others M
		clerk.Want(200, "GET", "/api/v1/mappings", nil, &kept)
		w.As(t, "var.clerk").Want(200, "GET", "/api/v1/mappings", nil, &others)
		if len(kept["items"].([]any)) != 1 || Text(kept, "items.0.name") != "Mill office" || len(others["items"].([]any)) != 0 {
			t.Errorf("kept: %v, of the other partner: %v", kept, others)
		}
		if r := only(t, clerk, "q=mill"); Text(r, "extra.Colour")+Text(r, "extra.colour") != "red" {
			t.Errorf("the unmapped column was lost: %v", r["extra"])
		}
		book := clerk.Want(200, "GET", "/api/v1/export/reports?format=xlsx", nil, nil).Body
		again := bring(t, clerk, 200, "book.xlsx", string(book), "xlsx")
		if again["rows"] != float64(1) || again["unchanged"] != float64(1) {
			t.Errorf("the workbook read back: %v", again)
		}
		tagged := string(clerk.Want(200, "GET", "/api/v1/export/reports?format=csv&hxl=1", nil, nil).Body)
		if !strings.Contains(strings.SplitN(tagged, "\n", 3)[1], "#event+id+local") {
			t.Errorf("no HXL tags: %s", tagged)
		}
	})
}

// An import that is told to stop ends after the step that is under way, says what
// had been added, and the same file adds the rest.
func TestStoppedImportKeepsWhatItAdded(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		var file strings.Builder
		file.WriteString(csvHeader)
		const rows = 22_000
		for i := range rows {
			file.WriteString(csvRow(i, fmt.Sprintf("Event %d", i)))
		}
		who := models.Actor{UserID: "u", Name: "orl.clerk", Partner: "ORL", Roles: []models.Role{models.CellClerk}}
		bring := func(ctx context.Context, job *reports.Job) (models.ImportSummary, error) {
			return reports.Import(ctx, w.Server.DB, who, reports.File{Name: "long.csv", Format: "concord-csv", Content: strings.NewReader(file.String()), Job: job})
		}
		ctx, stop := context.WithCancel(context.Background())
		job := &reports.Job{}
		ended := make(chan struct{})
		go func() {
			for ctx.Err() == nil {
				if p := job.Progress(); p.Phase == "STORING" && p.Done >= 5_000 {
					stop()
				}
				time.Sleep(time.Millisecond)
			}
			close(ended)
		}()
		sum, err := bring(ctx, job)
		<-ended
		if err == nil || !strings.Contains(err.Error(), "stopped") || sum.Added < 5_000 || sum.Added >= rows {
			t.Fatalf("stopped after %d rows: %v", sum.Added, err)
		}
		var kept M
		w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/imports/"+sum.ID, nil, &kept)
		if kept["state"] != models.ImportInterrupted {
			t.Errorf("the import is %v", kept["state"])
		}
		rest, err := bring(context.Background(), nil)
		if err != nil || rest.Added+sum.Added != rows || rest.Unchanged != sum.Added {
			t.Errorf("sent again: %d added, %d unchanged, %v; %d were there", rest.Added, rest.Unchanged, err, sum.Added)
		}
	})
}
