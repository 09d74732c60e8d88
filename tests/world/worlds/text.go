package worlds

import (
	"slices"
	"strconv"
	"strings"
)

const (
	wordKept  = 0.6
	ownWords  = 5    // of its own that a partner puts into each text
	inPress   = 0.05 // of incidents are in the press
	copies    = 0.60 // of records of such an incident copy the text
	namesTown = 0.40 // of texts name the place
)

// pressText is an account that partners copy.
type pressText struct {
	id     string
	killed int
	text   string
}

// pressed is the press text that a record copies, nil if it copies none. It is
// drawn once for a record and again the same for each question.
func (r *record) pressed() *pressText {
	i := r.first()
	if !i.press || r.part != 0 {
		return nil
	}
	var c chances
	c.about(r.w.options.Seed, forPress, i.ID, 1+r.partner, r.number)
	if !c.happens(r.w.loud(Copied, copies)) {
		return nil
	}
	c.about(r.w.options.Seed, forPress, i.ID)
	p := &pressText{id: "press-" + strconv.Itoa(i.ID), killed: rounded(mul(float64(i.Killed), c.lognormal(killedSpread)))}
	words := []string{plain(0, pressAt+c.n(40)), plain(0, pressAt+c.n(40)), "in", r.town().name.write(style{}) + ","}
	for _, n := range i.words {
		words = append(words, word(0, n, false), plain(0, pressAt+40+c.n(20)))
	}
	p.text = sentence(words)
	return p
}

// tell writes title and narrative.
func (r *record) tell() {
	c := &r.c
	place := r.cells[columnAt["place_name"]]
	if place == "" {
		place = r.cells[columnAt["admin1"]]
	}
	r.set("title", r.p.title+" "+place)
	if p := r.pressed(); p != nil {
		r.marks |= 1 << Copied
		r.press = p.id
		if c.happens(0.5) {
			r.set("source_url", "https://press.example/"+p.id)
		}
		r.set("narrative", sentence(r.own(2, r.p.language))+" "+p.text)
		return
	}
	language := r.p.language
	if r.strikes(r.w, c, Translated) {
		language = r.p.foreign
	}
	words := r.own(ownWords, language)
	for _, i := range r.incidents {
		for _, n := range i.words {
			if c.happens(wordKept) {
				synonym := r.strikes(r.w, c, Synonym)
				words = append(words, word(language, n, synonym))
			}
		}
	}
	if c.happens(namesTown) {
		words = append(words, place)
	}
	text := sentence(words)
	cites := c.happens(r.w.loud(CitesOther, usual[CitesOther])) // drawn even if there is nobody to cite: who else records changes nothing
	if other := r.other(); cites && other != "" {
		text += " See " + other + "."
		r.marks |= 1 << CitesOther
	}
	r.set("narrative", text)
}

// own are some of the words that the partner uses everywhere.
func (r *record) own(n, language int) []string {
	words := make([]string, n)
	from := r.c.n(ownEach)
	for i := range words {
		words[i] = plain(language, ownAt+r.partner*ownEach+(from+i)%ownEach)
	}
	return words
}

// other is the reference of another partner's record of the incident that came in
// before this one, "" if there is none.
func (r *record) other() string {
	for p, a := range r.first().accounts {
		if a != nil && p != r.partner && a.received < r.received && slices.Contains(a.incidents, r.first()) {
			return ref(p, a.number)
		}
	}
	return ""
}

func sentence(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return capital(strings.Join(words, " ")) + "."
}
