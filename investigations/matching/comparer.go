package matching

import (
	"slices"
	"sync/atomic"
)

// comparer compares very many pairs under one model. A pair is left as soon as it is
// certain that it cannot come to anything, so what says most and costs least is asked
// first; what stands elsewhere in memory, names and texts, comes last.
type comparer struct {
	m      *Model
	least  float32 // what the features of a pair must come to, together
	same   float32 // and those of one partner's own
	tables [features][256]float32
	codes  []atomic.Uint32 // levels of the columns of two reports, by the ids of both; one more than the level, 0 before it is asked for

	// The most that a pair can reach of a feature:
	places   [distanceLevels]float32         // at a distance
	unnamed  [distanceLevels]float32         // at a distance, where a name is not known
	areas    [2]float32                      // where not both places are measured, and where they are
	harm     [harmLevels][harmLevels]float32 // where killed and injured agree no better than so
	words    [wordLevels]float32             // where words do
	means    [meansLevels]float32            // where means do
	actor    float32
	category float32
	site     float32
}

// rounding is how far sums of the tables' short numbers may lie from those of the
// model, with room.
const rounding = 0.001

const codesKept = 256 // ids

func newComparer(m *Model) *comparer {
	c := &comparer{m: m, codes: make([]atomic.Uint32, codesKept*codesKept)}
	c.least, c.same = float32(leastBits-m.Prior)-rounding, float32(sameBits-m.Prior)-rounding
	t := &c.tables
	for f, table := range m.Tables {
		for level, bits := range table {
			t[f][level] = float32(bits)
		}
	}
	most := func(f Feature) float32 { return slices.Max(t[f][:len(m.Tables[f])]) }
	c.actor, c.category, c.site = most(Actor), most(Category), most(Site)
	for distance := range c.places {
		names := t[Place][distance*nameLevels:][:nameLevels]
		c.places[distance], c.unnamed[distance] = slices.Max(names), names[nameUnknown]
	}
	for level := range areaLevels {
		for both := range c.areas {
			c.areas[both] = max(c.areas[both], t[Area][2*level+both])
		}
	}
	for killed := harmLevels - 1; killed >= 0; killed-- {
		for injured := harmLevels - 1; injured >= 0; injured-- {
			most := t[Harm][killed*harmLevels+injured]
			if killed < harmUnknown {
				most = max(most, c.harm[killed+1][injured])
			}
			if injured < harmUnknown {
				most = max(most, c.harm[killed][injured+1])
			}
			c.harm[killed][injured] = most
		}
	}
	orWorse(c.words[:], t[Words][:])
	orWorse(c.means[:], t[Means][:])
	return c
}

// orWorse gives the most of each level and all after it, and of the first, which stands
// for not known.
func orWorse(most, table []float32) {
	for level := range slices.Backward(most) {
		most[level] = max(table[0], table[level])
		if level > 0 && level < len(most)-1 {
			most[level] = max(most[level], most[level+1])
		}
	}
}

// columns is the level of coded columns, remembered where the codes are few.
func (c *comparer) columns(a, b *extras) uint8 {
	if a == nil || b == nil {
		return 0
	}
	if a.id-1 >= codesKept || b.id-1 >= codesKept { // also 0
		return uint8(c.m.Vocabulary.level(a, b))
	}
	at := &c.codes[(a.id-1)*codesKept+b.id-1]
	if seen := at.Load(); seen > 0 {
		return uint8(seen - 1)
	}
	level := c.m.Vocabulary.level(a, b)
	at.Store(uint32(level) + 1)
	return uint8(level)
}

// asking is a record while others are compared with it. What it says, or does not, is the
// most that a feature can come to, whatever the other says.
type asking struct {
	*comparer
	x      *Index
	a      *Record
	here   *place
	places *[distanceLevels]float32
	areas  [2]float32

	harm, means, actor, category, site float32
}

// ask makes a record of an index ready to be compared with others.
func (c *comparer) ask(x *Index, i int32) asking {
	a := &x.Records[i]
	q := asking{comparer: c, x: x, a: a, here: &x.marks[i].place, places: &c.places, areas: c.areas, actor: c.actor, category: c.category, site: c.site}
	t := &c.tables
	if a.name == noName {
		q.places = &c.unnamed
	}
	if a.area == noArea {
		q.areas = [2]float32{t[Area][2*areaUnknown], t[Area][2*areaUnknown+1]}
	}
	if a.actors == noActors {
		q.actor = t[Actor][actorUnknown]
	}
	if a.kind.category == 0 {
		q.category = max(t[Category][2*kindUnknown], t[Category][2*kindUnknown+1])
	}
	if a.kind.site == 0 {
		q.site = t[Site][kindUnknown]
	}
	q.harm, q.means = c.harm[a.killed.best()][a.injured.best()], c.means[a.means.best()]
	return q
}

// compare gives what the record and another of the index score, if it is enough to be
// weighed: leastBits of two partners' reports, sameBits of one partner's own.
func (q *asking) compare(j int32, own bool) (float32, bool) {
	a, b, there := q.a, &q.x.Records[j], &q.x.marks[j].place
	limit, least := leastBits, q.least
	if own {
		limit, least = sameBits, q.same
	}
	t := &q.tables
	var p Pattern
	p[Time] = uint8(a.time.pattern(&b.time))
	distance, class := q.here.levels(there)
	p[Precision] = uint8(class*zones + zoneOf(distance))
	sum := t[Time][p[Time]] + t[Precision][p[Precision]]
	words, told := float32(0), false // is it more than a bound
	if shared := a.shared(b); shared > 0 {
		words = q.words[a.weighty.atBest(&b.weighty, shared)]
	} else {
		var level int
		level, told = a.weighty.unlike(&b.weighty)
		p[Words], words = uint8(level), q.words[shareLittle]
		if told {
			words = t[Words][level]
		}
	}
	if a.weighty.references&b.weighty.references != 0 {
		p[References] = uint8(a.text.referenceLevel(&b.text))
	}
	p[Columns] = q.columns(a.extras, b.extras)
	sum += t[References][p[References]] + t[Columns][p[Columns]]
	measured := when(distance != unmeasured)
	elsewhere := q.places[distance] + q.areas[measured] + q.actor + words // what stands elsewhere in memory
	if sum+q.harm+q.means+q.category+q.site+elsewhere < least {
		return 0, false
	}
	p[Means] = uint8(a.means.level(&b.means))
	p[Category] = uint8(2*a.kind.categoryLevel(&b.kind) + when(a.means.known() && b.means.known()))
	p[Site] = uint8(a.kind.siteLevel(&b.kind))
	sum += t[Means][p[Means]] + t[Category][p[Category]] + t[Site][p[Site]]
	if sum+q.harm+elsewhere < least {
		return 0, false
	}
	p[Harm] = uint8(a.killed.level(&b.killed)*harmLevels + a.injured.level(&b.injured))
	if sum += t[Harm][p[Harm]]; sum+elsewhere < least {
		return 0, false
	}
	p[Actor] = uint8(actorLevel(a.actors, b.actors))
	if sum += t[Actor][p[Actor]]; sum+q.places[distance]+q.areas[measured]+words < least {
		return 0, false
	}
	p[Place] = uint8(distance*nameLevels + nameLevel(a.name, b.name))
	if sum += t[Place][p[Place]]; sum+q.areas[measured]+words < least {
		return 0, false
	}
	p[Area] = uint8(2*areaLevel(a.area, b.area) + measured)
	if sum += t[Area][p[Area]]; sum+words < least {
		return 0, false
	}
	if !told {
		p[Words] = uint8(a.wordsLevel(b))
	}
	if sum+t[Words][p[Words]] < least {
		return 0, false
	}
	bits := q.m.bits(p)
	return float32(bits), bits >= limit
}
