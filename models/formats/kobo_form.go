package formats

import (
	"io"
	"strings"

	"concord/geo"
	"concord/models"

	"github.com/xuri/excelize/v2"
)

// question is one question of the form for a field clerk, and how its answer is read.
type question struct {
	kind     string // XLSForm type; select_one and select_multiple go with list
	name     string
	list     string // a vocabulary of choices
	label    string
	hint     string
	required bool
}

const casualtySheet = "casualties"

// koboForm is the form. The least is title, category and day; a note at the top says
// that names stay out. Casualties is a repeat and comes as a sheet of its own.
var koboForm = []question{
	{"note", "no_names", "", "Do not write the names of people harmed or of people who tell you. Use V-1, V-2, W-1, W-2 and keep the list of names apart.", "", false},
	{"begin_group", "report", "", "What happened", "", false},
	{"text", "title", "", "Short title", "At most 120 characters, without names of people", true},
	{"select_one", "category", "INCIDENT_CAT", "Kind of incident", "", true},
	{"text", "narrative", "", "What happened, as it was told", "", false},
	{"end_group", "report", "", "", "", false},
	{"begin_group", "when", "", "When", "", false},
	{"date", "started_on", "", "Day it began", "", true},
	{"time", "started_at", "", "Local time, if known to the minute", "", false},
	{"select_one", "part_of_day", "PART_OF_DAY", "Part of the day, if the minute is not known", "", false},
	{"date", "ended_on", "", "Last day, if it went on for several days or the day is not certain", "", false},
	{"integer", "utc_offset_min", "", "Local time is ahead of UTC by, in minutes", "180 for UTC+3; leave empty if not known", false},
	{"end_group", "when", "", "", "", false},
	{"begin_group", "where", "", "Where", "", false},
	{"geopoint", "point", "", "Position", "Only if you stand there or can find it on the map", false},
	{"select_one", "place_precision", "GEO_PREC", "How exactly the position is known", "Village if you only know which village", false},
	{"text", "mgrs", "", "Grid reference with zone and band", "31N BA 56521 45610", false},
	{"text", "place_name", "", "Name of the place", "", false},
	{"text", "place_name_local", "", "Name of the place in local writing", "", false},
	{"text", "admin1", "", "Province or governorate", "", false},
	{"text", "admin2", "", "District", "", false},
	{"select_one", "site", "SITE_TYPE", "What stood there", "", false},
	{"end_group", "where", "", "", "", false},
	{"begin_group", "harm", "", "People harmed, in all", "", false},
	{"integer", "killed_min", "", "People killed, at least", "0 only if it is known that nobody was killed; leave empty if not known", false},
	{"integer", "killed_max", "", "People killed, at most", "", false},
	{"integer", "injured_min", "", "People injured, at least", "", false},
	{"integer", "injured_max", "", "People injured, at most", "", false},
	{"end_group", "harm", "", "", "", false},
	{"begin_repeat", casualtySheet, "", "People harmed, group by group", "", false},
	{"select_one", "outcome", "OUTCOME", "What happened to them", "", true},
	{"select_one", "status", "PERSON_STATUS", "Who they were", "", false},
	{"select_one", "sex", "SEX", "Sex", "", false},
	{"select_one", "age", "AGE_GROUP", "Age", "", false},
	{"select_one", "protected", "PROTECTED", "Protected group", "", false},
	{"integer", "min", "", "How many, at least", "", false},
	{"integer", "max", "", "How many, at most", "", false},
	{"select_one", "basis", "COUNT_BASIS", "What the count rests on", "", false},
	{"end_repeat", casualtySheet, "", "", "", false},
	{"begin_group", "objects", "", "Things damaged", "", false},
	{"select_multiple", "object_harm", "SITE_TYPE", "What was damaged", "", false},
	{"select_one", "damage", "DAMAGE", "How badly", "", false},
	{"select_multiple", "service_lost", "SERVICE", "What people lost by it", "", false},
	{"end_group", "objects", "", "", "", false},
	{"begin_group", "who", "", "Who acted", "", false},
	{"text", "actor", "", "Force or group that is said to have acted", "", false},
	{"select_one", "actor_role", "ACT_ROLE", "What it is said to have done", "", false},
	{"select_one", "own_involvement", "INVOLVEMENT", "Were we involved", "", false},
	{"select_multiple", "weapon", "WEAPON", "Weapons", "", false},
	{"select_one", "cause", "CAUSE", "Cause of the harm", "", false},
	{"end_group", "who", "", "", "", false},
	{"begin_group", "source", "", "Who told it", "", false},
	{"select_one", "source_kind", "SOURCE_KIND", "Kind of source", "", false},
	{"select_one", "source_reliability", "RELIABILITY", "Reliability of the source", "A to E; F cannot be judged", false},
	{"select_one", "source_credibility", "CREDIBILITY", "Credibility of what it says", "1 to 5; 6 cannot be judged. Judge it apart from the source", false},
	{"select_one", "source_consent", "CONSENT", "Consent of the source", "", false},
	{"end_group", "source", "", "", "", false},
}

// koboLists are the vocabularies of the form that models.Codes does not hold.
var koboLists = map[string][]string{
	"PART_OF_DAY": {"NIGHT", "MORNING", "MIDDAY", "AFTERNOON", "EVENING"},
	"GEO_PREC":    geo.PrecisionCodes(), "CREDIBILITY": {"1", "2", "3", "4", "5", "6"},
}

func choicesOf(list string) []string {
	if codes, ours := koboLists[list]; ours {
		return codes
	}
	return models.Codes[list]
}

// koboQuestions are the questions that have an answer, by name.
var koboQuestions = func() map[string]question {
	all := map[string]question{}
	for _, q := range koboForm {
		if !strings.Contains(q.kind, "_group") && !strings.Contains(q.kind, "_repeat") && q.kind != "note" {
			all[q.name] = q
		}
	}
	return all
}()

// WriteKoboForm writes the form definition (an XLSForm workbook) whose answers the
// format kobo reads, for a field clerk's telephone.
func WriteKoboForm(w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	survey := [][]string{{"type", "name", "label::English (en)", "hint::English (en)", "required", "constraint", "constraint_message::English (en)"}}
	choices := [][]string{{"list_name", "name", "label::English (en)"}}
	listed := map[string]bool{}
	for _, q := range koboForm {
		kind, required, constraint, message := q.kind, "", "", ""
		if q.list != "" {
			kind += " " + strings.ToLower(q.list)
			if !listed[q.list] {
				listed[q.list] = true
				for _, code := range choicesOf(q.list) {
					choices = append(choices, []string{strings.ToLower(q.list), code, choiceLabel(code)})
				}
			}
		}
		if q.required {
			required = "yes"
		}
		switch {
		case q.name == "utc_offset_min":
			constraint, message = ". >= -720 and . <= 840", "Minutes from -720 to 840"
		case q.kind == "integer":
			constraint, message = ". >= 0 and . <= 10000000", "A number of people, 0 or more"
		case q.name == "title":
			constraint, message = "string-length(.) <= 120", "At most 120 characters"
		}
		survey = append(survey, []string{kind, q.name, q.label, q.hint, required, constraint, message})
	}
	settings := [][]string{{"form_title", "form_id", "version", "default_language"}, {"Civilian harm report", "concord_report", "1", "English (en)"}}
	for i, sheet := range []struct {
		name string
		rows [][]string
	}{{"survey", survey}, {"choices", choices}, {"settings", settings}} {
		if i == 0 {
			if err := book.SetSheetName("Sheet1", sheet.name); err != nil {
				return err
			}
		} else if _, err := book.NewSheet(sheet.name); err != nil {
			return err
		}
		for n, row := range sheet.rows {
			if err := book.SetSheetRow(sheet.name, "A"+itoa(n+1), &row); err != nil {
				return err
			}
		}
	}
	return book.Write(w)
}

// choiceLabel is a code in words: "Small arm" for SMALL_ARM.
func choiceLabel(code string) string {
	s := strings.ToLower(strings.ReplaceAll(code, "_", " "))
	return strings.ToUpper(s[:1]) + s[1:]
}
