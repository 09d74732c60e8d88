package geo

import (
	"fmt"
	"slices"
	"strings"
)

// checkPoint reports coordinates out of range, or one without the other.
func (p Place) checkPoint() []Problem {
	var problems []Problem
	switch {
	case p.Lat == nil && p.Lon != nil:
		problems = append(problems, Problem{"/lat", "lon was given without lat; send both, or neither"})
	case p.Lat != nil && p.Lon == nil:
		problems = append(problems, Problem{"/lon", "lat was given without lon; send both, or neither"})
	}
	if p.Lat != nil && !inRange(*p.Lat, -90, 90) {
		problems = append(problems, Problem{"/lat", fmt.Sprintf("lat must be between -90 and 90; %v was given", *p.Lat)})
	}
	if p.Lon != nil && !inRange(*p.Lon, -180, 180) {
		problems = append(problems, Problem{"/lon", fmt.Sprintf("lon must be between -180 and 180; %v was given", *p.Lon)})
	}
	return problems
}

func (p Place) checkRadius() []Problem {
	if p.RadiusM == nil || *p.RadiusM > 0 && *p.RadiusM <= MaxRadius {
		return nil
	}
	return []Problem{{"/radius_m", fmt.Sprintf("radius_m must be more than 0 and at most %d metres; %v was given; leave it out if it is not known", MaxRadius, *p.RadiusM)}}
}

func (p Place) checkCodes() []Problem {
	var problems []Problem
	check := func(field, code string, known bool, all []string) {
		if code != "" && !known {
			problems = append(problems, unknownCode(field, code, all))
		}
	}
	check("precision", p.Precision, KnownPrecision(p.Precision), precisionCodes)
	check("method", p.Method, KnownMethod(p.Method), Methods)
	check("site", p.Site, KnownSite(p.Site), Sites)
	check("publish", p.Publish, slices.Contains(Publishable, p.Publish), Publishable)
	return problems
}

// unknownCode names the codes there are, since the list is what the sender needs.
func unknownCode(field, code string, all []string) Problem {
	return Problem{"/" + field, fmt.Sprintf("%s %q is not known; use one of %s", field, clip(code), strings.Join(all, ", "))}
}

// inRange is false for NaN too.
func inRange(v, low, high float64) bool { return v >= low && v <= high }
