package worlds

import "strconv"

// Precisions are the classes that truth.csv and the evaluation speak of, finest
// first; the last is a record without coordinates.
var Precisions = []string{"gps", "street", "town", "district", "province", "none"}

const (
	gps = iota
	street
	inTown
	inDistrict
	inProvince
	noPlace
)

// placeCodes of GEO_PREC, the radius that a partner states beside them in metres,
// and how many decimals such a coordinate is written with.
var placeCodes = []struct {
	code     string
	radius   string
	decimals int
}{{"WITHIN_100M", "100", 5}, {"STREET", "500", 5}, {"TOWN", "3000", 4}, {"DISTRICT", "15000", 3}, {"PROVINCE", "50000", 2}}

const (
	gpsKm    = 0.05
	streetKm = 0.25
	grossKm  = 0.2 * kmPerDegree // mean of a gross error
)

// gazetteerKm is how far a partner's gazetteer puts the middle of a town, district
// and province from ours.
var gazetteerKm = [...]float64{inTown: 0.3, inDistrict: 2, inProvince: 6}

// where writes the place: the point, its stated precision, and the names.
func (r *record) where() {
	c, w := &r.c, r.w
	r.class = c.among(r.p.places[:])
	actual := r.class
	if actual < inProvince && r.strikes(w, c, Overstated) {
		actual = min(inProvince, actual+1+c.n(2))
	}
	at := r.point(actual, r.first().At, r.first().Town)
	at, lost := r.misplaced(actual, at)
	r.names(lost)
	if lost {
		r.class = noPlace
		return
	}
	code := placeCodes[r.class]
	r.set("place_precision", code.code)
	if r.p.radii {
		r.set("radius_m", code.radius)
	}
	r.set("lat", fixed(at.lat, code.decimals))
	r.set("lon", fixed(at.lon, code.decimals))
}

// point is where a record of some precision puts what happened: near the place
// itself, or in the middle of the town, district or province that the partner's
// gazetteer has.
func (r *record) point(precision int, truth point, town int) point {
	t := &r.w.ground.towns[town]
	switch precision {
	case gps:
		return truth.moved(r.c.around(gpsKm))
	case street:
		return truth.moved(r.c.around(streetKm))
	case inTown:
		return r.centre(precision, town, t.centre)
	case inDistrict:
		return r.centre(precision, t.district, r.w.ground.districts[t.district].centre)
	}
	return r.centre(precision, t.province, r.w.ground.provinces[t.province].centre)
}

// centre is the same for every record of a partner.
func (r *record) centre(precision, which int, centre point) point {
	if r.w.plain {
		return centre
	}
	var c chances
	c.about(r.w.options.Seed, forOffsets, r.partner, precision, which)
	return centre.moved(c.around(gazetteerKm[precision]))
}

// misplaced makes the errors that no precision owns up to, at most one of them; true
// if there is no coordinate at all.
func (r *record) misplaced(actual int, at point) (point, bool) {
	c, w := &r.c, r.w
	swap := at.lon >= -90 && at.lon <= 90
	switch {
	case r.strikesAt(w, c, NoPosition, r.p.nowhere):
		return at, true
	case r.strikes(w, c, GrossError):
		x, y := c.direction()
		km := mul(grossKm, 0.3) + c.exponential(mul(grossKm, 0.7))
		return at.moved(mul(km, x), mul(km, y)), false
	case swap && r.strikes(w, c, SwappedLatLon):
		return point{at.lon, at.lat}, false
	case r.strikes(w, c, SignSlip):
		if c.happens(0.5) {
			return point{-at.lat, at.lon}, false
		}
		return point{at.lat, -at.lon}, false
	case r.strikes(w, c, WrongTown):
		other := w.ground.namesake(c, r.first().Town)
		return r.point(max(actual, inTown), w.ground.towns[other].centre, other), false
	}
	return at, false
}

// names writes the names of the place, in the partner's spelling and with its slips.
// A record that knows the district alone mostly names it alone.
func (r *record) names(lost bool) {
	c, w := &r.c, r.w
	written := r.p.style
	if r.p.otherway > 0 && r.strikesAt(w, c, OtherScript, r.p.otherway) {
		written.script = r.p.script
	}
	t := r.town()
	r.set("admin1", w.ground.provinces[t.province].name.write(written))
	if r.class == inProvince && !lost {
		return
	}
	r.set("admin2", w.ground.districts[t.district].name.write(written))
	if r.class == inDistrict && !lost && c.happens(0.6) {
		return
	}
	n := t.name
	if r.strikes(w, c, NeighbourTown) {
		n = w.ground.towns[t.neighbours[c.n(2)]].name
	}
	text := n.write(c.varied(written))
	if r.strikes(w, c, LetterDropped) {
		text = c.dropped(text)
	}
	r.set("place_name", text)
}

func fixed(x float64, decimals int) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if x < 0 && x > -1 && zero(s) {
		return s[1:] // "-0.00" is 0
	}
	return s
}

func zero(s string) bool {
	for _, r := range s {
		if r >= '1' && r <= '9' {
			return false
		}
	}
	return true
}
