package formats

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"concord/models"

	"golang.org/x/text/unicode/norm"
)

// restColumn holds, as JSON, the fields of a report that its columns do not say
// in full: an ended window, a second weapon, methods, cells kept from another
// file. Without it our own export, read again, would take facts away. A cell that
// was edited in the columns rules over what stands here.
const restColumn = "concord_facts"

// rest is the cell for what the other cells, read again, would not give back.
func (c *reportRows) rest(facts models.ReportFacts, cells []string) (string, error) {
	full, err := facts.Encode()
	if err != nil {
		return "", err
	}
	seen := make([]string, len(cells)+1) // as a reader will see them
	for i, cell := range cells {
		seen[i] = Mask(lineFeeds(cell))
	}
	c.row.begin(0, seen)
	flat, _ := readColumns(c.row).Complete() // what is not held, broken or not, is told apart below
	held, err := flat.Encode()
	if err != nil {
		return "", err
	}
	if bytes.Equal(full, held) {
		return "", nil
	}
	var all, read map[string]json.RawMessage
	if err := json.Unmarshal(full, &all); err != nil {
		return "", err
	}
	if err := json.Unmarshal(held, &read); err != nil {
		return "", err
	}
	for field, value := range read {
		if bytes.Equal(all[field], value) {
			delete(all, field)
		}
	}
	text, err := json.Marshal(all)
	return string(text), err
}

// withRest adds to the facts of the columns the fields that the rest holds, as
// far as nobody has edited the columns that show them.
func withRest(r *row, flat models.ReportFacts, rest string) models.ReportFacts {
	var kept models.ReportFacts
	var fields map[string]json.RawMessage
	d := json.NewDecoder(strings.NewReader(rest))
	d.DisallowUnknownFields()
	err := d.Decode(&kept)
	if err == nil {
		err = json.Unmarshal([]byte(rest), &fields) // refuses what follows the object too
	}
	if err != nil {
		r.refuse(restColumn, "%s cannot be read (%s); leave this column as it was exported, or empty it.", quote(rest), err)
		return flat
	}
	shown := concordCells(kept)
	same := func(columns ...string) bool {
		return !slices.ContainsFunc(columns, func(name string) bool { return r.edited(name, shown) })
	}
	for field := range fields {
		switch field {
		case "local_ref", "title", "narrative", "category", "own_involvement":
			restText(field, &flat, kept, same(field))
		case "started":
			if same("start_earliest", "start_latest", "time_precision", "utc_offset_min") {
				flat.Started = kept.Started
			}
		case "place":
			restPlace(&flat, kept, same)
		case "casualties":
			flat.Casualties = restCasualties(flat.Casualties, kept.Casualties, same)
		case "responsibility":
			restResponsibility(&flat, kept, same("actor", "actor_role"))
		case "means":
			restMeans(&flat, kept, same("weapon", "cause"))
		case "sources":
			restSources(&flat, kept, same("source_kind", "source_reliability", "source_credibility", "source_url"))
		case "assessment":
			restAssessment(&flat, kept, same("assessment_status", "standard"))
		case "extra":
			flat.Extra = restExtra(r, flat.Extra, kept.Extra)
		case "operation_context":
			flat.OperationContext = kept.OperationContext
		case "received_at":
			flat.ReceivedAt = kept.ReceivedAt
		case "aware_at":
			flat.AwareAt = kept.AwareAt
		case "ended":
			flat.Ended = kept.Ended
		case "object_harm":
			flat.ObjectHarm = kept.ObjectHarm
		case "law_concern":
			flat.LawConcern = kept.LawConcern
		case "mrm":
			flat.MRM = kept.MRM
		case "mrm_verification":
			flat.MRMVerification = kept.MRMVerification
		case "in_declared_theatre":
			flat.InDeclaredTheatre = kept.InDeclaredTheatre
		case "ground_owner":
			flat.GroundOwner = kept.GroundOwner
		case "harm_direct":
			flat.HarmDirect = kept.HarmDirect
		case "confidence":
			flat.Confidence = kept.Confidence
		case "confidence_reason":
			flat.ConfidenceReason = kept.ConfidenceReason
		case "places":
			flat.Places = kept.Places
		case "people":
			flat.People = kept.People
		case "knowledge":
			flat.Knowledge = kept.Knowledge
		case "told":
			flat.Told = kept.Told
		}
	}
	return flat
}

// edited tells whether a cell says something else than the export wrote there. A
// column taken out of the file edits nothing.
func (r *row) edited(column string, shown []string) bool {
	if _, there := r.columns.at[column]; !there {
		return false
	}
	i := slices.Index(ConcordColumns, column)
	said, was := even(r.at(column)), even(shown[i])
	return said != was && said != even(inSheet(column, shown[i]))
}

// even is a cell as it comes back from a file: trimmed, composed, with one kind of line end.
func even(s string) string {
	return norm.NFC.String(strings.TrimSpace(lineFeeds(s)))
}
