package investigations

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"math"
	"slices"
	"sync"

	"concord/investigations/matching"
	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
)

// weights are what reports are compared by: a model, and once enough pairs have been
// judged the curve that makes probabilities of its bits.
type weights struct {
	id          string
	base        string // of the model alone
	how         string
	model       *matching.Model
	calibration *Calibration
}

// stated are in force until a run has estimated others.
var stated = newWeights(matching.Stated, nil)

func newWeights(m *matching.Model, c *Calibration) *weights {
	base := m.Version()
	w := &weights{id: base, base: base, how: m.How, model: m, calibration: c}
	if c != nil {
		text, err := json.Marshal(c)
		if err != nil {
			panic(err) // numbers
		}
		h := fnv.New64a()
		fmt.Fprintf(h, "%s %s", w.id, text)
		w.id = fmt.Sprintf("%016x", h.Sum64())
	}
	return w
}

// errForeign means that stored weights are not what this program would have stored:
// another program made them, whose levels mean something else.
var errForeign = errors.New("investigations: weights of another program")

// readWeights makes weights of what is stored.
func readWeights(row models.MatchModel) (*weights, error) {
	m := new(matching.Model)
	if err := json.Unmarshal(row.Body, m); err != nil {
		return nil, fmt.Errorf("%w: model %s: %w", errForeign, row.ID, err)
	}
	var c *Calibration
	if len(row.Calibration) > 0 {
		c = new(Calibration)
		if err := json.Unmarshal(row.Calibration, c); err != nil {
			return nil, fmt.Errorf("investigations: calibration %s: %w", row.ID, err)
		}
	}
	w := newWeights(m, c)
	if w.id != row.ID {
		return nil, fmt.Errorf("%w: the stored model %s says what %s says", errForeign, row.ID, w.id)
	}
	return w, nil
}

// row is how weights are stored.
func (w *weights) row() (models.MatchModel, error) {
	row := models.MatchModel{ID: w.id, How: w.how, Labels: []byte("[]")}
	var err error
	if row.Body, err = json.Marshal(w.model); err == nil && w.calibration != nil {
		row.Calibration, err = json.Marshal(w.calibration)
	}
	return row, err
}

// evidence is what bits are worth among rivals, in bits again: those of the
// calibrated probability, or as they are.
func (w *weights) evidence(bits float64) float64 {
	if w.calibration == nil {
		return bits
	}
	p := w.calibration.Probability(bits)
	return math.Log2(p / (1 - p))
}

// compare scores two reports; Bits are the sum of the explanation, the rest is
// calibrated.
func (w *weights) compare(a, b *matching.Record) matching.Score {
	s := w.model.Compare(a, b)
	if w.calibration != nil {
		s.Probability, s.Band = w.calibration.Probability(s.Bits), ""
		switch { // as matching.Compare does
		case s.Probability >= 0.95:
			s.Band = matching.Auto
		case s.Probability >= 0.05:
			s.Band = matching.Review
		}
	}
	return s
}

// pack makes an account ready for comparison under these weights.
func (w *weights) pack(id, partner string, facts models.ReportFacts) matching.Record {
	r := matching.Pack(id, partner, facts)
	w.model.Vocabulary.Weigh(&r)
	return r
}

// decoded are the weights that were read last. What an id names never changes, so
// they serve every store.
var decoded struct {
	mu   sync.Mutex
	last []*weights
}

const mostDecoded = 3

// foreign are the ids of weights that this program cannot use, each said once.
var foreign sync.Map

// inForce reads which weights hold now.
func inForce(l store.Looker) (*weights, error) {
	row, err := store.All[models.MatchModel](l).Select("id").Where("adopted > 0").Order("adopted DESC").Take(l.Context())
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return stated, nil
	}
	if err != nil {
		return nil, err
	}
	if _, known := foreign.Load(row.ID); known {
		return stated, nil
	}
	w, err := weightsOf(l, row.ID)
	if errors.Is(err, errForeign) { // writes must go on; the next run makes others
		foreign.Store(row.ID, true)
		slog.WarnContext(l.Context(), "the stated weights are used", "err", err)
		return stated, nil
	}
	return w, err
}

// weightsOf reads the weights of an id.
func weightsOf(l store.Looker, id string) (*weights, error) {
	if id == stated.id {
		return stated, nil
	}
	decoded.mu.Lock()
	defer decoded.mu.Unlock()
	if i := slices.IndexFunc(decoded.last, func(w *weights) bool { return w.id == id }); i >= 0 {
		return decoded.last[i], nil
	}
	row, err := store.All[models.MatchModel](l).Where("id = ?", id).Take(l.Context())
	if err != nil {
		return nil, err
	}
	w, err := readWeights(row)
	if err == nil {
		decoded.last = append(decoded.last[max(0, len(decoded.last)+1-mostDecoded):], w)
	}
	return w, err
}
