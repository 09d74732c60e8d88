package handlers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/geo"
	"concord/models"
	"concord/models/search"
	"concord/models/store"

	"github.com/gofiber/fiber/v2"
)

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// signed writes an offset as +03:00.
func signed(offset int) string {
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	return fmt.Sprintf("%c%02d:%02d", sign, offset/60, offset%60)
}

// badQuery is a filter, sort or limit that cannot be read (400).
func badQuery(name, detail string) error {
	return &models.Error{Kind: models.Unreadable, Detail: "The address cannot be read.", Fields: []models.FieldError{{Pointer: "/" + name, Detail: detail}}}
}

// paging are the parameters of every list.
var paging = []string{"limit", "cursor", "total"}

// known refuses parameters that a list does not have, and those given twice: a filter
// misspelt must not look like one that found everything, nor one of two be passed over.
func known(c *fiber.Ctx, names ...string) error {
	var problems []models.FieldError
	times := map[string]int{}
	for key := range c.Context().QueryArgs().All() {
		k := string(key)
		switch times[k]++; {
		case times[k] == 2:
			problems = append(problems, models.FieldError{Pointer: "/" + k, Detail: "This is given more than once; give it once."})
		case times[k] == 1 && !slices.Contains(names, k) && !slices.Contains(paging, k):
			problems = append(problems, models.FieldError{Pointer: "/" + k, Detail: "There is no such filter; use " + strings.Join(append(slices.Clone(names), paging...), ", ") + "."})
		}
	}
	if len(problems) == 0 {
		return nil
	}
	return &models.Error{Kind: models.Unreadable, Detail: "The address has filters that cannot be used.", Fields: problems}
}

// limit reads ?limit=, 1 to 200.
func limit(c *fiber.Ctx) (int, error) {
	text := c.Query("limit")
	if text == "" {
		return 50, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 200 {
		return 0, badQuery("limit", "Use a number from 1 to 200.")
	}
	return n, nil
}

// total reads ?total=exact.
func total(c *fiber.Ctx) (bool, error) {
	switch c.Query("total") {
	case "", "exact":
		return c.Query("total") != "", nil
	}
	return false, badQuery("total", "Use exact, or leave it out.")
}

// query reads the filters of a list of reports or incidents.
func query(c *fiber.Ctx, names ...string) (q store.Query, err error) {
	if err := known(c, names...); err != nil {
		return q, err
	}
	if q.Limit, err = limit(c); err != nil {
		return q, err
	}
	if q.Total, err = total(c); err != nil {
		return q, err
	}
	switch c.Query("sort") {
	case "", "-started":
	case "started":
		q.Ascending = true
	default:
		return q, badQuery("sort", "Use started or -started.")
	}
	q.Cursor, q.Partner, q.Status, q.Incident, q.Category = c.Query("cursor"), c.Query("partner"), c.Query("status"), c.Query("incident"), c.Query("category")
	if q.Category != "" && !slices.Contains(models.Codes["INCIDENT_CAT"], q.Category) {
		return q, badQuery("category", "Use one of "+strings.Join(models.Codes["INCIDENT_CAT"], ", ")+".")
	}
	if q.Status != "" && !slices.Contains(models.Codes["RECORD_STATUS"], q.Status) {
		return q, badQuery("status", "Use one of "+strings.Join(models.Codes["RECORD_STATUS"], ", ")+".")
	}
	words, err := search.ParseWords(c.Query("q"))
	if err != nil {
		return q, err
	}
	filter, err := search.ParseFilter(c.Query("filter"))
	if err != nil {
		return q, err
	}
	q.Filter = search.Join(words, filter)
	if text := c.Query("killed_min"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return q, badQuery("killed_min", "Use a number of people, 0 or more.")
		}
		q.KilledMin = &n
	}
	if q.From, err = moment(c, "from", false); err != nil {
		return q, err
	}
	if q.To, err = moment(c, "to", true); err != nil {
		return q, err
	}
	return q, area(c, &q)
}

// moment reads a filter that is an RFC 3339 time or a day; a day that ends a
// period is meant to its last second.
func moment(c *fiber.Ctx, name string, end bool) (*models.Instant, error) {
	text := c.Query(name)
	if text == "" {
		return nil, nil
	}
	if t, err := time.Parse(time.RFC3339, strings.Replace(text, " ", "+", 1)); err == nil {
		at := models.At(t)
		return &at, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return nil, badQuery(name, "Use a day like 2031-03-04 or a time like 2031-03-04T01:10:00Z.")
	}
	if end {
		t = t.Add(24*time.Hour - time.Second)
	}
	at := models.At(t)
	return &at, nil
}

// area reads ?bbox=west,south,east,north, ?near=lat,lon,km and ?polygon=lon lat,lon lat,…
func area(c *fiber.Ctx, q *store.Query) error {
	if text := c.Query("bbox"); text != "" {
		boxes, err := geo.ParseBox(text)
		if err != nil {
			return badQuery("bbox", err.Error())
		}
		q.Boxes = boxes
	}
	if text := c.Query("polygon"); text != "" {
		g, err := geo.ParsePolygon(text)
		if err != nil {
			return badQuery("polygon", err.Error())
		}
		q.Polygon = g
	}
	text := c.Query("near")
	if text == "" {
		return nil
	}
	parts := strings.Split(text, ",")
	var n [3]float64
	ok := len(parts) == 3
	for i := 0; ok && i < 3; i++ {
		var err error
		n[i], err = strconv.ParseFloat(strings.TrimSpace(parts[i]), 64)
		ok = err == nil
	}
	if !ok || !(n[0] >= -90 && n[0] <= 90) || !(n[1] >= -180 && n[1] <= 180) || !(n[2] > 0 && n[2] <= 20040) {
		return badQuery("near", "Use lat,lon,km such as 0.41,0.81,25.")
	}
	q.Near = &store.Circle{Lat: n[0], Lon: n[1], Metres: n[2] * 1000}
	return nil
}
