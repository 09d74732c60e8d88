package investigations

import (
	"crypto/sha256"
	"encoding/hex"
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
	return d.voidAgreed(s)
}

// voidAgreed takes back values that were agreed because the accounts were equal
// or compatible, once they no longer are.
func (d *desk) voidAgreed(s *situation) error {
	still := map[string]bool{}
	for _, f := range s.packet.Findings {
		if f.Basis == "EQUAL" || f.Basis == "COMPATIBLE" {
			text := jsonOf(f.Value)
			still[f.Field+" "+text] = true
		}
	}
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
