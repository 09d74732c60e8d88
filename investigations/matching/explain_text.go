package matching

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"concord/geo"
	"concord/models"
)

func placeText(a, b *Record) string {
	distance, _ := a.place.levels(&b.place)
	name := nameLevel(a.name, b.name)
	text := ""
	if distance != unmeasured {
		p, q := a.said.place, b.said.place
		d := geo.Distance(*p.Lat, *p.Lon, *q.Lat, *q.Lon)
		text = metres(d) + " apart" + distanceTexts[distance]
	}
	if name == nameUnknown {
		if text == "" {
			return "one side gives no place to measure from and names cannot be compared"
		}
		return text
	}
	if text != "" {
		text += ", "
	}
	return text + nameTexts[name]
}

var distanceTexts = [distanceLevels]string{
	withinHalf: " within stated precision", withinOne: " within stated precision",
	withinOneAndHalf: ", about the stated precision", withinTwo: ", little beyond the stated precision",
	withinThree: ", beyond the stated precision", withinFive: ", well beyond the stated precision",
	withinReach: ", far beyond the stated precision", outOfReach: ", farther than stated precision can explain",
	elsewhere: ", too far for one incident",
	mistaken:  ", but near if latitude and longitude were exchanged or one has lost its sign",
}

var nameTexts = [nameLevels]string{
	nameSame: "same place name", nameClose: "place names spelled alike", nameAkin: "place names somewhat alike",
	nameFaint: "place names little alike", nameOther: "different place names",
}

var areaTexts = [areaLevels]string{
	areaUnknown: "district or province cannot be compared", sameDistrict: "same district", sameProvince: "same province",
	otherDistrict: "different districts", otherProvince: "different provinces",
}

func timeText(a, b *span) string {
	gap := max(b.from-a.to(), a.from-b.to())
	shift := max(b.from-a.from, a.from-b.from)
	switch a.level(b) {
	case overlap:
		if a.class == precise && b.class == precise {
			return "same time"
		}
		return "windows overlap"
	case zoneSlip:
		return fmt.Sprintf("%s apart, exactly the difference of the clocks stated", duration(shift))
	case wholeHours:
		return fmt.Sprintf("%s apart, a whole number of hours as when clocks are mistaken", duration(shift))
	case dayApart:
		return "exactly one day apart"
	case insideEpisode:
		return "one began while the other still went on"
	case within4h, within12h, within30h, withinTenDays, withinMonth:
		return duration(gap) + " between the windows"
	}
	return duration(gap) + " apart, too long for one incident"
}

// harmText says how two counts stand to each other.
func harmText(a, b models.Count, did string, level int) string {
	if level == harmUnknown {
		return "numbers " + did + " cannot be compared"
	}
	loA, _ := a.Interval()
	loB, _ := b.Interval()
	switch level {
	case agree0:
		return "both count nobody " + did
	case agree20, agree8, agree3, agree1:
		if a.Text() == b.Text() {
			return "both count " + people(a.Text()) + " " + did
		}
		return fmt.Sprintf("both count about %s %s", people(fmt.Sprint(max(loA, loB, 1))), did)
	case agreeLoosely:
		return "numbers " + did + " can be the same"
	case gapOne:
		return "numbers " + did + " are close"
	case gapHalf:
		return "numbers " + did + " differ"
	case noneToSome:
		return "only one side counts anyone " + did
	}
	return "numbers " + did + " differ widely"
}

func people(count string) string {
	if count == "1" {
		return "1 person"
	}
	return count + " people"
}

var actorTexts = [actorLevels]string{
	actorUnknown: "who did it cannot be compared", sameActor: "same actor", samePartner: "same partner named as acting",
	akinActor: "related actors", otherActor: "different actors",
}

var meansTexts = [meansLevels]string{
	meansUnknown: "weapons cannot be compared", sameRareWeapon: "same weapon, seldom named", sameWeapon: "same weapon",
	sameFamily: "weapons of one family", sameBranch: "weapons with like effects", sameCause: "same class of cause",
	otherCause: "different causes", otherWeapon: "different weapons",
}

var categoryTexts = [kindLevels]string{"categories cannot be compared", "same category", "categories that go together", "different categories"}

var siteTexts = [kindLevels]string{"sites cannot be compared", "same kind of site", "like kinds of site", "different kinds of site"}

var referenceTexts = [referenceLevels]string{
	namesOther: "one report names the other's reference", sameLot: "same lot number", sameSource: "a source at the same address",
}

// sharedWords lists the words both texts contain, weightiest first, six at most.
func sharedWords(a, b *Record) string {
	if a.wordsInCommon(b) == wordsUnknown {
		return notKnown
	}
	mine, theirs := a.text.words(), b.text.words()
	var shared []uint32
	for _, w := range mine {
		i, _ := slices.BinarySearchFunc(theirs, w, func(x, y uint32) int { return compareWord(x, y) })
		if i < len(theirs) && compareWord(theirs[i], w) == 0 && w&theirs[i]&ownPlace == 0 && w&weightMask > 1 {
			shared = append(shared, w)
		}
	}
	slices.SortStableFunc(shared, func(x, y uint32) int { return int(y&weightMask) - int(x&weightMask) })
	spelled := make([]string, 0, 6)
	for _, w := range shared[:min(len(shared), 6)] {
		spelled = append(spelled, a.said.words[w&^flagMask])
	}
	return strings.Join(spelled, ", ")
}

func wordsText(shared string, level int) string {
	if level == shareLittle {
		return "descriptions have little in common"
	}
	return "descriptions share " + shared
}

// extraTexts lists the columns both reports have: equal ones, those whose values
// belong to one group, and unequal ones.
func extraTexts(a, b *Record) (saidA, saidB, text string) {
	var left, right, equal, akin, unequal []string
	for _, name := range slices.Sorted(maps.Keys(a.said.extra)) {
		v, w := a.said.extra[name], b.said.extra[name]
		if !strings.HasPrefix(name, "x_") || strings.TrimSpace(v) == "" || strings.TrimSpace(w) == "" {
			continue
		}
		left, right = append(left, name+" "+v), append(right, name+" "+w)
		switch level := a.extras.of(name).agreement(b.extras.of(name)); {
		case level == 0:
			equal = append(equal, name)
		case level > 0:
			akin = append(akin, name)
		default:
			unequal = append(unequal, name)
		}
	}
	var parts []string
	for _, p := range []struct {
		how   string
		names []string
	}{{"same ", equal}, {"same group of ", akin}, {"different ", unequal}} {
		if len(p.names) > 0 {
			parts = append(parts, p.how+strings.Join(p.names, ", "))
		}
	}
	return list(left), list(right), strings.Join(parts, "; ")
}
