package unrecorded

import (
	"fmt"
	"math"
)

// shown is how many models are printed by themselves.
const shown = 8

func (s Study) writeModels(p *page) {
	p.head("Models of how the lists depend")
	a := s.Average
	if !a.Known() {
		p.say(2, 2, "No number: %s", a.Why)
		return
	}
	p.say(2, 2, "Each has every list, and pairs of lists that hold the same incidents more or less often than chance. They are averaged by how well they serve (BIC).")
	for _, m := range a.Models[:min(shown, a.Fitted)] {
		p.say(2, 6, "%s: %s, weight %.3f, deviance %.1f on %d df, %s", m.name(s.Drawn), m.text(), m.Weight, m.Deviance, m.DF, m.fitText())
	}
	low, high := a.Spread(0)
	p.say(2, 2, "%d models have a number: from %s to %s; those that weigh a hundredth or more", a.Fitted, whole(low), whole(high))
	low, high = a.Spread(0.01)
	p.say(4, 4, "from %s to %s. How far they lie apart is how little the lists can tell.", whole(low), whole(high))
	if without := len(a.Models) - a.Fitted; without > 0 {
		p.say(2, 2, "%d models have none, for example: %s", without, a.Models[a.Fitted].Why)
	}
	p.say(2, 2, "%s", a.judged())
	p.say(2, 2, reminder)
}

func (m Model) name(t Table) string {
	if len(m.Terms) == 0 {
		return "All independent"
	}
	var names []string
	for _, pair := range m.Terms {
		names = append(names, t.Name(pair))
	}
	return join(names) + " depend"
}

func (m Model) fitText() string {
	switch fit := m.Fit(); {
	case math.IsNaN(fit):
		return "nothing left to test it by"
	case fit < 0.001:
		return "chance of so poor a fit below 0.001"
	default:
		return fmt.Sprintf("chance of so poor a fit %.3f", fit)
	}
}

// poor is the chance of its deviance below which a model does not describe counts.
const poor = 0.05

// bestFit is the best chance of so poor a fit among models that count for something;
// NaN where nothing is left to test them by.
func (a Average) bestFit() float64 {
	best := math.NaN()
	for _, m := range a.Models[:a.Fitted] {
		if fit := m.Fit(); m.Weight >= 0.01 && !(fit <= best) && !math.IsNaN(fit) {
			best = fit
		}
	}
	return best
}

// judged says whether any model describes the counts.
func (a Average) judged() string {
	switch best := a.bestFit(); {
	case math.IsNaN(best):
		return "Nothing is left to test these models by."
	case best < poor:
		return "THE FIT IS POOR: no model that counts describes these lists, so something is at work that none of them holds. The interval is too narrow; take the spread of the models as the least that is not known."
	}
	return "The fit is good: the counts could well come from such a model. That says nothing of whether the incidents in no list do (4)."
}

func (s Study) writePairs(p *page) {
	p.head("Every two lists by themselves (Chapman)")
	for _, pair := range s.Pairs {
		p.say(2, 6, "%s and %s: %s", pair.A, pair.B, pair.text())
		if pair.Known() {
			p.say(6, 6, "standard error %s; if they depend by odds × 0.5, 1, 2 and 4: %s, %s, %s and %s", whole(pair.SE),
				whole(pair.Dependent[0].N), whole(pair.Dependent[1].N), whole(pair.Dependent[2].N), whole(pair.Dependent[3].N))
		}
	}
	p.say(2, 2, reminder)
}

func (s Study) writeBound(p *page) {
	p.head("At least (Chao)")
	switch b := s.Bound; {
	case !b.Known():
		p.say(2, 2, "No number: %s", b.Why)
		return
	case len(s.Lists) == 2:
		p.say(2, 2, "Of two lists the bound is the estimate itself, without Chapman's correction: %s. It is a lower bound where some incidents are easier for both to see than others, and none where partners divide the ground between them. The form of 1987, for many lists of equal reach, says %s, which of two is too much.", b.text(), whole(b.Classic.N))
	default:
		p.say(2, 2, "At least %s: the cautious number, where some incidents are easier for all partners to see than others. It is no bound where partners divide the ground between them. The form of 1987, for many lists of equal reach, says %s, which of few lists is too much.", b.text(), whole(b.Classic.N))
	}
	p.say(2, 2, reminder)
}
