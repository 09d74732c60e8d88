package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"concord/models"
	"concord/models/points"
	"concord/models/store"

	"github.com/gofiber/fiber/v2"
)

// mostPoints is how many incidents a frame shows one by one; more are clustered
// here, so that a million stay smooth.
const mostPoints = 5_000

// mapPoint is one incident on the map with each partner's own place.
type mapPoint struct {
	Incident string      `json:"incident"`
	Ref      *string     `json:"ref"`
	Title    string      `json:"title"`
	Started  *mapWindow  `json:"started"`
	Killed   mapCount    `json:"killed"`
	Reports  []mapReport `json:"reports"`
}

type mapWindow struct {
	Earliest *models.Instant `json:"earliest"`
	Latest   *models.Instant `json:"latest"`
}

type mapCount struct {
	Min *int `json:"min"`
	Max *int `json:"max"`
}

type mapReport struct {
	Report  string   `json:"report"`
	Partner string   `json:"partner"`
	Lat     *float64 `json:"lat"`
	Lon     *float64 `json:"lon"`
	RadiusM *float64 `json:"radius_m"`
}

// mapAnswer is what a frame of the map shows of what the filter finds.
type mapAnswer struct {
	Total        int              `json:"total"` // incidents with a place in the frame
	WithoutPlace int              `json:"without_place"`
	Mode         string           `json:"mode"` // points or clusters
	Points       []mapPoint       `json:"points"`
	Clusters     []points.Cluster `json:"clusters"`
}

// incidentMap handles GET /api/v1/incidents/map: the filters of a list of
// incidents and zoom=0..18.
func (a *API) incidentMap(c *fiber.Ctx) error {
	q, err := incidentQuery(c, "zoom")
	if err != nil {
		return err
	}
	zoom, err := strconv.Atoi(c.Query("zoom", "2"))
	if err != nil || zoom < 0 || zoom > 18 {
		return badQuery("zoom", "Use a whole number from 0 to 18.")
	}
	return a.remembered(c, func() (any, error) { return a.drawMap(c, q, zoom) })
}

func (a *API) drawMap(c *fiber.Ctx, q store.Query, zoom int) (any, error) {
	frame, err := a.db.Frame(c.UserContext(), actor(c), q, zoom, mostPoints)
	if err != nil {
		return nil, err
	}
	out := mapAnswer{Total: frame.Total, WithoutPlace: frame.WithoutPlace, Mode: "points", Points: []mapPoint{}, Clusters: []points.Cluster{}}
	if frame.Rows == nil && frame.Total > 0 {
		out.Mode, out.Clusters = "clusters", frame.Clusters
		return out, nil
	}
	spots, err := a.db.Spots(c.UserContext(), actor(c), frame.Rows)
	number := map[string]int{}
	for _, s := range spots {
		i, known := number[s.Incident]
		if !known {
			i = len(out.Points)
			number[s.Incident] = i
			p := mapPoint{Incident: s.Incident, Title: s.Title, Killed: mapCount{s.KilledMin, s.KilledMax}, Reports: []mapReport{}}
			if s.Ref != "" {
				p.Ref = &s.Ref
			}
			if s.From != nil {
				p.Started = &mapWindow{s.From, s.To}
			}
			out.Points = append(out.Points, p)
		}
		p := &out.Points[i]
		p.Killed = hull(p.Killed, mapCount{s.KilledMin, s.KilledMax}, len(p.Reports) == 0)
		p.Reports = append(p.Reports, mapReport{s.Report, s.Partner, s.Lat, s.Lon, s.RadiusM})
	}
	slices.SortFunc(out.Points, func(a, b mapPoint) int { return strings.Compare(a.Incident, b.Incident) })
	return out, err
}

// hull is the range that holds both accounts' counts; one that says nothing adds
// nothing, and an open end stays open.
func hull(a, b mapCount, first bool) mapCount {
	switch {
	case first || a.Min == nil && a.Max == nil:
		return b
	case b.Min == nil && b.Max == nil:
		return a
	}
	low, high := a.Min, a.Max
	if low == nil || b.Min != nil && *b.Min < *low {
		low = b.Min
	}
	if high != nil && (b.Max == nil || *b.Max > *high) {
		high = b.Max
	}
	return mapCount{low, high}
}

// incidentTimeline handles GET /api/v1/incidents/timeline: the filters of a list
// of incidents and by=auto, day, week, month or year.
func (a *API) incidentTimeline(c *fiber.Ctx) error {
	q, err := incidentQuery(c, "by")
	if err != nil {
		return err
	}
	by := c.Query("by", "auto")
	if by != "auto" && !slices.Contains(points.Scales, by) {
		return badQuery("by", "Use auto, day, week, month or year.")
	}
	return a.remembered(c, func() (any, error) {
		taken, bars, without, err := a.db.Bars(c.UserContext(), actor(c), q, by)
		return fiber.Map{"by": taken, "bars": bars, "without_time": without}, err
	})
}

// answered keeps a few answers that cost a walk over everything, for as long as
// nothing is written.
type answered struct {
	mu         sync.Mutex
	generation int64
	kept       map[string][]byte
}

const mostAnswers = 64

// remembered answers from what was worked out for the same eyes and the same
// address since the last write, else works it out. The tag is of the answer
// itself: one of the generation would tell of writes that one may not see.
func (a *API) remembered(c *fiber.Ctx, work func() (any, error)) error {
	generation, err := a.db.Generation()
	if err != nil {
		return err
	}
	key := fmt.Sprintf("%s\x00%s\x00%s", store.Sight(actor(c)), c.Path(), c.Context().QueryArgs().QueryString())
	text := a.answered.get(generation, key)
	if text == nil {
		v, err := work()
		if err != nil {
			return err
		}
		if text, err = json.Marshal(v); err != nil {
			return err
		}
		a.answered.put(generation, key, text)
	}
	sum := sha256.Sum256(text)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	c.Set(fiber.HeaderETag, tag)
	if c.Get(fiber.HeaderIfNoneMatch) == tag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(text)
}

func (k *answered) get(generation int64, key string) []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.generation != generation {
		return nil
	}
	return k.kept[key]
}

func (k *answered) put(generation int64, key string, text []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if generation < k.generation {
		return
	}
	if k.generation != generation || len(k.kept) >= mostAnswers || k.kept == nil {
		k.generation, k.kept = generation, map[string][]byte{}
	}
	k.kept[key] = text
}
