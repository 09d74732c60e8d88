package formats

import (
	"io"
	"regexp"
	"strings"
	"time"

	"concord/geo"
	"concord/geo/mgrs"
	"concord/models"
)

// intakeKeys are the keys of the intake form that tell of the incident and not of
// the person who reports it.
var intakeKeys = []string{"publicuuid", "location", "start_datetime", "end_datetime", "time_zone", "total_harm", "us_harm", "information_url",
	"document_files", "reporting_unit", "combat_command"}

func intakeKnown(name string) bool {
	for _, k := range intakeKeys {
		if k == name {
			return true
		}
	}
	return false
}

// intake reads the reports that come in through a public or a service's own form.
// Who reports is sealed apart and leaves no byte in the facts.
var intake = &layout{
	held:   []string{"publicuuid", "location", "total_harm", "us_harm", "information_url"},
	holds:  func(name string) bool { return !intakeKnown(name) },
	ref:    "publicuuid",
	facts:  intakeFacts,
	column: intakeColumn,
}

func readIntake(r io.Reader, emit func(Row) error, problem func(models.RowError)) error {
	var who *models.Identity
	return readObjects(r, intake, func(r *row) { who = seal(r) }, func(r Row) error {
		if r.Contact = who; who != nil {
			protected := true
			r.Facts.Sources[0].Protected = &protected
		}
		return emit(r)
	}, problem)
}

// rawIntake leaves out every cell that names who reports.
func rawIntake(r io.Reader, each func(number int, cells []string) error) error {
	return rawObjects(r, intake, func(r *row) {
		seal(r)
		for i, name := range r.columns.names {
			if isContact(name) {
				r.cells[i] = ""
			}
		}
	}, each)
}

func intakeFacts(r *row) models.ReportFacts {
	id := r.line("publicuuid", 120)
	title := "Intake report " + cut(id, 40)
	if where := r.at("location"); where != "" {
		title += ", " + where
	}
	source := models.Source{Kind: "OTHER", Title: tidy("Intake report "+id, 2000)}
	if r.at("reporting_unit") != "" {
		source.Kind = "OWN_UNIT_REPORT"
	}
	if link := r.line("information_url", 2000); link != "" {
		source.Locator = &link
	}
	return models.ReportFacts{
		LocalRef: id, Title: tidy(title, 120), Narrative: intakeNarrative(r), Category: "UNKNOWN", OwnInvolvement: "UNKNOWN",
		Started: intakeStarted(r), Place: intakePlace(r), Responsibility: intakeResponsibility(r), Sources: []models.Source{source}, Extra: r.extra(),
	}
}

// intakeNarrative is the harm in the sender's words. A bare number counts people
// harmed in any way, so it is no count of people killed.
func intakeNarrative(r *row) string {
	var parts []string
	if s := r.text("total_harm", 9_000); s != "" {
		parts = append(parts, "Harm in all: "+s)
	}
	if s := r.text("us_harm", 9_000); s != "" {
		parts = append(parts, "Harm said to be by United States forces: "+s)
	}
	return strings.Join(parts, "\n")
}

// intakeResponsibility is what the form asks for by name: the harm by its own forces.
func intakeResponsibility(r *row) []models.Responsibility {
	switch strings.ToLower(strings.Trim(r.at("us_harm"), ". ")) {
	case "", "0", "no", "none", "false", "unknown", "not known", "n/a":
		return nil
	}
	return []models.Responsibility{{Actor: "United States forces", ActorKind: "OTHER_STATE", Role: "OTHER", Claim: "ASSERTED"}}
}

var onlyAngles = regexp.MustCompile(`^[\d\s.,;:°º'"′″’”+\-NSEWnsew]+$`)

// intakePlace reads coordinates or a grid reference where the text is nothing else
// and can be read in one way; any other text is the name of the place.
func intakePlace(r *row) *geo.Place {
	where := r.line("location", maxLine)
	p := &geo.Place{Stated: where, Name: where}
	if _, err := mgrs.Parse(where); err != nil && !onlyAngles.MatchString(where) {
		return p
	}
	read, err := geo.ParseCoordinates(where)
	switch {
	case where == "" || r.refused("location"):
	case err != nil:
		r.refuse("location", "%s looks like coordinates and cannot be read: %s.", quote(where), err)
	case len(read) == 1:
		p.Lat, p.Lon, p.RadiusM, p.Name = &read[0].Lat, &read[0].Lon, &read[0].RadiusM, ""
	}
	return p
}

// intakeStarted is the time between the two that the form asks for: whether they
// mean how long it lasted or how well it is known, it began between them.
func intakeStarted(r *row) *geo.Window {
	zone := r.zone("time_zone")
	from, to := r.moment("start_datetime", zone), r.moment("end_datetime", zone)
	stated := r.at("start_datetime")
	if end := r.at("end_datetime"); end != "" && end != stated {
		stated += dateRange + end
	}
	if z := r.at("time_zone"); z != "" {
		stated += " " + z
	}
	w := &geo.Window{Precision: geo.UnknownTime, Stated: tidy(strings.TrimSpace(stated), maxLine)}
	if from == nil {
		if r.at("start_datetime") == "" && to != nil {
			r.refuse("start_datetime", "The value is empty, but end_datetime is given; give both, or neither if the time is not known.")
		}
		return w
	}
	w.Earliest, w.Latest, w.UTCOffsetMin = &from.from, &from.to, from.offset
	if to != nil {
		if to.to.Before(from.from) {
			r.refuse("end_datetime", "%s lies before start_datetime %s; correct one of them.", quote(r.at("end_datetime")), quote(r.at("start_datetime")))
		}
		w.Latest = &to.to
	}
	w.Precision = widthPrecision(w.Latest.Sub(*w.Earliest))
	return w
}

var momentLayouts = []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"}

// moment is a cell with a day or a minute; nil if it is empty or refused. A time of
// no known offset is known to its day only.
func (r *row) moment(column string, zone *time.Location) *span {
	s := r.at(column)
	if s == "" {
		return nil
	}
	in := zone
	if in == nil {
		in = time.UTC
	}
	t, err := time.Parse(time.RFC3339, s)
	day := err != nil && zone == nil
	for _, layout := range momentLayouts {
		if err == nil || strings.Contains(err.Error(), "out of range") {
			break
		}
		t, err = time.ParseInLocation(layout, s, in)
	}
	if err != nil {
		whole, short := time.ParseInLocation(time.DateOnly, s, in)
		if short == nil || !strings.Contains(err.Error(), "out of range") {
			t, err, day = whole, short, true
		}
	}
	if err != nil {
		r.refuse(column, "%s %s", quote(s), calendarProblem(err, "write a time as 2031-03-04T01:10:00Z, or a day as 2031-03-04"))
		return nil
	}
	read := &span{from: t.Truncate(time.Minute), day: day}
	if day {
		read.from = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
		read.to = read.from.AddDate(0, 0, 1)
	} else {
		read.to = read.from.Add(time.Minute)
	}
	if zone != nil || err == nil && strings.ContainsAny(s[min(len(s), 10):], "Zz+-") {
		_, seconds := read.from.Zone()
		offset := seconds / 60
		read.offset = &offset
	}
	read.from, read.to = read.from.UTC(), read.to.Add(-time.Second).UTC()
	return read
}

var offsetOf = regexp.MustCompile(`^(?:\(?(?:UTC|GMT)\s*)?([+\-−])(\d{1,2})(?::?(\d\d))?\)?(?:\s.*)?$`)

// zone reads a cell with a zone: a name of the IANA list, UTC, or an offset from it.
func (r *row) zone(column string) *time.Location {
	s := r.at(column)
	switch strings.ToUpper(s) {
	case "":
		return nil
	case "Z", "UTC", "GMT", "ZULU":
		return time.UTC
	}
	if m := offsetOf.FindStringSubmatch(strings.ToUpper(s)); m != nil {
		minutes := number(m[2])*60 + number(m[3])
		if m[1] != "+" {
			minutes = -minutes
		}
		if minutes >= -720 && minutes <= 840 {
			return time.FixedZone("", minutes*60)
		}
	} else if strings.Contains(s, "/") {
		if zone, err := time.LoadLocation(s); err == nil {
			return zone
		}
	}
	r.refuse(column, "%s is not a time zone; write a name such as Asia/Baghdad or an offset such as UTC+03:00, or leave it empty.", quote(s))
	return nil
}

// number is the value of a few digits; 0 of none.
func number(digits string) (n int) {
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	return n
}

var intakePointers = map[string]string{
	"/local_ref": "publicuuid", "/narrative": "total_harm", "/started/utc_offset_min": "time_zone", "/place": "location", "/place/lat": "location", "/place/lon": "location", "/place/name": "location", "/place/stated": "location",
}

func intakeColumn(pointer string, f models.ReportFacts) string {
	if column, ok := intakePointers[pointer]; ok {
		return column
	}
	if strings.HasPrefix(pointer, "/started") {
		return windowColumn(pointer, f.Started, "start_datetime", "end_datetime")
	}
	return "publicuuid"
}
