package investigations

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"concord/models"

	"gorm.io/gorm"
)

// moveDigest is what a signature on a move means: this case, this step and the
// facts as they stand.
func (s *situation) moveDigest(to models.State) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "concord move v1\n%s\n%s\n%s\n%s", s.c.ID, s.c.State, to, s.digest))
	return hex.EncodeToString(sum[:])
}

// voidStale ends, visibly and with the reason, every signature on something that
// this write has changed: moves that wait, and agreed values that followed from
// facts which are now others.
func (d *desk) voidStale(incidents []string) error {
	d.tx.Touch("incident", incidents...)
	for some := range slices.Chunk(d.tx.Touched("incident"), 400) {
		cases, err := gorm.G[models.Investigation](d.tx.DB).Where("incident IN ? AND state NOT IN ?", some, closedStates).Find(d.tx.Ctx)
		if err != nil {
			return err
		}
		for _, c := range cases {
			if err := d.voidCase(c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *desk) voidCase(c models.Investigation) error {
	s, err := situate(d.tx.Whole(), c, "")
	if err != nil {
		return err
	}
	for _, t := range s.moves {
		if t.State != "PROPOSED" || t.Digest == s.moveDigest(t.ToState) {
			continue
		}
		if err := voidMove(d.tx, t, "What was signed has been changed by "+d.tx.Actor.Name+"; read it again and propose the move anew."); err != nil {
			return err
		}
	}
	if err := d.voidAgreed(s); err != nil {
		return err
	}
	return d.agreeAgain(s)
}

// agreeAgain gives back what the approvers signed of equal or compatible accounts, where
// the case still stands as they signed it and the accounts say it again: a link that went
// and came back takes no signature with it.
func (d *desk) agreeAgain(s *situation) error {
	if s.c.Packet == nil || !slices.Contains(signedStates, s.c.State) {
		return nil
	}
	i := slices.IndexFunc(s.moves, func(t models.Transition) bool {
		return t.State == "TAKEN" && (t.ToState == models.Agreed || t.ToState == models.AgreedInPart) && !t.TakenAt.Before(s.signedFrom().Time)
	})
	if i < 0 {
		return nil
	}
	var packet struct {
		Findings []struct {
			Field, Basis string
			Value        json.RawMessage
		}
	}
	if err := json.Unmarshal(s.c.Packet, &packet); err != nil {
		return err
	}
	signed, err := signatures(d.tx, s.moves[i].ID)
	if err != nil {
		return err
	}
	stands := s.equals()
	for _, f := range packet.Findings {
		there := slices.ContainsFunc(s.agreed, func(v models.AgreedValue) bool { return v.Field == f.Field })
		if f.Basis != "EQUAL" && f.Basis != "COMPATIBLE" || there || !stands[f.Field+" "+string(f.Value)] {
			continue
		}
		if err := agreeSince(d.tx, *s.moves[i].TakenAt, s.c.Incident, f.Field, f.Value, f.Basis, s.moves[i].ID, "", signed); err != nil {
			return err
		}
	}
	return nil
}

// signedFrom is when the packet was frozen that was signed last.
func (s *situation) signedFrom() (at models.Instant) {
	for _, t := range s.moves {
		if t.State == "TAKEN" && t.ToState == models.JointReview {
			at = *t.TakenAt
		}
	}
	return at
}

// equals are the values that equal or compatible accounts give, as field and value.
func (s *situation) equals() map[string]bool {
	out := map[string]bool{}
	for _, f := range s.packet.Findings {
		if f.Basis == "EQUAL" || f.Basis == "COMPATIBLE" {
			out[f.Field+" "+jsonOf(f.Value)] = true
		}
	}
	return out
}

// voidAgreed takes back values that were agreed because the accounts were equal
// or compatible, once they no longer are.
func (d *desk) voidAgreed(s *situation) error {
	still := s.equals()
	for _, v := range s.agreed {
		if v.Basis == "RESOLUTION" || still[v.Field+" "+string(v.Value)] {
			continue
		}
		if _, err := gorm.G[models.AgreedValue](d.tx.DB).Where("incident = ? AND field = ?", v.Incident, v.Field).Delete(d.tx.Ctx); err != nil {
			return err
		}
		if err := d.tx.Record("agreed", v.Incident, map[string]any{"field": v.Field, "void": "The accounts it rested on have changed."}); err != nil {
			return err
		}
	}
	return nil
}
