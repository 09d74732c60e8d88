package investigations

import (
	"encoding/json"
	"strings"

	"concord/models"
	"concord/models/store"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// weighEvidence looks up what the proposal cites. An item counts as new evidence when
// it belongs to the incident, is not said to be gone, and every party can read it.
// Words that name no item are kept with the proposal, and prove nothing.
func (p *proposing) weighEvidence() error {
	ids, ok := p.facts.cites()
	if !ok {
		p.bad("/evidence", "Give the id of an item of evidence, or a list of ids.")
		return nil
	}
	for _, id := range ids {
		if _, err := uuid.Parse(id); err != nil {
			continue
		}
		fault, err := p.item(id)
		if err != nil {
			return err
		}
		if fault != "" {
			p.bad("/evidence", id+": "+fault)
			continue
		}
		p.cited = true
	}
	return nil
}

// cites are the texts that evidence names; false where it is neither a text nor a list.
func (f ProposalFacts) cites() (ids []string, ok bool) {
	if len(f.Evidence) == 0 || string(f.Evidence) == "null" {
		return nil, true
	}
	var one string
	if json.Unmarshal(f.Evidence, &one) == nil {
		ids = []string{one}
	} else if json.Unmarshal(f.Evidence, &ids) != nil {
		return nil, false
	}
	var out []string
	for _, id := range ids {
		if id = strings.TrimSpace(id); id != "" {
			out = append(out, id)
		}
	}
	return out, true
}

// item tells what is wrong with an item that is cited, "" for nothing.
func (p *proposing) item(id string) (fault string, err error) {
	found, err := store.Visible[models.Evidence](p.tx).Where("id = ?", id).Find(p.tx.Ctx)
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "There is no such item of evidence; enter it first.", nil
	}
	e := found[0]
	belongs, err := p.belongs(e)
	if err != nil {
		return "", err
	}
	switch {
	case !belongs:
		return "This item belongs to another incident; cite one of this incident.", nil
	case strings.HasPrefix(e.Existence, "DECLARED_"):
		return "This item is said to be gone or never to have existed; cite one that is held.", nil
	case e.Existence == "UNKNOWN":
		return "Nobody is known to hold this item; its partner says who holds it, or enters its file.", nil
	}
	d, err := newDesk(p.tx)
	if err != nil {
		return "", err
	}
	for _, party := range p.parties {
		if !(kind{e.Partner, e.Sharing, e.SharedWith}).readableBy(d.partners[party]) {
			return "Not every party can read this item; its partner shares it first.", nil
		}
	}
	return "", nil
}

// stillCited refuses a signature on a proposal whose evidence can no longer be read by
// every party, or is no longer held: what is signed rests on what every signer can see.
func stillCited(tx *store.Tx, p *models.Proposal, g models.Gap, parties []string) error {
	on := proposing{tx: tx, g: g, facts: ProposalFacts{Evidence: json.RawMessage(p.Evidence)}, parties: parties}
	if err := on.weighEvidence(); err != nil || len(on.problems) == 0 {
		return err
	}
	return models.Refuse("An item of evidence this proposal rests on is kept back now, or is no longer held.",
		"its partner shares it again or says who holds it", "or the proposal is taken back and another is made")
}

// belongs tells whether an item lies under the gap's incident, also where that was
// another until a match was confirmed.
func (p *proposing) belongs(e models.Evidence) (bool, error) {
	if e.Report != "" {
		n, err := gorm.G[models.Report](p.tx.DB).Where("id = ? AND incident = ?", e.Report, p.g.Incident).Count(p.tx.Ctx, "id")
		if err != nil || n > 0 {
			return n > 0, err
		}
	}
	n, err := gorm.G[models.Incident](p.tx.DB).Where("id = ? AND (id = ? OR merged_into = ?)", e.Incident, p.g.Incident, p.g.Incident).Count(p.tx.Ctx, "id")
	return n > 0, err
}
