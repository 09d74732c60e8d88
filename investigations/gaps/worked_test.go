package gaps

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/geo"
	"concord/geo/mgrs"
	"concord/models"
)

func n(i int) *int { return &i }

func when(text string) *time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return &t
}

func killed(status string, min, max *int) models.Casualty {
	return models.Casualty{Outcome: "KILLED", Status: status, Count: models.Count{Min: min, Max: max}}
}

func injured(min, max *int) models.Casualty {
	return models.Casualty{Outcome: "INJURED", Status: "CIVILIAN", Count: models.Count{Min: min, Max: max}}
}

// account completes facts as the store does before anything compares them.
func account(partner string, f models.ReportFacts, at, latest, precision string, lat, lon float64, place string) Account {
	w := geo.Window{Earliest: when(at), Precision: precision}
	if latest != "" {
		w.Latest = when(latest)
	}
	w, _ = w.Complete()
	p := geo.Place{Lat: &lat, Lon: &lon, Precision: place, Method: "GPS_ON_SITE"}
	p, _ = p.Complete()
	f.Started, f.Place = &w, &p
	return Account{Report: "r-" + partner, Partner: partner, Version: 1, Facts: f}
}

func credible(standard string) *models.Assessment {
	return &models.Assessment{Status: "CREDIBLE", Standard: standard}
}

var setting = map[string]Partner{"ORL": {Code: "ORL", Name: "Orland"}, "VAR": {Code: "VAR", Name: "Varsenna", UTCOffsetMin: 180}, "IR": {Code: "IR", Observer: true}}

// The worked incidents of domain.md section 8, as far as their gaps need no
// transfer, request or statement: exactly these and nothing else.
func TestWorkedIncidents(t *testing.T) {
	unshared, lot := false, "KX-77-0412"
	child := func(c models.Casualty, n int) models.Casualty {
		c.Age, c.Min, c.Max = "CHILD_UNSPECIFIED", &n, &n
		return c
	}
	adult := func(sex string, n int) models.Casualty {
		return models.Casualty{Outcome: "KILLED", Status: "CIVILIAN", Sex: sex, Age: "ADULT_UNSPECIFIED", Count: models.Count{Min: &n, Max: &n}}
	}
	bothHurt := []models.Casualty{killed("CIVILIAN", n(0), n(0)), injured(n(2), n(2)), child(injured(nil, nil), 2)}
	mrm := []string{"KILLING_MAIMING"}
	tests := []struct {
		name   string
		a, b   Account
		issued bool
		beside Beside
		want   string
	}{
		{"Tarn Quay", account("ORL", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(4), n(6))}, Means: []models.Means{{Weapon: "AIR_BOMB_GUIDED"}}, Assessment: credible("MORE_LIKELY_THAN_NOT")},
			"2031-03-04T01:10:00Z", "", "MINUTE", 0.412334, 0.812403, "EXACT"),
			account("VAR", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(11), n(14)), child(killed("CIVILIAN", nil, nil), 3), injured(n(20), n(25))}, Means: []models.Means{{Weapon: "UNKNOWN"}}, MRM: mrm,
				Assessment: credible(""), Sources: []models.Source{{Kind: "MEDICAL", Shared: &unshared}}}, "2031-03-03T20:00:00Z", "2031-03-04T03:00:00Z", "PART_OF_DAY", 0.41500, 0.81900, "VILLAGE"), true,
			Beside{Statements: []Statement{{Ref: "press", Partners: []string{"ORL"}, At: *when("2031-03-04T12:00:00Z"), Claims: []Claim{{Field: "casualties/KILLED/CIVILIAN", None: true}}}}},
			"G10 casualties/KILLED/CIVILIAN DISJOINT 100 CRITICAL; G60 statement/press/casualties/KILLED/CIVILIAN DISJOINT 100 CRITICAL; G13 casualties/INJURED/CIVILIAN ONE_SIDED 70 HIGH; G42 sources/VAR ONE_SIDED 60 HIGH"},
		{"Kessel Farm", account("ORL", models.ReportFacts{Casualties: []models.Casualty{{Outcome: "KILLED", Status: "DIRECT_PARTICIPANT", Sex: "MALE", Age: "ADULT_UNSPECIFIED", Count: models.Count{Min: n(5), Max: n(5)}}},
			Assessment: &models.Assessment{Status: "NOT_CREDIBLE_COMBATANTS_ONLY"}}, "2031-04-27T23:20:00Z", "", "MINUTE", 0.33120, 1.10450, "EXACT"),
			account("VAR", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(5), n(5)), adult("FEMALE", 2), adult("MALE", 2), child(killed("CIVILIAN", nil, nil), 1)}, Assessment: credible(""), MRM: mrm},
				"2031-04-27T23:20:00Z", "", "MINUTE", 0.33150, 1.10480, "GRID_100M"), false, Beside{},
			"G16 casualties/KILLED/CIVILIAN DISJOINT 90 CRITICAL; G02 assessment/status DIFFERENT 70 HIGH; G15 casualties/KILLED EQUAL 70 HIGH TOTAL_EQUAL_STATUS_SPLIT"},
		{"Ridge Road", account("ORL", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(2), n(2))}}, "2031-05-11T21:30:00Z", "", "MINUTE", 0.60500, 1.20010, "EXACT"),
			account("VAR", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(2), n(2))}}, "2031-05-11T18:30:00Z", "", "MINUTE", 0.60480, 1.20050, "WITHIN_100M"), false, Beside{},
			"G25 started DISJOINT 30 LOW TZ_SLIP; G26 started DISJOINT 30 LOW"},
		{"Sandhaven", account("ORL", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(8), n(8))}}, "2031-06-30T00:00:00Z", "", "DAY", 0.25, 0.5, "NEIGHBOURHOOD"),
			account("VAR", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(6), n(12)), injured(n(20), n(25))}}, "2031-06-30T00:00:00Z", "", "DAY", 0.256, 0.505, "LANDMARK"), false, Beside{},
			"G13 casualties/INJURED/CIVILIAN ONE_SIDED 50 MEDIUM; G11 casualties/KILLED/CIVILIAN NESTED 40 MEDIUM"},
		{"Grensund", account("ORL", models.ReportFacts{Casualties: bothHurt, MRM: mrm, LawConcern: "SUSPECTED_WAR_CRIME", Assessment: credible(""), Means: []models.Means{{Submunition: "SUSPECTED", Lot: &lot}}}, "2031-08-02T00:00:00Z", "", "DAY", 0.80010, 1.30020, "GRID_10M"),
			account("VAR", models.ReportFacts{Casualties: bothHurt, MRM: mrm, Means: []models.Means{{Submunition: "NO"}}}, "2031-08-02T00:00:00Z", "", "DAY", 0.80040, 1.30060, "WITHIN_100M"), false,
			Beside{Transfers: []Transfer{{Ref: "T-1", Supplier: "ORL", Recipient: "VAR", First: "KX-77-0400", Last: "KX-77-0499"}}, Requests: []Request{{Ref: "RFI-1", From: "ORL", To: "VAR", Refused: true, Reason: "POLITICAL"}}},
			"G31 means/submunition DIFFERENT 100 CRITICAL; G32 means/lot ONE_SIDED 100 CRITICAL; G51 rfi/RFI-1 ONE_SIDED 80 CRITICAL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx := Context{Partners: setting, StatementIssued: tt.issued}
			found := Incident(ctx, []Account{tt.b, tt.a}, tt.beside)
			if got := words(found); got != tt.want {
				t.Errorf("gaps =\n %s\nwant\n %s", got, tt.want)
			}
			for _, f := range found {
				sum := 0
				for _, r := range f.Reasons {
					sum += r.Points
				}
				if min(sum, 100) != f.Score || f.Title == "" || len(f.Owner) == 0 {
					t.Errorf("%s: reasons sum to %d for a score of %d, title %q, owner %v", f.Code, sum, f.Score, f.Title, f.Owner)
				}
			}
		})
	}
}

// Oster Bridge: no report of the partner whose advisers were there, told late.
func TestMissingRecord(t *testing.T) {
	b := account("VAR", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(3), n(3))}, AwareAt: when("2031-03-19T09:00:00Z"),
		Responsibility: []models.Responsibility{{Actor: "VAR", ActorKind: "PARTNER", Role: "FIRED"}, {Actor: "ORL", ActorKind: "PARTNER", Role: "PRESENT_ADVISER"}, {Actor: "IR", ActorKind: "PARTNER", Role: "OTHER"}}},
		"2031-03-19T05:00:00Z", "", "PART_OF_DAY", 0.488, 0.86, "LANDMARK")
	b.SharedAt = when("2031-03-23T09:00:00Z")
	ctx := Context{Partners: setting}
	found := func(accounts ...Account) string { return words(Incident(ctx, accounts, Beside{})) }
	if got, want := found(b), "G06 responsibility/ORL MISSING 70 HIGH; G01 report/ORL MISSING 60 HIGH; G52 aware_at DIFFERENT 60 HIGH"; got != want {
		t.Errorf("gaps =\n %s\nwant\n %s", got, want)
	}
	a := account("ORL", models.ReportFacts{Casualties: b.Facts.Casualties, Responsibility: b.Facts.Responsibility}, "2031-03-19T05:00:00Z", "", "PART_OF_DAY", 0.488, 0.86, "LANDMARK")
	if got, want := found(a, b), "G52 aware_at DIFFERENT 60 HIGH"; got != want {
		t.Errorf("with Orland's report there: %s, want %s", got, want)
	}
	a.Withdrawn = true
	if got := found(a, b); strings.Count(got, "G01") != 1 {
		t.Errorf("with Orland's report withdrawn: %s, want one G01", got)
	}
	b.SharedAt = when("2031-03-20T12:00:00Z")
	if got := words(Alone(ctx, b)); got != "G50 aware_at DIFFERENT 30 LOW" {
		t.Errorf("told after 27 hours: %s", got)
	}
}

func words(fs []models.Finding) string {
	var out []string
	for _, f := range fs {
		text := fmt.Sprintf("%s %s %s %d %s", f.Code, f.Field, f.Relation, f.Score, f.Severity)
		for _, d := range f.Diagnosis {
			text += " " + d.Code
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// Each rule and its refusal, on accounts that are otherwise the same.
func TestRules(t *testing.T) {
	base := func(partner string, change func(*models.ReportFacts)) Account {
		f := models.ReportFacts{}
		change(&f)
		return account(partner, f, "2031-06-30T10:00:00Z", "", "HOUR", 0.25, 0.5, "LANDMARK")
	}
	count := func(rows ...models.Casualty) func(*models.ReportFacts) {
		return func(f *models.ReportFacts) { f.Casualties = rows }
	}
	resp := func(actor, role, claim string) func(*models.ReportFacts) {
		return func(f *models.ReportFacts) {
			f.Responsibility = []models.Responsibility{{Actor: actor, ActorKind: "PARTNER", Role: role, Claim: claim}}
		}
	}
	aged := func(age string, number int) models.Casualty {
		c := killed("CIVILIAN", n(number), n(number))
		c.Age = age
		return c
	}
	tests := []struct {
		name string
		a, b func(*models.ReportFacts)
		want string // codes
	}{
		{"nothing said on either side", count(), count(), ""},
		{"equal counts", count(killed("CIVILIAN", n(3), n(5))), count(killed("CIVILIAN", n(3), n(5))), ""},
		{"civilians against the same total without status", count(killed("CIVILIAN", n(5), n(5))), count(killed("", n(5), n(5))), ""},
		{"civilians that fit into a larger total", count(killed("CIVILIAN", n(3), n(3))), count(killed("", n(2), n(9))), "G11"},
		{"the same total, with and without civilians among them", count(killed("", n(10), n(10)), killed("CIVILIAN", n(8), n(8))), count(killed("", n(10), n(10))), ""},
		{"another total, into which the civilians would fit", count(killed("", n(12), n(12)), killed("CIVILIAN", n(8), n(8))), count(killed("", n(10), n(10))), "G10"},
		{"civilians and fighters against fewer without status", count(killed("CIVILIAN", n(8), n(8)), killed("ARMED_FORCES", n(5), n(5))), count(killed("", n(10), n(10))), "G10"},
		{"children in another number, and no status", count(killed("CIVILIAN", n(10), n(10)), aged("CHILD", 5)), count(killed("", n(10), n(10)), models.Casualty{Outcome: "KILLED", Age: "CHILD", Count: models.Count{Min: n(1), Max: n(1)}}), "G15"},
		{"injured civilians in a larger total", count(injured(n(3), n(3))), count(models.Casualty{Outcome: "INJURED", Count: models.Count{Min: n(2), Max: n(9)}}), "G13"},
		{"more civilians than the other's total", count(killed("CIVILIAN", n(9), n(9))), count(killed("", n(2), n(3))), "G10"},
		{"overlap", count(killed("CIVILIAN", n(3), n(6))), count(killed("CIVILIAN", n(5), n(9))), "G11"},
		{"an open upper end holds everything above", count(killed("CIVILIAN", n(3), nil)), count(killed("CIVILIAN", n(50), n(60))), "G11"},
		{"an open upper end does not hold less", count(killed("CIVILIAN", n(30), nil)), count(killed("CIVILIAN", n(5), n(6))), "G10"},
		{"none against some", count(killed("CIVILIAN", n(0), n(0))), count(killed("CIVILIAN", n(2), n(3))), "G12"},
		{"some against unknown", count(killed("CIVILIAN", n(2), n(3))), count(), "G12"},
		{"none against unknown", count(killed("CIVILIAN", n(0), n(0))), count(), "G12"},
		{"perhaps none against unknown", count(killed("CIVILIAN", n(0), n(3))), count(), ""},
		{"injured against unknown", count(injured(n(2), n(3))), count(), "G13"},
		{"a part that one side does not break down", count(killed("CIVILIAN", n(3), n(3)), models.Casualty{Outcome: "KILLED", Status: "CIVILIAN", Sex: "FEMALE", Count: models.Count{Min: n(1), Max: n(1)}}), count(killed("CIVILIAN", n(3), n(3))), ""},
		{"actor fired against another", resp("ORL", "FIRED", ""), resp("VAR", "FIRED", ""), "G04"},
		{"the same actor and role", resp("ORL", "FIRED", ""), resp("ORL", "FIRED", ""), ""},
		{"asserted and denied", resp("X", "FIRED", "ASSERTED"), resp("X", "FIRED", "DENIED_BY_ACTOR"), "G04"},
		{"denied and accepted", resp("X", "FIRED", "ACCEPTED_BY_ACTOR"), resp("X", "FIRED", "DENIED_BY_ACTOR"), "G04"},
		{"denied and simply said", resp("X", "FIRED", ""), resp("X", "FIRED", "DENIED_BY_ACTOR"), "G04"},
		{"denied on both sides", resp("X", "FIRED", "DENIED_BY_ACTOR"), resp("X", "FIRED", "DENIED_BY_ACTOR"), ""},
		{"a supporting role denied and accepted", resp("X", "PROVIDED_TARGET_DATA", "ACCEPTED_BY_ACTOR"), resp("X", "PROVIDED_TARGET_DATA", "DENIED_BY_ACTOR"), "G04"},
		{"the same civilians in other totals", count(killed("", n(5), n(5)), killed("CIVILIAN", n(3), n(3))), count(killed("", n(10), n(10)), killed("CIVILIAN", n(3), n(3))), "G10"},
		{"children and the whole differ", count(killed("CIVILIAN", n(10), n(10)), aged("CHILD", 5)), count(killed("CIVILIAN", n(20), n(20)), aged("CHILD", 1)), "G10 G10"},
		{"all adults against children, in another total", count(killed("CIVILIAN", n(5), n(5)), aged("ADULT", 5)), count(killed("CIVILIAN", n(6), n(8)), aged("CHILD", 3)), "G10 G17"},
		{"fighters and civilians exchanged, in another total", count(killed("CIVILIAN", n(2), n(2)), killed("DIRECT_PARTICIPANT", n(3), n(3))), count(killed("CIVILIAN", n(9), n(9))), "G10 G16"},
		{"nothing said of responsibility", resp("ORL", "FIRED", ""), count(), ""},
		{"said to have fired and not involved", func(f *models.ReportFacts) { f.OwnInvolvement = "NOT_INVOLVED" }, resp("ORL", "FIRED", ""), "G05"},
		{"said to have fired and still checking", func(f *models.ReportFacts) { f.OwnInvolvement = "UNDER_CHECK" }, resp("ORL", "FIRED", ""), ""},
		{"weapons without a common class", func(f *models.ReportFacts) { f.Means = []models.Means{{Weapon: "MORTAR"}} }, func(f *models.ReportFacts) { f.Means = []models.Means{{Weapon: "ROCKET"}} }, "G30"},
		{"a weapon against unknown", func(f *models.ReportFacts) { f.Means = []models.Means{{Weapon: "MORTAR"}} }, func(f *models.ReportFacts) { f.Means = []models.Means{{Weapon: "UNKNOWN"}} }, ""},
		{"other standards of proof", func(f *models.ReportFacts) { f.Assessment = &models.Assessment{Standard: "NOT_STATED"} }, func(f *models.ReportFacts) { f.Assessment = &models.Assessment{Standard: "REASONABLE_CERTAINTY"} }, "G43"},
		{"a standard against nothing", func(f *models.ReportFacts) { f.Assessment = &models.Assessment{Standard: "NOT_STATED"} }, count(), ""},
		{"credible against closed", func(f *models.ReportFacts) { f.Assessment = &models.Assessment{Status: "CREDIBLE"} }, func(f *models.ReportFacts) { f.Assessment = &models.Assessment{Status: "CLOSED"} }, "G02"},
		{"credible against assessing", func(f *models.ReportFacts) { f.Assessment = &models.Assessment{Status: "CREDIBLE"} }, func(f *models.ReportFacts) { f.Assessment = &models.Assessment{Status: "ASSESSING"} }, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var codes []string
			for _, f := range Pair(Context{Partners: setting}, base("ORL", tt.a), base("VAR", tt.b)) {
				codes = append(codes, f.Code)
			}
			slices.Sort(codes)
			if got := strings.Join(codes, " "); got != tt.want {
				t.Errorf("gaps = %q, want %q", got, tt.want)
			}
		})
	}
}

// How many were civilians a side may leave open: that is not zero, and nobody adopts it.
func TestCiviliansLeftOpen(t *testing.T) {
	five := []models.Casualty{killed("", n(5), n(5)), killed("CIVILIAN", n(5), n(5))}
	for _, tt := range []struct {
		name  string
		b     []models.Casualty
		want  string
		value any // of side B in G16
		says  string
	}{
		{"fighters are a part of the total", []models.Casualty{killed("", n(5), n(5)), killed("DIRECT_PARTICIPANT", n(2), n(2))}, "G15 G16", nil, "Varsenna does not say how many were civilians, and leaves room for at most 3"},
		{"a total that only fits", []models.Casualty{killed("", n(4), n(6)), killed("ARMED_FORCES", n(2), n(2))}, "G15 G16", nil, "leaves room for at most 4"},
		{"fighters are all of it", []models.Casualty{killed("", n(5), n(5)), killed("DIRECT_PARTICIPANT", n(5), n(5))}, "G15 G16", models.Count{Min: n(0), Max: n(0)}, "Varsenna counts 0 civilians"},
		{"fighters and nothing else", []models.Casualty{killed("DIRECT_PARTICIPANT", n(4), n(6))}, "G15 G16", models.Count{Min: n(0), Max: n(0)}, "Varsenna counts 0 civilians"},
		{"room for as many", []models.Casualty{killed("", n(5), n(9)), killed("ARMED_FORCES", n(2), n(2))}, "G11", nil, ""},
	} {
		a := account("ORL", models.ReportFacts{Casualties: five}, "2031-06-30T10:00:00Z", "", "HOUR", 0.25, 0.5, "LANDMARK")
		b := account("VAR", models.ReportFacts{Casualties: tt.b}, "2031-06-30T10:00:00Z", "", "HOUR", 0.25, 0.5, "LANDMARK")
		var codes []string
		for _, f := range Pair(Context{Partners: setting}, a, b) {
			codes = append(codes, f.Code)
			if f.Code == "G16" && !reflect.DeepEqual(f.ValueB, tt.value) {
				t.Errorf("%s: Varsenna's value is %v, want %v", tt.name, f.ValueB, tt.value)
			}
			if f.Code != "G11" && !strings.Contains(f.Title, tt.says) {
				t.Errorf("%s: %q, want %q in it", tt.name, f.Title, tt.says)
			}
		}
		slices.Sort(codes)
		if got := strings.Join(codes, " "); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// A status that one side leaves out hides no difference: what fits is said to fit, to be
// vague where it is ten times as wide, and whose the silence is; the same number agrees.
func TestTotalWithoutStatus(t *testing.T) {
	at := func(partner string, row models.Casualty) Account {
		return account(partner, models.ReportFacts{Casualties: []models.Casualty{row}}, "2031-06-30T10:00:00Z", "", "HOUR", 0.25, 0.5, "LANDMARK")
	}
	civilians := killed("CIVILIAN", n(11), n(14))
	for _, tt := range []struct {
		name string
		a    models.Casualty
		want string
	}{
		{"far wider", killed("", n(0), n(100)), "G11 casualties/KILLED COMPATIBLE_BUT_VAGUE 40 MEDIUM"},
		{"without an upper end", killed("", n(1), nil), "G11 casualties/KILLED COMPATIBLE_BUT_VAGUE 40 MEDIUM"},
		{"somewhat wider", killed("", n(8), n(20)), "G11 casualties/KILLED NESTED 40 MEDIUM"},
		{"overlapping", killed("", n(5), n(12)), "G11 casualties/KILLED OVERLAP 40 MEDIUM"},
		{"narrower", killed("", n(12), n(12)), "G11 casualties/KILLED NESTED 40 MEDIUM"},
		{"the same", killed("", n(11), n(14)), ""},
		{"too small for them", killed("", n(4), n(6)), "G10 casualties/KILLED DISJOINT 90 CRITICAL"},
	} {
		a, b := at("ORL", tt.a), at("VAR", civilians)
		found := Pair(Context{Partners: setting}, a, b)
		if got := words(found); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if len(found) > 0 && found[0].Relation != models.Disjoint && !strings.HasSuffix(found[0].Title, "Orland does not say of what status they are.") {
			t.Errorf("%s: %q does not say who is silent", tt.name, found[0].Title)
		}
		a.Partner, b.Partner = "VAR", "ORL"
		if back := words(Pair(Context{Partners: setting}, a, b)); back != tt.want {
			t.Errorf("%s, the other way round: %q, want %q", tt.name, back, tt.want)
		}
	}
}

func TestPlaceAndTime(t *testing.T) {
	at := func(partner, time string, lat, lon float64) Account {
		return account(partner, models.ReportFacts{}, time, "", "MINUTE", lat, lon, "WITHIN_100M")
	}
	localDay := func(partner, from string, offset int) Account {
		a := at(partner, from, 10, 20)
		a.Facts.Started = &geo.Window{Earliest: when(from), Precision: "DAY", UTCOffsetMin: &offset}
		until := a.Facts.Started.Earliest.Add(24*time.Hour - time.Second)
		a.Facts.Started.Latest = &until
		return a
	}
	tests := []struct {
		name string
		a, b Account
		want string
	}{
		{"within stated precision", at("ORL", "2031-06-30T10:00:00Z", 10, 20), at("VAR", "2031-06-30T10:00:00Z", 10.001, 20), ""},
		{"beyond stated precision", at("ORL", "2031-06-30T10:00:00Z", 10, 20), at("VAR", "2031-06-30T10:00:00Z", 10.01, 20), "G20 place DISTANT 50 MEDIUM"},
		{"latitude and longitude exchanged", at("ORL", "2031-06-30T10:00:00Z", 10, 20), at("VAR", "2031-06-30T10:00:00Z", 20, 10), "G20 place DISTANT 30 LOW LAT_LON_SWAP"},
		{"the wrong sign", at("ORL", "2031-06-30T10:00:00Z", 10, 20), at("VAR", "2031-06-30T10:00:00Z", -10, 20), "G20 place DISTANT 30 LOW SIGN_ERROR"},
		{"the neighbouring zone", at("ORL", "2031-06-30T10:00:00Z", 10, 20), at("VAR", "2031-06-30T10:00:00Z", 10, 26), "G20 place DISTANT 30 LOW MGRS_ZONE_SLIP"},
		{"an hour apart", at("ORL", "2031-06-30T10:00:00Z", 10, 20), at("VAR", "2031-06-30T11:00:00Z", 10, 20), "G25 started DISJOINT 30 LOW TZ_SLIP; G26 started DISJOINT 30 LOW"},
		{"a day apart", at("ORL", "2031-06-30T10:00:00Z", 10, 20), at("VAR", "2031-07-01T10:00:00Z", 10, 20), "G25 started DISJOINT 30 LOW DATE_LINE_MIDNIGHT"},
		{"day and month exchanged", at("ORL", "2031-03-04T10:00:00Z", 10, 20), at("VAR", "2031-04-03T10:00:00Z", 10, 20), "G25 started DISJOINT 30 LOW DAY_MONTH_SWAP; G26 started DISJOINT 30 LOW"},
		{"day and month exchanged by the local clock", localDay("ORL", "2031-03-03T21:00:00Z", 180), localDay("VAR", "2031-04-02T21:00:00Z", 180), "G25 started DISJOINT 30 LOW DAY_MONTH_SWAP; G26 started DISJOINT 30 LOW"},
		{"forty minutes apart", at("ORL", "2031-06-30T10:00:00Z", 10, 20), at("VAR", "2031-06-30T10:40:00Z", 10, 20), "G25 started DISJOINT 50 MEDIUM"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := words(Pair(Context{Partners: setting}, tt.a, tt.b)); got != tt.want {
				t.Errorf("gaps = %q, want %q", got, tt.want)
			}
		})
	}
}

// What lies beside the accounts, each rule and its refusal.
func TestBeside(t *testing.T) {
	lot := "KX-77-0412"
	a := account("ORL", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(3), n(4))}, Assessment: credible(""), Means: []models.Means{{Lot: &lot}},
		People: []models.Person{{Pseudonym: "V-01", Role: "VICTIM", InformedOn: "2031-06-10"}}}, "2031-06-01T10:00:00Z", "", "HOUR", 1, 1, "VILLAGE")
	b := account("VAR", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(3), n(4))}, Assessment: credible("")}, "2031-06-01T10:00:00Z", "", "HOUR", 1, 1, "VILLAGE")
	a.LoggedAt, b.LoggedAt = *when("2031-06-02T00:00:00Z"), *when("2031-06-02T00:00:00Z")
	press := func(partner string, min, max int) Statement {
		return Statement{Ref: partner + "-1", Partners: []string{partner}, At: *when("2031-06-20T00:00:00Z"), Claims: []Claim{{Field: "casualties/KILLED/CIVILIAN", Count: models.Count{Min: &min, Max: &max}}}}
	}
	early := press("ORL", 3, 4)
	early.At = *when("2031-06-05T00:00:00Z")
	exact := press("ORL", 3, 4)
	exact.TooExact = true
	for _, tt := range []struct {
		name   string
		beside Beside
		want   string
	}{
		{"nothing", Beside{}, ""},
		{"a person on one list", Beside{Lists: []Listed{{"ORL", "V-07", "VAR"}}}, "G18 people/V-07 ONE_SIDED 50 MEDIUM"},
		{"a warning after the strike", Beside{Events: []Event{{"ORL", "STRIKE", *when("2031-06-01T10:00:00Z")}, {"VAR", "WARNING", *when("2031-06-01T10:20:00Z")}}}, "G27 events/warning DIFFERENT 60 HIGH"},
		{"a warning before it", Beside{Events: []Event{{"ORL", "STRIKE", *when("2031-06-01T10:00:00Z")}, {"VAR", "WARNING", *when("2031-06-01T09:20:00Z")}}}, ""},
		{"a lot that was transferred", Beside{Transfers: []Transfer{{"T-1", "ORL", "VAR", "KX-77-0400", "KX-77-0499"}}}, "G32 means/lot ONE_SIDED 80 CRITICAL"},
		{"another lot", Beside{Transfers: []Transfer{{"T-1", "ORL", "VAR", "KX-77-0500", "KX-77-0599"}}}, ""},
		{"a lot of other letters", Beside{Transfers: []Transfer{{"T-1", "ORL", "VAR", "KY-77-0400", "KY-77-0499"}}}, ""},
		{"evidence said not to exist, and held", Beside{Exhibits: []Exhibit{{Partner: "ORL", Key: "video 3", Existence: "DECLARED_DESTROYED"}, {Partner: "VAR", Key: "video 3", Existence: "FOUND_LATER"}}}, "G45 evidence/video 3 DIFFERENT 80 CRITICAL"},
		{"evidence both hold", Beside{Exhibits: []Exhibit{{Partner: "ORL", Key: "video 3", Existence: "HELD"}, {Partner: "VAR", Key: "video 3", Existence: "HELD"}}}, ""},
		{"a broken chain", Beside{Exhibits: []Exhibit{{Partner: "ORL", Key: "video 3", Existence: "HELD", Broken: "the hash does not match"}}}, "G46 evidence/video 3 DIFFERENT 60 HIGH"},
		{"a refusal, and nothing unlawful", Beside{Requests: []Request{{Ref: "7", From: "ORL", To: "VAR", Refused: true}}}, "G51 rfi/7 ONE_SIDED 50 MEDIUM"},
		{"an answer that is not due", Beside{Requests: []Request{{Ref: "7", From: "ORL", To: "VAR"}}}, ""},
		{"a statement that the record carries", Beside{Statements: []Statement{press("ORL", 4, 4)}}, ""},
		{"a statement of more", Beside{Statements: []Statement{press("ORL", 9, 9)}}, "G60 statement/ORL-1/casualties/KILLED/CIVILIAN DISJOINT 70 HIGH"},
		{"a statement of none", Beside{Statements: []Statement{press("ORL", 0, 0)}}, "G60 statement/ORL-1/casualties/KILLED/CIVILIAN DISJOINT 80 CRITICAL"},
		{"what was agreed counts before the record", Beside{Agreed: map[string]models.Count{"casualties/KILLED/CIVILIAN": {Min: n(9), Max: n(9)}}, Statements: []Statement{press("ORL", 9, 9)}}, ""},
		{"two statements", Beside{Agreed: map[string]models.Count{"casualties/KILLED/CIVILIAN": {Min: n(3), Max: n(9)}}, Statements: []Statement{press("ORL", 3, 4), press("VAR", 8, 9)}}, "G61 statement/ORL-1/VAR-1/casualties/KILLED/CIVILIAN DISJOINT 70 HIGH"},
		{"before the family was told", Beside{Statements: []Statement{early}}, "G62 statement/ORL-1 DIFFERENT 50 MEDIUM"},
		{"more exact than allowed", Beside{Statements: []Statement{exact}}, "G63 statement/ORL-1/public DIFFERENT 80 CRITICAL"},
		{"no decision on a response yet, and none due", Beside{AsOf: *when("2031-07-02T00:00:00Z")}, ""},
		{"no decision on a response", Beside{AsOf: *when("2031-10-02T00:00:00Z"), Responses: []Response{{Partner: "VAR", Decided: true, Offered: true}}}, "G72 response/ORL ONE_SIDED 50 MEDIUM"},
		{"no lesson", Beside{Lessons: []string{"VAR"}}, "G73 lessons/ORL ONE_SIDED 30 LOW"},
		{"judged by an older version", Beside{Judged: []Judged{{"g1", "place", "r-ORL", 1, 2}}}, "G83 gap/g1 DIFFERENT 20 LOW"},
	} {
		if got := words(Incident(Context{Partners: setting}, []Account{a, b}, tt.beside)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Two reports of one partner, and reports from outside.
func TestTwiceAndOutside(t *testing.T) {
	at := func(partner, id, hour string, min, max int) Account {
		a := account(partner, models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(min), n(max))}}, "2031-06-30T"+hour+":00:00Z", "", "HOUR", 1, 1, "VILLAGE")
		a.Report = id
		return a
	}
	whole := at("ORL", "a", "10", 7, 7)
	for _, tt := range []struct {
		name     string
		accounts []Account
		want     string
	}{
		{"one told twice", []Account{at("ORL", "a", "10", 3, 3), at("VAR", "b", "10", 3, 3), at("VAR", "c", "10", 3, 3)}, "G80 report/VAR COMPATIBLE 30 LOW"},
		{"two where the other tells of one", []Account{whole, at("VAR", "b", "10", 3, 3), at("VAR", "c", "10", 4, 4)},
			"G10 casualties/KILLED/CIVILIAN DISJOINT 60 HIGH SECOND_STRIKE_MERGED; G82 incident DIFFERENT 50 MEDIUM; G10 casualties/KILLED/CIVILIAN DISJOINT 40 MEDIUM SECOND_STRIKE_MERGED"},
		{"outside, within what both partners say", []Account{at("ORL", "a", "10", 3, 5), at("VAR", "b", "10", 3, 5), at("IR", "c", "10", 4, 4)}, ""},
		{"outside, more than one of them says", []Account{at("ORL", "a", "10", 3, 3), at("VAR", "b", "10", 3, 5), at("IR", "c", "10", 4, 4)},
			"G70 casualties/KILLED/CIVILIAN DISJOINT 40 MEDIUM; G11 casualties/KILLED/CIVILIAN NESTED 30 LOW"},
		{"outside, at another time than one partner", []Account{at("ORL", "a", "20", 3, 3), at("IR", "c", "10", 3, 3)}, "G70 started DISJOINT 40 MEDIUM"},
	} {
		if got := words(Incident(Context{Partners: setting}, tt.accounts, Beside{})); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// What partners have settled: a tolerance takes a small difference for none, points and
// days are theirs; nothing makes nobody and somebody the same.
func TestConfig(t *testing.T) {
	at := func(partner string, killedNow, minute int, lat float64) Account {
		return account(partner, models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(killedNow), n(killedNow))}}, fmt.Sprintf("2031-06-30T10:%02d:00Z", minute), "", "MINUTE", lat, 1, "WITHIN_100M")
	}
	a, b := at("ORL", 3, 0, 1), at("VAR", 4, 20, 1.003)
	ctx := Context{Partners: setting}
	if got := words(Pair(ctx, a, b)); strings.Count(got, ";") != 2 {
		t.Fatalf("without tolerance: %s, want a gap of number, place and time", got)
	}
	ctx.Config.Tolerances = Tolerances{Metres: 200, Minutes: 30, People: 1}
	if got := words(Pair(ctx, a, b)); got != "" {
		t.Errorf("within what is tolerated: %s", got)
	}
	if got := words(Pair(ctx, at("ORL", 0, 0, 1), at("VAR", 1, 0, 1))); got != "G12 casualties/KILLED/CIVILIAN DISJOINT 70 HIGH" {
		t.Errorf("nobody and somebody: %s", got)
	}
	ctx.Config = Config{Base: map[string]int{"G10": 10}, DueDays: map[string]int{"G10": 3}}
	if got := words(Pair(ctx, a, b)); !strings.Contains(got, "G10 casualties/KILLED/CIVILIAN DISJOINT 10 LOW") {
		t.Errorf("with points of its own: %s", got)
	}
	if got := ctx.Config.Due("G10", "LOW"); got != 3*day {
		t.Errorf("due in %s", got)
	}
	bad := Config{Tolerances: Tolerances{Metres: -1, People: 9}, Base: map[string]int{"G99": 1, "G10": 200}, Clocks: Clocks{Notice: 100, Knowledge: 50}}
	err := bad.Check()
	for _, pointer := range []string{"/tolerances/metres", "/tolerances/people", "/base/G99", "/base/G10", "/clocks/knowledge"} {
		if err == nil || !strings.Contains(fmt.Sprintf("%+v", err), pointer) {
			t.Errorf("%s is not named: %+v", pointer, err)
		}
	}
}

// Slips of a grid reference are named; a place that is simply elsewhere is not.
func TestSlipsOfTheGrid(t *testing.T) {
	at := func(ref string) geo.Place {
		r, err := mgrs.Parse(ref)
		if err != nil {
			t.Fatal(err)
		}
		lat, lon := r.Centre()
		p, _ := geo.Place{Lat: &lat, Lon: &lon, Precision: "WITHIN_100M"}.Complete()
		return p
	}
	for _, tt := range []struct{ name, a, b, want string }{
		{"two figures of the easting", "31N BA 56521 45610", "31N BA 65521 45610", "MGRS_DIGIT_SWAP"},
		{"two figures of the northing", "31N BA 56521 45610", "31N BA 56521 46510", "MGRS_DIGIT_SWAP"},
		{"easting and northing", "31N BA 56521 45610", "31N BA 45610 56521", "MGRS_DIGIT_SWAP"},
		{"the neighbouring square", "31N BA 56521 45610", "31N CA 56521 45610", "MGRS_SQUARE_SLIP"},
		{"the letters of the square exchanged", "31N BA 56521 45610", "31N AB 56521 45610", "MGRS_SQUARE_SLIP"},
		{"the square to the north", "31N BA 56521 45610", "31N BB 56521 45610", "MGRS_SQUARE_SLIP"},
		{"elsewhere", "31N BA 56521 45610", "31N BA 51234 47777", ""},
		{"elsewhere along the easting", "31N BA 56521 45610", "31N BA 58000 45610", ""},
	} {
		got := ""
		if d := slipOfPlace(at(tt.a), at(tt.b)); len(d) > 0 {
			got = d[0].Code
		}
		if back := slipOfPlace(at(tt.b), at(tt.a)); (len(back) > 0) != (got != "") {
			t.Errorf("%s: the order makes a difference", tt.name)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestArithmetic(t *testing.T) {
	part := killed("CIVILIAN", n(4), n(4))
	part.Sex = "FEMALE"
	a := account("ORL", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(3), n(3)), part}}, "2031-06-30T10:00:00Z", "", "HOUR", 1, 1, "VILLAGE")
	if got := words(Alone(Context{Partners: setting}, a)); !strings.HasPrefix(got, "G14 casualties/KILLED/CIVILIAN") {
		t.Errorf("four women among three people: %q", got)
	}
	part.Min, part.Max = n(3), n(3)
	a.Facts.Casualties[1] = part
	if got := words(Alone(Context{Partners: setting}, a)); got != "" {
		t.Errorf("three women among three people: %q", got)
	}
}
