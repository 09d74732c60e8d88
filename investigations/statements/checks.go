package statements

// Check is one thing to know before a statement is approved. BLOCK stands in the
// way of approval and release, WARN and INFO do not.
type Check struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Text     string `json:"text"`
	Sentence int    `json:"sentence"` // from 1; 0 is the text as a whole
	Language string `json:"language"` // "" is all of them
}

func Checks(bodies map[string]string, kind, audience string, r Record) []Check { return nil }
