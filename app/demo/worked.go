package demo

import (
	"time"

	"concord/geo"
	"concord/investigations"
	"concord/models"
)

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err) // a constant of this file
	}
	return t
}

func n(i int) *int           { return &i }
func f64(f float64) *float64 { return &f }
func text(s string) *string  { return &s }

func window(earliest, latest, precision, stated string, offset int) *geo.Window {
	w := geo.Window{Precision: precision, Stated: stated, UTCOffsetMin: &offset}
	from := at(earliest)
	w.Earliest = &from
	if latest != "" {
		to := at(latest)
		w.Latest = &to
	}
	return &w
}

func point(lat, lon float64, precision, method, name string) *geo.Place {
	return &geo.Place{Lat: f64(lat), Lon: f64(lon), Precision: precision, Method: method, Name: name}
}

func count(outcome, status string, min, max *int, basis string) models.Casualty {
	return models.Casualty{Outcome: outcome, Status: status, Count: models.Count{Min: min, Max: max}, Basis: basis}
}

func fired(actor string) models.Responsibility {
	return models.Responsibility{Actor: actor, ActorKind: "PARTNER", Role: "FIRED", Claim: "ACCEPTED_BY_ACTOR", Confidence: "HIGH"}
}

// shown is when an account is shared: within a day of being aware of the harm.
func aware(text string) *time.Time {
	t := at(text)
	return &t
}

// worked are the incidents of domain.md section 8, each in a stage of its own.
func (w *world) worked() []event {
	return append(append(append(append(append(w.tarnQuay(), w.osterBridge()...), w.kesselFarm()...), w.ridgeRoad()...), w.sandhaven()...), w.grensund()...)
}

// tarnQuay: both accounts in, far apart; a statement that denies what the own
// record carries is blocked.
func (w *world) tarnQuay() []event {
	var a, b models.Report
	var id string
	return []event{
		{at("2031-03-04T06:00:00Z"), func() {
			a = w.log("orl.clerk", models.ReportFacts{LocalRef: "ORL-2031-0142", Title: "Air strike at Tarn Quay fuel depot", Category: "AIR_STRIKE", OperationContext: "DELIBERATE_STRIKE",
				Narrative:  "A planned strike on the fuel depot at Tarn Quay. Video taken after it shows people beside the second tank.",
				ReceivedAt: aware("2031-03-04T05:40:00Z"), AwareAt: aware("2031-03-04T05:10:00Z"),
				Started:        window("2031-03-04T01:10:00Z", "2031-03-04T01:10:59Z", "MINUTE", "040110ZMAR31", 0),
				Place:          &geo.Place{MGRS: "31N BA 56521 45610", Precision: "EXACT", Method: "WEAPON_SYSTEM", Stated: "31N BA 56521 45610", Name: "Tarn Quay", Site: "FUEL"},
				OwnInvolvement: "INVOLVED", Casualties: []models.Casualty{count("KILLED", "CIVILIAN", n(4), n(6), "ESTIMATE")},
				Responsibility: []models.Responsibility{fired("ORL")}, Means: []models.Means{{Cause: "HEAVY_WEAPONS", Weapon: "AIR_BOMB_GUIDED", Delivery: "AIR_CREWED", Submunition: "NO"}},
				Sources:    []models.Source{{Kind: "WEAPON_SYSTEM_LOG", Reliability: "B", Credibility: n(2), Title: "Strike log and video", Risk: "LOW"}},
				Assessment: &models.Assessment{Status: "CREDIBLE", Reasons: []string{"IMAGERY"}, Standard: "MORE_LIKELY_THAN_NOT", Methods: map[string]string{"WEAPON_VIDEO": "YES", "SITE_VISIT": "NOT_POSSIBLE"}}}, "joint")
		}},
		{at("2031-03-04T09:00:00Z"), func() {
			b = w.log("var.clerk", models.ReportFacts{LocalRef: "VAR-31-077", Title: "People killed at the Tarn Quay depot", Category: "AIR_STRIKE",
				Narrative: "In the night an aircraft struck the depot at Tarn Quay. The hospital lists eleven to fourteen people killed, three of them children.",
				AwareAt:   aware("2031-03-04T06:30:00Z"),
				Started:   window("2031-03-03T20:00:00Z", "2031-03-04T03:00:00Z", "PART_OF_DAY", "night of 3 to 4 March", 180),
				Place:     point(0.41500, 0.81900, "VILLAGE", "GAZETTEER", "Tarn Quay"), OwnInvolvement: "NOT_INVOLVED",
				Casualties: []models.Casualty{count("KILLED", "CIVILIAN", n(11), n(14), "HOSPITAL"),
					{Outcome: "KILLED", Status: "CIVILIAN", Age: "CHILD_UNSPECIFIED", Count: models.Count{Min: n(3), Max: n(3)}, Basis: "HOSPITAL"},
					count("INJURED", "CIVILIAN", n(20), n(25), "HOSPITAL")},
				Responsibility: []models.Responsibility{fired("ORL")}, Means: []models.Means{{Weapon: "UNKNOWN"}},
				Sources:    []models.Source{{Kind: "MEDICAL", Reliability: "A", Credibility: n(2), Title: "Hospital list", Risk: "HIGH", Shared: new(bool)}},
				Assessment: &models.Assessment{Status: "CREDIBLE", Reasons: []string{"MEDICAL"}}, MRM: []string{"KILLING_MAIMING"}}, "joint")
		}},
		{at("2031-03-05T08:00:00Z"), func() { w.same(a, b) }},
		{at("2031-03-05T09:00:00Z"), func() {
			id = w.open("var.clerk", b)
			w.move("var.lead", id, models.InitialReview, "")
			w.move("orl.lead", id, models.Assessing, "")
		}},
		{at("2031-03-05T12:00:00Z"), func() {
			w.draft("orl.pa", a, "HOLDING", "Forces of Orland carried out a strike at Tarn Quay. There were no civilian casualties.")
		}},
		{at("2031-03-06T10:00:00Z"), func() {
			w.log("ir.clerk", models.ReportFacts{LocalRef: "IR-0311", Title: "Depot strike, Tarn Quay", Category: "AIR_STRIKE",
				Narrative: "Neighbours name nine people killed in the strike on the depot.",
				Started:   window("2031-03-03T22:00:00Z", "2031-03-04T04:00:00Z", "PART_OF_DAY", "before dawn on 4 March", 180),
				Place:     point(0.41400, 0.81500, "VILLAGE", "WITNESS_SKETCH", "Tarn Quay"), OwnInvolvement: "NOT_INVOLVED",
				Casualties: []models.Casualty{count("KILLED", "CIVILIAN", n(9), nil, "WITNESS")},
				Sources:    []models.Source{{Kind: "WITNESS", Reliability: "C", Credibility: n(3), Title: "Three neighbours", Risk: "HIGH"}}}, "joint")
		}},
	}
}

// osterBridge: one partner has no report although its advisers were there.
func (w *world) osterBridge() []event {
	var b models.Report
	return []event{
		{at("2031-03-19T12:00:00Z"), func() {
			b = w.log("var.clerk", models.ReportFacts{LocalRef: "VAR-31-091", Title: "Checkpoint at Oster Bridge", Category: "CHECKPOINT", Narrative: "A car did not stop. Three people were killed. Advisers of Orland were at the post.",
				AwareAt: aware("2031-03-19T09:00:00Z"), Started: window("2031-03-19T05:00:00Z", "2031-03-19T09:00:00Z", "PART_OF_DAY", "morning of 19 March", 180),
				Place: point(0.48800, 0.86000, "LANDMARK", "GAZETTEER", "Oster Bridge"), OwnInvolvement: "INVOLVED",
				Casualties: []models.Casualty{count("KILLED", "CIVILIAN", n(3), n(3), "BODY_COUNT"),
					{Outcome: "KILLED", Status: "CIVILIAN", Sex: "FEMALE", Count: models.Count{Min: n(1), Max: n(1)}}, {Outcome: "KILLED", Status: "CIVILIAN", Sex: "MALE", Count: models.Count{Min: n(2), Max: n(2)}}},
				Responsibility: []models.Responsibility{fired("VAR"), {Actor: "ORL", ActorKind: "PARTNER", Role: "PRESENT_ADVISER", Claim: "NOT_ADDRESSED"}},
				Means:          []models.Means{{Cause: "SMALL_ARMS", Weapon: "SMALL_ARM"}}, Sources: []models.Source{{Kind: "OWN_UNIT_REPORT", Reliability: "B", Credibility: n(2), Title: "Post log", Risk: "LOW"}},
				Assessment: &models.Assessment{Status: "CREDIBLE", Reasons: []string{"OWN_FORCES_REPORT"}}}, "")
		}},
		{at("2031-03-23T09:00:00Z"), func() {
			w.share("var.lead", b)
			w.open("var.lead", b)
		}},
	}
}

// kesselFarm: the same five people, fighters in one account and civilians in the other.
func (w *world) kesselFarm() []event {
	var a, b models.Report
	return []event{
		{at("2031-04-28T06:00:00Z"), func() {
			a = w.log("orl.clerk", models.ReportFacts{LocalRef: "ORL-2031-0207", Title: "Night raid at Kessel Farm", Category: "RAID", OperationContext: "PARTNERED_GROUND",
				Started: window("2031-04-27T23:20:00Z", "", "MINUTE", "272320ZAPR31", 0), Place: point(0.33120, 1.10450, "EXACT", "GPS_ON_SITE", "Kessel Farm"), OwnInvolvement: "INVOLVED",
				Casualties:     []models.Casualty{{Outcome: "KILLED", Status: "DIRECT_PARTICIPANT", Sex: "MALE", Age: "ADULT_UNSPECIFIED", Count: models.Count{Min: n(5), Max: n(5)}, Basis: "BODY_COUNT"}},
				Responsibility: []models.Responsibility{fired("ORL")}, Means: []models.Means{{Cause: "SMALL_ARMS", Weapon: "SMALL_ARM"}},
				Sources:    []models.Source{{Kind: "OWN_UNIT_REPORT", Reliability: "B", Credibility: n(2), Title: "Raid report", Risk: "LOW"}},
				Assessment: &models.Assessment{Status: "NOT_CREDIBLE_COMBATANTS_ONLY"}}, "joint")
		}},
		{at("2031-04-28T09:00:00Z"), func() {
			b = w.log("var.clerk", models.ReportFacts{LocalRef: "VAR-31-130", Title: "Family killed at Kessel Farm", Category: "RAID",
				Started: window("2031-04-27T23:20:00Z", "", "MINUTE", "28 0220 local", 180), Place: point(0.33150, 1.10480, "GRID_100M", "GRID_READ", "Kessel Farm"), OwnInvolvement: "PRESENT_NOT_FIRING",
				Casualties: []models.Casualty{count("KILLED", "CIVILIAN", n(5), n(5), "NAMED_LIST"),
					{Outcome: "KILLED", Status: "CIVILIAN", Sex: "FEMALE", Age: "ADULT_UNSPECIFIED", Count: models.Count{Min: n(2), Max: n(2)}},
					{Outcome: "KILLED", Status: "CIVILIAN", Sex: "MALE", Age: "ADULT_UNSPECIFIED", Count: models.Count{Min: n(2), Max: n(2)}},
					{Outcome: "KILLED", Status: "CIVILIAN", Age: "CHILD_UNSPECIFIED", Count: models.Count{Min: n(1), Max: n(1)}}},
				Responsibility: []models.Responsibility{fired("ORL")}, Means: []models.Means{{Cause: "SMALL_ARMS", Weapon: "SMALL_ARM"}},
				Sources:    []models.Source{{Kind: "FAMILY", Reliability: "C", Credibility: n(2), Title: "Relatives", Risk: "HIGH"}},
				Assessment: &models.Assessment{Status: "CREDIBLE", Reasons: []string{"WITNESS"}}, MRM: []string{"KILLING_MAIMING"}}, "joint")
		}},
		{at("2031-04-29T09:00:00Z"), func() { w.same(a, b) }},
		{at("2031-04-30T09:00:00Z"), func() {
			id := w.open("var.lead", b)
			w.move("orl.lead", id, models.InitialReview, "")
			w.move("var.lead", id, models.Assessing, "")
			w.move("var.approver", id, models.Investigating, "A child is among the people killed.")
			w.explain(a, "G16", "orl.clerk", "The raiding party counted five armed men; no women or children were seen in the yard.")
			w.explain(a, "G16", "var.clerk", "The relatives name five members of one family, among them a child; the names agree with the village register.")
			w.resolve(a, "G16", investigations.ProposalFacts{Outcome: "RECORDED_DISSENT", Rationale: "Each partner stands by its own account of who these five people were."}, "var.legal", "")
		}},
	}
}

// ridgeRoad: three hours apart by the clock, the same event; corrected by both.
func (w *world) ridgeRoad() []event {
	var a, b models.Report
	facts := func(ref, title string) models.ReportFacts {
		return models.ReportFacts{LocalRef: ref, Title: title, Category: "AIR_STRIKE", OwnInvolvement: "INVOLVED", Casualties: []models.Casualty{count("KILLED", "CIVILIAN", n(2), n(2), "VIDEO")},
			Responsibility: []models.Responsibility{fired("ORL")}, Means: []models.Means{{Cause: "HEAVY_WEAPONS", Weapon: "MISSILE_AIR", Delivery: "AIR_UNCREWED"}},
			Assessment: &models.Assessment{Status: "CREDIBLE"}}
	}
	return []event{
		{at("2031-05-12T06:00:00Z"), func() {
			f := facts("ORL-2031-0231", "Drone strike on Ridge Road")
			f.Started, f.Place = window("2031-05-11T21:30:00Z", "", "MINUTE", "112130ZMAY31", 0), point(0.60500, 1.20010, "EXACT", "WEAPON_SYSTEM", "Ridge Road")
			a = w.log("orl.clerk", f, "joint")
		}},
		{at("2031-05-12T07:00:00Z"), func() {
			f := facts("VAR-31-144", "Two people killed on Ridge Road")
			f.OwnInvolvement = "SUPPORTED"
			f.Started, f.Place = window("2031-05-11T18:30:00Z", "", "MINUTE", "11 2130 local", 180), point(0.60480, 1.20050, "WITHIN_100M", "WITNESS_SKETCH", "Ridge Road")
			b = w.log("var.clerk", f, "joint")
		}},
		{at("2031-05-13T07:00:00Z"), func() { w.same(a, b) }},
		{at("2031-05-14T07:00:00Z"), func() {
			w.resolve(a, "G25", investigations.ProposalFacts{Outcome: "CLERICAL_CORRECTION", Rationale: "The local time was entered as UTC.",
				Value: []byte(`{"earliest":"2031-05-11T21:30:00Z","latest":"2031-05-11T21:30:59Z","precision":"MINUTE","utc_offset_min":180}`)}, "var.investigator", "orl.investigator")
			w.open("orl.clerk", a)
		}},
	}
}

// sandhaven: worked to the end, agreed on, stated in public.
func (w *world) sandhaven() []event {
	var a, b models.Report
	var id, statement string
	return []event{
		{at("2031-07-01T06:00:00Z"), func() {
			a = w.log("orl.clerk", models.ReportFacts{LocalRef: "ORL-2031-0288", Title: "Apartment block at Sandhaven", Category: "AIR_STRIKE", Started: window("2031-06-30T00:00:00Z", "", "DAY", "30 June", 0),
				Place: &geo.Place{Lat: f64(0.25), Lon: f64(0.5), Precision: "NEIGHBOURHOOD", Method: "SATELLITE_MATCH", Name: "Sandhaven", Admin2: "Sandhaven district", Site: "APARTMENT_BLOCK"}, OwnInvolvement: "INVOLVED",
				Casualties: []models.Casualty{count("KILLED", "CIVILIAN", n(8), n(8), "NAMED_LIST")}, Responsibility: []models.Responsibility{fired("ORL")},
				Means: []models.Means{{Cause: "HEAVY_WEAPONS", Weapon: "AIR_BOMB_GUIDED", Delivery: "AIR_CREWED"}}, Assessment: &models.Assessment{Status: "CREDIBLE", Standard: "MORE_LIKELY_THAN_NOT", Methods: map[string]string{"SITE_VISIT": "YES"}}}, "joint")
		}},
		{at("2031-07-01T08:00:00Z"), func() {
			b = w.log("var.clerk", models.ReportFacts{LocalRef: "VAR-31-190", Title: "Houses struck in Sandhaven", Category: "AIR_STRIKE", Started: window("2031-06-30T00:00:00Z", "", "DAY", "30 June", 0),
				Place: &geo.Place{Lat: f64(0.256), Lon: f64(0.505), Precision: "LANDMARK", Method: "WITNESS_SKETCH", Name: "Sandhaven", Admin2: "Sandhaven district", Site: "APARTMENT_BLOCK"}, OwnInvolvement: "NOT_INVOLVED",
				Casualties: []models.Casualty{count("KILLED", "CIVILIAN", n(6), n(12), "WITNESS"), count("INJURED", "CIVILIAN", n(20), n(25), "HOSPITAL")}, Responsibility: []models.Responsibility{fired("ORL")},
				Means: []models.Means{{Cause: "HEAVY_WEAPONS", Weapon: "AIR_BOMB_GUIDED", Delivery: "AIR_CREWED"}}, Assessment: &models.Assessment{Status: "CREDIBLE", Standard: "MORE_LIKELY_THAN_NOT"}}, "joint")
		}},
		{at("2031-07-02T08:00:00Z"), func() { w.same(a, b) }},
		{at("2031-07-03T08:00:00Z"), func() {
			id = w.open("orl.clerk", a)
			w.move("orl.lead", id, models.InitialReview, "")
			w.move("var.lead", id, models.Assessing, "")
			w.resolve(a, "G11", investigations.ProposalFacts{Outcome: "AGREED_VALUE", Value: []byte("8"), Rationale: "The list of names was checked with the families."}, "orl.investigator", "var.investigator")
			w.resolve(a, "G13", investigations.ProposalFacts{Outcome: "ADOPT_B", Rationale: "The hospital's count; Orland has none of its own."}, "var.investigator", "orl.investigator")
		}},
		{at("2031-07-20T08:00:00Z"), func() {
			t := w.move("orl.investigator", id, models.JointReview, "")
			w.sign("var.investigator", t, yes)
		}},
		{at("2031-07-22T08:00:00Z"), func() {
			t := w.move("orl.approver", id, models.Agreed, "")
			w.sign("var.approver", t, yes)
			statement = w.draft("orl.pa", a, "FINDINGS_AGREED", sandhavenText)
		}},
		{at("2031-07-23T08:00:00Z"), func() { w.approve("orl.approver", statement); w.approve("var.approver", statement) }},
		{at("2031-07-23T12:00:00Z"), func() { w.release("orl.pa", statement) }},
	}
}

const sandhavenText = `Orland and Varsenna make this statement together.

On [[date]] [[means]] struck homes in [[place]]. [[killed]] civilians were killed and [[injured]] were injured.

Both partners assess that the strike was carried out by [[actor]]. The finding rests on a visit to the site, a list of names checked with the families, and hospital records. It was made on the standard that it is more likely than not.

We offer our condolences to the families of those who died and to those who were injured.

By 30 September 2031 each family will be offered a meeting at which the findings are explained. Families and witnesses can reach either partner through its victim liaison office, in their own language, safely and without any condition.`

// grensund: remnants that one partner sees and the other rules out.
func (w *world) grensund() []event {
	var a, b models.Report
	children := func() []models.Casualty {
		return []models.Casualty{count("KILLED", "CIVILIAN", n(0), n(0), "HOSPITAL"), count("INJURED", "CIVILIAN", n(2), n(2), "HOSPITAL"),
			{Outcome: "INJURED", Status: "CIVILIAN", Age: "CHILD_UNSPECIFIED", Count: models.Count{Min: n(2), Max: n(2)}}}
	}
	return []event{
		{at("2031-08-03T06:00:00Z"), func() {
			a = w.log("orl.clerk", models.ReportFacts{LocalRef: "ORL-2031-0340", Title: "Remnants in a field at Grensund", Category: "UXO", Started: window("2031-08-02T00:00:00Z", "", "DAY", "2 August", 0),
				Place: point(0.80010, 1.30020, "GRID_10M", "GRID_READ", "Grensund"), OwnInvolvement: "NOT_INVOLVED", Casualties: children(),
				Means:   []models.Means{{Cause: "PLANTED_EXPLOSIVE_UXO", Submunition: "SUSPECTED", Lot: text("KX-77-0412")}},
				Sources: []models.Source{{Kind: "OWN_UNIT_REPORT", Reliability: "B", Credibility: n(2), Title: "Remnant photograph", Risk: "LOW"}}, LawConcern: "SUSPECTED_WAR_CRIME", MRM: []string{"KILLING_MAIMING"}}, "joint")
		}},
		{at("2031-08-03T08:00:00Z"), func() {
			b = w.log("var.clerk", models.ReportFacts{LocalRef: "VAR-31-221", Title: "Two children injured at Grensund", Category: "UXO", Started: window("2031-08-02T00:00:00Z", "", "DAY", "2 August", 0),
				Place: point(0.80040, 1.30060, "WITHIN_100M", "WITNESS_SKETCH", "Grensund"), OwnInvolvement: "UNDER_CHECK", Casualties: children(),
				Means: []models.Means{{Cause: "PLANTED_EXPLOSIVE_UXO", Submunition: "NO"}}, MRM: []string{"KILLING_MAIMING"}}, "joint")
		}},
		{at("2031-08-04T08:00:00Z"), func() { w.same(a, b) }},
		{at("2031-08-05T08:00:00Z"), func() {
			id := w.open("orl.lead", a)
			w.move("orl.lead", id, models.InitialReview, "")
			w.move("orl.lead", id, models.Assessing, "")
		}},
	}
}
