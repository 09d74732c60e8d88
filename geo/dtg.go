package geo

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// DTG is a military date-time group: day, hour and minute, the letter of a time
// zone, month and year.
type DTG struct {
	Time      time.Time // UTC; if Local, what the clock showed, as though it were UTC
	OffsetMin *int      // minutes east of UTC that the letter stands for; nil if Local
	Local     bool      // letter J: the observer's own clock, whose offset is not stated
}

// At is the time in UTC, given the offset in minutes of the clock a local group
// was read from. A group that is not local knows its own.
func (d DTG) At(offsetMin int) time.Time {
	if !d.Local {
		return d.Time
	}
	return d.Time.Add(-time.Duration(offsetMin) * time.Minute)
}

// zoneLetters in order of offset from -12 to +12 hours (ACP 121): Y is -12, N is
// -1, Z is 0, A is +1 and M is +12. J is no zone.
const zoneLetters = "YXWVUTSRQPONZABCDEFGHIKLM"

var (
	months    = []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}
	dtgFormat = regexp.MustCompile(`^(\d\d)(\d\d)(\d\d)([A-Z])([A-Z]{3})(\d\d|\d{4})$`)
)

// ParseDTG reads a date-time group with or without spaces and in any case:
// "040110ZMAR31", "112340Z MAR 26". Two figures of a year are 2000 to 2099; four
// are read as they are. Without month and year it is refused: they are not guessed.
func ParseDTG(s string) (DTG, error) {
	const want = "a date-time group looks like 040110ZMAR31: day, hour, minute, zone letter, month, year"
	text := strings.ToUpper(strings.Join(strings.Fields(s), ""))
	part := dtgFormat.FindStringSubmatch(text)
	if part == nil {
		return DTG{}, fmt.Errorf("%q is not complete; %s", clip(s), want)
	}
	day, hour, minute := atoi(part[1]), atoi(part[2]), atoi(part[3])
	month := indexOf(months, part[5])
	year := atoi(part[6])
	if len(part[6]) == 2 {
		year += 2000
	}
	if month == 0 {
		return DTG{}, fmt.Errorf("%s is not a month, use JAN to DEC; %s", part[5], want)
	}
	if hour > 23 || minute > 59 {
		return DTG{}, fmt.Errorf("%s%s is not a time of day, use 0000 to 2359; %s", part[2], part[3], want)
	}
	t := time.Date(year, time.Month(month), day, hour, minute, 0, 0, time.UTC)
	if t.Day() != day || day == 0 {
		return DTG{}, fmt.Errorf("%s %d has no day %s; %s", part[5], year, part[1], want)
	}
	if part[4] == "J" {
		return DTG{Time: t, Local: true}, nil
	}
	offset := 60 * (strings.Index(zoneLetters, part[4]) - 12)
	return DTG{Time: t.Add(-time.Duration(offset) * time.Minute), OffsetMin: &offset}, nil
}

// FormatDTG writes a time as a date-time group on the clock offsetMin minutes east
// of UTC. An offset that has no letter, such as half an hour or 13 hours, is
// written in Z, which says the same moment. A year outside 2000 to 2099 gets four
// figures, since two would be read back as another.
func FormatDTG(t time.Time, offsetMin int) string {
	if offsetMin%60 != 0 || offsetMin < -720 || offsetMin > 720 {
		offsetMin = 0
	}
	t = t.UTC().Add(time.Duration(offsetMin) * time.Minute)
	year := fmt.Sprintf("%04d", t.Year())
	if t.Year() >= 2000 && t.Year() <= 2099 {
		year = year[2:]
	}
	return fmt.Sprintf("%s%c%s%s", t.Format("021504"), zoneLetters[offsetMin/60+12], months[t.Month()-1], year)
}

// indexOf counts from 1; 0 is not there.
func indexOf(all []string, one string) int {
	for i, s := range all {
		if s == one {
			return i + 1
		}
	}
	return 0
}

// atoi reads digits that the pattern has already matched.
func atoi(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
