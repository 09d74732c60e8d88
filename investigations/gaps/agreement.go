package gaps

// Families are the groups of fields that agreement is counted by, in their order.
var Families = []string{"HARM", "TIME", "PLACE", "MEANS", "RESPONSIBILITY", "ASSESSMENT", "PROCEDURE"}

// Kinds are how two partners' accounts stand in a field, in the order of a matrix.
var Kinds = []string{"agreed", "compatible", "different", "missing"}

// kinds tells which of Kinds a row's look is.
var kinds = map[string]string{"agreed": "agreed", "agree": "agreed", "near": "compatible", "conflict": "different", "missing": "missing"}

// Kind is how the accounts of a row stand to each other: one of Kinds.
func (r Row) Kind() string { return kinds[r.Look] }
