package matching

// apart is a record with a text of its own, whose words can be weighed without weighing
// those of the other.
func (r Record) apart() Record {
	in := *r.text.in
	r.text.in = &in
	return r
}
