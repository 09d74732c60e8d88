package worlds

// seas are where theatres lie: open ocean, so that no real place is ever meant.
// One lies across the antimeridian and one at the pole, where programs go wrong.
var seas = []point{{-28, -18}, {40, 179.5}, {-28, 88}, {-42, -110}, {36, -45}, {33, -145}, {87, 150}, {-50, -135},
	{8, -35}, {-10, 82}, {42, 165}, {-42, 22}, {12, -132}, {-18, -118}, {22, -50}, {36, -168}}

// How a theatre is divided (matching.md section 4), and how far its parts lie
// apart in kilometres: 1.5, 0.35 and 0.1 degrees.
const (
	provincesEach = 6
	districtsEach = 5
	townsEach     = 8
	townsIn       = provincesEach * districtsEach * townsEach // towns in a theatre
	provinceKm    = 1.5 * kmPerDegree
	districtKm    = 0.35 * kmPerDegree
	townKm        = 0.1 * kmPerDegree
	namesakes     = 0.06 // of towns bear the name of another of their theatre
)

type area struct {
	name   name
	centre point
}

type town struct {
	area
	theatre, province, district int // province and district count through all theatres
	neighbours                  [4]int
}

// geography is all the ground there is. Provinces, districts and towns count
// through all theatres.
type geography struct {
	tongues   []tongue // of each theatre
	actors    [][actorsEach]name
	provinces []area
	districts []area
	towns     []town
	order     []int // of each theatre its towns, the busiest first
}

func newGeography(seed uint64, theatres int) *geography {
	g := &geography{}
	for t := range theatres {
		g.addTheatre(about(seed, forPlaces, t), t)
	}
	for i := range g.towns {
		g.towns[i].neighbours = g.nearest(i)
	}
	return g
}

func (g *geography) addTheatre(c *chances, t int) {
	speech := tongues[(t+1)%len(tongues)]
	g.tongues = append(g.tongues, speech)
	var groups [actorsEach]name
	for i := range groups {
		groups[i] = name{sounds: speech.spoken(i*95 + c.n(95))}
	}
	g.actors = append(g.actors, groups)
	var taken []name
	called := func() name {
		for {
			n := c.named(speech)
			if !containsSounds(taken, n) {
				taken = append(taken, n)
				return n
			}
		}
	}
	from := len(g.towns)
	for range provincesEach {
		province := area{called(), seas[t].moved(c.around(provinceKm))}
		g.provinces = append(g.provinces, province)
		for range districtsEach {
			district := area{called(), province.centre.moved(c.around(districtKm))}
			g.districts = append(g.districts, district)
			for range townsEach {
				called := called()
				if len(g.towns) > from && c.happens(namesakes) {
					called = g.towns[from+c.n(len(g.towns)-from)].name
				}
				g.towns = append(g.towns, town{area: area{called, district.centre.moved(c.around(townKm))},
					theatre: t, province: len(g.provinces) - 1, district: len(g.districts) - 1})
				g.order = append(g.order, len(g.towns)-1)
			}
		}
	}
	shuffle(c, g.order[from:])
}

func containsSounds(list []name, n name) bool {
	for _, other := range list {
		if other.sounds == n.sounds {
			return true
		}
	}
	return false
}

// around is a normal step north and east of so many kilometres each, cut at three deviations.
func (c *chances) around(km float64) (north, east float64) {
	cut := func(x float64) float64 { return min(max(x, -3), 3) }
	return mul(cut(c.normal()), km), mul(cut(c.normal()), km)
}

// nearest are the four towns next to one, in its theatre.
func (g *geography) nearest(i int) (found [4]int) {
	from := g.towns[i].theatre * townsIn
	best := [4]float64{1e18, 1e18, 1e18, 1e18}
	here, cos := g.towns[i].centre, cosine(g.towns[i].centre.lat)
	for j := from; j < from+townsIn; j++ {
		if j == i {
			continue
		}
		d := here.apartAt(g.towns[j].centre, cos)
		for k := range best {
			if d < best[k] {
				copy(best[k+1:], best[k:])
				copy(found[k+1:], found[k:])
				best[k], found[k] = d, j
				break
			}
		}
	}
	return found
}

// home is the town a point belongs to: town itself or the nearest of its neighbours.
func (g *geography) home(town int, p point) int {
	cos := cosine(p.lat)
	best, least := town, p.apartAt(g.towns[town].centre, cos)
	for _, n := range g.towns[town].neighbours {
		if d := p.apartAt(g.towns[n].centre, cos); d < least {
			best, least = n, d
		}
	}
	return best
}

// namesake is another town of the same name in the theatre, or else any other: the
// one that a search for the name would have given.
func (g *geography) namesake(c *chances, i int) int {
	from := g.towns[i].theatre * townsIn
	for j := from; j < from+townsIn; j++ {
		if j != i && g.towns[j].name == g.towns[i].name {
			return j
		}
	}
	return from + (i-from+1+c.n(townsIn-1))%townsIn
}
