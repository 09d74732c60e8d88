package statements

import (
	"fmt"
	"strings"
	"time"

	"concord/geo"
	"concord/models"
)

// countPhrase says a count in a language, always in Latin digits (ux.md 13).
func countPhrase(c models.Count, lang string) string {
	lo, hi := c.Interval()
	exact, least, most, between := "%d", "at least %d", "at most %d", "%d to %d"
	switch lang {
	case "fr":
		least, most, between = "au moins %d", "au plus %d", "de %d à %d"
	case "ar":
		least, most, between = "%d على الأقل", "%d على الأكثر", "من %d إلى %d"
	}
	switch {
	case hi == nil:
		return fmt.Sprintf(least, lo)
	case lo == *hi:
		return fmt.Sprintf(exact, lo)
	case c.Min == nil:
		return fmt.Sprintf(most, *hi)
	}
	return fmt.Sprintf(between, lo, *hi)
}

var months = map[string][]string{
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	"ar": {"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"},
}

// datePhrase says a window as days on the clock it was read from, never finer. A
// window finer than a day that was read in UTC, or from no known clock, says so:
// the local day may be another.
func datePhrase(w geo.Window, lang string) string {
	if w.Earliest == nil || w.Precision == "UNKNOWN" {
		return ""
	}
	last := w.Latest
	if last == nil {
		last = w.Earliest
	}
	offset := 0
	if w.UTCOffsetMin != nil {
		offset = *w.UTCOffsetMin
	}
	clock := time.FixedZone("", offset*60)
	from, to := w.Earliest.In(clock), last.In(clock)
	names, ok := months[lang]
	if !ok {
		names, lang = months["en"], "en"
	}
	month := func(t time.Time) string { return names[t.Month()-1] }
	switch w.Precision {
	case "YEAR":
		return fmt.Sprint(from.Year())
	case "MONTH":
		return fmt.Sprintf("%s %d", month(from), from.Year())
	}
	text := ""
	day := func(t time.Time) string {
		if lang == "fr" && t.Day() == 1 {
			return "1er"
		}
		return fmt.Sprint(t.Day())
	}
	join := map[string]string{"en": "%s to %s", "fr": "du %s au %s", "ar": "من %s إلى %s"}[lang]
	whole := func(t time.Time) string { return fmt.Sprintf("%s %s %d", day(t), month(t), t.Year()) }
	switch {
	case from.Year() != to.Year():
		text = fmt.Sprintf(join, whole(from), whole(to))
	case from.Month() != to.Month():
		text = fmt.Sprintf(join, day(from)+" "+month(from), whole(to))
	case from.Day() != to.Day():
		text = fmt.Sprintf(join, day(from), whole(to))
	default:
		text = whole(from)
	}
	if offset == 0 && subDay[w.Precision] {
		text += " (UTC)"
	}
	return text
}

var subDay = map[string]bool{"MINUTE": true, "QUARTER_HOUR": true, "HOUR": true, "PART_OF_DAY": true}

// placePhrase names a place at the public precision and never gives coordinates.
// A name that is an address is finer than any public precision and is left out.
func placePhrase(p geo.Place, precision, lang string) string {
	name := strings.TrimSpace(p.Name)
	if precision != "EXACT" && (address.MatchString(fold(name)) || coordinates(fold(name)) != "") {
		name = ""
	}
	parts := []string{name, p.Admin2, p.Admin1}
	switch precision {
	case "ADMIN1":
		parts = []string{p.Admin1}
	case "COUNTRY":
		parts = []string{p.Admin0}
	}
	if strings.TrimSpace(strings.Join(parts, "")) == "" && precision != "ADMIN1" {
		parts = []string{p.Admin0}
	}
	var said []string
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if part != "" && (len(said) == 0 || fold(said[len(said)-1]) != fold(part)) {
			said = append(said, part)
		}
	}
	comma := ", "
	if lang == "ar" {
		comma = "، "
	}
	return strings.Join(said, comma)
}

// list joins words as a sentence does: "a, b and c".
func list(words []string, lang string) string {
	and, comma := " and ", ", "
	switch lang {
	case "fr":
		and = " et "
	case "ar":
		and, comma = " و", "، "
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], comma) + and + words[len(words)-1]
}

// weapons says weapon codes in general terms: en, fr, ar.
var weapons = map[string][3]string{
	"AIR_BOMB_GUIDED":   {"a guided bomb dropped from the air", "une bombe guidée larguée d'un aéronef", "قنبلة موجهة أُلقيت من الجو"},
	"AIR_BOMB_UNGUIDED": {"an unguided bomb dropped from the air", "une bombe non guidée larguée d'un aéronef", "قنبلة غير موجهة أُلقيت من الجو"},
	"MISSILE_AIR":       {"a missile fired from the air", "un missile tiré d'un aéronef", "صاروخ أُطلق من الجو"},
	"MISSILE_SURFACE":   {"a missile fired from the surface", "un missile tiré du sol", "صاروخ أُطلق من الأرض"},
	"ROCKET":            {"a rocket", "une roquette", "قذيفة صاروخية"},
	"ARTILLERY":         {"artillery fire", "un tir d'artillerie", "قصف مدفعي"},
	"MORTAR":            {"mortar fire", "un tir de mortier", "قذائف هاون"},
	"TANK_GUN":          {"tank fire", "un tir de char", "نيران دبابة"},
	"NAVAL_GUN":         {"naval gunfire", "un tir d'artillerie navale", "نيران مدفعية بحرية"},
	"CLUSTER":           {"cluster munitions", "des armes à sous-munitions", "ذخائر عنقودية"},
	"MINE":              {"a mine", "une mine", "لغم"},
	"IED":               {"an improvised explosive device", "un engin explosif improvisé", "عبوة ناسفة بدائية الصنع"},
	"GRENADE":           {"a grenade", "une grenade", "قنبلة يدوية"},
	"SMALL_ARM":         {"small-arms fire", "des tirs d'armes légères", "نيران أسلحة خفيفة"},
	"MACHINE_GUN":       {"machine-gun fire", "des tirs de mitrailleuse", "نيران رشاش"},
	"SNIPER":            {"sniper fire", "un tir de précision", "نيران قناص"},
	"INCENDIARY":        {"an incendiary weapon", "une arme incendiaire", "سلاح حارق"},
	"CHEMICAL":          {"a chemical weapon", "une arme chimique", "سلاح كيميائي"},
	"DRONE_LOITERING":   {"a loitering munition", "une munition rôdeuse", "ذخيرة جوالة"},
	"VEHICLE":           {"a vehicle", "un véhicule", "مركبة"},
	"EDGED":             {"an edged weapon", "une arme blanche", "سلاح أبيض"},
	"OTHER":             {"another weapon", "une autre arme", "سلاح آخر"},
}

// roles says what an actor did, for roles other than firing: en, fr, ar.
var roles = map[string][3]string{
	"FIRED":                {"fired", "a tiré", "أطلق النار"},
	"ORDERED":              {"ordered it", "a donné l'ordre", "أصدر الأمر"},
	"CALLED_FIRE":          {"called for fire", "a demandé le tir", "طلب إطلاق النار"},
	"PROVIDED_TARGET_DATA": {"provided target data", "a fourni les données de ciblage", "قدّم بيانات الاستهداف"},
	"PROVIDED_WEAPON":      {"provided the weapon", "a fourni l'arme", "قدّم السلاح"},
	"TRANSPORTED":          {"provided transport", "a assuré le transport", "تولى النقل"},
	"DETAINED":             {"detained", "a détenu", "احتجز"},
	"TRANSFERRED_CUSTODY":  {"transferred custody", "a transféré la garde", "نقل الحراسة"},
	"OWNED_GROUND":         {"held the ground", "tenait le terrain", "سيطر على الأرض"},
	"PRESENT_ADVISER":      {"present with advisers", "présent par ses conseillers", "حاضر عبر مستشاريه"},
	"OTHER":                {"took another part", "a eu un autre rôle", "كان له دور آخر"},
}

func in(words [3]string, lang string) string {
	switch lang {
	case "fr":
		return words[1]
	case "ar":
		return words[2]
	}
	return words[0]
}

func weaponPhrase(code, lang string) string { return in(weapons[code], lang) }

func rolePhrase(codes []string, lang string) string {
	var said []string
	for _, code := range codes {
		if text := in(roles[code], lang); text != "" {
			said = append(said, text)
		}
	}
	return list(said, lang)
}

// loaded are words that hide or judge, and what to say instead (ux.md section 15,
// domain.md 5.1). They are compared folded, as whole words.
var loaded = []struct{ word, say string }{
	{"collateral", "harm to civilians"},
	{"neutralised", "killed or wounded, with the number"}, {"neutralized", "killed or wounded, with the number"},
	{"eliminated", "killed"}, {"liquidated", "killed"}, {"took out", "killed or destroyed"}, {"taken out", "killed or destroyed"},
	{"false claim", "not supported by the information held"}, {"false claims", "not supported by the information held"},
	{"false allegation", "not supported by the information held"}, {"false allegations", "not supported by the information held"},
	{"non credible", "not supported by the information held"}, {"not credible", "not supported by the information held"},
	{"propaganda", "reports that the information held does not support"},
	{"casualties were sustained", "people were killed or injured, with the numbers"},
	{"victims list", "people killed and injured"}, {"hit", "struck"}, {"target", "the place or person that was struck"},
	{"targets", "the places or persons that were struck"},
	{"surgical", "leave it out"}, {"precision strike", "strike"}, {"righteous", "leave it out"},
	{"regrettable incident", "what happened, and to whom"}, {"unfortunate incident", "what happened, and to whom"},
	{"every precaution", "which precautions were taken, without offering them as a defence"},
	{"all feasible precautions", "which precautions were taken, without offering them as a defence"},
	{"utmost care", "which precautions were taken, without offering them as a defence"},
	{"terrorists", "fighters, where that is agreed"}, {"human shields", "what was seen, and by whom"},
	{"alleged victims", "people reported killed or injured"}, {"so called", "leave it out"},
	{"dommages collateraux", "atteintes aux civils"}, {"degats collateraux", "atteintes aux civils"}, {"bavure", "ce qui s'est passé, et à qui"},
	{"neutralise", "tué ou blessé, avec le nombre"}, {"neutralises", "tués ou blessés, avec le nombre"},
	{"frappe chirurgicale", "frappe"}, {"fausses allegations", "non étayé par les informations détenues"}, {"cible", "le lieu ou la personne atteints"},
	{"اضرار جانبيه", "ضرر لحق بمدنيين"}, {"تحييد", "قتل أو جرح، مع العدد"}, {"مزاعم كاذبه", "لا تدعمه المعلومات المتوفرة"}, {"ادعاءات كاذبه", "لا تدعمه المعلومات المتوفرة"},
}
