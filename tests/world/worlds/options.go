// Package worlds invents a world in which the truth is known: incidents in empty
// sea, and what two to four partners wrote down of them, with every kind of error
// that real lists have. It also scores links against that truth.
//
// The same Options give the same bytes on every platform: random numbers come from
// PCG with explicit seeds, nothing depends on the order of a map, and every product
// of fractions goes through mul, which no compiler fuses with a sum.
package worlds

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Options say which world to make. Equal options make equal worlds.
type Options struct {
	Seed      uint64
	Incidents int    // what truly happened, recorded or not
	Days      int    // from Start
	Theatres  int    // 1 to 16; 0 takes the number that goes with Density
	Partners  int    // 2 to 4
	Density   string // a name of Densities
	Noise     string // a name of Noises; plain is the prototype's (plain.go)
	Reporting string // a name of Reportings
}

// The names that options may have, the usual one first.
var (
	Densities  = []string{"war", "sparse", "siege"}
	Noises     = []string{"usual", "low", "high", plainNoise}
	Reportings = []string{"quoted", "even"}
)

// Check reports every rule the options break, as one error.
func (o Options) Check() error {
	var broken []error
	whole := func(flag string, value, least, most int) {
		if value < least || value > most {
			broken = append(broken, fmt.Errorf("%s must be %d to %d; %d was given", flag, least, most, value))
		}
	}
	name := func(flag, value string, names []string) {
		if !slices.Contains(names, value) {
			broken = append(broken, fmt.Errorf("%s must be one of %s; %q was given", flag, strings.Join(names, ", "), value))
		}
	}
	whole("incidents", o.Incidents, 1, 100_000_000)
	whole("days", o.Days, 1, 36_500)
	whole("theatres", o.Theatres, 0, len(seas))
	whole("partners", o.Partners, 2, len(profiles))
	name("density", o.Density, Densities)
	name("noise", o.Noise, Noises)
	name("reporting", o.Reporting, Reportings)
	return errors.Join(broken...)
}

// crowding is what a density stands for: how much of the world happens in how few
// places, and how much follows from what happened before.
type crowding struct {
	theatres  int
	squares   int     // towns are chosen by a power of a uniform number: 2 is u^2, plus a half where half is set
	half      bool    // u^2.5 rather than u^2
	offspring float64 // chance that one more incident follows from the same parent
	lag       float64 // minutes from parent to offspring, mean
}

var crowdings = map[string]crowding{
	"sparse": {theatres: 8, squares: 2, offspring: 0.40, lag: 90 * 60},
	"war":    {theatres: 6, squares: 2, half: true, offspring: 0.55, lag: 60 * 60},
	"siege":  {theatres: 2, squares: 4, offspring: 0.65, lag: 40 * 60},
}

func (o Options) crowding() crowding {
	c := crowdings[o.Density]
	if o.Theatres > 0 {
		c.theatres = o.Theatres
	}
	return c
}
