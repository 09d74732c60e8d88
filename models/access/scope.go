package access

import (
	"slices"
	"strings"

	"concord/models"
)

// Scope is what a person may see of one table: a condition in SQL over that
// table's own name, and its arguments. One record is fetched through the same
// scope as a list, so the two can never disagree.
type Scope struct {
	SQL  string
	Args []any
}

var (
	nothing    = Scope{SQL: "1 = 0"}
	everything = Scope{SQL: "1 = 1"}
)

// Scopes holds the scope of each table that people read. A table without one is
// invisible to everybody.
var Scopes map[string]func(models.Actor) Scope

func init() { // and not in the declaration, because scopes lean on one another
	Scopes = map[string]func(models.Actor) Scope{
		"reports":            Reports,
		"report_versions":    versions,
		"incidents":          incidents,
		"matches":            matches,
		"gaps":               gaps,
		"gap_steps":          gapSteps,
		"proposals":          proposals,
		"investigations":     investigations,
		"transitions":        transitions,
		"statements":         statements,
		"statement_versions": statementVersions,
		"imports":            imports,
		"evidence":           Evidence,
		"originals":          originals,
		"custody":            custody,
		"uploads":            uploads,
		"mappings":           mappings,
		"saved_views":        savedViews,
		"sealed_identities":  sealedIdentities,
	}
}

// partnersAlone are tables that no auditor sees either, who follows in the log what
// was done with them.
var partnersAlone = map[string]bool{"sealed_identities": true, "saved_views": true}

// Of is the scope of a table for who.
func Of(table string, who models.Actor) Scope {
	scope, ok := Scopes[table]
	if !ok {
		return nothing
	}
	if who.Has(models.Auditor) && who.Partner == "" && !partnersAlone[table] {
		return everything
	}
	if who.Partner == "" {
		return nothing
	}
	return scope(who)
}

// Reports keeps the partner's own reports and those shared with it: by name, or
// with all partners, which an observer is not.
func Reports(who models.Actor) Scope {
	const named = `reports.sharing = 'NAMED' AND EXISTS (SELECT 1 FROM report_shares WHERE report_shares.report_id = reports.id AND report_shares.partner = ?)`
	if who.Observer() {
		return Scope{`(reports.partner = ? OR reports.sharing = 'PUBLIC' OR (` + named + `))`, []any{who.Partner, who.Partner}}
	}
	return Scope{`(reports.partner = ? OR reports.sharing IN ('JOINT', 'PUBLIC') OR (` + named + `))`, []any{who.Partner, who.Partner}}
}

// SeesReport is Of("reports", who) for what is counted in memory: the same rule on
// the three columns that it reads. sharedWith is the codes of the named partners,
// separated by commas. A test of the matrix holds the two against each other.
func SeesReport(who models.Actor, partner, sharing, sharedWith string) bool {
	switch {
	case who.Partner == "":
		return who.Has(models.Auditor)
	case partner == who.Partner, sharing == models.Public:
		return true
	case sharing == models.Joint:
		return !who.Observer()
	}
	return sharing == models.Named && slices.Contains(strings.Split(sharedWith, ","), who.Partner)
}

// visible is the condition that the report whose id stands in column is visible.
func visible(who models.Actor, column string) Scope {
	r := Of("reports", who)
	return Scope{`EXISTS (SELECT 1 FROM reports WHERE reports.id = ` + column + ` AND ` + r.SQL + `)`, r.Args}
}

func and(a, b Scope) Scope {
	return Scope{`(` + a.SQL + ` AND ` + b.SQL + `)`, append(append([]any(nil), a.Args...), b.Args...)}
}

// versions: one reads the history of one's own reports whole, of others' what
// was asserted, which the operation cuts to what is shared.
func versions(who models.Actor) Scope { return visible(who, "report_versions.report_id") }

// incidents are visible through any report in them, also through the report
// they were made for when a match has moved it to an older incident.
func incidents(who models.Actor) Scope {
	r := Of("reports", who)
	return Scope{`EXISTS (SELECT 1 FROM reports WHERE (reports.incident = incidents.id OR reports.home_incident = incidents.id AND reports.home_incident <> reports.incident) AND ` + r.SQL + `)`, r.Args}
}

// matches need sight of both reports: one alone would tell of the other.
func matches(who models.Actor) Scope {
	return and(visible(who, "matches.report_a"), visible(who, "matches.report_b"))
}

func gaps(who models.Actor) Scope {
	b := visible(who, "gaps.report_b")
	b.SQL = `(gaps.report_b = '' OR ` + b.SQL + `)`
	return and(visible(who, "gaps.report_a"), b)
}

func through(who models.Actor, table, column string) Scope {
	s := Of(table, who)
	return Scope{`EXISTS (SELECT 1 FROM ` + table + ` WHERE ` + table + `.id = ` + column + ` AND ` + s.SQL + `)`, s.Args}
}

func gapSteps(who models.Actor) Scope { return through(who, "gaps", "gap_steps.gap_id") }

func proposals(who models.Actor) Scope { return through(who, "gaps", "proposals.gap_id") }

// investigations are seen by the staff of the incident's parties, whole.
func investigations(who models.Actor) Scope {
	return Scope{`EXISTS (SELECT 1 FROM participants WHERE participants.incident = investigations.incident AND participants.partner = ?)`, []any{who.Partner}}
}

func transitions(who models.Actor) Scope {
	return through(who, "investigations", "transitions.investigation")
}

// statements are joint from the first draft: each party reads them.
func statements(who models.Actor) Scope {
	return Scope{`EXISTS (SELECT 1 FROM participants WHERE participants.incident = statements.incident AND participants.partner = ?)`, []any{who.Partner}}
}

func statementVersions(who models.Actor) Scope {
	return through(who, "statements", "statement_versions.statement_id")
}

func imports(who models.Actor) Scope {
	return Scope{`imports.partner = ?`, []any{who.Partner}}
}

// mappings: how a partner reads its sources is its own.
func mappings(who models.Actor) Scope {
	return Scope{`mappings.partner = ?`, []any{who.Partner}}
}

// savedViews: one's own, and those shared within the partner.
func savedViews(who models.Actor) Scope {
	return Scope{`(saved_views.partner = ? AND (saved_views.user_id = ? OR saved_views.shared))`, []any{who.Partner, who.UserID}}
}

// sealedIdentities: nobody else learns that one is held, whoever reads the report.
func sealedIdentities(who models.Actor) Scope {
	return Scope{`sealed_identities.partner = ?`, []any{who.Partner}}
}

// Evidence keeps the partner's own items and those shared with it: by name, or with
// all partners, which an observer is not.
func Evidence(who models.Actor) Scope {
	const named = `evidence.sharing = 'NAMED' AND EXISTS (SELECT 1 FROM evidence_shares WHERE evidence_shares.evidence = evidence.id AND evidence_shares.partner = ?)`
	if who.Observer() {
		return Scope{`(evidence.partner = ? OR (` + named + `))`, []any{who.Partner, who.Partner}}
	}
	return Scope{`(evidence.partner = ? OR evidence.sharing = 'JOINT' OR (` + named + `))`, []any{who.Partner, who.Partner}}
}

// originals: the file as it came, and what tells of its origin, stay with its partner.
func originals(who models.Actor) Scope {
	return Scope{`originals.partner = ?`, []any{who.Partner}}
}

// custody: of what is shared with it a partner sees what its own people and the
// item's partner did, not who else has it.
func custody(who models.Actor) Scope {
	e := Of("evidence", who)
	return Scope{`EXISTS (SELECT 1 FROM evidence WHERE evidence.id = custody.evidence AND (evidence.partner = ? OR custody.partner IN (evidence.partner, ?)) AND ` + e.SQL + `)`,
		append([]any{who.Partner, who.Partner}, e.Args...)}
}

// uploads are their sender's alone.
func uploads(who models.Actor) Scope {
	return Scope{`uploads.user_id = ?`, []any{who.UserID}}
}
