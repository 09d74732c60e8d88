package formats

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/geo"
	"concord/models"
)

func koboFacts(r *row, harmed *koboCasualties) models.ReportFacts {
	f := models.ReportFacts{
		LocalRef: r.line("_uuid", 120), Title: r.line("title", 120), Narrative: r.text("narrative", maxExtra),
		Category: r.choice("category"), OwnInvolvement: r.choice("own_involvement"), ReceivedAt: r.stamp("_submission_time"),
		Started: koboStarted(r), Place: koboPlace(r), ObjectHarm: koboObjects(r), Responsibility: koboResponsibility(r),
		Means: koboMeans(r), Sources: koboSources(r), Extra: r.extra(),
	}
	for _, c := range countColumns {
		if c.name == "killed" || c.name == "injured" {
			total := c.class
			if total.Min, total.Max = r.count(c.name+"_min"), r.count(c.name+"_max"); total.Known() {
				f.Casualties = append(f.Casualties, total)
			}
		}
	}
	harmed.read(&f)
	if f.Category == "" {
		f.Category = "UNKNOWN"
	}
	if f.OwnInvolvement == "" {
		f.OwnInvolvement = "UNKNOWN"
	}
	if f.Title == "" {
		f.Title = madeTitle(f)
	}
	return f
}

// codeOf is an answer as a code: "Small arm" and "small_arm" are SMALL_ARM.
func codeOf(answer string) string {
	return strings.ToUpper(strings.Join(strings.FieldsFunc(answer, func(c rune) bool { return c == ' ' || c == '-' || c == '_' }), "_"))
}

// choice is the answer to a question of one choice, as its value or its label.
func (r *row) choice(name string) string {
	answer := r.at(name)
	code := codeOf(answer)
	if all := choicesOf(koboQuestions[name].list); code != "" && !slices.Contains(all, code) {
		r.refuse(name, "%s is not one of the choices; use one of %s, or leave the cell empty.", quote(answer), strings.Join(all, ", "))
		return ""
	}
	return code
}

// choices are the answers to a question of several choices: one cell with all of
// them, a column of 0 and 1 for each, or both, which must then agree.
func (r *row) choices(name string) []string {
	all := choicesOf(koboQuestions[name].list)
	var listed, ticked []string
	for _, value := range strings.Fields(r.at(name)) {
		code := codeOf(value)
		if !slices.Contains(all, code) {
			r.refuse(name, "%s is not one of the choices; export the form with XML values, or use %s with spaces between.", quote(value), strings.Join(all, ", "))
			return nil
		}
		if !slices.Contains(listed, code) {
			listed = append(listed, code)
		}
	}
	columns := false
	for _, code := range all {
		column := name + "/" + strings.ToLower(code)
		if _, there := r.columns.at[column]; !there {
			continue
		}
		columns = true
		switch s := strings.ToLower(r.at(column)); s {
		case "1", "1.0", "true", "yes":
			ticked = append(ticked, code)
		case "", "0", "0.0", "false", "no":
		default:
			r.refuse(column, "%s says neither yes nor no; write 1 or 0, or leave the cell empty.", quote(s))
		}
	}
	if len(listed) == 0 || !columns {
		return append(listed, ticked...)
	}
	for _, code := range all {
		if r.at(name+"/"+strings.ToLower(code)) != "" && slices.Contains(listed, code) != slices.Contains(ticked, code) {
			r.refuse(name, "%s and the column %s/%s do not agree; correct one of them.", quote(r.at(name)), name, code)
			break
		}
	}
	return listed
}

var clockOffset = regexp.MustCompile(`^(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+\-]\d\d(?::?\d\d)?)?$`)

// koboStarted is the day on the clock that the form states: utc_offset_min, or what
// the telephone added to the time.
func koboStarted(r *row) *geo.Window {
	day, end := r.day("started_on", plainDay), r.day("ended_on", plainDay)
	offset, part := r.whole("utc_offset_min", "minutes"), r.choice("part_of_day")
	var zone *time.Location
	var exact *int
	if m := clockOffset.FindStringSubmatch(r.at("started_at")); m != nil {
		if t, err := plainClock(m[1][:5]); err == nil {
			exact = &t
		}
		if o := offsetOf.FindStringSubmatch(m[2]); m[2] == "Z" || o != nil {
			minutes := 0
			if o != nil {
				minutes = number(o[2])*60 + number(o[3])
				if o[1] != "+" {
					minutes = -minutes
				}
			}
			zone = time.FixedZone("", minutes*60)
		}
	}
	if exact == nil {
		exact = r.minutes("started_at") // names what cannot be read
	}
	if offset != nil {
		if *offset < -720 || *offset > 840 {
			r.refuse("utc_offset_min", "%d is not between -720 and 840 minutes; correct it, or leave the cell empty.", *offset)
		} else {
			zone = time.FixedZone("", *offset*60)
		}
	}
	if day == nil {
		if r.at("started_on") == "" {
			r.refuse("started_on", "The cell is empty; give the day it began, such as 2031-03-04.")
		}
		return &geo.Window{Precision: "DAY"}
	}
	stated := r.at("started_on")
	const midnight = 24 * 60
	if end != nil && !end.Equal(*day) {
		if end.Before(*day) {
			r.refuse("ended_on", "%s lies before started_on %s; correct one of them.", quote(r.at("ended_on")), stated)
		}
		return localWindow(*day, 0, (max(daysBetween(*day, *end), 0)+1)*midnight, zone, stated+dateRange+r.at("ended_on"))
	}
	if exact != nil {
		return localWindow(*day, *exact, *exact+1, zone, stated+" "+r.at("started_at"))
	}
	if hours, known := partsOfDay[strings.ToLower(part)]; known {
		return localWindow(*day, hours[0]*60, hours[1]*60, zone, stated+", "+strings.ToLower(part))
	}
	return localWindow(*day, 0, midnight, zone, stated)
}

// koboPlace reads the position with the accuracy of the telephone as its radius. A
// class that is wider rules: who stands in the village square knows the village.
func koboPlace(r *row) *geo.Place {
	p := &geo.Place{
		MGRS: r.line("mgrs", 40), Precision: r.choice("place_precision"), Name: r.line("place_name", maxLine), NameLocal: r.line("place_name_local", maxLine),
		Admin1: r.line("admin1", 200), Admin2: r.line("admin2", 200), Site: r.choice("site"), Stated: r.line("point", 200),
	}
	if p.Stated == "" {
		p.Stated = p.MGRS
	}
	var accuracy *float64
	p.Lat, p.Lon, accuracy = r.point()
	if p.Lat == nil {
		return p
	}
	p.Method = "MAP_PICK"
	if accuracy != nil && *accuracy > 0 {
		p.Method = "GPS_ON_SITE"
		if class, ok := geo.DefaultRadius(p.Precision); !ok || *accuracy > class {
			p.RadiusM = accuracy
		}
	}
	return p
}

// point is "lat lon alt acc" in one cell, or the four columns beside it, or both,
// which must then agree.
func (r *row) point() (lat, lon, accuracy *float64) {
	lat, lon = r.decimal("_point_latitude", "degrees"), r.decimal("_point_longitude", "degrees")
	accuracy = r.decimal("_point_precision", "metres")
	r.decimal("_point_altitude", "metres")
	if accuracy != nil && *accuracy < 0 {
		r.refuse("_point_precision", "%s is below 0 metres; correct it, or leave the cell empty.", quote(r.at("_point_precision")))
	}
	parts := strings.Fields(r.at("point"))
	if r.refused("_point_latitude", "_point_longitude") {
		return nil, nil, nil
	}
	if len(parts) == 0 {
		return lat, lon, accuracy
	}
	var numbers [4]*float64
	bad := len(parts) < 2 || len(parts) > 4
	for i := 0; i < len(parts) && !bad; i++ {
		n, err := strconv.ParseFloat(parts[i], 64)
		bad = err != nil || strings.ContainsAny(parts[i], "xXpP_nN") || i == 3 && n < 0
		numbers[i] = &n
	}
	if bad {
		r.refuse("point", "%s is not a position; write latitude, longitude, altitude and accuracy with spaces between, such as 0.41235 0.8124 12 5.", quote(r.at("point")))
		return nil, nil, nil
	}
	apart := func(a, b *float64) bool { return a != nil && b != nil && (*a-*b > 1e-5 || *b-*a > 1e-5) }
	if apart(numbers[0], lat) || apart(numbers[1], lon) {
		r.refuse("point", "%s and the columns _point_latitude and _point_longitude do not agree; correct one of them.", quote(r.at("point")))
	}
	if numbers[3] != nil {
		accuracy = numbers[3]
	}
	return numbers[0], numbers[1], accuracy
}

func koboObjects(r *row) []models.ObjectHarm {
	damage, services := r.choice("damage"), r.choices("service_lost")
	var all []models.ObjectHarm
	for _, object := range r.choices("object_harm") {
		all = append(all, models.ObjectHarm{Object: object, Damage: damage})
	}
	if len(all) == 0 && (damage != "" || len(services) > 0) {
		all = append(all, models.ObjectHarm{Object: "UNKNOWN", Damage: damage})
	}
	if len(services) > 0 {
		all[0].ServiceLost = services // asked once for all of them
	}
	return all
}

func koboMeans(r *row) []models.Means {
	cause := r.choice("cause")
	var all []models.Means
	for _, weapon := range r.choices("weapon") {
		all = append(all, models.Means{Weapon: weapon, Cause: cause})
	}
	if len(all) == 0 && cause != "" {
		all = append(all, models.Means{Cause: cause})
	}
	return all
}

func koboResponsibility(r *row) []models.Responsibility {
	actor, role := r.line("actor", 200), r.choice("actor_role")
	if actor == "" {
		if role != "" {
			r.refuse("actor", "The cell is empty, but actor_role is %s; name the actor, or empty both cells.", role)
		}
		return nil
	}
	kind := "UNKNOWN_ACTOR"
	if partnerCode.MatchString(actor) {
		kind = "PARTNER"
	}
	if role == "" {
		role = "OTHER"
	}
	return []models.Responsibility{{Actor: actor, ActorKind: kind, Role: role, Claim: "ASSERTED"}}
}

func koboSources(r *row) []models.Source {
	s := models.Source{Kind: r.choice("source_kind"), Reliability: r.choice("source_reliability"), Consent: r.choice("source_consent")}
	if n := r.choice("source_credibility"); n != "" {
		c := number(n)
		s.Credibility = &c
	}
	if s.Kind == "" && s.Reliability == "" && s.Credibility == nil && s.Consent == "" {
		return nil
	}
	if s.Kind == "" {
		s.Kind = "OTHER"
	}
	return []models.Source{s}
}

var koboPointers = map[string]string{
	"/local_ref": "_uuid", "/place": "point", "/place/lat": "point", "/place/lon": "point",
	"/place/mgrs": "mgrs", "/place/name": "place_name", "/place/name_local": "place_name_local", "/place/radius_m": "point", "/title": "title", "/narrative": "narrative",
}

func koboColumn(pointer string, f models.ReportFacts) string {
	if column, ok := koboPointers[pointer]; ok {
		return column
	}
	if strings.HasPrefix(pointer, "/started") {
		return windowColumn(pointer, f.Started, "started_on", "ended_on")
	}
	if class, end, ok := casualtyAt(pointer, f); ok {
		for _, c := range countColumns {
			if c.class.Cell() == class && (end == "min" || end == "max") && class.Status == "" {
				return c.name + "_" + end
			}
		}
		return casualtySheet
	}
	return "_uuid"
}
