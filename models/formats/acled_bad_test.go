package formats

import (
	"strings"
	"testing"
)

const acledNew = "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction," +
	"civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"

var goodACLED = map[string]string{
	"event_id_cnty": "", "event_date": "2019-03-08", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash", "actor1": "Hill League", "inter1": "2",
	"iso": "760", "admin1": "Quay Province", "location": "Tarn Quay", "latitude": "0.41", "longitude": "0.81", "geo_precision": "1", "source": "Coast Wire", "notes": "Clash.", "fatalities": "2",
}

func acledFile(rows []map[string]string) string { return csvFile(acledNew, rows) }

var acledBad = []badCell{
	{map[string]string{"event_id_cnty": ""}, "event_id_cnty", "empty"},
	{map[string]string{"event_id_cnty": "good-0"}, "event_id_cnty", "is the reference of row 2 already"},
	{map[string]string{"event_id_cnty": strings.Repeat("x", 121)}, "event_id_cnty", "at most 120"},
	{map[string]string{"event_id_cnty": "X\u202e1"}, "event_id_cnty", "U+202E"},
	{map[string]string{"event_date": ""}, "event_date", "give the day"},
	{map[string]string{"event_date": "2019-02-30"}, "event_date", "does not exist"},
	{map[string]string{"event_date": "31 February 2019"}, "event_date", "does not exist"},
	{map[string]string{"event_date": "March 2019"}, "event_date", "cannot be read"},
	{map[string]string{"event_date": "08 Mars 2019"}, "event_date", "cannot be read"},
	{map[string]string{"event_date": "08.03.2019"}, "event_date", "cannot be read"},
	{map[string]string{"event_date": "0019-03-08"}, "event_date", "1900 to 2200"},
	{map[string]string{"time_precision": "4"}, "time_precision", "not a time precision"},
	{map[string]string{"time_precision": "day"}, "time_precision", "not a time precision"},
	{map[string]string{"latitude": "95"}, "latitude", "between -90 and 90"},
	{map[string]string{"latitude": "0,41"}, "latitude", "with a point"},
	{map[string]string{"latitude": ""}, "latitude", "lon was given without lat"},
	{map[string]string{"latitude": "NaN"}, "latitude", "not a number"},
	{map[string]string{"latitude": "0x1p4"}, "latitude", "not a number"},
	{map[string]string{"longitude": ""}, "longitude", "lat was given without lon"},
	{map[string]string{"longitude": "181"}, "longitude", "between -180 and 180"},
	{map[string]string{"longitude": "1e999"}, "longitude", "not a number"},
	{map[string]string{"geo_precision": "0"}, "geo_precision", "not a place precision"},
	{map[string]string{"geo_precision": "town"}, "geo_precision", "not a place precision"},
	{map[string]string{"fatalities": "-1"}, "fatalities", "below 0"},
	{map[string]string{"fatalities": "2.0"}, "fatalities", "not a whole number"},
	{map[string]string{"fatalities": "several"}, "fatalities", "not a whole number"},
	{map[string]string{"fatalities": "10000001"}, "fatalities", "more than 10000000"},
	{map[string]string{"fatalities": "1" + strings.Repeat("0", 400)}, "fatalities", "not a whole number"},
	{map[string]string{"admin1": strings.Repeat("x", 300)}, "admin1", "at most 200"},
	{map[string]string{"admin2": strings.Repeat("x", 300)}, "admin2", "at most 200"},
	{map[string]string{"actor2": strings.Repeat("x", maxExtra+1)}, "actor2", "at most 20000"},
}

func TestACLEDBadCells(t *testing.T) {
	checkBadCells(t, "acled", acledFile, goodACLED, "event_id_cnty", acledBad)
}

// The older generation is the same rows under capitals, with the day before the month.
func TestOldACLEDBadCells(t *testing.T) {
	good := with(goodACLED, map[string]string{"event_date": "08-03-2019"})
	upper := func(rows []map[string]string) string {
		header, rest, _ := strings.Cut(acledFile(rows), "\n")
		return "\xEF\xBB\xBF" + strings.ToUpper(header) + "\n" + rest
	}
	checkBadCells(t, "acled", upper, good, "event_id_cnty", acledBad)
}

// Inter codes are numbers in some years and words in others, and say the same.
func TestACLEDInterCodes(t *testing.T) {
	for code, kind := range map[string]string{
		"1": "OTHER_STATE", "State forces": "OTHER_STATE", "State Forces": "OTHER_STATE", "2": "ARMED_GROUP", "Rebel group": "ARMED_GROUP", "Rebel Forces": "ARMED_GROUP",
		"3": "ARMED_GROUP", "Political militia": "ARMED_GROUP", "4": "ARMED_GROUP", "Identity militia": "ARMED_GROUP",
		"5": "UNKNOWN_ACTOR", "Rioters": "UNKNOWN_ACTOR", "7": "UNKNOWN_ACTOR", "Civilians": "UNKNOWN_ACTOR", "8": "UNKNOWN_ACTOR", "External/Other forces": "UNKNOWN_ACTOR", "": "UNKNOWN_ACTOR",
	} {
		rows, bad := read(t, "acled", acledFile([]map[string]string{with(goodACLED, map[string]string{"event_id_cnty": "X1", "inter1": code, "sub_event_type": "Attack"})}))
		if len(bad) > 0 || rows[0].Facts.Responsibility[0].ActorKind != kind {
			t.Errorf("%q: %+v, bad cells %v, want %s", code, rows, bad, kind)
		}
	}
}
