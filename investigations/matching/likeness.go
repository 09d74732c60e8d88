package matching

import "math"

// Likeness is a number that two records have in common only where they compare alike with
// every other, but for the references they bear.
func (r *Record) Likeness() uint64 {
	h := uint64(14695981039346656037)
	mix := func(values ...uint64) {
		for _, v := range values {
			h = (h ^ v) * 0x9E3779B97F4A7C15
			h ^= h >> 29
		}
	}
	bits := func(f float32) uint64 { return uint64(math.Float32bits(f)) }
	count := func(i interval) uint64 { return uint64(uint16(i.min))<<16 | uint64(uint16(i.max)) }
	mix(uint64(r.time.from), uint64(r.time.width)<<32|uint64(r.time.tail), uint64(uint16(r.time.offset))<<1|uint64(when(r.time.hasOffset)))
	mix(bits(r.place.x), bits(r.place.y), bits(r.place.z), bits(r.place.sigma))
	name, area := r.name.Value(), r.area.Value()
	mix(name.full[0], name.full[1], name.bones[0], name.bones[1], uint64(name.key))
	mix(area.admin1[0], area.admin1[1], area.admin2[0], area.admin2[1])
	mix(count(r.killed.civilians), count(r.killed.all), count(r.injured.civilians), count(r.injured.all))
	for _, a := range r.actors.Value().list {
		mix(uint64(a.name), uint64(when(a.partner)))
	}
	for _, w := range r.means {
		mix(uint64(w.code)<<8 | uint64(w.cause))
	}
	mix(uint64(r.kind.category)<<8 | uint64(r.kind.site))
	for _, w := range r.text.words() {
		mix(uint64(w))
	}
	for _, s := range r.text.sketch() {
		mix(uint64(s))
	}
	for _, e := range r.extras.all() {
		mix(uint64(e.name))
		for _, v := range e.values {
			mix(uint64(v))
		}
	}
	return h
}
