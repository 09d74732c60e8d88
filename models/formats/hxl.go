package formats

// hxlTags are the tags of the Humanitarian Exchange Language for our columns
// (domain.md section 7, extended to all columns): lower case, attributes after +.
// "" has no tag.
var hxlTags = map[string]string{
	"local_ref": "#event+id+local", "title": "#event+name", "narrative": "#description", "category": "#event+type",
	"start_earliest": "#date+start", "start_latest": "#date+end", "time_precision": "#date+precision", "utc_offset_min": "#date+offset+min",
	"lat": "#geo+lat", "lon": "#geo+lon", "mgrs": "#geo+mgrs", "radius_m": "#geo+precision+m", "place_precision": "#geo+precision+type",
	"place_name": "#loc+name", "admin0": "#country+code", "admin1": "#adm1+name", "admin2": "#adm2+name", "site": "#loc+type",
	"killed_civilian_min": "#affected+killed+civilians+min", "killed_civilian_max": "#affected+killed+civilians+max",
	"injured_civilian_min": "#affected+injured+civilians+min", "injured_civilian_max": "#affected+injured+civilians+max",
	"killed_children_min": "#affected+killed+children+min", "killed_children_max": "#affected+killed+children+max",
	"killed_combatant_min": "#affected+killed+combatants+min", "killed_combatant_max": "#affected+killed+combatants+max",
	"killed_min": "#affected+killed+min", "killed_max": "#affected+killed+max", "injured_min": "#affected+injured+min", "injured_max": "#affected+injured+max",
	"actor": "#group+name", "actor_role": "#group+role", "weapon": "#cause+weapon+type", "cause": "#cause+type",
	"own_involvement": "#status+involvement", "assessment_status": "#status+assessment", "standard": "#meta+standard",
	"source_kind": "#meta+source+type", "source_reliability": "#meta+source+reliability", "source_credibility": "#meta+source+credibility", "source_url": "#meta+source+url",

	// Columns of the other tables that are exported.
	"id": "#meta+id", "ref": "#event+id+joint", "partner": "#org+partner", "state": "#status+agreement", "partner_a": "#org+partner+a", "partner_b": "#org+partner+b",
	"incident": "#event+id+joint", "reports": "#meta+reports+num", "gaps_open": "#meta+gaps+open+num", "gaps_critical": "#meta+gaps+critical+num",
	"raised_at": "#date+raised", "due_at": "#date+due", "closed_at": "#date+closed", "outcome": "#status+outcome", "public_note": "#description+public",
	"agreed_min": "#status+agreed+min", "agreed_max": "#status+agreed+max",

	restColumn: "#meta+facts+json",
}

// HXLTags is the row of tags for a header; a column that has none is "#meta+extra".
func HXLTags(header []string) []string {
	tags := make([]string, len(header))
	for i, name := range header {
		if tags[i] = hxlTags[columnName(name)]; tags[i] == "" {
			tags[i] = "#meta+extra"
		}
	}
	return tags
}
