// Package exports writes what a person may see as files: reports, incidents and
// gaps, read through the same scopes as every list.
package exports

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"concord/geo"
	"concord/investigations"
	"concord/models"
	"concord/models/access"
	"concord/models/formats"
	"concord/models/reports"
	"concord/models/store"
)

// Types are the formats an export can have, with their media types.
var Types = map[string]string{"csv": "text/csv; charset=utf-8", "json": "application/json",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "geojson": "application/geo+json"}

// Request is what is exported, and how: exactly what a list with the same filter
// shows, the oldest first.
type Request struct {
	Format string
	HXL    bool                    // of CSV: a row of HXL tags under the header
	Filter string                  // the filter as it was asked for, for the reader of the file
	Find   store.Query             // of reports and incidents
	Gaps   investigations.GapQuery // of gaps
}

// readme is what a workbook says of itself.
func (r Request) readme() [][2]string {
	if r.Filter == "" {
		return [][2]string{{"Filter", "none: every report that may be read"}}
	}
	return [][2]string{{"Filter", r.Filter}}
}

// Writer writes one kind of record.
type Writer func(db *store.DB, l store.Looker, r Request, w io.Writer) error

// Note records that somebody takes records out, before they leave: what kind, in
// which format and by which filter.
func Note(ctx context.Context, db *store.DB, who models.Actor, kind string, r Request) error {
	return db.Write(ctx, who, access.Export, func(tx *store.Tx) error {
		return tx.Record("export", kind, map[string]any{"format": r.Format, "filter": r.Filter})
	})
}

// Kinds are what can be exported.
var Kinds = map[string]Writer{"reports": Reports, "incidents": Incidents, "gaps": Gaps}

// page is how many records are read at a time: an export never holds them all.
const page = 200

// eachReport walks every report the looker sees, the oldest first.
func eachReport(db *store.DB, l store.Looker, q store.Query, f func(store.Stored) error) error {
	q.Limit, q.Ascending = page, true
	for {
		found, err := db.Reports(l.Context(), l.Person(), q)
		if err != nil {
			return err
		}
		for _, s := range found.Items {
			if err := f(s); err != nil {
				return err
			}
		}
		if found.Next == "" {
			return nil
		}
		q.Cursor = found.Next
	}
}

// seen is a report's facts as the looker may read them.
func seen(s store.Stored, who models.Actor) (models.ReportFacts, error) {
	f, err := models.DecodeFacts(s.Facts)
	if s.Partner != who.Partner && !who.Has(models.Auditor) {
		f = f.ForOthers()
	}
	return f, err
}

// exportable takes out of a report's facts, still as bytes, what may never leave.
func exportable(s *store.Stored) error {
	if !bytes.Contains(s.Facts, []byte(models.NeverExported)) {
		return nil
	}
	f, err := models.DecodeFacts(s.Facts)
	if err == nil {
		s.Facts, err = f.Exportable().Encode()
	}
	return err
}

// Reports writes reports: as concord-csv that imports again, as GeoJSON, or as
// JSON with everything.
func Reports(db *store.DB, l store.Looker, r Request, w io.Writer) error {
	switch r.Format {
	case "xlsx":
		out := formats.WriteReportsXLSX(w, r.readme()...)
		err := eachReport(db, l, r.Find, func(s store.Stored) error {
			f, err := seen(s, l.Person())
			if err != nil {
				return err
			}
			return out.Write(f)
		})
		if err != nil {
			return err
		}
		return out.Close()
	case "csv":
		out := formats.WriteCSV(w)
		if r.HXL {
			out.HXL()
		}
		err := eachReport(db, l, r.Find, func(s store.Stored) error {
			f, err := seen(s, l.Person())
			if err != nil {
				return err
			}
			return out.Write(f)
		})
		if err != nil {
			return err
		}
		return out.Close()
	case "geojson":
		out := formats.WriteGeoJSON(w)
		err := eachReport(db, l, r.Find, func(s store.Stored) error {
			f, err := seen(s, l.Person())
			if err != nil {
				return err
			}
			return out.Write(f, map[string]any{"id": s.ID, "ref": s.Ref, "partner": s.Partner, "incident": s.Incident})
		})
		if err != nil {
			return err
		}
		return out.Close()
	case "json":
		return list(w, func(add func(any) error) error {
			return eachReport(db, l, r.Find, func(s store.Stored) error {
				if err := exportable(&s); err != nil {
					return err
				}
				text, err := reports.AppendJSON(nil, s, l.Person())
				if err != nil {
					return err
				}
				return add(json.RawMessage(text))
			})
		})
	}
	return unknown(r.Format)
}

// Incidents writes incidents, one line each.
func Incidents(db *store.DB, l store.Looker, r Request, w io.Writer) error {
	each := func(f func(investigations.IncidentView) error) error {
		q := r.Find
		q.Limit, q.Ascending, q.Each = page, true, true
		for {
			found, err := investigations.FindIncidents(db, l, q)
			if err != nil {
				return err
			}
			for _, i := range found.Items {
				if err := f(i); err != nil {
					return err
				}
			}
			if found.Next == "" {
				return nil
			}
			q.Cursor = found.Next
		}
	}
	switch r.Format {
	case "csv", "xlsx":
		return table(w, r, []string{"id", "ref", "title", "state", "reports", "killed_min", "killed_max", "injured_min", "injured_max", "gaps_open", "gaps_critical"}, func(add func(...any) error) error {
			return each(func(i investigations.IncidentView) error {
				return add(i.ID, i.Ref, i.Title, i.State, len(i.Reports), i.Killed.Min, i.Killed.Max, i.Injured.Min, i.Injured.Max, i.Gaps.Open, i.Gaps.Critical)
			})
		})
	case "geojson":
		out := formats.WriteGeoJSON(w)
		if err := each(func(i investigations.IncidentView) error { return out.WriteIncident(onMap(i)) }); err != nil {
			return err
		}
		return out.Close()
	case "json":
		return list(w, func(add func(any) error) error {
			return each(func(i investigations.IncidentView) error { return add(i) })
		})
	}
	return unknown(r.Format)
}

// onMap is an incident as a feature: the place of every report that has one, for
// partners may put it in different places and neither is the right one.
func onMap(i investigations.IncidentView) (id string, places []geo.Place, properties map[string]any) {
	said := []map[string]any{}
	for _, r := range i.Reports {
		p, ok := r.Place.(*geo.Place)
		if !ok || p == nil || !p.HasPoint() {
			continue
		}
		places = append(places, *p)
		said = append(said, map[string]any{"partner": r.Partner, "ref": r.Ref, "lat": p.Lat, "lon": p.Lon, "radius_m": p.RadiusM, "name": p.Name})
	}
	return i.ID, places, map[string]any{"ref": i.Ref, "title": i.Title, "category": i.Category, "state": i.State, "started": i.Started, "killed": i.Killed, "injured": i.Injured,
		"reports": len(i.Reports), "gaps_open": i.Gaps.Open, "gaps_critical": i.Gaps.Critical, "places": said}
}

// Gaps writes gaps, one line each, with their history.
func Gaps(db *store.DB, l store.Looker, r Request, w io.Writer) error {
	each := func(f func(investigations.GapView) error) error {
		q := r.Gaps
		if q.Limit = page; q.State == "" {
			q.State = "ALL"
		}
		for {
			found, err := investigations.ReadGaps(l, q)
			if err != nil {
				return err
			}
			for _, g := range found.Items {
				if err := f(g); err != nil {
					return err
				}
			}
			if found.Next == "" {
				return nil
			}
			q.Cursor = found.Next
		}
	}
	switch r.Format {
	case "csv", "xlsx":
		header := []string{"id", "code", "incident", "field", "partner_a", "value_a", "partner_b", "value_b", "relation", "score", "severity", "state", "title",
			"raised_at", "due_at", "closed_at", "waiting_on", "outcome", "agreed_value", "agreed_min", "agreed_max", "public_note", "hash"}
		return table(w, r, header, func(add func(...any) error) error {
			return each(func(g investigations.GapView) error {
				outcome, p := ending(g)
				return add(g.ID, g.Code, g.Incident, g.Field, g.A.Partner, string(g.A.Value), g.B.Partner, string(g.B.Value), g.Relation, g.Score, g.Severity, g.State, g.Title,
					&g.RaisedAt, g.DueAt, g.ClosedAt, strings.Join(g.WaitingOn, ","), outcome, strings.TrimPrefix(string(p.Value), "null"), p.Min, p.Max, p.PublicNote, p.Hash)
			})
		})
	case "json":
		return list(w, func(add func(any) error) error {
			return each(func(g investigations.GapView) error { return add(g) })
		})
	}
	return unknown(r.Format)
}

// ending is what a gap has ended by and the proposal that says so, both empty where no
// ending stands: while a gap is open, and while the link it is of is undone.
func ending(g investigations.GapView) (outcome string, by investigations.ProposalView) {
	if g.State != models.GapResolved && g.State != models.GapDissentRecorded {
		return "", by
	}
	for _, p := range slices.Backward(g.Proposals) {
		if p.State == "AGREED" {
			return g.Outcome, p
		}
	}
	return g.Outcome, by
}

func unknown(format string) error {
	return models.Invalid(models.FieldError{Pointer: "/format", Detail: fmt.Sprintf("This cannot be written as %q.", format)})
}

// list writes JSON values one by one as an array.
func list(w io.Writer, walk func(add func(any) error) error) error {
	out := formats.WriteJSON(w)
	if err := walk(out.Write); err != nil {
		return err
	}
	return out.Close()
}

// table writes rows as CSV or a workbook, with cells that begin a formula made
// harmless.
func table(w io.Writer, r Request, header []string, walk func(add func(...any) error) error) error {
	type rowWriter interface {
		Write([]string) error
		Close() error
	}
	var rows rowWriter = formats.WriteTable(w, header)
	if r.Format == "xlsx" {
		numbers := slices.DeleteFunc(slices.Clone(header), func(name string) bool {
			return !slices.Contains([]string{"reports", "killed_min", "killed_max", "injured_min", "injured_max", "gaps_open", "gaps_critical", "score", "agreed_min", "agreed_max"}, name)
		})
		sheet, err := formats.WriteXLSX(w, "Concord", header, numbers, r.readme()...)
		if err != nil {
			return err
		}
		rows = sheet
	} else if r.HXL {
		if err := rows.Write(formats.HXLTags(header)); err != nil {
			return err
		}
	}
	err := walk(func(cells ...any) error {
		texts := make([]string, len(cells))
		for i, c := range cells {
			texts[i] = cell(c)
		}
		return rows.Write(texts)
	})
	if err != nil {
		return err
	}
	return rows.Close()
}

func cell(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case *int:
		if x == nil {
			return ""
		}
		return fmt.Sprint(*x)
	case *string:
		if x == nil {
			return ""
		}
		return *x
	case *models.Instant:
		if x == nil {
			return ""
		}
		return x.UTC().Format(time.RFC3339)
	case *models.State:
		if x == nil {
			return ""
		}
		return string(*x)
	}
	return fmt.Sprint(v)
}
