// Package geo holds where and when something happened as people state it: a
// point with a radius, a window of time, and how exact either is. It knows the
// military conventions for both and nothing of the records that use them.
//
// Angles are degrees on WGS 84, lengths metres, times UTC. An unknown number is
// nil, an unknown text or code "".
package geo

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode"

	"concord/geo/mgrs"
)

// MaxRadius is the longest radius a place may have in metres: half the way round
// the earth, beyond which a circle holds everything.
const MaxRadius = 20_040_000

// Place is where something happened: a centre and the radius in which the true
// position lies, or only a name. Lat and lon, and the grid reference, say the
// same thing; Complete fills one from the other.
type Place struct {
	Lat       *float64 `json:"lat"`       // degrees, -90 to 90
	Lon       *float64 `json:"lon"`       // degrees, -180 to 180
	MGRS      string   `json:"mgrs"`      // with zone and band, "31N BA 56521 45610"
	RadiusM   *float64 `json:"radius_m"`  // metres; nil is not known
	Precision string   `json:"precision"` // a code of Precisions
	Method    string   `json:"method"`    // a code of Methods: how the position was found
	Stated    string   `json:"stated"`    // as the source wrote it, never changed
	Name      string   `json:"name"`
	Admin0    string   `json:"admin0"` // country, ISO 3166-1 alpha-3
	Admin1    string   `json:"admin1"`
	Admin2    string   `json:"admin2"`
	Site      string   `json:"site"` // a code of Sites

	Geometry    *Geometry  `json:"geometry,omitempty"` // a line or an area, where a circle says too little
	NameLocal   string     `json:"name_local,omitempty"`
	Admin3      string     `json:"admin3,omitempty"`
	LocatedBy   string     `json:"located_by,omitempty"`
	SignedOffBy string     `json:"signed_off_by,omitempty"`
	SignedOffAt *time.Time `json:"signed_off_at,omitempty"`
	Publish     string     `json:"publish,omitempty"` // a code of Publishable: the most that may be shown in public
}

// Problem is one rule a value breaks.
type Problem struct {
	Field  string // JSON Pointer (RFC 6901) from the value, "/lat"; "" is the value as a whole
	Detail string // what is wrong and what to do about it
}

// HasPoint says whether both coordinates are known.
func (p Place) HasPoint() bool { return p.Lat != nil && p.Lon != nil }

// Complete fills what follows from what is there, and reports every problem at
// once. Completing again changes nothing.
//
// A grid reference alone gives the centre of its cell as the point; a point alone
// gives its reference to 1 m. The radius, if not sent, is the default of the
// precision, or else half the diagonal of a grid cell that was sent; a reference
// that only repeats the point says nothing about its radius, and precision
// UNKNOWN is taken at its word. It stays nil if nothing tells.
func (p Place) Complete() (Place, []Problem) {
	problems := p.checkCodes()
	problems = append(problems, p.checkTexts()...)
	problems = append(problems, p.checkRadius()...)
	problems = append(problems, p.Geometry.check()...)
	if len(problems) == 0 {
		p = p.covered()
	}
	point := p.checkPoint()
	problems = append(problems, point...)

	p.MGRS = strings.TrimSpace(p.MGRS)
	if p.MGRS == "" {
		if p.Lat == nil && p.Lon == nil && strings.TrimSpace(p.Name) == "" {
			problems = append(problems, Problem{"", "say where it was: send lat and lon, or mgrs, or at least a name"})
		}
		if p.HasPoint() && len(point) == 0 {
			p.MGRS = pointReference(*p.Lat, *p.Lon)
		}
		p.RadiusM = p.radius(nil)
		return p, problems
	}

	if p.HasPoint() && len(point) == 0 && p.MGRS == pointReference(*p.Lat, *p.Lon) {
		p.RadiusM = p.radius(nil) // the reference says the point again, and nothing of its radius
		return p, problems
	}
	ref, err := mgrs.Parse(p.MGRS)
	if err != nil {
		return p, append(problems, Problem{"/mgrs", fmt.Sprintf("mgrs %q cannot be read: %s", clip(p.MGRS), err)})
	}
	p.MGRS = ref.String()
	switch {
	case p.Lat == nil && p.Lon == nil:
		lat, lon := ref.Centre()
		p.Lat, p.Lon = &lat, &lon
		p.RadiusM = p.radius(&ref)
	case len(point) > 0:
		// Reported above; the reference does not overrule what was sent.
	case !ref.Within(*p.Lat, *p.Lon, ref.Cell()):
		problems = append(problems, apart(ref, *p.Lat, *p.Lon))
	case p.MGRS == pointReference(*p.Lat, *p.Lon): // in another spelling
		p.RadiusM = p.radius(nil)
	default:
		p.RadiusM = p.radius(&ref)
	}
	return p, problems
}

// radius is the radius sent, or the default for the precision, or that of the
// grid cell; nil if there is none of them.
func (p Place) radius(ref *mgrs.Ref) *float64 {
	if p.RadiusM != nil {
		return p.RadiusM
	}
	if r, ok := DefaultRadius(p.Precision); ok {
		return &r
	}
	if ref == nil || p.Precision == PrecisionUnknown {
		return nil
	}
	r := cellRadius(*ref)
	return &r
}

// cellRadius is half the diagonal of the cell, which from its centre holds all of it.
func cellRadius(ref mgrs.Ref) float64 { return ref.Cell() * math.Sqrt2 / 2 }

// pointReference is the 1 m reference of a point whose range has been checked.
func pointReference(lat, lon float64) string {
	ref, err := mgrs.From(lat, lon, 5)
	if err != nil {
		return ""
	}
	return ref.String()
}

// apart is the problem of a point and a reference that name different places.
func apart(ref mgrs.Ref, lat, lon float64) Problem {
	gridLat, gridLon := ref.Centre()
	return Problem{"/mgrs", fmt.Sprintf(
		"mgrs %s and lat %v, lon %v are %s apart, more than the %.0f m of the grid's cell; correct one of them or send only one",
		ref, lat, lon, metres(Distance(lat, lon, gridLat, gridLon)), ref.Cell())}
}

// metres writes a length as a person would say it.
func metres(m float64) string {
	if m < 10_000 {
		return fmt.Sprintf("%.0f m", m)
	}
	return fmt.Sprintf("%.0f km", m/1000)
}

// covered gives a place that has a line or an area and no point the circle that
// holds it.
func (p Place) covered() Place {
	if p.Geometry == nil || p.Lat != nil || p.Lon != nil || strings.TrimSpace(p.MGRS) != "" {
		return p
	}
	lat, lon, radius := p.Geometry.Circle()
	p.Lat, p.Lon = &lat, &lon
	if p.RadiusM == nil {
		p.RadiusM = &radius
	}
	return p
}

// checkTexts refuses what is too long or cannot be seen: control characters and
// marks that turn the reading direction.
func (p Place) checkTexts() (problems []Problem) {
	for _, t := range []struct {
		field, text string
		most        int
	}{{"/name", p.Name, 400}, {"/name_local", p.NameLocal, 400}, {"/stated", p.Stated, 400}, {"/admin0", p.Admin0, 200}, {"/admin1", p.Admin1, 200},
		{"/admin2", p.Admin2, 200}, {"/admin3", p.Admin3, 200}, {"/located_by", p.LocatedBy, 200}, {"/signed_off_by", p.SignedOffBy, 200}} {
		if n := len([]rune(t.text)); n > t.most {
			problems = append(problems, Problem{t.field, fmt.Sprintf("this is %d characters long; use at most %d", n, t.most)})
		}
		if t.field != "/stated" && strings.ContainsFunc(t.text, func(r rune) bool {
			return unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
		}) {
			problems = append(problems, Problem{t.field, "use one line of plain text without control or direction characters"})
		}
	}
	return problems
}

// clip keeps what is quoted back from someone's input short.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
