package matching

import "sync/atomic"

// comparer compares very many pairs under one model: what cannot come to anything is
// left as soon as that is certain, and texts, which take longest, are compared last.
type comparer struct {
	m     *Model
	later float64         // the most that features after the first can add, whatever is stated
	words float64         // the most that words can, which is part of it
	codes []atomic.Uint32 // levels of the columns of two reports, by the ids of both; one more than the level, 0 before it is asked for

	near, harm, references, coded float64 // the most of place, and of numbers harmed, references and coded columns, where both sides have any
}

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

func newComparer(m *Model) comparer {
	c := comparer{m: m, codes: make([]atomic.Uint32, codesKept*codesKept)}
	for f, table := range m.Tables {
		most := 0.0
		for _, bits := range table {
			most = max(most, bits)
		}
		switch Feature(f) {
		case Time:
		case Place, Precision:
			c.near += most
		case Harm:
			c.harm = most
		case References:
			c.references = most
		case Columns:
			c.coded = most
		case Words:
			c.words, c.later = most, c.later+most
		default:
			c.later += most
		}
	}
	return c
}

// compare gives what two records score, if it is enough to be weighed: leastBits of
// two partners' reports, sameBits of one partner's own.
func (c *comparer) compare(a, b *Record, own bool) (float32, bool) {
	least := leastBits
	if own {
		least = sameBits
	}
	t := &c.m.Tables
	most := c.later
	if len(a.refs.keys)+len(b.refs.keys) > 2 || len(a.refs.keys)*len(b.refs.keys) > 0 && a.refs.keys[0] == b.refs.keys[0] {
		most += c.references
	}
	if a.extras != nil && b.extras != nil {
		most += c.coded
	}
	var p Pattern
	p[Time] = uint8(a.time.pattern(&b.time))
	if c.m.Prior+t[Time][p[Time]]+c.near+c.harm+most < least {
		return 0, false
	}
	distance, name, class := a.place.levels(&b.place)
	p[Place] = uint8(distance*nameLevels + name)
	p[Precision] = uint8(class*zones + zoneOf(distance))
	sum := c.m.Prior + t[Place][p[Place]] + t[Precision][p[Precision]] + t[Time][p[Time]]
	if sum+c.harm+most < least {
		return 0, false
	}
	p[Harm] = uint8(a.killed.level(&b.killed)*harmLevels + a.injured.level(&b.injured))
	if sum += t[Harm][p[Harm]]; sum+most < least {
		return 0, false
	}
	p[References] = uint8(a.refs.level(&b.refs))
	p[Columns] = c.columns(a.extras, b.extras)
	if sum += t[References][p[References]] + t[Columns][p[Columns]]; sum+c.later < least {
		return 0, false
	}
	p[Area] = uint8(2*areaLevel(a.area, b.area) + when(a.place.measured() && b.place.measured()))
	p[Actor] = uint8(actorLevel(a.actors, b.actors))
	p[Means] = uint8(a.means.level(&b.means))
	p[Category] = uint8(2*a.kind.categoryLevel(&b.kind) + when(a.means.known() && b.means.known()))
	p[Site] = uint8(a.kind.siteLevel(&b.kind))
	sum += t[Area][p[Area]] + t[Actor][p[Actor]] + t[Means][p[Means]] + t[Category][p[Category]] + t[Site][p[Site]]
	if len(a.words) > 0 && len(b.words) > 0 && sum+c.words >= least {
		p[Words] = uint8(a.wordsLevel(b))
	} else if sum < least {
		return 0, false
	}
	bits := c.m.bits(p)
	return float32(bits), bits >= least
}
