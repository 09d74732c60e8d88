package geo

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"concord/geo/mgrs"
)

// Reading is one way to understand coordinates that somebody typed.
type Reading struct {
	Lat     float64 `json:"lat"`      // degrees
	Lon     float64 `json:"lon"`      // degrees
	MGRS    string  `json:"mgrs"`     // as typed, or to 1 m
	RadiusM float64 `json:"radius_m"` // metres: what the figures that were typed leave open
	Text    string  `json:"text"`     // how it was read, in words to choose by
}

const coordinateExamples = "write 0.41235, 0.81240 or 0.41235N 0.81240E or 0°24'44\"N 0°48'44\"E or " + mgrs.Example

// ParseCoordinates reads what a person types or pastes as a place: decimal degrees,
// degrees with minutes and seconds, hemisphere letters before or after, or a grid
// reference. Without letters latitude comes first, unless only the other order is
// possible. It returns every plausible reading, for a person to choose from:
// "12,5 7,5" may have decimal commas or be degrees and minutes. No reading is an
// error that says how to write it.
func ParseCoordinates(s string) ([]Reading, error) {
	if len(s) > 200 {
		return nil, errors.New("that is too long for coordinates; " + coordinateExamples)
	}
	if strings.TrimSpace(s) == "" {
		return nil, errors.New("coordinates are missing; " + coordinateExamples)
	}
	ref, gridErr := mgrs.Parse(s)
	if gridErr == nil {
		return []Reading{gridReading(ref)}, nil
	}
	text := plainAngles(s)
	if looksLikeGrid(text) {
		return nil, gridErr
	}
	var found []Reading
	var err error
	if strings.ContainsAny(text, "NSEW") {
		found, err = lettered(text)
	} else {
		found, err = unlettered(text)
	}
	if err != nil {
		return nil, fmt.Errorf("%s; %s", err, coordinateExamples)
	}
	return found, nil
}

func gridReading(ref mgrs.Ref) Reading {
	lat, lon := ref.Centre()
	return Reading{
		Lat: lat, Lon: lon, MGRS: ref.String(), RadiusM: cellRadius(ref),
		Text: fmt.Sprintf("grid reference %s, centre of its %.0f m cell", ref, ref.Cell()),
	}
}

// looksLikeGrid says whether the letters can only be meant as a grid reference: any
// that is no hemisphere, or two that stand together.
func looksLikeGrid(text string) bool {
	letters := 0
	for _, c := range text {
		switch {
		case c < 'A' || c > 'Z':
			letters = 0
		case !strings.ContainsRune("NSEWO", c) || letters > 0:
			return true
		default:
			letters++
		}
	}
	return false
}

// pairReading is the reading of two angles in degrees; an error if they cannot be
// latitude and longitude.
func pairReading(lat, lon angle, note string) (Reading, error) {
	if !inRange(lat.deg, -90, 90) {
		return Reading{}, fmt.Errorf("latitude must be between -90 and 90; %s was given", shortDegrees(lat.deg))
	}
	if !inRange(lon.deg, -180, 180) {
		return Reading{}, fmt.Errorf("longitude must be between -180 and 180; %s was given", shortDegrees(lon.deg))
	}
	const degree = MeanRadius * math.Pi / 180
	return Reading{
		Lat: lat.deg, Lon: lon.deg, MGRS: pointReference(lat.deg, lon.deg),
		// As with a grid cell: half the diagonal of what the last figure leaves
		// open, and never finer than the 1 m grid.
		RadiusM: max(max(lat.step, lon.step)*degree, 1) * math.Sqrt2 / 2,
		Text:    fmt.Sprintf("latitude %s, longitude %s%s", shortDegrees(lat.deg), shortDegrees(lon.deg), note),
	}, nil
}

// shortDegrees leaves out what rounding adds beyond a millimetre.
func shortDegrees(deg float64) string {
	return strconv.FormatFloat(math.Round(deg*1e8)/1e8, 'f', -1, 64)
}
