package formats

import (
	"strings"
	"testing"
)

var goodUCDP = map[string]string{
	"year": "2013", "type_of_violence": "1", "dyad_name": "Hill League - Coast Front", "side_a": "Hill League", "side_b": "Coast Front", "where_prec": "1", "where_coordinates": "Tarn Quay town",
	"latitude": "0.41", "longitude": "0.81", "date_prec": "1", "date_start": "2013-02-03", "date_end": "2013-02-03", "best": "2", "low": "1", "high": "3",
}

func ucdpFile(rows []map[string]string) string { return csvFile(strings.Join(ucdpColumns, ","), rows) }

var ucdpBad = []badCell{
	{map[string]string{"id": ""}, "id", "give each row a reference"},
	{map[string]string{"id": "good-0"}, "id", "is the reference of row 2 already"},
	{map[string]string{"id": strings.Repeat("7", 121)}, "id", "at most 120"},
	{map[string]string{"id": "7\u202e1"}, "id", "U+202E"},
	{map[string]string{"date_start": ""}, "date_start", "give the day"},
	{map[string]string{"date_start": "2013-02-30"}, "date_start", "does not exist"},
	{map[string]string{"date_start": "03/02/2013"}, "date_start", "write a day as"},
	{map[string]string{"date_start": "0013-02-03"}, "date_start", "1900 to 2200"},
	{map[string]string{"date_end": "2013-02-30"}, "date_end", "does not exist"},
	{map[string]string{"date_end": "soon"}, "date_end", "write a day as"},
	{map[string]string{"date_end": "2013-02-01"}, "date_end", "before"},
	{map[string]string{"date_prec": "0"}, "date_prec", "use 1 (day) to 5 (year)"},
	{map[string]string{"date_prec": "day"}, "date_prec", "use 1 (day) to 5 (year)"},
	{map[string]string{"where_prec": "8"}, "where_prec", "use 1 (exact) to 7"},
	{map[string]string{"where_prec": "town"}, "where_prec", "use 1 (exact) to 7"},
	{map[string]string{"latitude": "95"}, "latitude", "between -90 and 90"},
	{map[string]string{"latitude": "0,41"}, "latitude", "with a point"},
	{map[string]string{"latitude": ""}, "latitude", "lon was given without lat"},
	{map[string]string{"latitude": "NaN"}, "latitude", "not a number"},
	{map[string]string{"longitude": ""}, "longitude", "lat was given without lon"},
	{map[string]string{"longitude": "181"}, "longitude", "between -180 and 180"},
	{map[string]string{"longitude": "east"}, "longitude", "not a number"},
	{map[string]string{"longitude": "1e999"}, "longitude", "not a number"},
	{map[string]string{"best": "some"}, "best", "not a whole number"},
	{map[string]string{"best": "-1"}, "best", "below 0"},
	{map[string]string{"best": "10000001"}, "best", "more than 10000000"},
	{map[string]string{"low": "-1"}, "low", "below 0"},
	{map[string]string{"low": "1.5"}, "low", "not a whole number"},
	{map[string]string{"high": "many"}, "high", "not a whole number"},
	{map[string]string{"high": "1" + strings.Repeat("0", 400)}, "high", "not a whole number"},
	{map[string]string{"deaths_a": "x"}, "deaths_a", "not a whole number"},
	{map[string]string{"deaths_b": "-2"}, "deaths_b", "below 0"},
	{map[string]string{"deaths_civilians": "a few"}, "deaths_civilians", "not a whole number"},
	{map[string]string{"deaths_unknown": "10000001"}, "deaths_unknown", "more than 10000000"},
	{map[string]string{"source_original": strings.Repeat("x", maxExtra+1)}, "source_original", "at most 20000"},
}

func TestUCDPBadCells(t *testing.T) {
	checkBadCells(t, "ucdp-ged", ucdpFile, goodUCDP, "id", ucdpBad)
}
