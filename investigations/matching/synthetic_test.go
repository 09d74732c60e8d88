package matching

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"concord/geo"
	"concord/models"
)

// invented is one row of the synthetic world: the report and what it truly tells of.
type invented struct {
	Record
	facts     models.ReportFacts
	inc, inc2 string
}

// same tells whether two rows tell of one incident; a merged row tells of two.
func (r invented) same(o invented) bool {
	for _, x := range []string{r.inc, r.inc2} {
		for _, y := range []string{o.inc, o.inc2} {
			if x == y && x != "-1" {
				return true
			}
		}
	}
	return false
}

// dataFolder finds shared/data beside a folder above this one, "" if there is none.
func dataFolder() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		for _, at := range []string{"shared/data", "../shared/data"} {
			if f := filepath.Join(dir, at); isFolder(f) {
				return f
			}
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// readWorld reads the synthetic world, its days folded into the first so many:
// fewer days make it denser. It skips the test where the data is not there.
func readWorld(t testing.TB, days int64) (a, b []invented) {
	t.Helper()
	folder := dataFolder()
	if folder == "" {
		t.Skip("the labelled data (shared/data/synthetic_incidents_2k) is not beside this checkout")
	}
	read := func(name, partner string) (rows []invented) {
		f, err := os.Open(filepath.Join(folder, "synthetic_incidents_2k", name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines[1:] {
			row := map[string]string{}
			for i, column := range lines[0] {
				row[column] = l[i]
			}
			facts := inventedFacts(row, days)
			id := partner + row["id"]
			rows = append(rows, invented{Pack(id, partner, facts), facts, row["inc"], row["inc2"]})
		}
		return rows
	}
	return read("partner_a.csv", "A"), read("partner_b.csv", "B")
}

var worldStart = time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)

var (
	inventedPlaces  = map[string]string{"0": "WITHIN_100M", "1": "STREET", "2": "TOWN", "3": "SUBDISTRICT", "4": "DISTRICT"}
	inventedRadii   = map[string]float64{"0": 100, "1": 500, "2": 3000, "3": 15000, "4": 50000}
	inventedWeapons = []string{"SMALL_ARM", "MACHINE_GUN", "AIR_BOMB_GUIDED", "AIR_BOMB_UNGUIDED", "ARTILLERY", "MORTAR",
		"MINE", "IED", "VEHICLE", "EDGED"}
)

// inventedFacts turns a row into facts as a partner would log them.
func inventedFacts(row map[string]string, days int64) models.ReportFacts {
	number := func(column string) int64 {
		n, _ := strconv.ParseInt(row[column], 10, 64)
		return n
	}
	from := number("t0")
	width := number("t1") - from
	earliest := worldStart.Add(time.Duration(from%(24*days)) * time.Hour)
	latest := earliest.Add(time.Duration(width)*time.Hour - time.Second)
	lat, _ := strconv.ParseFloat(row["lat"], 64)
	lon, _ := strconv.ParseFloat(row["lon"], 64)
	radius := inventedRadii[row["lp"]]
	f := models.ReportFacts{
		LocalRef: row["id"], Title: "Incident", Category: "UNKNOWN", OwnInvolvement: "UNKNOWN",
		Started: &geo.Window{Earliest: &earliest, Latest: &latest, Precision: "DAY"},
		Place:   &geo.Place{Lat: &lat, Lon: &lon, RadiusM: &radius, Precision: inventedPlaces[row["lp"]], Name: row["place"]},
	}
	if lo, hi := int(number("klo")), int(number("khi")); lo >= 0 {
		f.Casualties = append(f.Casualties, models.Casualty{Outcome: "KILLED", Count: models.Count{Min: &lo, Max: &hi}})
	}
	if n := int(number("inj")); n >= 0 {
		f.Casualties = append(f.Casualties, models.Casualty{Outcome: "INJURED", Count: models.Count{Min: &n, Max: &n}})
	}
	if a := number("actor"); a != 255 {
		name := "Front " + inventedWord(a/4+1000) + " Column " + inventedWord(a+5000)
		f.Responsibility = []models.Responsibility{{Actor: name, ActorKind: "ARMED_GROUP", Role: "FIRED"}}
	}
	if w := number("weapon"); w != 255 {
		f.Means = []models.Means{{Weapon: inventedWeapons[w]}}
	}
	var text []string
	for _, token := range strings.Fields(row["tokens"]) {
		n, _ := strconv.ParseInt(token, 10, 64)
		text = append(text, inventedWord(n))
	}
	f.Narrative = strings.Join(text, " ")
	return f
}

// inventedWord spells a token id in syllables, two letters a digit: as in language,
// what is said often is short.
func inventedWord(n int64) string {
	syllables := [10]string{"ba", "ke", "di", "fo", "gu", "la", "me", "ni", "ro", "tu"}
	var b strings.Builder
	for _, digit := range strconv.FormatInt(n, 10) {
		b.WriteString(syllables[digit-'0'])
	}
	return b.String()
}
