package matching

import "sync/atomic"

// comparer compares very many pairs under one model. A pair is left as soon as it is
// certain that it cannot come to anything, so what says most and costs least is asked
// first; what stands elsewhere in memory, names and texts, comes last.
type comparer struct {
	m      *Model
	tables [features][256]float32
	codes  []atomic.Uint32 // levels of the columns of two reports, by the ids of both; one more than the level, 0 before it is asked for

	most    [features]float32       // of each feature
	nearest [distanceLevels]float32 // the most of a distance, whatever the names are
	reached [wordLevels]float32     // the most of two texts that reach at best a level by their words
}

// rounding is how far sums of the tables' short numbers may lie from those of the
// model, with room.
const rounding = 0.001

const codesKept = 256 // ids

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

func newComparer(m *Model) *comparer {
	c := &comparer{m: m, codes: make([]atomic.Uint32, codesKept*codesKept)}
	for f, table := range m.Tables {
		c.most[f] = float32(table[0])
		for level, bits := range table {
			c.tables[f][level] = float32(bits)
			c.most[f] = max(c.most[f], float32(bits))
		}
	}
	for distance := range c.nearest {
		c.nearest[distance] = c.tables[Place][distance*nameLevels]
		for name := range nameLevels {
			c.nearest[distance] = max(c.nearest[distance], c.tables[Place][distance*nameLevels+name])
		}
	}
	most := c.tables[Words][wordsUnknown]
	for level := shareLittle; level >= share24; level-- {
		most = max(most, c.tables[Words][level])
		c.reached[level] = most
	}
	return c
}

// compare gives what two records of an index score, if it is enough to be weighed:
// leastBits of two partners' reports, sameBits of one partner's own.
func (c *comparer) compare(x *Index, i, j int32, own bool) (float32, bool) {
	a, b := &x.Records[i], &x.Records[j]
	here, there := &x.marks[i].place, &x.marks[j].place
	limit := leastBits
	if own {
		limit = sameBits
	}
	least := float32(limit) - rounding - float32(c.m.Prior)
	t := &c.tables
	var p Pattern
	p[Time] = uint8(a.time.pattern(&b.time))
	distance, class := here.levels(there)
	p[Precision] = uint8(class*zones + zoneOf(distance))
	names, area, actor := c.nearest[distance], c.most[Area], c.most[Actor]
	sum := t[Time][p[Time]] + t[Precision][p[Precision]]
	rest := names + area + actor + c.most[Means] + c.most[Category] + c.most[Site]
	words, told := float32(0), false // is it more than a bound
	if shared := a.shared(b); shared > 0 {
		words = c.reached[a.weighty.atBest(&b.weighty, shared)]
	} else {
		var level int
		level, told = a.weighty.unlike(&b.weighty)
		p[Words], words = uint8(level), c.reached[shareLittle]
		if told {
			words = t[Words][level]
		}
	}
	rest += words
	if a.weighty.references&b.weighty.references != 0 {
		p[References] = uint8(a.text.referenceLevel(&b.text))
	}
	sum += t[References][p[References]]
	p[Columns] = c.columns(a.extras, b.extras)
	sum += t[Columns][p[Columns]]
	p[Harm] = uint8(a.killed.level(&b.killed)*harmLevels + a.injured.level(&b.injured))
	if sum += t[Harm][p[Harm]]; sum+rest < least {
		return 0, false
	}
	p[Means] = uint8(a.means.level(&b.means))
	p[Category] = uint8(2*a.kind.categoryLevel(&b.kind) + when(a.means.known() && b.means.known()))
	p[Site] = uint8(a.kind.siteLevel(&b.kind))
	sum += t[Means][p[Means]] + t[Category][p[Category]] + t[Site][p[Site]]
	if sum+names+area+actor+words < least {
		return 0, false
	}
	p[Actor] = uint8(actorLevel(a.actors, b.actors))
	if sum += t[Actor][p[Actor]]; sum+names+area+words < least {
		return 0, false
	}
	p[Place] = uint8(distance*nameLevels + nameLevel(a.name, b.name))
	if sum += t[Place][p[Place]]; sum+area+words < least {
		return 0, false
	}
	p[Area] = uint8(2*areaLevel(a.area, b.area) + when(here.measured() && there.measured()))
	if sum += t[Area][p[Area]]; sum+words < least {
		return 0, false
	}
	if !told {
		p[Words] = uint8(a.wordsLevel(b))
	}
	if sum+t[Words][p[Words]] < least {
		return 0, false
	}
	bits := c.m.bits(p)
	return float32(bits), bits >= limit
}
