// Package handlers is HTTP: decode, call, encode. Every route stands in one table
// with the permission it asks for; what is not in it does not exist.
package handlers

import (
	"strings"

	"concord/investigations"
	"concord/models"
	"concord/models/access"
	"concord/models/audit"
	"concord/models/directory"
	"concord/models/keys"
	"concord/models/reports"
	"concord/models/store"
	"concord/static"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// API is what the handlers stand on.
type API struct {
	db       *store.DB
	sessions *directory.Sessions
	site     *static.Site
	key      *audit.Key
	feed     *Feed
	limits   *people
	imports  *reports.Jobs
	answered answered
	options  Options
}

// Options of the program that the handlers need to know.
type Options struct {
	Demo         bool
	DemoPassword string
	DemoAccounts []static.DemoAccount
	Secure       bool // served over TLS, by itself or by the proxy before it
	PasswordCost directory.Cost
	Keys         *keys.Ring
	Matcher      *investigations.Matcher
	Finder       *investigations.Finder
	SecretOfFeed []byte // 16 bytes: hides the log's numbering in event ids
	App          AppConfig
}

// Route is one line of the table.
type Route struct {
	Method string
	Path   string
	Action access.Action
	Tag    string // for the OpenAPI document
	Words  string // what it does, in one line
	Handle func(*API, *fiber.Ctx) error
}

const v1 = "/api/v1"

// Routes is every route of the program. A test walks the running program and
// fails when it serves one that is not here or whose action has no policy.
var Routes []Route

func init() { // and not in the declaration, because the OpenAPI document lists the routes
	Routes = []Route{
		{"GET", "/health", access.Anyone, "service", "200 once the program is ready", (*API).health},
		{"GET", "/openapi.json", access.Anyone, "service", "this description", (*API).openAPI},
		{"GET", "/metrics", access.ReadMetrics, "service", "counters for the operator", (*API).metrics},

		{"GET", "/", access.Anyone, "pages", "the staff interface", (*API).shell},
		{"GET", "/assets/:name", access.Anyone, "pages", "scripts, styles, fonts and texts", (*API).asset},
		{"GET", "/sign-in", access.Anyone, "pages", "sign in", (*API).signInPage},
		{"POST", "/sign-in", access.Anyone, "pages", "sign in without script", (*API).signInForm},
		{"GET", "/setup", access.Anyone, "pages", "set a password by a one-time link", (*API).setupPage},
		{"POST", "/setup", access.Anyone, "pages", "set a password by a one-time link", (*API).setupForm},
		{"GET", "/print/incident/:id", access.ReadIncidents, "pages", "an incident on paper", (*API).printIncident},
		{"GET", "/print/compare/:id", access.ReadIncidents, "pages", "the accounts of an incident side by side, on paper", (*API).printCompare},
		{"GET", "/public", access.Anyone, "public", "released statements", (*API).publicPage},
		{"GET", "/public/statements", access.Anyone, "public", "released statements as JSON", (*API).publicStatements},
		{"GET", "/public/statements/:ref", access.Anyone, "public", "one released statement", (*API).publicStatement},

		{"POST", v1 + "/session", access.Anyone, "session", "sign in", (*API).signIn},
		{"DELETE", v1 + "/session", access.SignedIn, "session", "sign out", (*API).signOut},
		{"GET", v1 + "/me", access.SignedIn, "session", "who is signed in and what that person may do", (*API).me},
		{"GET", v1 + "/fields", access.SignedIn, "reports", "the fields that a filter can name", (*API).fields},
		{"GET", v1 + "/readings", access.SignedIn, "reports", "how a place or a time is understood", (*API).readings},

		{"POST", v1 + "/reports", access.LogReport, "reports", "log a report", (*API).logReport},
		{"GET", v1 + "/reports", access.ReadReports, "reports", "find reports", (*API).findReports},
		{"POST", v1 + "/reports/nearby", access.ReadReports, "reports", "likely same incidents of what is being typed", (*API).nearby},
		{"GET", v1 + "/reports/:id", access.ReadReports, "reports", "read a report", (*API).readReport},
		{"PUT", v1 + "/reports/:id", access.AmendReport, "reports", "amend a report: a new version", (*API).amendReport},
		{"GET", v1 + "/reports/:id/counterparts", access.ReadReports, "matches", "each other partner's account of the same incident, or why there is none", (*API).counterparts},
		{"GET", v1 + "/reports/:id/versions", access.ReadReports, "reports", "every version", (*API).reportVersions},
		{"GET", v1 + "/reports/:id/diff", access.ReadReports, "reports", "what became of it between two versions", (*API).diffReport},
		{"POST", v1 + "/reports/:id/share", access.ShareReport, "reports", "change who may read it", (*API).shareReport},
		{"POST", v1 + "/reports/:id/withdraw", access.WithdrawReport, "reports", "withdraw it with a reason", (*API).withdrawReport},
		{"POST", v1 + "/reports/:id/identities", access.SealIdentity, "identities", "seal who a pseudonym stands for", (*API).sealIdentity},
		{"GET", v1 + "/reports/:id/identities", access.ReadIdentities, "identities", "which identities the own partner holds sealed", (*API).findIdentities},
		{"PUT", v1 + "/identities/:id", access.SealIdentity, "identities", "seal a new version", (*API).replaceIdentity},
		{"POST", v1 + "/identities/:id/openings", access.OpenIdentity, "identities", "read one, for a reason that is logged first", (*API).openIdentity},
		{"POST", v1 + "/identities/:id/erasure", access.EraseIdentity, "identities", "destroy its key: nobody can read it again", (*API).eraseIdentity},
		{"GET", v1 + "/export/:kind", access.Export, "reports", "reports, incidents or gaps as a file", (*API).export},

		{"POST", v1 + "/imports", access.Import, "imports", "import a file of reports", (*API).importFile},
		{"POST", v1 + "/imports/preview", access.Import, "imports", "the columns and first rows of a file as they would be read", (*API).previewImport},
		{"GET", v1 + "/mappings", access.Import, "imports", "how the own partner reads the columns of its sources", (*API).savedMappings},
		{"GET", v1 + "/views", access.KeepViews, "views", "one's own saved views and those shared within the partner", (*API).listViews},
		{"POST", v1 + "/views", access.KeepViews, "views", "keep a list with its filters under a name", (*API).saveView},
		{"PUT", v1 + "/views/:id", access.KeepViews, "views", "change a view of one's own", (*API).changeView},
		{"DELETE", v1 + "/views/:id", access.KeepViews, "views", "remove a view of one's own", (*API).removeView},
		{"GET", v1 + "/imports", access.Import, "imports", "imports of the own partner", (*API).findImports},
		{"GET", v1 + "/imports/:id", access.Import, "imports", "what an import did, or how far it is", (*API).readImport},
		{"GET", v1 + "/imports/:id/rejects", access.Import, "imports", "the rows that were not taken, with the reason", (*API).importRejects},
		{"POST", v1 + "/imports/:id/undo", access.Import, "imports", "take an import back as one", (*API).undoImport},

		{"POST", v1 + "/uploads", access.Upload, "evidence", "begin an upload in chunks", (*API).beginUpload},
		{"GET", v1 + "/uploads/:id", access.Upload, "evidence", "how far an upload of one's own is", (*API).readUpload},
		{"PATCH", v1 + "/uploads/:id", access.Upload, "evidence", "the next chunk", (*API).sendChunk},
		{"DELETE", v1 + "/uploads/:id", access.Upload, "evidence", "drop an upload", (*API).dropUpload},
		{"POST", v1 + "/evidence", access.AddEvidence, "evidence", "enter an item of evidence", (*API).addEvidence},
		{"GET", v1 + "/evidence", access.ReadEvidence, "evidence", "find evidence", (*API).findEvidence},
		{"GET", v1 + "/evidence/:id", access.ReadEvidence, "evidence", "read what an item is", (*API).readEvidence},
		{"GET", v1 + "/evidence/:id/content", access.OpenEvidence, "evidence", "the file, or for others its working copy", (*API).openEvidence},
		{"GET", v1 + "/evidence/:id/custody", access.ReadEvidence, "evidence", "who had it when", (*API).readCustody},
		{"POST", v1 + "/evidence/:id/custody", access.RecordCustody, "evidence", "record a custody event", (*API).handEvidence},
		{"POST", v1 + "/evidence/:id/share", access.ShareEvidence, "evidence", "change who may see it", (*API).shareEvidence},
		{"POST", v1 + "/evidence/:id/existence", access.SetExistence, "evidence", "change what is said of its existence", (*API).setExistence},
		{"POST", v1 + "/evidence/:id/hold", access.ChangeHold, "evidence", "lift the preservation hold, or put it on again", (*API).holdEvidence},

		{"GET", v1 + "/incidents", access.ReadIncidents, "incidents", "find incidents", (*API).findIncidents},
		{"GET", v1 + "/incidents/map", access.ReadIncidents, "incidents", "incidents on the map, clustered where there are many", (*API).incidentMap},
		{"GET", v1 + "/incidents/timeline", access.ReadIncidents, "incidents", "incidents by day, week, month or year", (*API).incidentTimeline},
		{"GET", v1 + "/incidents/:id", access.ReadIncidents, "incidents", "read an incident", (*API).readIncident},
		{"GET", v1 + "/incidents/:id/compare", access.ReadIncidents, "incidents", "every field of every partner side by side", (*API).compareIncident},
		{"POST", v1 + "/incidents/:id/investigation", access.OpenInvestigation, "investigations", "open the shared case, or get the open one", (*API).openCase},

		{"GET", v1 + "/matching", access.ReadMatches, "matches", "the weights in force, the run under way and the last one", (*API).matching},
		{"POST", v1 + "/matching/runs", access.RunMatching, "matches", "estimate weights and link everything anew", (*API).runMatching},
		{"POST", v1 + "/matching/runs/cancel", access.RunMatching, "matches", "end the run under way", (*API).cancelMatching},
		{"GET", v1 + "/matches", access.ReadMatches, "matches", "find matches; total=exact also counts those before the page and those that wait on one", (*API).findMatches},
		{"POST", v1 + "/matches", access.ProposeMatch, "matches", "propose a pair by hand", (*API).proposeMatch},
		{"POST", v1 + "/matches/decisions", access.DecideMatch, "matches", "one verdict on several, all or none", (*API).decideMatches},
		{"GET", v1 + "/matches/:id", access.ReadMatches, "matches", "read a match", (*API).readMatch},
		{"POST", v1 + "/matches/:id/decisions", access.DecideMatch, "matches", "same, not_same or unsure; withdrawn takes an answer back. If-Match is honoured", (*API).decideMatch},

		{"GET", v1 + "/gaps", access.ReadGaps, "gaps", "find gaps", (*API).findGaps},
		{"GET", v1 + "/gaps/rules", access.ReadGaps, "gaps", "the catalogue, what is settled for it, and what waits for an answer", (*API).readRules},
		{"PUT", v1 + "/gaps/rules", access.SetGapRules, "gaps", "put other rules forward: in force when every partner has concurred", (*API).proposeRules},
		{"POST", v1 + "/gaps/rules/preview", access.SetGapRules, "gaps", "what rules would change among the gaps one sees; stores nothing", (*API).previewRules},
		{"POST", v1 + "/gaps/rules/:id/positions", access.SetGapRules, "gaps", "take a position on rules that wait", (*API).answerRules},
		{"POST", v1 + "/gaps/rules/:id/withdraw", access.SetGapRules, "gaps", "take one's own partner's rules back", (*API).withdrawRules},
		{"GET", v1 + "/gaps/runs", access.ReadGaps, "gaps", "how far finding all gaps anew is", (*API).gapRuns},
		{"POST", v1 + "/gaps/runs", access.SetGapRules, "gaps", "find all gaps anew under the rules in force", (*API).startGapRun},
		{"POST", v1 + "/gaps/runs/cancel", access.SetGapRules, "gaps", "end the run under way", (*API).cancelGapRun},
		{"GET", v1 + "/gaps/agreement", access.ReadGaps, "gaps", "fields agreed, compatible, different and missing, by pair of partners and family", (*API).agreement},
		{"GET", v1 + "/gaps/agreement/incidents", access.ReadGaps, "gaps", "the incidents behind one cell of it", (*API).agreementIncidents},
		{"GET", v1 + "/gaps/totals", access.ReadGaps, "gaps", "people killed over a period, as bounds", (*API).gapTotals},
		{"GET", v1 + "/gaps/:id", access.ReadGaps, "gaps", "read a gap", (*API).readGap},
		{"POST", v1 + "/gaps/:id/proposals", access.ProposeResolution, "gaps", "propose how it ends", (*API).proposeResolution},
		{"POST", v1 + "/gaps/:id/explanations", access.ExplainGap, "gaps", "say why the own partner's value is what it is, or take that back", (*API).explainGap},
		{"GET", v1 + "/proposals/:id", access.ReadGaps, "gaps", "read a proposal", (*API).readProposal},
		{"POST", v1 + "/proposals/:id/positions", access.TakePosition, "gaps", "take a position on a proposal", (*API).answerProposal},
		{"POST", v1 + "/proposals/:id/withdrawal", access.TakePosition, "gaps", "take back the own proposal while it waits, or the own position on another's", (*API).takeBack},

		{"GET", v1 + "/investigations", access.ReadCases, "investigations", "find cases", (*API).findCases},
		{"GET", v1 + "/investigations/:id", access.ReadCases, "investigations", "read a case", (*API).readCase},
		{"POST", v1 + "/investigations/:id/transitions", access.ProposeTransition, "investigations", "move a case, or propose to", (*API).moveCase},
		{"GET", v1 + "/transitions/:id", access.ReadCases, "investigations", "read a move", (*API).readTransition},
		{"POST", v1 + "/transitions/:id/positions", access.SignTransition, "investigations", "take a position on a proposed move", (*API).signTransition},

		{"POST", v1 + "/statements", access.DraftStatement, "statements", "draft a statement", (*API).draftStatement},
		{"GET", v1 + "/statements", access.ReadStatements, "statements", "find statements", (*API).findStatements},
		{"GET", v1 + "/statements/:id", access.ReadStatements, "statements", "read a statement", (*API).readStatement},
		{"PUT", v1 + "/statements/:id", access.DraftStatement, "statements", "change the text: a new version", (*API).reviseStatement},
		{"POST", v1 + "/statements/:id/approvals", access.ApproveStatement, "statements", "take a position on exactly this text", (*API).approveStatement},
		{"POST", v1 + "/statements/:id/release", access.ReleaseStatement, "statements", "release what every party approved", (*API).releaseStatement},

		{"GET", v1 + "/audit", access.ReadAudit, "audit", "the log of every write", (*API).readAudit},
		{"GET", v1 + "/audit/checkpoint", access.SignedIn, "audit", "the signed head of the log", (*API).checkpoint},
		{"GET", v1 + "/audit/proof/:entry", access.ReadAudit, "audit", "a proof that an entry is in the log", (*API).auditProof},
		{"GET", v1 + "/events", access.ReadEvents, "service", "changes as server-sent events", (*API).events},
	}
}

// New assembles the application.
func New(db *store.DB, site *static.Site, key *audit.Key, feed *Feed, options Options) *fiber.App {
	a := &API{db: db, sessions: directory.NewSessions(db), site: site, key: key, feed: feed, imports: &reports.Jobs{}, limits: newPeople(options.App.Limits), options: options}
	app := NewApp(options.App)
	for _, route := range Routes {
		app.Add(route.Method, route.Path, a.serve(route))
	}
	return app
}

// serve puts the permission before the handler: nothing is decoded for somebody
// who may not do it.
func (a *API) serve(route Route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if route.Action == access.Anyone || route.Action == access.ReadMetrics && fromHere(c) {
			return route.Handle(a, c)
		}
		who, err := a.identify(c)
		if err != nil {
			return err
		}
		if err := a.limits.take(who.UserID); err != nil {
			return err
		}
		if err := access.Check(who, route.Action); err != nil {
			return err
		}
		if route.Method == fiber.MethodPost {
			err = a.once(c, route)
		} else {
			err = route.Handle(a, c)
		}
		squeeze(c, err)
		return err
	}
}

// squeeze compresses a long answer for a browser, which may sit at the end of a
// thin link. Programs beside the service gain nothing by it and do not say where
// they fetch from.
func squeeze(c *fiber.Ctx, err error) {
	if err != nil || c.Get("Sec-Fetch-Mode") == "" || c.Response().IsBodyStream() || len(c.Response().Body()) < 4<<10 || !strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		return
	}
	c.Response().SetBodyRaw(fasthttp.AppendGzipBytesLevel(nil, c.Response().Body(), fasthttp.CompressBestSpeed))
	c.Set(fiber.HeaderContentEncoding, "gzip")
	c.Vary(fiber.HeaderAcceptEncoding)
}

// actor is the person the request was identified as.
func actor(c *fiber.Ctx) models.Actor {
	who, _ := c.Locals(actorLocal).(models.Actor)
	return who
}

const actorLocal = "actor"
