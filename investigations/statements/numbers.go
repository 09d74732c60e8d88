package statements

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"concord/models"
)

// counted is a number of people a sentence gives, typed by hand or by a token.
type counted struct {
	from, to int    // words of the sentence
	lo       int    // at least
	hi       *int   // at most; nil is open
	vague    bool   // "several", "dozens": a word, not a number
	token    string // the token it comes from, or ""
	altered  string // words before a token that change what it says, "more than"
	field    string // casualties/OUTCOME/STATUS…; casualties is killed and injured together
	outcome  string // KILLED, INJURED or HARM, which is both
	with     int    // the number it shares its verb with, by its place in the sentence; 0 none
	said     string // as written, folded
}

func (c counted) count() models.Count {
	n := models.Count{Max: c.hi}
	if c.lo > 0 || c.hi == nil || *c.hi == 0 || c.hi != nil && c.lo == *c.hi {
		n.Min = &c.lo
	}
	return n
}

var english = map[string]int{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

var french = map[string]int{"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12,
	"treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}

var arabic = map[string]int{"واحد": 1, "واحده": 1, "اثنان": 2, "اثنين": 2, "اثنتين": 2, "ثلاثه": 3, "ثلاث": 3, "اربعه": 4, "اربع": 4, "خمسه": 5, "خمس": 5, "سته": 6, "ست": 6,
	"سبعه": 7, "سبع": 7, "ثمانيه": 8, "ثماني": 8, "تسعه": 9, "تسع": 9, "عشره": 10, "عشر": 10, "عشرون": 20, "عشرين": 20, "ثلاثون": 30, "ثلاثين": 30, "اربعون": 40, "اربعين": 40, "خمسون": 50, "خمسين": 50}

// vagueWords are amounts without a number, with the least they mean.
var vagueWords = map[string]int{"several": 2, "many": 2, "multiple": 2, "numerous": 2, "few": 2, "handful": 2, "couple": 2, "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000,
	"plusieurs": 2, "nombreux": 2, "nombreuses": 2, "dizaines": 20, "centaines": 200, "عده": 2, "عشرات": 20, "ميات": 200, "العديد": 2}

var grouped = regexp.MustCompile(`^\d{1,3}([,.]\d{3})+$`)
var rangeShape = regexp.MustCompile(`^(\d{1,5})-(\d{1,5})$`)

// numeral reads a number from word i on; n is how many words it takes, 0 none.
func numeral(w []string, i int, lang string) (value, n int) {
	if number.MatchString(w[i]) && len(w[i]) < 8 {
		v, _ := strconv.Atoi(w[i])
		if len(w[i]) <= 3 && i+1 < len(w) && len(w[i+1]) == 3 && number.MatchString(w[i+1]) && w[i] != "0" {
			rest, _ := strconv.Atoi(w[i+1])
			return v*1000 + rest, 2 // 4 000
		}
		return v, 1
	}
	if grouped.MatchString(w[i]) {
		v, _ := strconv.Atoi(strings.NewReplacer(",", "", ".", "").Replace(w[i]))
		return v, 1
	}
	if w[i] == "dozen" || w[i] == "douzaine" {
		return 12, 1
	}
	if w[i] == "dizaine" {
		return 10, 1
	}
	words := func(s string) (int, bool) {
		if lang == "fr" {
			v, ok := french[s]
			return v, ok
		}
		v, ok := english[s]
		if !ok {
			v, ok = arabic[s]
		}
		if !ok {
			v, ok = arabic[strings.TrimPrefix(s, "و")]
		}
		return v, ok
	}
	total, part := 0, 0
	for j := i; j < len(w); j++ {
		s := w[j]
		v, ok := words(s)
		switch {
		case ok && lang == "fr" && v == 20 && part == 4:
			part = 80
		case ok:
			part += v
		case n > 0 && (s == "hundred" || s == "cent" || s == "cents"):
			part = max(1, part) * 100
		case n == 0 && (s == "hundred" || lang == "fr" && s == "cent"):
			part = 100
		case n > 0 && (s == "thousand" || s == "mille"):
			total, part = total+max(1, part)*1000, 0
		case n > 0 && (s == "dozen" || s == "dozens"):
			part *= 12
		case n > 0 && (s == "and" || s == "et") && part >= 20 && j+1 < len(w) && tens(w[j+1], words):
		default:
			return total + part, n
		}
		n = j - i + 1
		if part > 1_000_000 {
			return 0, 0
		}
	}
	return total + part, n
}

func tens(next string, words func(string) (int, bool)) bool {
	v, ok := words(next)
	return ok && v < 100
}

// counts finds every number of people killed or injured in a sentence.
func counts(s sentence) []counted {
	var all []counted
	w := s.words
	for i := 0; i < len(w); {
		c, ok := countAt(w, i, s.lang)
		if !ok {
			i++
			continue
		}
		all = append(all, c)
		i = c.to
	}
	var out []counted
	for k := len(all) - 2; k >= 0; k-- { // "one civilian and two fighters died"
		to := all[k+1].from
		if w[to-1] == "and" || w[to-1] == "et" || w[to-1] == "or" {
			all[k].with = k + 1
		}
	}
	for k := range all {
		left, right := 0, len(w)
		if k > 0 {
			left = all[k-1].to
		}
		if k+1 < len(all) {
			right = all[k+1].from
		}
		c := all[k]
		if k+1 < len(all) {
			right = claimedFrom(w, right, c.to)
		}
		if part := hasAny(w[left:c.from], partOf) && len(out) > 0 && left == out[len(out)-1].to; part {
			c.outcome = out[len(out)-1].outcome
		}
		if classify(w, &c, left, right) {
			out = append(out, c)
			continue
		}
		if c.with > 0 && hasCounted(w[c.to:right]) {
			end := len(w)
			if k+2 < len(all) {
				end = all[k+2].from
			}
			other := all[c.with]
			if classify(w, &other, c.to, end) {
				c.outcome = other.outcome
				if classify(w, &c, left, right) {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// hasCounted tells whether people are named among the words.
func hasCounted(w []string) bool { return hasAny(w, people) || hasAny(w, fighters) }

// partOf introduces a part of the number before it: "4 people, among them 2 children".
var partOf = set("among including include includes whom them parmi dont منهم بينهم")

// claimedFrom is where a word of harm begins that belongs to the number at next,
// "… and injured 20": what counts the number before it ends there.
func claimedFrom(w []string, next, from int) int {
	for j := next - 1; j >= from && j >= next-6; j-- {
		if outcome(w[j]) != "" && w[j] != "dead" {
			if j > from && has(people, w[j-1]) || j > from && has(verb, w[j-1]) {
				return next // "4 people were killed: 2 men"
			}
			return j
		}
		if !connects[w[j]] {
			break
		}
	}
	return next
}

// countAt reads one count with the words that make it an interval.
func countAt(w []string, i int, lang string) (counted, bool) {
	if name, ok := strings.CutPrefix(w[i], "[["); ok {
		name = strings.TrimSuffix(name, "]]")
		if !strings.HasPrefix(tokenFields[name], "casualties/") {
			return counted{}, false
		}
		c := counted{from: i, to: i + 1, token: name}
		_, _, c.altered = bounds(w, i)
		return c, true
	}
	if m := rangeShape.FindStringSubmatch(w[i]); m != nil {
		lo, _ := strconv.Atoi(m[1])
		hi, _ := strconv.Atoi(m[2])
		return counted{from: i, to: i + 1, lo: lo, hi: &hi, said: w[i]}, lo <= hi && lo < 1900
	}
	if least, ok := vagueWords[w[i]]; ok && !(i > 0 && set("how so too as")[w[i-1]]) {
		return counted{from: i, to: i + 1, lo: least, vague: true, said: w[i]}, true
	}
	v, n := numeral(w, i, lang)
	article := n == 0 && (lang != "fr" && (w[i] == "a" || w[i] == "an")) && i+1 < len(w) && (has(people, w[i+1]) || has(civilian, w[i+1]))
	if article {
		v, n = 1, 1
	}
	if w[i] == "both" && i+1 < len(w) && (has(people, w[i+1]) || has(fighters, w[i+1])) {
		v, n = 2, 1
	}
	if n == 0 || uncounted(w, i, n, v) {
		return counted{}, false
	}
	hi := v
	c := counted{from: i, to: i + n, lo: v, hi: &hi, said: strings.Join(w[i:i+n], " ")}
	if c.to+1 < len(w) && slices.Contains([]string{"to", "-", "or", "and", "a", "ou", "et", "الي", "و"}, w[c.to]) && (w[c.to] != "and" && w[c.to] != "et" && w[c.to] != "و" || i > 0 && (w[i-1] == "between" || w[i-1] == "entre" || w[i-1] == "بين")) {
		if v2, n2 := numeral(w, c.to+1, lang); n2 > 0 && v2 >= v && !uncounted(w, c.to+1, n2, v2) {
			c.said = strings.Join(w[i:c.to+1+n2], " ")
			c.to += 1 + n2
			c.hi = &v2
			return c, true
		}
	}
	bound, offset, said := bounds(w, i)
	if said != "" {
		c.said = said + " " + c.said
	}
	switch bound {
	case "least":
		c.lo, c.hi = v+offset, nil
	case "most":
		n := max(0, v+offset)
		c.lo, c.hi = 0, &n
	}
	return c, true
}

// bounds reads the words before a number that make it one end of an interval.
func bounds(w []string, i int) (bound string, offset int, said string) {
	before := " " + strings.Join(w[max(0, i-5):i], " ")
	for _, b := range []struct {
		words, bound string
		offset       int
	}{
		{" no fewer than", "least", 0}, {" no less than", "least", 0}, {" not less than", "least", 0}, {" no more than", "most", 0}, {" not more than", "most", 0},
		{" at least", "least", 0}, {" a minimum of", "least", 0}, {" minimum", "least", 0}, {" more than", "least", 1}, {" over", "least", 1}, {" above", "least", 1}, {" upwards of", "least", 0},
		{" up to", "most", 0}, {" at most", "most", 0}, {" a maximum of", "most", 0}, {" as many as", "most", 0}, {" fewer than", "most", -1}, {" less than", "most", -1}, {" under", "most", -1}, {" below", "most", -1},
		{" au moins", "least", 0}, {" plus de", "least", 1}, {" plus d", "least", 1}, {" au plus", "most", 0}, {" jusqu a", "most", 0}, {" moins de", "most", -1},
		{" ما لا يقل عن", "least", 0}, {" علي الاقل", "least", 0}, {" اكثر من", "least", 1}, {" اقل من", "most", -1},
		{" not", "not", 0}, {" half of", "part", 0}, {" half", "part", 0}, {" twice", "part", 0}, {" double", "part", 0},
	} {
		if strings.HasSuffix(before, b.words) {
			return b.bound, b.offset, strings.TrimSpace(b.words)
		}
	}
	return "", 0, ""
}

var (
	monthNames = monthSet()
	notPeople  = set(`st nd rd th year years old month months week weeks day days hour hour hours hr hrs minute minutes min second seconds km kilometre kilometres kilometer kilometers m metre metres meter meters mile miles feet kg tonnes tons pounds percent per am pm utc z local degrees ans an annee annees mois jour jours heure heures minutes semaines kilometres سنه سنوات عام يوم ايام ساعه ساعات دقيقه كيلومتر متر`)
	numbered   = set(`article articles section sections paragraph annex resolution version phase page pages aged age number ref reference room route highway battalion brigade division squadron phone telephone tel call day chapter table figure line item level protocol convention gate house apartment flat building block grid at age agee ages articles paragraphe المادة الماده رقم عمره عمرها هاتف`)
)

func monthSet() map[string]bool {
	out := set("jan feb apr jun jul aug sep sept oct nov dec كانون شباط اذار نيسان ايار حزيران تموز اب ايلول تشرين")
	for _, names := range months {
		for _, name := range names {
			out[fold(name)] = true
		}
	}
	return out
}

// uncounted tells whether a number counts no people: part of a date, a time, an
// age, a measure or a reference.
func uncounted(w []string, i, n, v int) bool {
	next, before := "", ""
	if i+n < len(w) {
		next = w[i+n]
	}
	if i > 0 {
		before = w[i-1]
	}
	switch {
	case monthNames[next] && v <= 31 && w[i] != "one" || monthNames[before] && (v <= 31 && !has(people, next) || v >= 1900 && v <= 2200):
		return true
	case v >= 1900 && v <= 2200 && n == 1 && slices.Contains([]string{"in", "of", "since", "until", "en", "by", "de", "عام", "سنه", "في", "during", "late", "early", "mid"}, before):
		return true
	case notPeople[next] && !has(people, next):
		return true
	case numbered[before] && !(before == "at" && has(people, next)) && !(before == "day" && has(people, next)):
		return true
	case w[i] == "one" && (before == "no" || before == "any" || before == "every" || next == "of" && i+n+2 < len(w) && !hasAny(w[i+n:min(i+n+5, len(w))], people)):
		return true
	case v > 1 && set("person man woman child member family")[next] && i+n+1 < len(w) && !harm(w[i+n+1]) && !has(verb, w[i+n+1]):
		return true // a four-person team
	case before == "of" && i > 1 && leading(w[i-2]) > 0 && !has(people, next) && !harm(next):
		return true // part 2 of 3
	case before == "-" && i > 1 && number.MatchString(w[i-2]):
		return true
	}
	return false
}

// attributes are words that may stand between a number and those it counts.
var attributes = set(`other more further additional of the those these them adult young unarmed local innocent male female more were who have been reported reportedly confirmed estimated alleged known suspected
	autres autre de d des les منهم من اخرين`)

// classify decides which field a number counts. False when it counts nobody who
// was killed or injured.
func classify(w []string, c *counted, left, right int) bool {
	noun := -1 // the last word of the people it counts
	fighter, child, woman, man, civil := false, false, false, false, false
	for j := c.to; j < right && j <= c.to+5; j++ {
		switch {
		case has(fighters, w[j]):
			fighter, noun = true, j
		case has(people, w[j]) || has(children, w[j]):
			noun = j
			civil = civil || has(civilian, w[j])
			child, woman, man = child || has(children, w[j]), woman || has(women, w[j]), man || has(men, w[j])
		case attributes[w[j]] || harm(w[j]):
			continue
		}
		if !has(people, w[j]) && !has(fighters, w[j]) {
			break
		}
	}
	if noun >= 0 && noun+1 < len(w) && set("family families famille familles")[w[noun]] && (w[noun+1] == "of" || w[noun+1] == "de" || w[noun+1] == "des") {
		return false // 20 families of those killed
	}
	if c.outcome == "" {
		c.outcome = outcomeOf(w, c, left, right, noun)
	}
	if c.outcome == "" {
		return false
	}
	field := "casualties/" + c.outcome
	if c.outcome == "HARM" {
		c.field = "casualties"
		return true
	}
	switch {
	case fighter && !civil:
		field += "/DIRECT_PARTICIPANT"
	default:
		field += "/CIVILIAN"
	}
	if woman && !man {
		field += "/sex=FEMALE"
	}
	if man && !woman {
		field += "/sex=MALE"
	}
	if child {
		field += "/age=CHILD"
	}
	c.field = field
	return true
}

// outcomeOf finds the word of harm a number belongs to: close before it ("killed
// at least 4"), else after it ("4 people were killed"), else, where people are
// counted, before it in the same clause.
func outcomeOf(w []string, c *counted, left, right, noun int) string {
	for j := c.from - 1; j >= left && j >= c.from-6; j-- {
		if o := outcome(w[j]); o != "" && !(w[j] == "dead" || w[j] == "hurt") {
			if noun < 0 && !standsAlone(w, c.to) {
				break
			}
			return o
		}
		if !connects[w[j]] {
			break
		}
	}
	reach := 4
	if noun >= 0 {
		reach = noun - c.to + 8
	}
	for j := c.to; j < right && j <= c.to+reach; j++ {
		if o := outcome(w[j]); o != "" {
			return o
		}
		if w[j] == ";" || breaks[w[j]] || noun < 0 && !between[w[j]] && !attributes[w[j]] {
			break
		}
	}
	if noun < 0 {
		return ""
	}
	for j := c.from - 1; j >= left && j >= c.from-8; j-- {
		if o := outcome(w[j]); o != "" {
			return o
		}
		if w[j] == ";" || breaks[w[j]] || elsewhere[w[j]] {
			break
		}
	}
	return ""
}

// standsAlone tells whether a number after a word of harm counts people though no
// people are named: "killed 4.", "killed 4 and injured 20", "killed 4 in …".
func standsAlone(w []string, i int) bool {
	return i >= len(w) || w[i] == ";" || w[i] == "-" || harm(w[i]) || between[w[i]] || attributes[w[i]] || slices.Contains([]string{"when", "after", "near", "outside", "including", "dont", "pres", "while", "but", "plus", "people's"}, w[i])
}

func outcome(word string) string {
	switch {
	case has(dead, word) || corpses[word]:
		return "KILLED"
	case has(hurt, word):
		return "INJURED"
	case word == "casualties" || word == "casualty" || word == "victims" || word == "victimes" || word == "ضحايا" || word == "harmed":
		return "HARM"
	}
	return ""
}

var (
	corpses   = set(`bodies corpses corps جثث جثه`)
	connects  = set(`at least most about some around approximately roughly nearly almost between up to more than fewer less over under as many an estimated estimate of toll a minimum maximum no number is was were : - the total reported other another including were including civilians civilian people count total stands rose entre au moins plus de environ pres jusqu quelque de a d بين من نحو حوالي ما لا يقل عن اكثر only just`)
	breaks    = set(`about regarding concerning because whether when where while after before although though investigating investigated interviewed interview interviews spoke asked sources witnesses officials experts`)
	elsewhere = set(`interviewed spoke asked met evacuated visited treated consulted contacted employed`)
)
