package matching

import (
	"strings"

	"concord/models"
)

// telling is how many bits a reason must carry to be in the sentence.
const telling = 0.5

// inSentence is how many reasons for and against it may hold.
const inSentence = 4

// Sentence says in one line why a pair is likely or not: "740 m apart within
// stated precision, windows overlap, both count about 10 people killed; but
// different weapons".
func Sentence(reasons []models.MatchReason) string {
	var yes, no []string
	for _, r := range reasons {
		switch {
		case r.Feature == "prior":
		case r.Bits >= telling && len(yes) < inSentence:
			yes = append(yes, r.Text)
		case r.Bits <= -telling && len(no) < inSentence:
			no = append(no, r.Text)
		}
	}
	switch {
	case len(yes) == 0 && len(no) == 0:
		return "too little is stated by both to tell"
	case len(no) == 0:
		return strings.Join(yes, ", ")
	case len(yes) == 0:
		return strings.Join(no, ", ")
	}
	return strings.Join(yes, ", ") + "; but " + strings.Join(no, ", ")
}
