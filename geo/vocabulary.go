package geo

import "slices"

// PrecisionClass is a code of GEO_PREC: how exactly a place is known.
type PrecisionClass struct {
	Code    string   `json:"code"`
	RadiusM *float64 `json:"radius_m"` // metres, the radius when none is stated; nil is none
}

// PrecisionUnknown is the class without a radius, and UnknownTime the precision
// of a window about which only what is written is known.
const (
	PrecisionUnknown = "UNKNOWN"
	UnknownTime      = "UNKNOWN"
)

// Precisions is GEO_PREC with default radii. The grid classes are half the
// diagonal of their cell; the others follow what the words usually cover.
var Precisions = []PrecisionClass{
	{"EXACT", m(5)},
	{"GRID_1M", m(5)},
	{"GRID_10M", m(7)},
	{"WITHIN_100M", m(100)},
	{"GRID_100M", m(71)},
	{"STREET", m(150)},
	{"LANDMARK", m(250)},
	{"NEIGHBOURHOOD", m(750)},
	{"VILLAGE", m(1000)},
	{"TOWN", m(3000)},
	{"CITY", m(8000)},
	{"GRID_1KM", m(707)},
	{"SUBDISTRICT", m(15_000)},
	{"DISTRICT", m(30_000)},
	{"PROVINCE", m(80_000)},
	{"COUNTRY", m(500_000)},
	{PrecisionUnknown, nil},
}

// Methods is GEO_METHOD: how a position was found.
var Methods = []string{
	"GPS_ON_SITE", "WEAPON_SYSTEM", "GRID_READ", "SATELLITE_MATCH", "VIDEO_MATCH",
	"MAP_PICK", "GAZETTEER", "WITNESS_SKETCH", "OTHER",
}

// Sites is SITE_TYPE: what stood there.
var Sites = []string{
	"DWELLING", "APARTMENT_BLOCK", "MARKET", "SCHOOL", "HOSPITAL", "CLINIC", "WORSHIP",
	"CULTURAL", "WATER", "POWER", "TELECOM", "BRIDGE", "ROAD", "VEHICLE", "CONVOY", "FARM",
	"INDUSTRY", "FUEL", "DETENTION", "CAMP_IDP", "AID_FACILITY", "GOVERNMENT", "MILITARY",
	"OTHER", "UNKNOWN",
}

// Publishable is how exactly a place may be shown to the public, the most exact
// first. Where nothing is said it is ADMIN2, while sources may be at risk.
var Publishable = []string{"EXACT", "VILLAGE", "TOWN", "ADMIN2", "ADMIN1", "COUNTRY", "NOTHING"}

// TimePrecisions is TIME_PREC, finest first.
var TimePrecisions = []string{
	"MINUTE", "QUARTER_HOUR", "HOUR", "PART_OF_DAY", "DAY", "DAYS_2_6", "WEEK", "MONTH",
	"YEAR", UnknownTime,
}

// DefaultRadius is the radius in metres that a precision stands for; false if it
// has none or is not known.
func DefaultRadius(precision string) (float64, bool) {
	for _, c := range Precisions {
		if c.Code == precision && c.RadiusM != nil {
			return *c.RadiusM, true
		}
	}
	return 0, false
}

// KnownPrecision says whether a code is in Precisions.
func KnownPrecision(code string) bool {
	return slices.ContainsFunc(Precisions, func(c PrecisionClass) bool { return c.Code == code })
}

// KnownMethod says whether a code is in Methods.
func KnownMethod(code string) bool { return slices.Contains(Methods, code) }

// KnownSite says whether a code is in Sites.
func KnownSite(code string) bool { return slices.Contains(Sites, code) }

// KnownTimePrecision says whether a code is in TimePrecisions.
func KnownTimePrecision(code string) bool { return slices.Contains(TimePrecisions, code) }

var precisionCodes = PrecisionCodes()

// PrecisionCodes is the codes of Precisions, the most exact first.
func PrecisionCodes() []string {
	codes := make([]string, len(Precisions))
	for i, c := range Precisions {
		codes[i] = c.Code
	}
	return codes
}

func m(metres float64) *float64 { return &metres }
