package statements

import (
	"slices"
	"strings"
)

// named is an actor a sentence says to have caused the harm, or not to.
type named struct {
	code   string
	as     string // as the text names it
	denied bool   // said not to be responsible or involved
}

var (
	struck  = set(`fired struck bombed shelled attacked launched dropped killed killing injured wounded hit targeted strafed raided engaged destroyed detonated bombarded tire frappe bombarde tue attaque vise pilonne قصفت قصف استهدفت ضربت قتلت هاجمت اطلقت شنت`)
	conduct = set(`conducted conducts conduct carried executed delivered performed undertook mounted launched ordered made mene effectue conduit execute نفذت نفذ شنت`)
	strike  = set(`strike strikes airstrike airstrikes attack attacks raid raids shelling bombing bombardment bombardments missile missiles bomb bombs rocket rockets fire gunfire shot shots shell shells drone operation killings frappe frappes attaque raid tir tirs bombardement غاره غارات ضربه ضربات هجوم قصف صاروخ`)
	// words that may stand between a partner's name and what it did
	forcesOf = set(`s the its of forces force aircraft troops army military air navy jets jet drone drones unit units soldiers artillery pilots crew crews warplane warplanes plane planes helicopter helicopters gunship special and or also has have had then mistakenly accidentally ground armed naval regular by a an in out was were is joint our both together with coalition partner et les la le l de des du ses forces armee avions aviation ont a قوات القوات طايرات طيران الجيش جيش و`)
	inquiry  = set(`review investigation inquiry enquiry assessment analysis interview interviews visit search into about enquete examen visite analyse تحقيق مراجعه`)
	liable   = set(`responsible responsibility liable blame culpable fault perpetrator responsable responsabilite coupable مسووله مسوول مسووليه`)
)

// actorsIn finds the partners and other actors of the record that a sentence
// says to have fired, struck or killed, or to bear responsibility.
func (r Record) actorsIn(s sentence) []named {
	names := r.actorNames()
	var out []named
	for _, n := range names {
		for i := 0; i < len(s.words); i++ {
			if !startsWith(s.words[i:], n.words) {
				continue
			}
			acts, denied := acting(s.words, i, i+len(n.words), names)
			if acts && !slices.ContainsFunc(out, func(o named) bool { return o.code == n.code }) {
				out = append(out, named{n.code, n.as, denied})
			}
		}
	}
	return out
}

type actorName struct {
	code, as string
	words    []string
}

// actorNames are all names of partners and actors in the record, sorted by code.
func (r Record) actorNames() []actorName {
	var out []actorName
	add := func(code, as string) {
		words := wordsOf(as)
		if len(words) == 0 || len([]rune(as)) < 2 || slices.ContainsFunc(out, func(n actorName) bool { return n.code == code && slices.Equal(n.words, words) }) {
			return
		}
		out = append(out, actorName{code, as, words})
	}
	codes := slices.Clone(r.Parties)
	for _, a := range r.Reports {
		codes = append(codes, a.Partner)
		for _, one := range a.Facts.Responsibility {
			if one.ActorKind != "UNKNOWN_ACTOR" && !strings.EqualFold(one.Actor, "unknown") {
				codes = append(codes, one.Actor)
			}
		}
	}
	slices.Sort(codes)
	for _, code := range slices.Compact(codes) {
		add(code, r.name(code))
		add(code, code)
	}
	return out
}

func startsWith(words, prefix []string) bool {
	return len(words) >= len(prefix) && slices.Equal(words[:len(prefix)], prefix)
}

// acting reads whether the name at from..to acts in the sentence.
func acting(w []string, from, to int, names []actorName) (acts, denied bool) {
	isName := func(i int) bool {
		return slices.ContainsFunc(names, func(n actorName) bool { return slices.Contains(n.words, w[i]) })
	}
	// "Orland forces struck", "an Orland air strike", "Orland was (not) responsible"
	no := false
	for i := to; i < len(w) && i <= to+8; i++ {
		switch {
		case has(not, w[i]) || w[i] == "no" || w[i] == "neither":
			no = true
		case has(liable, w[i]) || w[i] == "involved" || w[i] == "involvement" || w[i] == "implique":
			return true, no
		case w[i] == "deny" || w[i] == "denies" || w[i] == "denied":
			no = true
		case w[i] == "accepts" || w[i] == "accepted" || w[i] == "takes" || w[i] == "bears" || w[i] == "any" || w[i] == "for" || w[i] == "role" || w[i] == "did" || w[i] == "does":
		case has(struck, w[i]):
			return true, no
		case has(strike, w[i]) && (i == to || has(forcesOf, w[i-1]) && w[i-1] != "and" && w[i-1] != "in" && w[i-1] != "a" && w[i-1] != "an" && w[i-1] != "the"):
			return true, no
		case has(conduct, w[i]):
			for _, object := range w[i+1 : min(i+6, len(w))] {
				if inquiry[object] {
					return false, false
				}
				if has(strike, object) {
					return true, no
				}
			}
			return false, false
		case w[i] == "caused" || w[i] == "cause":
			return slices.ContainsFunc(w[i+1:min(i+8, len(w))], harm), no
		case !has(forcesOf, w[i]) && !isName(i):
			i = len(w)
		}
	}
	// "killed by Orland", "a strike by Orland forces", "fire from Orland", "the strikes of Orland"
	for i := from - 1; i >= 0 && i >= from-7; i-- {
		if slices.Contains([]string{"by", "from", "par", "من", "قبل"}, w[i]) {
			before := w[max(0, i-5):i]
			if hasAny(before, struck) || hasAny(before, strike) || hasAny(before, conduct) && hasAny(w[:i], strike) || slices.ContainsFunc(before, harm) && !hasAny(before, set("investigated reported received")) {
				return true, hasAny(w[max(0, i-8):i], not)
			}
			break
		}
		if has(strike, w[i]) && i == from-2 && (w[from-1] == "of" || w[from-1] == "de") {
			return true, false
		}
		if !has(forcesOf, w[i]) && !isName(i) {
			break
		}
	}
	// "responsibility lies with Orland", "قصفت قوات أورلاند"
	near := w[max(0, from-6):from]
	if hasAny(near, liable) && !hasAny(near, set("for")) && hasAny(w[max(0, from-2):from], set("of by with to on upon at de a علي")) {
		return true, hasAny(near, not) || slices.Contains(near, "no")
	}
	if from > 0 && w[from][0] >= 0xD8 && hasAny(w[max(0, from-3):from], struck) {
		return true, hasAny(w[max(0, from-5):from], not)
	}
	return false, false
}
