package statements

// Claim is one assertion a sentence makes about a field of the record.
type Claim struct {
	Sentence  int    `json:"sentence"`
	Field     string `json:"field"`
	Value     any    `json:"value"`
	Certainty string `json:"certainty"` // CONFIRMED, ASSESSED, REPORTED or DENIED
	Language  string `json:"language"`
}

func Claims(bodies map[string]string, r Record) []Claim { return nil }
