package investigations

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"concord/investigations/gaps"
	"concord/models"
	"concord/models/store"
)

// situation is all that the conditions of a move look at.
type situation struct {
	c         models.Investigation
	parties   []string // those that sign
	shown     []string // those that the looker may know of
	taking    []string // all that take part: each may act
	partners  map[string]models.Partner
	members   []*account
	gaps      []models.Gap
	moves     []models.Transition
	positions []models.Position // on those moves
	agreed    []models.AgreedValue
	openPairs int    // provisional matches of the members
	packet    Packet // as it would be frozen now
	digest    string // of that packet
	now       models.Instant
}

// situate reads what stands around a case, as far as the looker sees it. What
// blocks a move is never something the mover may not know of. acting is the partner that
// is about to do something in the case, or "".
func situate(l store.Looker, c models.Investigation, acting string) (*situation, error) {
	s := &situation{c: c, now: l.Moment(), partners: map[string]models.Partner{}}
	ctx := l.Context()
	partners, err := store.All[models.Partner](l).Order("code").Find(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range partners {
		s.partners[p.Code] = p
	}
	taking, err := partake(l, c.Incident, s.partners, acting)
	if err != nil {
		return nil, err
	}
	s.taking, s.parties, s.shown = taking.parties, taking.signing(), taking.shown(l.Person())
	if s.members, err = membersSeen(l, c.Incident); err != nil {
		return nil, err
	}
	if s.gaps, err = store.Visible[models.Gap](l).Where("(incident = ? OR incident_b = ?) AND state <> ?", c.Incident, c.Incident, models.GapSuperseded).Order("score DESC, id").Find(ctx); err != nil {
		return nil, err
	}
	if s.openPairs, err = undecided(l, s.members); err != nil {
		return nil, err
	}
	moves, err := store.Visible[models.Transition](l).Where("investigation = ?", c.ID).Order("seq").Find(ctx)
	if err != nil {
		return nil, err
	}
	s.moves = moves
	if s.positions, err = positionsOn(l, moves); err != nil {
		return nil, err
	}
	if s.agreed, err = store.All[models.AgreedValue](l).Where("incident = ?", c.Incident).Order("field").Find(ctx); err != nil {
		return nil, err
	}
	s.packet, s.digest, err = s.makePacket()
	return s, err
}

// membersSeen are the accounts under an incident that the looker sees.
func membersSeen(l store.Looker, incident string) ([]*account, error) {
	rows, err := store.Visible[models.Report](l).Where("incident = ?", incident).Order("logged_at, id").Find(l.Context())
	if err != nil {
		return nil, err
	}
	byID := map[string]*account{}
	if err := withFacts(l, rows, byID); err != nil {
		return nil, err
	}
	out := make([]*account, 0, len(rows))
	for _, r := range rows {
		if a := byID[r.ID]; a != nil {
			out = append(out, a)
		}
	}
	return out, nil
}

// undecided counts the matches of these accounts that wait for a verdict.
func undecided(l store.Looker, members []*account) (int, error) {
	ids := make([]string, len(members))
	for i, a := range members {
		ids[i] = a.ID
	}
	n, err := store.Visible[models.Match](l).Where("(report_a IN ? OR report_b IN ?) AND state = ?", ids, ids, models.Provisional).Count(l.Context(), "id")
	return int(n), err
}

func positionsOn(l store.Looker, moves []models.Transition) ([]models.Position, error) {
	ids := make([]string, len(moves))
	for i, m := range moves {
		ids[i] = m.ID
	}
	return store.All[models.Position](l).Where("subject IN ?", ids).Order("at, partner").Find(l.Context())
}

func linkDecided(s *situation) string {
	if len(partnersOf(s.members)) > 1 || s.openPairs == 0 {
		return ""
	}
	return "A possible counterpart of another partner is undecided: both cell leads say whether it is the same incident."
}

func lawConcern(s *situation) string {
	for _, a := range s.members {
		if seriousLaw(a.Facts.LawConcern) {
			return ""
		}
	}
	return "No report of this incident states a concern of law; amend one first."
}

func seriousLaw(code string) bool {
	return strings.HasPrefix(code, "SUSPECTED") || code == "HARM_FROM_SUSPECTED_CRIME"
}

func heldFrom(state models.State) condition {
	return func(s *situation) string {
		if s.c.HeldFrom == state || s.c.HeldFrom == "" {
			return ""
		}
		return "The case was held in " + string(s.c.HeldFrom) + " and goes back there."
	}
}

func ownersNamed(s *situation) string {
	for _, g := range s.gaps {
		if serious(g) && slices.Contains(gapOpen, g.State) && g.Owner == "" {
			return "A serious gap has no owner: " + g.Title
		}
	}
	return ""
}

// serious tells whether a gap stands in the way of an agreement. The clock that began
// when the packet was frozen makes it urgent, not graver: what could be signed then can
// be signed until the end.
func serious(g models.Gap) bool { return slices.Contains([]string{"HIGH", "CRITICAL"}, unhurried(g)) }

// unhurried is a gap's severity without the clock of signatures.
func unhurried(g models.Gap) string {
	var items []models.Points
	_ = json.Unmarshal(g.Reasons, &items) // written as this type
	return gaps.Unhurried(items)
}

func noOpenSerious(s *situation) string {
	var open []string
	for _, g := range s.gaps {
		if serious(g) && slices.Contains(gapOpen, g.State) {
			open = append(open, strings.TrimSuffix(g.Title, "."))
		}
	}
	switch len(open) {
	case 0:
		return ""
	case 1:
		return "1 serious gap is open: " + open[0] + ". Agree on it or record the dissent."
	}
	return fmt.Sprintf("%d serious gaps are open: %s. Agree on each or record the dissent.", len(open), strings.Join(open, "; "))
}

// dissents counts those in the packet, which is the same for all who sign it: by one that
// only some may see, no party could sign what the other can.
func dissents(s *situation) (n int) {
	for _, g := range s.packet.Gaps {
		if g.State == models.GapDissentRecorded {
			n++
		}
	}
	return n
}

func noDissent(s *situation) string {
	if dissents(s) == 0 {
		return ""
	}
	return "A dissent is recorded on a gap: the case can be agreed in part, with both views printed."
}

func someDissent(s *situation) string {
	if dissents(s) > 0 {
		return ""
	}
	return "No dissent is recorded on any gap: the case can be agreed as a whole."
}

func standardsRecorded(s *situation) string {
	var without []string
	for _, a := range s.members {
		if a.live() && slices.Contains(s.parties, a.Partner) && s.standard(a) == "" {
			without = append(without, a.Partner)
		}
	}
	if len(without) == 0 {
		return ""
	}
	return "The standard of proof is not recorded for " + strings.Join(without, ", ") + "; amend the report, NOT_STATED is a value too."
}

// standard is what a report states, else its partner's default.
func (s *situation) standard(a *account) string {
	if a.Facts.Assessment != nil && a.Facts.Assessment.Standard != "" {
		return a.Facts.Assessment.Standard
	}
	return s.partners[a.Partner].StandardOfProof
}

func packetCurrent(s *situation) string {
	if s.c.PacketDigest == s.digest {
		return ""
	}
	return "The facts have changed since the packet was frozen: take the case back and into joint review again."
}

func otherDissented(s *situation) string {
	entered := s.now.Sub(s.c.EnteredAt.Time)
	signed, dissented, silent := 0, 0, 0
	for _, party := range s.parties {
		stance := ""
		for _, p := range s.positions {
			if p.Partner == party && !p.At.Before(s.c.EnteredAt.Time) {
				stance = p.Stance
			}
		}
		switch stance {
		case "CONCUR", "CONCUR_WITH_COMMENT":
			signed++
		case "DISSENT":
			dissented++
		default:
			silent++
		}
	}
	switch {
	case signed+dissented == 0:
		return "No party has signed or dissented yet."
	case dissented > 0 || silent > 0 && entered >= t8+l3:
		return ""
	}
	return "No party has dissented, and the time for a position (10 days and the escalation of 15) is not over."
}
