package browser

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// set gives a control of the form its value, whatever kind it is: text, a choice, one
// of some segments, or a tick.
func (p *page) set(name, value string) {
	p.t.Helper()
	p.see(hook(name))
	if wrong := p.text(`(() => {
		const e = document.querySelector(` + quoted(hook(name)) + `), value = ` + quoted(value) + `;
		const fire = (e) => { e.dispatchEvent(new Event("input", { bubbles: true })); e.dispatchEvent(new Event("change", { bubbles: true })) };
		if (e.matches("select, textarea, input:not([type=checkbox])")) {
			Object.getOwnPropertyDescriptor(Object.getPrototypeOf(e), "value").set.call(e, value);
			if (e.value !== value) return "it does not offer " + value + ", only " + [...(e.options ?? [])].map((o) => o.value).join(" ");
			fire(e);
			return "";
		}
		const box = e.matches("[type=checkbox]") ? e : e.querySelector("input[value=" + JSON.stringify(value) + "]");
		box?.click();
		return box ? "" : "it does not offer " + value;
	})()`); wrong != "" {
		p.t.Fatalf("%s: %s", name, wrong)
	}
	// The next control is worked out from what this one holds.
	p.wait("the form to be drawn", `new Promise((ok) => requestAnimationFrame(() => setTimeout(() => ok(true))))`)
}

// unfold opens More and every section of it.
func (p *page) unfold() {
	p.t.Helper()
	p.run(`document.querySelector('` + hook("more") + `').open = true`)
	p.see(hook("section-told"))
	p.run(`document.querySelectorAll('` + hook("more") + ` details').forEach((d) => (d.open = true))`)
}

// Every field of the dictionary that a form can carry, as typed and as stored.
var whole = struct {
	typed [][2]string // hook and value; "+list" adds a row
	facts string      // JSON of what is stored; "…" is any value
}{
	typed: [][2]string{
		{"when-text", "040110Z MAR 31"}, {"when-exact", "QUARTER_HOUR"}, {"add-end", ""}, {"ended-text", "2031-03-04 05:10"},
		{"where-text", "31N BA 56521 45610"}, {"where-name", "Tarn Quay"}, {"where-precision", "WITHIN_100M"},
		{"killed-min", "4"}, {"killed-max", "9"}, {"injured-unknown", "yes"}, {"children-min", "1"}, {"children-max", "2"},
		{"category", "AIR_STRIKE"}, {"narrative", "An air strike hit the depot."}, {"title", "Air strike on the depot"},
		{"source", "NGO"}, {"actor", "VAR"}, {"involvement", "SUPPORTED"},
		{"sources-0-title", "Field visit"}, {"sources-0-reliability", "B"}, {"sources-0-credibility", "2"}, {"sources-0-graded_by", "Desk 2"}, {"sources-0-graded_at", "051200Z MAR 31"},
		{"sources-0-origin", "Visit of 5 March"}, {"sources-0-locator", "file 31/7"}, {"sources-0-published_on", "2031-03-09"}, {"sources-0-collected_on", "2031-03-05"}, {"sources-0-language", "fr"},
		{"sources-0-risk", "MEDIUM"}, {"sources-0-consent", "INFORMED"}, {"sources-0-protected", "yes"}, {"sources-0-shared", "no"}, {"sources-0-sha256", strings.Repeat("ab", 32)},
		{"sources-0-summary", "Two houses burned."}, {"sources-0-claims-0-field", "people killed"}, {"sources-0-claims-0-text", "4 to 9"},
		{"add-sources", ""}, {"sources-1-kind", "LOCAL_MEDIA"}, {"sources-1-origin", "visit of 5  march"},
		{"add-casualties", ""}, {"casualties-3-outcome", "KILLED"}, {"casualties-3-status", "CIVILIAN"}, {"casualties-3-sex", "FEMALE"}, {"casualties-3-age", "ADULT_18_59"}, {"casualties-3-protected", "HEALTH"},
		{"casualties-3-count-min", "1"}, {"casualties-3-count-max", "3"}, {"casualties-3-best", "2"}, {"casualties-3-basis", "HOSPITAL"}, {"casualties-3-sources", "1"}, {"casualties-3-sources", "2"},
		{"add-casualties", ""}, {"casualties-4-outcome", "INJURED"}, {"casualties-4-grade", "SERIOUS"}, {"casualties-4-count-min", "2"}, {"casualties-4-count-max", ""},
		{"add-object_harm", ""}, {"object_harm-0-object", "CLINIC"}, {"object_harm-0-damage", "SEVERE"}, {"object_harm-0-number-min", "1"}, {"object_harm-0-emblem", "yes"}, {"object_harm-0-service_lost", "HEALTH"}, {"object_harm-0-service_lost", "WATER"},
		{"object_harm-0-affected-min", "400"}, {"object_harm-0-affected-max", "900"}, {"object_harm-0-days-min", "10"}, {"object_harm-0-days-max", "30"},
		{"place-site", "FUEL"}, {"place-method", "SATELLITE_MATCH"}, {"place-name_local", "رصيف تارن"}, {"place-radius_m", "120"}, {"place-admin0", "XAA"}, {"place-admin1", "North"}, {"place-admin2", "Tarn"}, {"place-admin3", "Quay"},
		{"place-located_by", "Desk 3"}, {"place-publish", "TOWN"}, {"place-signed_off_by", "Desk 1"}, {"place-signed_off_at", "2031-03-06 08:00"}, {"place-geometry-type", "Polygon"}, {"place-geometry", "0.411, 0.811\n0.413, 0.811\n0.413, 0.814"},
		{"add-places", ""}, {"places-0-role", "ROUTE"}, {"places-0-where-text", "0.42, 0.82"}, {"places-0-site", "ROAD"}, {"places-0-geometry-type", "LineString"}, {"places-0-geometry", "0.42, 0.82\n0.43, 0.84"},
		{"add-means", ""}, {"means-0-weapon", "AIR_BOMB_GUIDED"}, {"means-0-cause", "HEAVY_WEAPONS"}, {"means-0-munition", "Guided bomb, 250 kg"}, {"means-0-lot", "LOT-77/B"}, {"means-0-quantity-min", "2"}, {"means-0-delivery", "AIR_CREWED"},
		{"means-0-fire_mode", "DYNAMIC"}, {"means-0-fire", "DIRECT"}, {"means-0-submunition", "NO"}, {"means-0-confidence", "MEDIUM"},
		{"responsibility-0-confidence", "LOW"}, {"responsibility-0-support", "Refuelling"}, {"responsibility-0-basis", "Radar track"}, {"responsibility-0-sources", "1"},
		{"add-responsibility", ""}, {"responsibility-1-actor_kind", "PARTNER"}, {"responsibility-1-actor", "ORL"}, {"responsibility-1-role", "PROVIDED_TARGET_DATA"}, {"responsibility-1-claim", "NOT_ADDRESSED"},
		{"operation_context", "DYNAMIC_STRIKE"}, {"harm_direct", "DIRECT"}, {"ground_owner", "VAR"}, {"in_declared_theatre", "yes"}, {"received_at", "2031-03-04 09:00"}, {"aware_at", "040300Z MAR 31"}, {"local_ref", "ORL/31/0042"},
		{"assessment-status", "CREDIBLE"}, {"assessment-standard", "MORE_LIKELY_THAN_NOT"}, {"assessment-decision_level", "JTF"}, {"assessment-conflict_of_interest", "SAME_CHAIN"}, {"assessment-reasons", "MEDICAL"}, {"assessment-reasons", "IMAGERY"},
		{"assessment-methods-SITE_VISIT", "NOT_POSSIBLE"}, {"assessment-methods-WEAPON_VIDEO", "YES"}, {"assessment-partner_intel", "yes"}, {"assessment-partner_intel_note", "Aim point"}, {"confidence", "MEDIUM"}, {"confidence_reason", "Two voices"},
		{"law_concern", "UNDER_LEGAL_REVIEW"}, {"mrm_verification", "PENDING"}, {"mrm", "KILLING_MAIMING"},
		{"add-people", ""}, {"people-0-outcome", "KILLED"}, {"people-0-status", "CIVILIAN"}, {"people-0-sex", "FEMALE"}, {"people-0-age", "CHILD_5_11"}, {"people-0-family", "F-1"}, {"people-0-consent", "INFORMED"}, {"people-0-informed_on", "2031-03-08"}, {"people-0-shared", "yes"},
		{"add-knowledge", ""}, {"knowledge-0-at", "2031-03-04 02:00"}, {"knowledge-0-who", "Air operations centre"}, {"knowledge-0-what", "A strike near the quay"}, {"knowledge-0-source", "1"},
		{"add-told", ""}, {"told-0-at", "2031-03-08 10:00"}, {"told-0-whom", "Family F-1"}, {"told-0-kind", "FAMILY"}, {"told-0-by", "Liaison office"}, {"told-0-what", "That an assessment is under way"},
	},
	facts: `{
		"title": "Air strike on the depot", "narrative": "An air strike hit the depot.", "category": "AIR_STRIKE", "own_involvement": "SUPPORTED", "local_ref": "ORL/31/0042",
		"started": {"earliest": "2031-03-04T01:10:00Z", "latest": "2031-03-04T01:24:59Z", "precision": "QUARTER_HOUR", "stated": "040110Z MAR 31"},
		"ended": {"earliest": "2031-03-04T05:10:00Z", "precision": "MINUTE"},
		"place": {"mgrs": "31N BA 56521 45610", "name": "Tarn Quay", "precision": "WITHIN_100M", "radius_m": 120, "site": "FUEL", "method": "SATELLITE_MATCH", "name_local": "رصيف تارن", "admin0": "XAA", "admin1": "North", "admin2": "Tarn", "admin3": "Quay",
			"located_by": "Desk 3", "publish": "TOWN", "signed_off_by": "Desk 1", "signed_off_at": "2031-03-06T08:00:00Z", "geometry": {"type": "Polygon", "coordinates": [[[0.811, 0.411], [0.811, 0.413], [0.814, 0.413], [0.811, 0.411]]]}},
		"casualties": [
			{"outcome": "KILLED", "status": "CIVILIAN", "min": 4, "max": 9},
			{"outcome": "KILLED", "status": "CIVILIAN", "age": "CHILD_UNSPECIFIED", "min": 1, "max": 2},
			{"outcome": "KILLED", "status": "CIVILIAN", "sex": "FEMALE", "age": "ADULT_18_59", "protected": "HEALTH", "min": 1, "max": 3, "best": 2, "basis": "HOSPITAL", "sources": [1, 2]},
			{"outcome": "INJURED", "grade": "SERIOUS", "min": 2, "max": null}],
		"object_harm": [{"object": "CLINIC", "damage": "SEVERE", "min": 1, "max": 1, "emblem": true, "service_lost": ["WATER", "HEALTH"], "affected_min": 400, "affected_max": 900, "days_min": 10, "days_max": 30}],
		"places": [{"role": "ROUTE", "lat": 0.42, "lon": 0.82, "site": "ROAD", "geometry": {"type": "LineString", "coordinates": [[0.82, 0.42], [0.84, 0.43]]}}],
		"means": [{"weapon": "AIR_BOMB_GUIDED", "cause": "HEAVY_WEAPONS", "munition": "Guided bomb, 250 kg", "lot": "LOT-77/B", "quantity_min": 2, "quantity_max": 2, "delivery": "AIR_CREWED", "fire_mode": "DYNAMIC", "fire": "DIRECT", "submunition": "NO", "confidence": "MEDIUM"}],
		"responsibility": [{"actor": "VAR", "actor_kind": "PARTNER", "role": "FIRED", "claim": "ASSERTED", "confidence": "LOW", "support": "Refuelling", "basis": "Radar track", "sources": [1]},
			{"actor": "ORL", "actor_kind": "PARTNER", "role": "PROVIDED_TARGET_DATA", "claim": "NOT_ADDRESSED"}],
		"sources": [{"kind": "NGO", "title": "Field visit", "reliability": "B", "credibility": 2, "graded_by": "Desk 2", "graded_at": "2031-03-05T12:00:00Z", "origin": "Visit of 5 March", "locator": "file 31/7", "published_on": "2031-03-09",
			"collected_on": "2031-03-05", "language": "fr", "risk": "MEDIUM", "consent": "INFORMED", "protected": true, "shared": false, "sha256": "` + strings.Repeat("ab", 32) + `", "summary": "Two houses burned.", "claims": {"people killed": "4 to 9"}},
			{"kind": "LOCAL_MEDIA", "origin": "visit of 5  march"}],
		"operation_context": "DYNAMIC_STRIKE", "harm_direct": "DIRECT", "ground_owner": "VAR", "in_declared_theatre": true, "received_at": "2031-03-04T09:00:00Z", "aware_at": "2031-03-04T03:00:00Z",
		"assessment": {"status": "CREDIBLE", "standard": "MORE_LIKELY_THAN_NOT", "decision_level": "JTF", "conflict_of_interest": "SAME_CHAIN", "reasons": ["IMAGERY", "MEDICAL"], "methods": {"SITE_VISIT": "NOT_POSSIBLE", "WEAPON_VIDEO": "YES"},
			"partner_intel": true, "partner_intel_note": "Aim point"},
		"confidence": "MEDIUM", "confidence_reason": "Two voices", "law_concern": "UNDER_LEGAL_REVIEW", "mrm": ["KILLING_MAIMING"], "mrm_verification": "PENDING",
		"people": [{"pseudonym": "V-01", "role": "VICTIM", "outcome": "KILLED", "status": "CIVILIAN", "sex": "FEMALE", "age": "CHILD_5_11", "family": "F-1", "consent": "INFORMED", "informed_on": "2031-03-08", "shared": true}],
		"knowledge": [{"at": "2031-03-04T02:00:00Z", "who": "Air operations centre", "what": "A strike near the quay", "source": 1}],
		"told": [{"at": "2031-03-08T10:00:00Z", "whom": "Family F-1", "kind": "FAMILY", "by": "Liaison office", "what": "That an assessment is under way"}]
	}`,
}

// reportIn is the one report of an incident that the page's partner reads.
func (p *page) reportIn(incident string) map[string]any {
	p.t.Helper()
	return p.api("/reports/" + get(list(p.api("/incidents/"+incident), "reports")[0], "id"))
}

// All of the dictionary goes in through the form and comes back; amending without
// touching anything changes nothing.
func TestWholeDictionaryThroughTheForm(t *testing.T) {
	e := explore(t, "orl.lead")
	e.visit("/#/log")
	e.see(hook("log-form"))
	e.unfold()
	for _, field := range whole.typed {
		if strings.HasPrefix(field[0], "add-") {
			e.press(hook(field[0]))
		} else {
			e.set(field[0], field[1])
		}
	}
	e.shows("2 sources, but only 1 independent")
	e.keep("log-whole")
	e.press(hook("save"))
	e.wait("the reference, or errors", `document.querySelector('`+hook("saved-ref")+`, `+hook("error-summary")+`')`)
	if e.is(`document.querySelector('` + hook("error-summary") + `')`) {
		t.Fatal(e.text(`document.querySelector('` + hook("error-summary") + `').innerText`))
	}
	incident := e.text(`document.querySelector('` + hook("open-incident") + `').href.split("/i/")[1]`)
	stored := e.reportIn(incident)
	var want map[string]any
	if err := json.Unmarshal([]byte(whole.facts), &want); err != nil {
		t.Fatal(err)
	}
	e.same(stored, want)

	e.visit("/#/r/" + get(stored, "id") + "/amend")
	e.see(hook("amend-form"))
	e.unfold()
	e.set("told-0-by", "Another office")
	e.press(hook("save"))
	e.wait("the incident after saving", `location.hash === `+quoted("#/i/"+incident))
	amended := e.reportIn(incident)
	list(want, "told")[0].(map[string]any)["by"] = "Another office"
	e.same(amended, want)
	for name := range want {
		if name == "told" {
			continue
		}
		if !reflect.DeepEqual(stored[name], amended[name]) {
			t.Errorf("amending the told log changed %s: %v was %v", name, amended[name], stored[name])
		}
	}
	e.press(hook("versions"))
	e.shows("Another office")
	e.keep("incident-whole")
}
