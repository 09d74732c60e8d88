package worlds

// Who records what. Carpenter, Fuller and Roberts (2013) compared a military log
// with a list of the press: of the log's events with one person killed 17.4 % had a
// counterpart, of those with 20 and more 94.1 %. The reporting "quoted" comes to
// these shares between any two partners; "even" is the prototype's, by which more
// than half of all incidents have two records, for measuring speed.
//
// base and slope were found by measuring, with all that follows: partners who are
// not there, reports not yet in, and incidents that everybody hears of.
var reportings = map[string]reporting{
	"quoted": {base: -1.37, slope: 1.72},
	"even":   {base: 0.75, slope: 1.10},
}

// reporting is the chance of a record, in logits: at 1 or 2 people killed, and more by
// the logarithm of their number.
type reporting struct{ base, slope float64 }

const (
	visibility = 0.7  // deviation of what all partners see of an incident, in logits
	outside    = 0.20 // share of provinces outside a partner's area of operations
	away       = 0.08 // share of time in which a partner does not record in a theatre
	periods    = 12   // parts of the world's time in which a partner is there or away
	absent     = 2.5  // logits that being outside or away costs; the more harm, the less
)

// records tells whether a partner writes an incident down.
func (w *world) records(c *chances, partner int, i *Incident) bool {
	r := reportings[w.options.Reporting]
	if w.plain && w.options.Reporting == "even" {
		r = plainEven
	}
	size := log(1 + float64(i.Killed))
	logit := r.base + profiles[partner].extra + mul(r.slope, size-0.9)
	if w.plain {
		return c.happens(logistic(logit))
	}
	logit += i.seen
	if !w.operates(partner, i) {
		logit -= absent / (1 + size)
	}
	return c.happens(logistic(logit))
}

// operates tells whether a partner is where and when something happens.
func (w *world) operates(partner int, i *Incident) bool {
	t := &w.ground.towns[i.Town]
	period := int(i.Minute * periods / (int64(w.options.Days) * day))
	return !w.outside[partner][t.province] && !w.away[partner][t.theatre*periods+min(period, periods-1)]
}

// plan says where and when each partner operates.
func (w *world) plan() {
	var c chances
	for p := range w.options.Partners {
		c.about(w.options.Seed, forPeriods, p)
		for range w.ground.provinces {
			w.outside[p] = append(w.outside[p], c.happens(outside))
		}
		for range len(w.ground.tongues) * periods {
			w.away[p] = append(w.away[p], c.happens(away))
		}
	}
}

// received is the minute in which a report comes in; after the end of the world it
// has not come in yet and is in no file.
func (w *world) received(c *chances, partner int, i *Incident) int64 {
	p := &profiles[partner]
	return i.Minute + int64(mul(p.lag, c.lognormal(p.lagSpread)))
}
