package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	. "concord/tests/harness"
)

// disputed is a world with one confirmed incident of Orland and Varsenna, and what
// people do there with its gaps.
type disputed struct {
	t                *testing.T
	w                *World
	id               string // of the incident
	reportA, reportB string
}

// dispute links two accounts that both leads call the same; the changes are made to
// Orland's and to Varsenna's facts.
func dispute(t *testing.T, w *World, a, b M) *disputed {
	t.Helper()
	d := &disputed{t: t, w: w}
	var match string
	d.reportA, d.reportB, match = w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(a), Other(b))
	var m M
	for _, lead := range []string{"orl.lead", "var.lead"} {
		w.As(t, lead).Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same"}, &m)
	}
	d.id = Text(m, "a.incident")
	return d
}

// near are Orland's casualties so close to Varsenna's that the gap is not critical.
func killed(least, most int) M {
	return M{"casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": least, "max": most, "basis": "ESTIMATE"}}}
}

func (d *disputed) gap(code string) string {
	d.t.Helper()
	var found M
	d.w.As(d.t, "orl.investigator").Want(200, "GET", "/api/v1/gaps?incident="+d.id+"&code="+code, nil, &found)
	items := found["items"].([]any)
	if len(items) != 1 {
		d.t.Fatalf("%d gaps %s, want one", len(items), code)
	}
	return Text(items[0], "id")
}

func (d *disputed) read(gap string) M {
	d.t.Helper()
	var g M
	d.w.As(d.t, "orl.clerk").Want(200, "GET", "/api/v1/gaps/"+gap, nil, &g)
	return g
}

func (d *disputed) propose(who, gap string, status int, body M) M {
	d.t.Helper()
	var p M
	if Text(body, "rationale") == "" {
		body["rationale"] = "The lists of both were laid side by side."
	}
	d.w.As(d.t, who).Want(status, "POST", "/api/v1/gaps/"+gap+"/proposals", body, &p)
	return p
}

func (d *disputed) answer(who string, p M, status int, stance, reasons string) M {
	d.t.Helper()
	var out M
	d.w.As(d.t, who).Want(status, "POST", "/api/v1/proposals/"+Text(p, "id")+"/positions", M{"stance": stance, "reasons": reasons}, &out)
	return out
}

func (d *disputed) explain(who, gap string, status int, text string) M {
	d.t.Helper()
	var out M
	d.w.As(d.t, who).Want(status, "POST", "/api/v1/gaps/"+gap+"/explanations", M{"text": text}, &out)
	return out
}

func (d *disputed) amend(who, report string, facts M) {
	d.t.Helper()
	p := d.w.As(d.t, who)
	a := p.Want(200, "GET", "/api/v1/reports/"+report, nil, nil)
	p.Want(200, "PUT", "/api/v1/reports/"+report, facts, nil, "If-Match", a.Header.Get("ETag"))
}

// evidence enters an item of Orland's for its report; share says with whom, nil for nobody.
func (d *disputed) evidence(share any) string {
	d.t.Helper()
	var e M
	body, kind := Form(d.t, "list.txt", "eleven names", "facts", `{"kind":"DOCUMENT","title":"Register of the hospital","report":"`+d.reportA+`"}`)
	d.w.As(d.t, "orl.investigator").Want(201, "POST", "/api/v1/evidence", body, &e, "Content-Type", kind)
	if share != nil {
		d.w.As(d.t, "orl.lead").Want(200, "POST", "/api/v1/evidence/"+Text(e, "id")+"/share", M{"with": share}, nil)
	}
	return Text(e, "id")
}

func (d *disputed) stands(gap, state, after string) M {
	d.t.Helper()
	g := d.read(gap)
	if got := Text(g, "state"); got != state {
		d.t.Fatalf("%s the gap is %s, want %s", after, got, state)
	}
	return g
}

func kindsOf(course any) string {
	var out []string
	list, _ := course.([]any)
	for _, s := range list {
		out = append(out, Text(s, "kind"))
	}
	return strings.Join(out, " ")
}

func refusal(t *testing.T, p M, pointer, part string) {
	t.Helper()
	if Text(p, "errors.0.pointer") != pointer || !strings.Contains(Text(p, "errors.0.detail"), part) {
		t.Errorf("refused as %v, want %s at %s", p["errors"], part, pointer)
	}
}

// A gap from explanation through two signatures to a value with both dates, and open
// again when a report is amended: nothing said on the way is lost.
func TestGapIsExplainedAgreedAndOpenedAgain(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, nil, nil)
		gap := d.gap("G10")
		d.explain("orl.clerk", gap, 201, "Counted from the video alone.")
		d.explain("var.liaison", gap, 201, "The hospital's list, by name.")
		d.explain("var.liaison", gap, 201, "The hospital's list, checked by name on 6 March.")
		d.explain("tri.clerk", gap, 403, "We were not there.")
		d.explain("ir.clerk", gap, 404, "We cannot see it.")
		refusal(t, d.explain("var.clerk", gap, 422, " "), "/text", "Say why")
		g := d.stands(gap, "EXPLAINED", "with an explanation of each side")
		if Text(g, "explanations.VAR.text") != "The hospital's list, checked by name on 6 March." || Text(g, "explanations.ORL.by") != "orl.clerk" {
			t.Errorf("explanations = %v", g["explanations"])
		}

		p := d.propose("orl.investigator", gap, 201, M{"outcome": "AGREED_RANGE", "min": 6, "max": 12})
		if g := d.stands(gap, "IN_RESOLUTION", "with a proposal"); fmt.Sprint(g["waiting_on"]) != "[TRI VAR]" && fmt.Sprint(g["waiting_on"]) != "[VAR]" {
			t.Errorf("waits on %v", g["waiting_on"])
		}
		d.everybody(p, "var.investigator")
		d.stands(gap, "RESOLVED", "with both signatures")
		var incident M
		w.As(t, "var.clerk").Want(200, "GET", "/api/v1/incidents/"+d.id, nil, &incident)
		agreed, _ := incident["agreed"].(map[string]any)["casualties/KILLED/CIVILIAN"]
		signed := map[string]bool{}
		list, _ := Get(agreed, "signatures").([]any)
		for _, s := range list {
			if Text(s, "at") == "" {
				t.Errorf("a signature without its date: %v", s)
			}
			signed[Text(s, "partner")+" "+Text(s, "by")] = true
		}
		if !signed["ORL orl.investigator"] || !signed["VAR var.investigator"] || Get(agreed, "value.min") != 6.0 {
			t.Errorf("the incident says %v", agreed)
		}
		if Get(incident, "disagreement.agreed") != 1.0 {
			t.Errorf("disagreement = %v", incident["disagreement"])
		}
		d.explain("orl.clerk", gap, 409, "Too late.")

		d.amend("var.clerk", d.reportB, Other(killed(13, 15)))
		g = d.stands(gap, "OPEN", "after a report was amended")
		if Text(g, "changes.0.partner") != "VAR" || Get(g, "changes.0.before.min") != 11.0 || Get(g, "changes.0.now.min") != 13.0 || Text(g, "reopened_at") == "" {
			t.Errorf("what changed = %v at %v", g["changes"], g["reopened_at"])
		}
		if got := kindsOf(g["course"]); !strings.HasPrefix(got, "RAISED EXPLAINED EXPLAINED EXPLAINED PROPOSED ") || !strings.HasSuffix(got, "ENDED REOPENED") {
			t.Errorf("the course is %s", got)
		}
		if e := Get(g, "explanations.ORL"); Text(e, "text") != "Counted from the video alone." || Get(e, "earlier") != true {
			t.Errorf("an explanation given before is %v", e)
		}
		w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/incidents/"+d.id, nil, &incident)
		if Text(incident, "disagreement.reopened.0.gap") != gap || incident["agreed"].(map[string]any)["casualties/KILLED/CIVILIAN"] != nil {
			t.Errorf("the incident hides it: %v %v", incident["disagreement"], incident["agreed"])
		}
	})
}

// everybody lets the rest of the parties concur, the named person first.
func (d *disputed) everybody(p M, first string) M {
	d.t.Helper()
	p = d.answer(first, p, 200, "CONCUR", "")
	list, _ := p["positions"].([]any)
	for _, s := range list {
		if Text(p, "state") == "WAITING" && Text(s, "stance") == "NO_POSITION" {
			_, post, _ := strings.Cut(first, ".")
			p = d.answer(strings.ToLower(Text(s, "partner"))+"."+post, p, 200, "CONCUR", "")
		}
	}
	return p
}

// A value outside what all parties span needs an item of evidence that exists, belongs
// to the incident and is read by all; words, somebody else's item and another
// incident's prove nothing. Any value inside is free, the mean as well as any other.
func TestAgreedValuesStayWithinTheHull(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, killed(9, 10), nil)
		gap := d.gap("G10")
		outside := func(status int, evidence any) M {
			return d.propose("orl.investigator", gap, status, M{"outcome": "AGREED_VALUE", "value": 20, "evidence": evidence})
		}
		refusal(t, outside(422, nil), "/value", "span 9 to 14")
		refusal(t, outside(422, "the hospital's register"), "/value", "span 9 to 14")
		refusal(t, outside(422, []string{"00000000-0000-4000-8000-000000000000"}), "/evidence", "no such item")
		refusal(t, outside(422, []string{d.evidence(nil)}), "/evidence", "shares it first")
		refusal(t, d.propose("orl.investigator", gap, 422, M{"outcome": "AGREED_VALUE", "value": 20, "evidence": 7}), "/evidence", "Give the id")
		refusal(t, d.propose("orl.investigator", gap, 422, M{"outcome": "AVERAGE"}), "/outcome", "use one of")
		refusal(t, d.propose("orl.investigator", gap, 422, M{"outcome": "AGREED_VALUE", "value": 11.5}), "/value", "whole number")
		d.propose("orl.investigator", gap, 422, M{"outcome": "EXPLAINED_COMPATIBLE", "value": 11})

		p := outside(201, []string{d.evidence("joint")})
		w.As(t, "orl.lead").Want(200, "POST", "/api/v1/proposals/"+Text(p, "id")+"/withdrawal", M{"reason": "The register is of another day."}, &p)
		if Text(p, "state") != "WITHDRAWN" {
			t.Fatalf("withdrawn it is %v", p["state"])
		}
		d.stands(gap, "OPEN", "after its proposal was withdrawn")
		p = d.propose("orl.investigator", gap, 201, M{"outcome": "AGREED_VALUE", "value": 11}) // 9 to 10 and 11 to 14: the mean of the minima is 10, of all four 11
		d.everybody(p, "var.investigator")
		d.stands(gap, "RESOLVED", "with a value that happens to be the mean")
	})
}

// A minimum below every minimum is not agreed on without new evidence, nor without the
// legal adviser of each side that has one.
func TestMinimumBelowAllNeedsEvidenceAndLegal(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, killed(9, 10), nil)
		gap := d.gap("G10")
		below := M{"outcome": "AGREED_RANGE", "min": 3, "max": 12}
		refusal(t, d.propose("orl.investigator", gap, 422, below), "/value", "at the least is 9")
		below["evidence"] = []string{d.evidence("joint")}
		p := d.propose("orl.investigator", gap, 201, below)
		if p["downward"] != true {
			t.Errorf("it is not told that it goes below: %v", p)
		}
		p = d.everybody(p, "var.investigator")
		g := d.stands(gap, "IN_RESOLUTION", "without the legal advisers")
		if got := fmt.Sprint(g["waiting_on"]); !strings.Contains(got, "ORL") || !strings.Contains(got, "VAR") {
			t.Errorf("it waits on %s", got)
		}
		p = d.answer("orl.legal", p, 200, "CONCUR", "")
		d.stands(gap, "IN_RESOLUTION", "with one legal adviser")
		for _, who := range []string{"var.legal", "tri.legal"} {
			if d.read(gap)["state"] == "IN_RESOLUTION" && strings.Contains(fmt.Sprint(d.read(gap)["waiting_on"]), strings.ToUpper(who[:3])) {
				p = d.answer(who, p, 200, "CONCUR", "")
			}
		}
		d.stands(gap, "RESOLVED", "with the legal advisers")
		if Text(p, "state") != "AGREED" {
			t.Errorf("the proposal is %v", p["state"])
		}
	})
}

// What is critical, or adopts one side's value, ends by people of the roles that resolve
// such a gap, of each partner; others may propose, and their signature is not enough.
func TestSeriousGapsAreSignedByThoseWhoResolveThem(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		fighters := M{"casualties": []M{{"outcome": "KILLED", "status": "DIRECT_PARTICIPANT", "min": 5, "max": 5}}}
		civilians := M{"casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 5, "max": 5}}}
		d := dispute(t, w, fighters, civilians)
		gap := d.gap("G16")
		if g := d.read(gap); Text(g, "severity") != "CRITICAL" {
			t.Fatalf("G16 is %v", g["severity"])
		}
		p := d.propose("orl.investigator", gap, 201, M{"outcome": "CANNOT_BE_DETERMINED", "rationale": "Nobody who saw it can be reached any more."})
		p = d.everybody(p, "var.investigator")
		g := d.stands(gap, "IN_RESOLUTION", "signed by investigators alone")
		if needs := fmt.Sprint(Get(g, "proposals.0.needs")); !strings.Contains(needs, "LEGAL_ADVISER") || !strings.Contains(needs, "RESOLVER") {
			t.Errorf("who has to sign is not said: %s", needs)
		}
		var list M
		w.As(t, "var.legal").Want(200, "GET", "/api/v1/gaps?turn=VAR&incident="+d.id, nil, &list)
		if !strings.Contains(fmt.Sprint(list["items"]), gap) {
			t.Error("it is not listed as waiting on the partner whose legal adviser must sign")
		}
		for _, who := range []string{"orl.legal", "var.legal", "tri.approver"} {
			if strings.Contains(fmt.Sprint(d.read(gap)["waiting_on"]), strings.ToUpper(who[:3])) {
				p = d.answer(who, p, 200, "CONCUR", "")
			}
		}
		d.stands(gap, "RESOLVED", "signed by the legal advisers")
	})
}

// A list of gaps for several roles holds what any of them resolves, and nothing else; a
// role there is not is refused with those there are.
func TestGapsOfSeveralRoles(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, M{"casualties": []M{{"outcome": "KILLED", "status": "DIRECT_PARTICIPANT", "min": 5, "max": 5}}}, M{"casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 15, "max": 15}}})
		p := w.As(t, "orl.investigator")
		found := func(owner string) (ids []string) {
			t.Helper()
			var page M
			p.Want(200, "GET", "/api/v1/gaps?limit=200&total=exact&incident="+d.id+owner, nil, &page)
			for _, g := range page["items"].([]any) {
				ids = append(ids, Text(g, "id"))
			}
			if page["total"] != float64(len(ids)) {
				t.Errorf("%s: %v are counted, %d listed", owner, page["total"], len(ids))
			}
			slices.Sort(ids)
			return ids
		}
		legal, investigators := found("&owner=LEGAL_ADVISER"), found("&owner=INVESTIGATOR")
		if len(legal) == 0 || len(investigators) == 0 || slices.Equal(legal, investigators) {
			t.Fatalf("%d gaps for legal advisers and %d for investigators show nothing", len(legal), len(investigators))
		}
		both := slices.Concat(legal, investigators)
		slices.Sort(both)
		if got, want := found("&owner=INVESTIGATOR,LEGAL_ADVISER"), slices.Compact(both); !slices.Equal(got, want) {
			t.Errorf("for both roles %v, want %v", got, want)
		}
		if got := found("&owner=AUDITOR"); len(got) != 0 {
			t.Errorf("an auditor resolves %v", got)
		}
		for _, owner := range []string{"NOBODY", "INVESTIGATOR,", "INVESTIGATOR,NOBODY"} {
			var refused M
			p.Want(400, "GET", "/api/v1/gaps?owner="+owner, nil, &refused)
			refusal(t, refused, "/owner", "Use one or several of")
		}
	})
}

// Waiting has a date of at most 30 days; it is agreed on by all, comes back by itself
// and is shown late, and nothing closes it.
func TestAwaitingInformationComesBack(t *testing.T) {
	clock := time.Date(2031, 3, 5, 12, 0, 0, 0, time.UTC)
	Each(t, func(t *testing.T, w *World) {
		clock = time.Date(2031, 3, 5, 12, 0, 0, 0, time.UTC)
		d := dispute(t, w, killed(9, 10), nil)
		gap := d.gap("G10")
		await := func(status int, until string) M {
			return d.propose("orl.investigator", gap, status, M{"outcome": "AWAITING_INFORMATION", "until": until})
		}
		refusal(t, await(422, ""), "/until", "Give the day")
		refusal(t, await(422, "soon"), "/until", "Give the day")
		refusal(t, await(422, "2031-03-01"), "/until", "has passed")
		refusal(t, await(422, "2031-04-05"), "/until", "at most 30 days")
		d.propose("orl.investigator", gap, 422, M{"outcome": "RECORDED_DISSENT", "until": "2031-03-20"})
		p := await(201, "2031-03-20")
		d.everybody(p, "var.investigator")
		g := d.stands(gap, "EXPLAINED", "while information is awaited")
		if Text(g, "awaiting_until") != "2031-03-20T23:59:59Z" || g["late"] != false || fmt.Sprint(g["waiting_on"]) != "[]" {
			t.Errorf("awaiting %v, late %v, waits on %v", g["awaiting_until"], g["late"], g["waiting_on"])
		}
		clock = time.Date(2031, 3, 21, 0, 0, 0, 0, time.UTC)
		for _, who := range []string{"orl.clerk", "orl.lead"} { // their sessions have ended
			w.As(t, who).Want(201, "POST", "/api/v1/session", M{"username": who, "password": Password}, nil)
		}
		g = d.stands(gap, "EXPLAINED", "after the day")
		if g["late"] != true || len(g["waiting_on"].([]any)) == 0 {
			t.Errorf("after the day it is late %v and waits on %v", g["late"], g["waiting_on"])
		}
		var late M
		w.As(t, "orl.lead").Want(200, "GET", "/api/v1/gaps?late=yes&turn=ORL&family=HARM&total=exact", nil, &late)
		if late["total"] != 1.0 || Get(late, "counts.LATE") != 1.0 {
			t.Errorf("late are %v, %v", late["total"], late["counts"])
		}
	}, WithClock(func() time.Time { return clock }), Unlimited)
}

// A dissent prints both views beside each other; each partner may take back what it
// said while nothing is decided; what has ended is opened by both, not by one.
func TestDissentTakingBackAndOpeningAgain(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, killed(9, 10), nil)
		gap := d.gap("G10")
		d.explain("var.clerk", gap, 201, "Each of the eleven was named by a relative.")
		p := d.propose("orl.investigator", gap, 201, M{"outcome": "RECORDED_DISSENT", "rationale": "Orland stands by what the video shows."})
		d.propose("var.investigator", gap, 409, M{"outcome": "ADOPT_B"})
		if three := len(p["positions"].([]any)) == 3; three {
			d.answer("var.investigator", p, 200, "CONCUR", "")
			var back M
			w.As(t, "var.lead").Want(200, "POST", "/api/v1/proposals/"+Text(p, "id")+"/withdrawal", M{}, &back)
			w.As(t, "var.lead").Want(409, "POST", "/api/v1/proposals/"+Text(p, "id")+"/withdrawal", M{}, nil)
			if got := fmt.Sprint(d.read(gap)["waiting_on"]); !strings.Contains(got, "VAR") {
				t.Errorf("after its position was taken back it waits on %s", got)
			}
		}
		d.everybody(p, "var.investigator")
		g := d.stands(gap, "DISSENT_RECORDED", "with both signatures on the dissent")
		if Text(g, "dissent.0.text") != "Orland stands by what the video shows." || Text(g, "dissent.1.text") != "Each of the eleven was named by a relative." || Get(g, "dissent.1.value.min") != 11.0 {
			t.Errorf("the views are %v", g["dissent"])
		}
		page := w.As(t, "orl.clerk").Want(200, "GET", "/print/compare/"+d.id, nil, nil)
		for _, words := range []string{"Orland stands by what the video shows.", "Each of the eleven was named by a relative.", "Civilians killed", "Dissent recorded"} {
			if !strings.Contains(strings.ReplaceAll(string(page.Body), "&#39;", "'"), words) {
				t.Errorf("the paper does not say %q", words)
			}
		}

		again := d.propose("var.investigator", gap, 201, M{"outcome": "REOPEN", "rationale": "The register of the hospital has come."})
		d.stands(gap, "DISSENT_RECORDED", "while only one wants it open")
		d.answer("orl.investigator", again, 200, "DISSENT", "It is a copy of what we had.")
		d.stands(gap, "DISSENT_RECORDED", "after the other declined")
		again = d.propose("var.investigator", gap, 201, M{"outcome": "REOPEN"})
		d.everybody(again, "orl.investigator")
		g = d.stands(gap, "OPEN", "after all agreed to open it")
		if got := kindsOf(g["course"]); !strings.HasSuffix(got, "ENDED REOPENED") || !strings.Contains(got, "DECLINED") {
			t.Errorf("the course is %s", got)
		}
		d.propose("var.investigator", gap, 409, M{"outcome": "REOPEN"})
	})
}

// Endings with needs of their own: what was tried, both definitions, a report that is
// withdrawn, and two reports that are parted by the way of every link.
func TestEndingsHaveTheirNeeds(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, killed(9, 10), nil)
		gap := d.gap("G10")
		refusal(t, d.propose("orl.investigator", gap, 422, M{"outcome": "CANNOT_BE_DETERMINED", "rationale": "unknown"}), "/rationale", "what was tried")
		refusal(t, d.propose("orl.investigator", gap, 422, M{"outcome": "PARTNER_WITHDREW"}), "/outcome", "reports stand")
		d.explain("orl.clerk", gap, 201, "We count those who died within a day.")
		refusal(t, d.propose("orl.investigator", gap, 422, M{"outcome": "DEFINITION_DIFFERENCE"}), "/definitions/VAR", "what VAR counts")
		p := d.propose("orl.investigator", gap, 201, M{"outcome": "DEFINITION_DIFFERENCE", "definitions": M{"VAR": "All who died of it, whenever."}})
		w.As(t, "orl.investigator").Want(200, "POST", "/api/v1/proposals/"+Text(p, "id")+"/withdrawal", nil, nil)
		for _, outcome := range []string{"SPLIT", "MERGED"} {
			p = d.propose("orl.investigator", gap, 201, M{"outcome": outcome})
			w.As(t, "orl.investigator").Want(200, "POST", "/api/v1/proposals/"+Text(p, "id")+"/withdrawal", nil, nil)
		}
		refusal(t, d.propose("orl.investigator", gap, 422, M{"outcome": "ADOPT_A", "until": "2031-04-01"}), "/until", "Only AWAITING")

		p = d.propose("orl.investigator", gap, 201, M{"outcome": "NOT_SAME_INCIDENT", "rationale": "The second strike came an hour later."})
		p = d.everybody(p, "var.investigator")
		d.stands(gap, "IN_RESOLUTION", "without the leads, who link and unlink")
		for _, who := range []string{"orl.lead", "tri.lead", "var.lead"} {
			if strings.Contains(fmt.Sprint(d.read(gap)["waiting_on"]), strings.ToUpper(who[:3])) {
				p = d.answer(who, p, 200, "CONCUR", "")
			}
		}
		d.stands(gap, "RESOLVED", "with the leads")
		var a, b M
		w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/reports/"+d.reportA, nil, &a)
		w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/reports/"+d.reportB, nil, &b)
		if Text(a, "incident") == Text(b, "incident") {
			t.Error("the two reports still lie under one incident")
		}
	})
}

// What an observer reports stands beside the partners' accounts with gaps of its own,
// and makes no difference to how far the partners agree; nobody who only observes can
// explain for a partner or end a gap.
func TestObserverStandsBesideThePartners(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		same := M{"casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 5, "max": 5}}}
		d := dispute(t, w, same, same)
		w.Observed(t, d.reportA)
		var c M
		w.As(t, "orl.investigator").Want(200, "GET", "/api/v1/incidents/"+d.id+"/compare", nil, &c)
		if fmt.Sprint(c["observers"]) != "[IR]" || len(c["pairs"].([]any)) != 3 {
			t.Fatalf("observers %v, pairs %v", c["observers"], c["pairs"])
		}
		for _, row := range c["rows"].([]any) {
			if Text(row, "field") == "casualties/KILLED/CIVILIAN" {
				if Text(row, "look") != "agree" || Text(row, "between.ORL-VAR.look") != "agree" || Text(row, "between.IR-ORL.look") != "conflict" {
					t.Errorf("the partners %v, with the observer %v", Get(row, "between.ORL-VAR"), Get(row, "between.IR-ORL"))
				}
				return
			}
		}
		t.Error("no row of civilians killed")
	})
}

// While a link is provisional its gaps can be explained and nothing can be agreed on;
// two who propose at once do not both get their way.
func TestProvisionalGapsAreExplainedNotAgreed(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		a, _, match := w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(nil), Other(nil))
		var r, found M
		w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/reports/"+a, nil, &r)
		d := &disputed{t: t, w: w, id: Text(r, "incident"), reportA: a}
		w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/matches/"+match, nil, &found)
		if Text(found, "state") != "provisional" {
			t.Fatalf("the pair is %s, want provisional: it has no gaps yet", Text(found, "state"))
		}
		gap := d.gap("G10")
		d.explain("var.clerk", gap, 201, "By the hospital's list.")
		refused := d.propose("orl.investigator", gap, 409, M{"outcome": "RECORDED_DISSENT"})
		if !strings.Contains(Text(refused, "detail"), "provisionally") {
			t.Errorf("refused with %v", refused)
		}
		for _, lead := range []string{"orl.lead", "var.lead"} {
			w.As(t, lead).Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same"}, nil)
		}
		answers := make(chan int, 2)
		people := []*Person{w.As(t, "orl.investigator"), w.As(t, "var.investigator")}
		for _, p := range people {
			go func() {
				answers <- p.Do("POST", "/api/v1/gaps/"+gap+"/proposals", M{"outcome": "RECORDED_DISSENT", "rationale": "Each stands by its account."}).Status
			}()
		}
		if one, other := <-answers, <-answers; one+other != 201+409 {
			t.Errorf("two at once are answered %d and %d, want 201 and 409", one, other)
		}
	})
}

// Where one partner alone takes part, a critical gap still takes two people.
func TestNobodyEndsACriticalGapAlone(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		var r, found M
		w.As(t, "var.clerk").Want(201, "POST", "/api/v1/reports", Other(M{"law_concern": "SUSPECTED_WAR_CRIME", "casualties": []M{
			{"outcome": "KILLED", "status": "CIVILIAN", "min": 11, "max": 14}, {"outcome": "KILLED", "status": "CIVILIAN", "age": "CHILD_UNSPECIFIED", "min": 3, "max": 3}}}), &r)
		w.As(t, "var.lead").Want(200, "GET", "/api/v1/gaps?code=G01&incident="+Text(r, "incident"), nil, &found)
		gap, d := Text(found, "items.0.id"), &disputed{t: t, w: w, id: Text(r, "incident")}
		if Text(found, "items.0.severity") != "CRITICAL" {
			t.Fatalf("the missing report is %v", Get(found, "items.0.severity"))
		}
		p := d.propose("var.lead", gap, 201, M{"outcome": "CANNOT_BE_DETERMINED", "rationale": "The other partner was asked twice and has no record of it."})
		p = d.answer("var.lead", p, 200, "CONCUR", "")
		if Text(p, "state") != "WAITING" || Text(p, "needs.0.why") != "SECOND_PERSON" {
			t.Fatalf("signed twice by one person it is %v, and needs %v", p["state"], p["needs"])
		}
		if p = d.answer("var.approver", p, 200, "CONCUR", ""); Text(p, "state") != "AGREED" {
			t.Errorf("signed by two it is %v", p["state"])
		}
	})
}

// What is agreed on lies within what was said, in every form it can be given, unless new
// evidence is cited; and an ending that parts two reports wants two.
func TestAgreedValuesAreSaidBySomebody(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, M{"responsibility": []M{{"actor": "ORL", "actor_kind": "PARTNER", "role": "FIRED"}}},
			M{"responsibility": []M{{"actor": "VAR", "actor_kind": "PARTNER", "role": "FIRED"}}, "place": M{"lat": 0.43, "lon": 0.83, "precision": "LANDMARK", "name": "Tarn Quay"}, "started": M{"earliest": "2031-03-04T02:50:00Z", "precision": "MINUTE", "utc_offset_min": 0}})
		killed, who, place, started := d.gap("G10"), d.gap("G04"), d.gap("G20"), d.gap("G25")
		for _, tt := range []struct {
			name, gap, pointer, says string
			body                     M
		}{
			{"a best estimate below both ends", killed, "/value/best", "lies between", M{"outcome": "AGREED_RANGE", "value": M{"min": 4, "max": 12, "best": 0}}},
			{"two ends as one value", killed, "/outcome", "AGREED_RANGE", M{"outcome": "AGREED_VALUE", "value": M{"min": 4, "max": 12}}},
			{"an actor nobody named", who, "/value", "Neither account says", M{"outcome": "AGREED_VALUE", "value": "Group Z"}},
			{"a place without a point", place, "/value", "Give a point", M{"outcome": "AGREED_VALUE", "value": M{"name": "Somewhere else", "precision": "UNKNOWN"}}},
			{"a time without ends", started, "/value", "Give earliest", M{"outcome": "AGREED_VALUE", "value": M{"precision": "UNKNOWN"}}},
		} {
			t.Run(tt.name, func(t *testing.T) {
				refusal(t, d.propose("orl.legal", tt.gap, 422, tt.body), tt.pointer, tt.says)
			})
		}
		d.propose("orl.legal", who, 201, M{"outcome": "AGREED_VALUE", "value": []string{"ORL", "VAR"}})
		d.propose("orl.legal", killed, 201, M{"outcome": "AGREED_RANGE", "value": M{"min": 4, "max": 12, "best": 6}})
	})
}

// A gap that was ended lightly and turns critical by what a report says afterwards opens
// again, with the reason; one that stays as grave as it was does not.
func TestWhatTurnsCriticalOpensAgain(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		row := func(min, max int, age string) M {
			r := M{"outcome": "KILLED", "status": "CIVILIAN", "min": min, "max": max}
			if age != "" {
				r["age"] = age
			}
			return r
		}
		theirs := func(more M) M {
			f := Other(M{"responsibility": nil, "casualties": []M{row(8, 9, "")}})
			for k, v := range more {
				f[k] = v
			}
			return f
		}
		d := dispute(t, w, M{"responsibility": nil, "casualties": []M{row(4, 6, "")}}, theirs(nil))
		gap := d.gap("G10")
		if got := Text(d.read(gap), "severity"); got == "CRITICAL" {
			t.Fatal("it is critical from the beginning: nothing is shown")
		}
		p := d.propose("orl.lead", gap, 201, M{"outcome": "AGREED_RANGE", "min": 6, "max": 8})
		d.answer("var.lead", p, 200, "CONCUR", "")
		put := func(facts M) string {
			var r M
			tag := w.As(t, "var.clerk").Want(200, "GET", "/api/v1/reports/"+d.reportB, nil, &r).Header.Get("ETag")
			w.As(t, "var.clerk").Want(200, "PUT", "/api/v1/reports/"+d.reportB, facts, nil, "If-Match", tag)
			return Text(d.read(gap), "state")
		}
		if state := put(theirs(M{"title": "People killed at the depot of Tarn Quay"})); state != "RESOLVED" {
			t.Errorf("after another title it is %s", state)
		}
		if state := put(theirs(M{"casualties": []M{row(8, 9, ""), row(4, 4, "CHILD_UNSPECIFIED")}, "law_concern": "SUSPECTED_WAR_CRIME", "mrm": []string{"KILLING_MAIMING"}})); state != "OPEN" {
			t.Errorf("critical now, it is %s", state)
		}
		if !strings.Contains(fmt.Sprint(d.read(gap)["course"]), "fewer signatures") {
			t.Error("its course does not say why it was opened again")
		}
	})
}

// Who only observes counts in a column of its own, not among the people an incident's
// partners count; where nobody else reports it is all there is.
func TestObserversAreNotInTheIncidentsCount(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, nil, nil)
		count := func() string {
			var i M
			w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/incidents/"+d.id, nil, &i)
			return fmt.Sprint(Get(i, "killed.min"), " ", Get(i, "killed.max"), " of ", len(i["reports"].([]any)))
		}
		before := count()
		w.Observed(t, d.reportA)
		if after := count(); before != "4 14 of 2" || after != "4 14 of 3" {
			t.Errorf("killed %s, and with an observer's report %s", before, after)
		}
	})
}

// What the queue counts, by severity and of what is late, is what its lists hold, under
// any filter and for whoever looks.
func TestQueueCountsWhatItLists(t *testing.T) {
	clock := time.Date(2031, 3, 5, 12, 0, 0, 0, time.UTC)
	Each(t, func(t *testing.T, w *World) {
		clock = time.Date(2031, 3, 5, 12, 0, 0, 0, time.UTC)
		dispute(t, w, M{"law_concern": "SUSPECTED_WAR_CRIME", "place": M{"lat": 0.41240, "lon": 0.81250, "precision": "EXACT", "name": "Tarn Quay"}}, M{"means": []M{{"weapon": "MORTAR", "delivery": "ARTILLERY"}}})
		var r M
		w.As(t, "orl.clerk").Want(201, "POST", "/api/v1/reports", Facts(M{"responsibility": []M{{"actor": "VAR", "actor_kind": "PARTNER", "role": "FIRED"}},
			"place": M{"lat": -40, "lon": 20, "precision": "VILLAGE", "name": "Elsewhere"}}), &r) // kept by Orland alone
		clock = clock.Add(7 * 24 * time.Hour)
		kinds := map[string]bool{}
		for _, who := range []string{"orl.lead", "var.lead", "auditor"} {
			p := w.As(t, who)
			p.Want(201, "POST", "/api/v1/session", M{"username": who, "password": Password}, nil) // the session has ended
			for _, query := range []string{"state=open", "", "state=ALL", "state=open&severity=HIGH", "state=open&late=yes", "state=open&turn=ORL", "state=open&family=HARM", "state=open&code=G99"} {
				var page M
				p.Want(200, "GET", "/api/v1/gaps?limit=200&total=exact&"+query, nil, &page)
				want := map[string]float64{"LATE": 0}
				for _, g := range page["items"].([]any) {
					want[Text(g, "severity")]++
					if Get(g, "late") == true {
						want["LATE"]++
					}
				}
				counts, _ := page["counts"].(map[string]any)
				for kind, n := range want {
					if counts[kind] != n {
						t.Errorf("%s, %q: counts %v of %s, lists %v", who, query, counts[kind], kind, n)
					}
					kinds[kind] = kinds[kind] || n > 0
				}
				if page["total"] != float64(len(page["items"].([]any))) {
					t.Errorf("%s, %q: counts %v in all, lists %d", who, query, page["total"], len(page["items"].([]any)))
				}
			}
		}
		if len(kinds) != 5 || !kinds["LATE"] {
			t.Fatalf("there are gaps of %v: nothing is shown", kinds)
		}
	}, WithClock(func() time.Time { return clock }), Unlimited)
}
