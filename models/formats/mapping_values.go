package formats

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"concord/geo"
	"concord/models"
)

// codeFields are the fields that hold a code, with the codes there are.
var codeFields = map[string][]string{
	"category": models.Codes["INCIDENT_CAT"], "own_involvement": models.Codes["INVOLVEMENT"], "time_precision": geo.TimePrecisions,
	"place_precision": precisionCodes, "site": geo.Sites, "actor_role": models.Codes["ACT_ROLE"], "weapon": models.Codes["WEAPON"],
	"cause": models.Codes["CAUSE"], "assessment_status": models.Codes["ASSESS_STATUS"], "standard": models.Codes["PROOF_STANDARD"],
	"source_kind": models.Codes["SOURCE_KIND"], "source_reliability": models.Codes["RELIABILITY"],
}

// numberFields are those that hold a number; the first three may have a fraction.
var numberFields = func() []string {
	fields := []string{"lat", "lon", "radius_m", "utc_offset_min", "source_credibility"}
	for _, c := range countColumns {
		fields = append(fields, c.name+"_min", c.name+"_max")
	}
	return fields
}()

// fixFor is what makes a foreign cell one of ours; nil where it stays as it is.
func (p *mapper) fixFor(field string) func(string) string {
	codes, coded := codeFields[field]
	switch {
	case coded:
		pairs := p.values[field]
		return func(cell string) string { return asCode(cell, pairs, codes) }
	case field == "start_earliest", field == "start_latest":
		return func(cell string) string { return isoDate(cell, p.mapping.Dates) }
	case slices.Contains(numberFields[:3], field) && p.mapping.DecimalComma:
		return func(cell string) string { return decimalPoint(westernDigits(cell)) }
	case slices.Contains(numberFields, field):
		return westernDigits
	case p.values[field] != nil:
		pairs := p.values[field]
		return func(cell string) string {
			if ours, said := pairs[models.Fold(cell)]; said {
				return ours
			}
			return cell
		}
	}
	return nil
}

// asCode is the code for what a file writes: as the mapping says, or the code whose
// words it has.
func asCode(cell string, pairs map[string]string, codes []string) string {
	if strings.TrimSpace(cell) == "" {
		return cell
	}
	folded := models.Fold(cell)
	if ours, said := pairs[folded]; said {
		return ours
	}
	for _, code := range codes {
		if models.Fold(code) == folded {
			return code
		}
	}
	return cell
}

// westernDigits writes the decimal digits of every script as 0 to 9.
func westernDigits(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '٫':
			return '.'
		case r == '−':
			return '-'
		case r < 0x80 || !unicode.IsDigit(r):
			return r
		}
		zero := r
		for unicode.IsDigit(zero-1) && r-zero < 9 {
			zero--
		}
		return '0' + (r-zero)%10
	}, s)
}

// decimalPoint makes the comma of 0,41 a point; a cell with both is left to be refused.
func decimalPoint(s string) string {
	if strings.Count(s, ",") == 1 && !strings.Contains(s, ".") {
		return strings.Replace(s, ",", ".", 1)
	}
	return s
}

// foreignDate is a date in three parts, the month in figures or by name, with or
// without a time of day and its offset.
var foreignDate = regexp.MustCompile(`^(\d{1,4}|\p{L}+\.?)[\s./\-,]+(\d{1,4}|\p{L}+\.?)[\s./\-,]+(\d{1,4})(?:[\sT,]+(\d{1,2})[:hH](\d{2})(?::(\d{2}))?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|z|[+\-]\d{2}:?\d{2})?)?$`)

// isoDate writes a date of the given order as ISO 8601. What cannot be read stays,
// to be refused with its own words.
func isoDate(cell, order string) string {
	s := strings.TrimSpace(westernDigits(cell))
	if _, wrong := parseSpan(s, nil); wrong == "" || s == "" {
		return s
	}
	m := foreignDate.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	year, month, day := m[1], m[2], m[3]
	switch {
	case monthOf(m[1]) > 0 && !digits(m[1]): // March 4, 2031
		year, month, day = m[3], m[1], m[2]
	case len(m[1]) == 4, !digits(m[2]) && order == "YMD": // the year is plain
	case order == "DMY", !digits(m[2]):
		year, month, day = m[3], m[2], m[1]
	case order == "MDY":
		year, month, day = m[3], m[1], m[2]
	case order != "YMD":
		return s // the order is nobody's to guess
	}
	y, errY := strconv.Atoi(year)
	d, errD := strconv.Atoi(day)
	mon := monthOf(month)
	if errY != nil || errD != nil || mon == 0 || len(year) == 3 {
		return s
	}
	if len(year) <= 2 { // as POSIX reads two digits
		if y += 1900; y < 1969 {
			y += 100
		}
	}
	date := time.Date(y, time.Month(mon), 1, 0, 0, 0, 0, time.UTC).Format("2006-01-") + twoDigits(d)
	if m[4] == "" {
		return date
	}
	hour, _ := strconv.Atoi(m[4])
	switch half := strings.ToLower(m[7]); {
	case strings.HasPrefix(half, "p") && hour < 12:
		hour += 12
	case strings.HasPrefix(half, "a") && hour == 12:
		hour = 0
	}
	seconds := m[6]
	if seconds == "" {
		seconds = "00"
	}
	zone := strings.ToUpper(m[8])
	if len(zone) == 5 {
		zone = zone[:3] + ":" + zone[3:]
	}
	return date + "T" + twoDigits(hour) + ":" + m[5] + ":" + seconds + zone
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + itoa(n)
	}
	return itoa(n)
}

// months are the names of the months, folded, in English, French and both sets of
// names in Arabic; three letters are enough for the first two.
var months = func() map[string]int {
	names := map[string]int{}
	for _, list := range []string{
		"January February March April May June July August September October November December",
		"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
		"janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
		"janv févr mars avr mai juin juil août sept oct nov déc",
		"يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
		"كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
		"جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
	} {
		for i, name := range strings.Fields(list) {
			names[models.Fold(name)] = i + 1
		}
	}
	return names
}()

// monthOf is 1 to 12, 0 for what is no month.
func monthOf(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		if n >= 1 && n <= 12 {
			return n
		}
		return 0
	}
	return months[models.Fold(strings.Trim(s, "."))]
}
