package worlds

import (
	"fmt"
	"strconv"
)

// Sink takes a world as it comes to be. Each report follows its incidents; what it
// is given is its own to keep.
type Sink interface {
	Incident(Told) error
	Report(Report) error
}

// Told is an incident with the partners that have a record of it.
type Told struct {
	Incident
	Weapon, Actor, Place string // as it truly was; names in Latin script
	Partners             []string
}

// Report is one record of a partner's file, and what is true of it.
type Report struct {
	Partner   string
	Ref       string
	Cells     []string // by Columns
	Early     []string // as the partner first wrote it; nil unless it was revised
	Incidents []int    // what it tells of, mostly one
	Precision string   // its class, a name of Precisions
	Copied    string   // the press text it copies, "" if none
	Marks     Marks
}

// world is all that is needed while one is made.
type world struct {
	options  Options
	loudness float64
	plain    bool  // as the prototype made it (plain.go)
	end      int64 // minute
	ground   *geography
	outside  [4][]bool // by partner and province
	away     [4][]bool // by partner, theatre and period
	ledgers  [4]ledger
	tally    Tally
}

// Tally is what only the maker of a world can count.
type Tally struct {
	mergeable [4]int // times that a partner could have taken two incidents for one
}

// Generate makes a world and hands it on piece by piece; it holds the incidents of
// some days at a time. The error is the options' or the sink's.
func Generate(o Options, s Sink) error {
	_, err := generate(o, s)
	return err
}

func generate(o Options, s Sink) (Tally, error) {
	if err := o.Check(); err != nil {
		return Tally{}, err
	}
	w := &world{options: o, loudness: loudness[o.Noise], plain: o.Noise == plainNoise, end: int64(o.Days) * day}
	w.ground = newGeography(o.Seed, o.crowding().theatres)
	w.plan()
	for p := range w.ledgers {
		w.ledgers[p].last = map[int]*account{}
	}
	incidents := newStream(w)
	for {
		i, more := incidents.next()
		now := w.end + mergeWithin // after the last incident all is ready
		if more {
			now = i.Minute
		}
		if err := w.flush(now, s); err != nil {
			return Tally{}, err
		}
		if !more {
			return w.tally, nil
		}
		w.report(i)
		if err := s.Incident(w.tell(i)); err != nil {
			return Tally{}, err
		}
	}
}

// flush writes the accounts that are ready.
func (w *world) flush(now int64, s Sink) error {
	for p := range w.options.Partners {
		for _, a := range w.ready(p, now) {
			if err := s.Report(w.compose(a)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) tell(i *Incident) Told {
	t := &w.ground.towns[i.Town]
	told := Told{Incident: *i, Weapon: weapons[i.Weapon].code, Actor: w.group(t.theatre, i.Actor, 0), Place: t.name.write(style{})}
	for p := range w.options.Partners {
		if i.accounts[p] != nil {
			told.Partners = append(told.Partners, profiles[p].code)
		}
	}
	return told
}

// ref is the name a partner gives its n-th record.
func ref(partner, number int) string {
	digits := strconv.Itoa(number)
	for len(digits) < 6 {
		digits = "0" + digits
	}
	return fmt.Sprintf("%s-%s", profiles[partner].code, digits)
}
