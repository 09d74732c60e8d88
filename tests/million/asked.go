package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"

	"concord/app/server"
	"concord/geo"
	"concord/models"
	"concord/models/search"
	"concord/models/store"
)

const ms = time.Millisecond

// question is what is asked again and again, with other values each time.
type question struct {
	what string
	want limit
	path func(r *rand.Rand) string
}

func q(text string) string { return url.QueryEscape(text) }

func questions() []question {
	word := func(list ...string) func(*rand.Rand) string {
		return func(r *rand.Rand) string { return "/api/v1/reports?limit=20&q=" + q(list[r.IntN(len(list))]) }
	}
	filter := func(text string) func(*rand.Rand) string {
		return func(*rand.Rand) string { return "/api/v1/reports?limit=20&filter=" + q(text) }
	}
	any20 := limit{p99: 20 * ms}
	return []question{
		{"list of 50, newest first", limit{p99: 10 * ms}, func(*rand.Rand) string { return "/api/v1/reports?limit=50" }},
		{"list of 50 of one category", limit{p99: 10 * ms}, func(r *rand.Rand) string {
			return "/api/v1/reports?limit=50&category=" + categories[r.IntN(len(categories))]
		}},
		{"incidents, 50 of them", limit{p99: 10 * ms}, func(*rand.Rand) string { return "/api/v1/incidents?limit=50" }},
		{"a word in about 20 accounts", limit{p99: 2 * ms}, func(r *rand.Rand) string {
			return fmt.Sprintf("/api/v1/reports?limit=20&q=w%dx", r.IntN(rareWords))
		}},
		{"a word in none", limit{p99: 2 * ms}, func(r *rand.Rand) string { return fmt.Sprintf("/api/v1/reports?limit=20&q=z%dq", r.IntN(rareWords)) }},
		{"a word in most accounts", any20, word("the", "people", "killed")},
		{"two words, both common", any20, word("market road", "house struck", "village vehicle")},
		{"an Arabic word written otherwise", any20, word("مستشفي", "القريه", "مدرسه", "اشخاص")},
		{"a French word without accents", any20, word("hopital", "ecole", "blesses")},
		{"the beginning of a word", any20, word("hosp", "bake", "conv")},
		{"words and a field", any20, filter(`market and weapon=CLUSTER and killed>=5`)},
		{"or, and not", any20, filter(`(bakery or clinic) and not category=RAID`)},
		{"not alone", any20, filter(`not category=RAID`)},
	}
}

func overHTTP(t *table, s *service) error {
	for _, ask := range questions() {
		if err := asked(t, s, ask.what+", over HTTP", ask.want, 300, ask.path); err != nil {
			return err
		}
	}
	box := func(r *rand.Rand) string {
		lat, lon := r.Float64()*5.8-2.9, r.Float64()*8.8+0.1
		return fmt.Sprintf("/api/v1/reports?limit=50&bbox=%.4f,%.4f,%.4f,%.4f", lon, lat, lon+0.1, lat+0.1)
	}
	if err := asked(t, s, "box of 0.1°, with what the reports say, over HTTP", limit{}, 300, box); err != nil {
		return err
	}
	near := func(r *rand.Rand) string {
		return fmt.Sprintf("/api/v1/reports?limit=50&near=%.4f,%.4f,5", r.Float64()*5.8-2.9, r.Float64()*8.8+0.1)
	}
	if err := asked(t, s, "within 5 km, with what the reports say, over HTTP", limit{}, 300, near); err != nil {
		return err
	}
	for zoom := range 19 {
		if err := asked(t, s, fmt.Sprintf("map at zoom %d, over HTTP", zoom), limit{p50: 50 * ms, p99: 300 * ms}, 60, frame(zoom)); err != nil {
			return err
		}
	}
	return asked(t, s, "timeline of everything, over HTTP", limit{p50: 50 * ms, p99: 300 * ms}, 30, func(r *rand.Rand) string {
		return fmt.Sprintf("/api/v1/incidents/timeline?from=20%02d-01-01", 8+r.IntN(3))
	})
}

// frame is a screen of 1366 by 700 pixels somewhere in the country at a zoom, never
// the same twice.
func frame(zoom int) func(*rand.Rand) string {
	return func(r *rand.Rand) string {
		lat, lon := r.Float64()*5.8-2.9, r.Float64()*8.8+0.1
		degrees := 360 / 256.0 / math.Exp2(float64(zoom))
		w, h := min(170, 683*degrees), min(80, 350*degrees)
		return fmt.Sprintf("/api/v1/incidents/map?zoom=%d&bbox=%.5f,%.5f,%.5f,%.5f", zoom, max(-180, lon-w), max(-85, lat-h), min(180, lon+w), min(85, lat+h))
	}
}

// asked times a question; it says how many came on average.
func asked(t *table, s *service, what string, want limit, n int, path func(*rand.Rand) string) error {
	r := rand.New(rand.NewPCG(3, uint64(len(what))))
	found := 0
	all, err := tries(n, func(int) error {
		body, err := s.get(path(r))
		if err != nil {
			return err
		}
		var page struct {
			Items []json.RawMessage `json:"items"`
			Total *int              `json:"total"`
		}
		err = json.Unmarshal(body, &page)
		found += len(page.Items)
		if page.Total != nil {
			found += *page.Total
		}
		return err
	})
	if err != nil {
		return err
	}
	t.times(what, want, all, fmt.Sprintf(" (%d found on average)", found/(len(all)+1)))
	return nil
}

// inStore asks the store itself, without HTTP, JSON and what the reports say.
func inStore(t *table, data string) error {
	ctx := context.Background()
	db, err := server.OpenStore(ctx, server.Config{Data: data})
	if err != nil {
		return err
	}
	defer db.Close()
	who := models.Actor{Name: "orl.lead", Partner: "ORL", Roles: []models.Role{models.CellLead}}
	r := rand.New(rand.NewPCG(5, 5))
	found := 0
	inMemory := func(q store.Query) error {
		frame, err := db.Frame(ctx, who, q, 12, 5_000)
		found += frame.Total
		return err
	}
	inSQL := func(q store.Query) error {
		q.Limit = 50
		page, err := db.Reports(ctx, who, q)
		found += len(page.Items)
		return err
	}
	began := time.Now()
	if err := inMemory(store.Query{}); err != nil {
		return err
	}
	t.row("reading every report's place into memory", "", true, time.Since(began).Round(10*ms).String())
	for _, where := range []struct {
		what string
		want limit
		q    func(lat, lon float64) store.Query
	}{
		{"box of 0.1°", limit{50 * time.Microsecond, 200 * time.Microsecond}, func(lat, lon float64) store.Query {
			return store.Query{Boxes: []geo.Box{{South: lat, West: lon, North: lat + 0.1, East: lon + 0.1}}}
		}},
		{"within 5 km", limit{50 * time.Microsecond, 200 * time.Microsecond}, func(lat, lon float64) store.Query {
			return store.Query{Near: &store.Circle{Lat: lat, Lon: lon, Metres: 5000}}
		}},
	} {
		found = 0
		page, err := tries(2000, func(int) error { return inSQL(where.q(r.Float64()*5.8-2.9, r.Float64()*8.8+0.1)) })
		if err != nil {
			return err
		}
		t.times(where.what+", a page with what the reports say, from SQLite", limit{}, page, fmt.Sprintf(" (%d found on average)", found/(len(page)+1)))
		found = 0
		all, err := tries(3000, func(int) error { return inMemory(where.q(r.Float64()*5.8-2.9, r.Float64()*8.8+0.1)) })
		if err != nil {
			return err
		}
		t.times(where.what+", which reports, in memory", where.want, all, fmt.Sprintf(" (%d found on average)", found/(len(all)+1)))
	}
	for _, ask := range questions() {
		path := ask.path(r)
		if !strings.Contains(path, "q=") {
			continue
		}
		all, err := tries(300, func(int) error {
			u, err := url.Parse(ask.path(r))
			if err != nil {
				return err
			}
			n, err := search.ParseWords(u.Query().Get("q"))
			if err != nil {
				return err
			}
			_, err = db.Reports(ctx, who, store.Query{Filter: n, Limit: 20})
			return err
		})
		if err != nil {
			return err
		}
		t.times(ask.what+", in the store", ask.want, all, "")
	}
	return nil
}
