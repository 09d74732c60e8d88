package matching

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
)

// Feature is one aspect in which two reports are compared. Aspects that tell the
// same thing twice are one feature: distance with place name, killed with injured.
type Feature uint8

const (
	Place      Feature = iota // distance × name
	Precision                 // how exact the pair is × whether the distance agrees
	Area                      // district and province × whether both are measured
	Time                      // how the windows lie × how wide they are
	Harm                      // killed × injured
	Actor                     // who did it
	Means                     // weapon or cause
	Category                  // kind of incident × whether both weapons are known
	Site                      // what was hit
	Words                     // words that tell, weighed by rarity
	References                // references and addresses in common
	Columns                   // coded columns in common, by the rarity of what they say
	features
)

var featureNames = [features]string{"place", "precision", "area", "time", "harm", "actor", "means", "category", "site", "words", "references", "columns"}

func (f Feature) String() string { return featureNames[f] }

// Pattern is how two reports compare: a level of each feature.
type Pattern [features]uint8

// Model is what each level of each feature is worth, in bits: the base-2 logarithm
// of how much more often it is seen among pairs of one incident than among others
// of the same surroundings. Prior is the evidence before anything is compared.
type Model struct {
	Prior      float64
	Tables     [features][]float64
	Twice      float64 // how often a partner tells of one incident in two reports that are not seen to be one, 0 to 1
	Vocabulary Vocabulary
	How        string // "stated", or what it was estimated from, in words
}

// modelJSON is a model as it is stored: tables by the names of their features.
type modelJSON struct {
	Prior      float64              `json:"prior"`
	Tables     map[string][]float64 `json:"tables"`
	Twice      float64              `json:"twice,omitempty"`
	Vocabulary Vocabulary           `json:"vocabulary"`
	How        string               `json:"how"`
}

// MarshalJSON writes a model so that a past decision can be replayed.
func (m Model) MarshalJSON() ([]byte, error) {
	out := modelJSON{m.Prior, map[string][]float64{}, m.Twice, m.Vocabulary, m.How}
	for f, table := range m.Tables {
		out.Tables[featureNames[f]] = table
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads it again; tables of another shape are an error, for their
// levels would mean something else.
func (m *Model) UnmarshalJSON(text []byte) error {
	var in modelJSON
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	*m = Model{Prior: in.Prior, Twice: in.Twice, Vocabulary: in.Vocabulary, How: in.How}
	for f := range m.Tables {
		table := in.Tables[featureNames[f]]
		if len(table) != len(Stated.Tables[f]) {
			return fmt.Errorf("matching: the model has %d levels of %s, this program has %d", len(table), Feature(f), len(Stated.Tables[f]))
		}
		m.Tables[f] = table
	}
	return nil
}

// Version names a model by what it says: equal models have equal versions.
func (m *Model) Version() string {
	text, err := json.Marshal(m)
	if err != nil {
		panic(err) // numbers and strings
	}
	h := fnv.New64a()
	h.Write(text)
	return fmt.Sprintf("%016x", h.Sum64())
}

// Stated is the model for data of which too little is known to estimate one. Its
// tables stand beside each feature: log-odds of level frequencies among the true
// pairs of a synthetic world against those among pairs 5 to 13 days apart, which
// share place and manner but cannot be one incident (matching.md 3.4); smoothed,
// made monotone, and drawn in where an invented world is more regular than real
// reports. The share of true pairs within reach runs from one in two in a sparse
// year to one in ninety in a siege, so the prior is set towards the dense end: a
// link too few costs a look, a link too many hides an incident.
var Stated = stated()

func stated() *Model {
	m := &Model{Prior: -2.5, How: "stated"} // how often a partner tells of one incident twice is not known: Twice is 0
	m.Tables = [features][]float64{
		Place:      flat(placeBits[:]),
		Precision:  flat(classBits[:]),
		Area:       flat(areaBits[:]),
		Time:       slices.Concat(timeBits[:], flat(overlapBits[:])),
		Harm:       make([]float64, harmLevels*harmLevels),
		Actor:      actorBits[:],
		Means:      meansBits[:],
		Category:   flat(categoryBits[:]),
		Site:       siteBits[:],
		Words:      wordBits[:],
		References: referenceBits[:],
		Columns:    make([]float64, columnLevels),
	}
	for level := 1; level < columnLevels; level++ {
		m.Tables[Columns][level] = float64(level + leastColumns - 1)
	}
	for k := range harmLevels {
		for i := range harmLevels {
			m.Tables[Harm][k*harmLevels+i] = killedBits[k] + injuredBits[i]
		}
	}
	return m
}

// flat puts the rows of a table one after another.
func flat[R interface {
	[nameLevels]float64 | [zones]float64 | [2]float64 | [widthClasses]float64
}](rows []R) (out []float64) {
	for _, row := range rows {
		switch r := any(row).(type) {
		case [nameLevels]float64:
			out = append(out, r[:]...)
		case [zones]float64:
			out = append(out, r[:]...)
		case [2]float64:
			out = append(out, r[:]...)
		case [widthClasses]float64:
			out = append(out, r[:]...)
		}
	}
	return out
}

// Compare scores two reports by themselves; Assign then weighs the rivals. It
// makes no difference which comes first. Nothing is allocated.
func (m *Model) Compare(a, b *Record) Score {
	sum := m.bits(a.pattern(b, &m.Vocabulary))
	p := probability(sum)
	return Score{Bits: sum, Probability: p, Band: band(p)}
}

// bits of a pattern, the prior included.
func (m *Model) bits(p Pattern) float64 {
	sum := m.Prior
	for f, level := range p {
		sum += m.Tables[f][level]
	}
	return sum
}

// pattern of two reports, their columns weighed by what was counted.
func (a *Record) pattern(b *Record, v *Vocabulary) (p Pattern) {
	distance, class := a.place.levels(&b.place)
	p[Place] = uint8(distance*nameLevels + nameLevel(a.name, b.name))
	p[Precision] = uint8(class*zones + zoneOf(distance))
	p[Area] = uint8(2*areaLevel(a.area, b.area) + when(a.place.measured() && b.place.measured()))
	p[Time] = uint8(a.time.pattern(&b.time))
	p[Harm] = uint8(a.killed.level(&b.killed)*harmLevels + a.injured.level(&b.injured))
	p[Actor] = uint8(actorLevel(a.actors, b.actors))
	p[Means] = uint8(a.means.level(&b.means))
	p[Category] = uint8(2*a.kind.categoryLevel(&b.kind) + when(a.means.known() && b.means.known()))
	p[Site] = uint8(a.kind.siteLevel(&b.kind))
	p[Words] = uint8(a.wordsLevel(b))
	if a.weighty.references&b.weighty.references != 0 {
		p[References] = uint8(a.text.referenceLevel(&b.text))
	}
	p[Columns] = uint8(v.level(a.extras, b.extras))
	return p
}

func when(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
