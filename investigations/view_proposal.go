package investigations

import (
	"encoding/json"
	"slices"

	"concord/models"
	"concord/models/store"
)

// ProposalView is a proposal with every party's position.
type ProposalView struct {
	ID        string          `json:"id"`
	Gap       string          `json:"gap"`
	Outcome   string          `json:"outcome"`
	Value     json.RawMessage `json:"value"`
	Min       *int            `json:"min"`
	Max       *int            `json:"max"`
	Rationale string          `json:"rationale"`
	Evidence  json.RawMessage `json:"evidence"`
	By        string          `json:"by"`
	Partner   string          `json:"partner"`
	At        models.Instant  `json:"at"`
	State     string          `json:"state"`
	Digest    string          `json:"digest"` // what a position on it means
	Positions []PositionView  `json:"positions"`
	Until     *models.Instant `json:"until,omitempty"` // information is awaited until then
	Downward  bool            `json:"downward,omitempty"`
	Cited     []CitedItem     `json:"cited"` // the items that evidence names, as far as the reader may see them
	Needs     []models.Need   `json:"needs"` // who else has to sign, while it waits

	PublicNote      string          `json:"public_note"`
	ReversibleUntil *models.Instant `json:"reversible_until"` // until when one party alone takes the ending back
	Hash            string          `json:"hash,omitempty"`   // of the resolution, once every party has signed
	RuleVersion     int             `json:"rule_version,omitempty"`
	Config          int             `json:"config,omitempty"`
}

// CitedItem names an item of evidence that a proposal rests on.
type CitedItem struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Partner string `json:"partner"`
}

// citedItems are the items of evidence that each proposal names.
func citedItems(l store.Looker, proposals []models.Proposal) (map[string][]CitedItem, error) {
	var ids []string
	by := map[string][]string{}
	for _, p := range proposals {
		if p.Evidence == "" {
			continue
		}
		by[p.ID], _ = ProposalFacts{Evidence: json.RawMessage(p.Evidence)}.cites()
		ids = append(ids, by[p.ID]...)
	}
	out := map[string][]CitedItem{}
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := store.Visible[models.Evidence](l).Select("id", "title", "partner").Where("id IN ?", ids).Find(l.Context())
	for proposal, named := range by {
		for _, e := range rows {
			if slices.Contains(named, e.ID) {
				out[proposal] = append(out[proposal], CitedItem{e.ID, e.Title, e.Partner})
			}
		}
	}
	return out, err
}

func positionsOnProposals(l store.Looker, proposals []models.Proposal) ([]models.Position, error) {
	ids := make([]string, len(proposals))
	for i, p := range proposals {
		ids[i] = p.ID
	}
	return store.All[models.Position](l).Where("subject IN ?", ids).Order("at, partner").Find(l.Context())
}

func viewProposal(p models.Proposal, parties gapParties, positions []models.Position) ProposalView {
	v := ProposalView{ID: p.ID, Gap: p.GapID, Outcome: p.Outcome, Value: p.Value, Min: p.Min, Max: p.Max, Rationale: p.Rationale,
		By: p.ByName, Partner: p.Partner, At: p.At, State: p.State, Digest: p.Digest(), Positions: []PositionView{}, Cited: []CitedItem{},
		PublicNote: p.PublicNote, ReversibleUntil: p.ReversibleUntil, Hash: p.Hash, RuleVersion: p.RuleVersion, Config: p.Config}
	if p.Evidence != "" {
		v.Evidence = json.RawMessage(p.Evidence)
	}
	v.Until, v.Downward, v.Needs = p.UntilAt, p.Below, []models.Need{}
	if p.State == "WAITING" && len(p.Needs) > 0 {
		_ = json.Unmarshal([]byte(p.Needs), &v.Needs) // written by stillNeeded, as this type
	}
	asked := parties.asked(p.Outcome)
	v.Needs = slices.DeleteFunc(v.Needs, func(n models.Need) bool { return !slices.Contains(asked, n.Partner) })
	if v.Needs == nil {
		v.Needs = []models.Need{}
	}
	for _, party := range parties.known(parties.taking.parties) {
		s, taken := PositionView{Partner: party, Stance: "NO_POSITION"}, false
		for _, row := range positions {
			if row.Subject == p.ID && row.Partner == party {
				s = PositionView{Partner: party, Stance: row.Stance, By: row.ByName, At: &row.At, Reasons: row.Reasons, Void: row.VoidAt != nil, VoidReason: row.VoidFor}
				taken = true
			}
		}
		if taken || p.State != "AGREED" && p.State != models.Reversed && slices.Contains(asked, party) { // who was not asked when it ended did not leave it without a position
			v.Positions = append(v.Positions, s)
		}
	}
	return v
}

// ReadProposal is one proposal with the positions on it.
func ReadProposal(l store.Looker, id string) (ProposalView, error) {
	p, err := store.Visible[models.Proposal](l).Where("id = ?", id).Take(l.Context())
	if err != nil {
		return ProposalView{}, missing(err)
	}
	g, err := ReadGap(l, p.GapID)
	if err != nil {
		return ProposalView{}, err
	}
	for _, v := range g.Proposals {
		if v.ID == id {
			return v, nil
		}
	}
	return ProposalView{}, models.ErrMissing
}
