package worlds

// profile is what a partner's list is like. Rates are those of usual noise.
type profile struct {
	code  string
	extra float64 // logits by which it records more than the reporting says (reporting.go)

	places   [5]float64 // shares of the location precisions, finest first (matching.md section 4)
	radii    bool       // states a radius beside the precision
	offset   int        // minutes east of UTC of its clock
	style    style      // how it spells names
	language int        // of its own texts, a place in tongues
	foreign  int        // the language of its other texts
	script   script     // the other script it writes names in
	otherway float64    // how often it does so

	lag        float64 // minutes until a report is received, median
	lagSpread  float64 // deviation of its logarithm
	nobody     float64 // actor unknown
	nothing    float64 // weapon unknown
	nowhere    float64 // no coordinates
	twice      float64 // recorded twice
	methods    coding  // its code list of methods
	sources    []string
	role       string  // its own involvement
	title      string  // what its titles begin with
	early      float64 // has an earlier version that told of fewer
	totalsOnly float64 // share of its reports that do not part civilians from fighters
}

const hour, day = 60, 24 * 60 // minutes

// profiles of the partners, the first two as in the prototype's specification.
var profiles = []profile{
	{code: "ORL", extra: 0.15, places: [5]float64{.45, .25, .22, .06, .02}, radii: true, offset: 0,
		style: style{}, language: 0, foreign: 2, script: latinScript,
		lag: 6 * hour, lagSpread: 1.0, nobody: .15, nothing: .08, nowhere: .02, twice: .03, methods: fine,
		sources: []string{"OWN_UNIT_REPORT", "WEAPON_SYSTEM_LOG", "SENSOR", "PARTNER_UNIT_REPORT"}, role: "UNDER_CHECK",
		title: "Incident near", early: .08, totalsOnly: .10},
	{code: "VAR", extra: -0.15, places: [5]float64{.12, .28, .42, .14, .04}, offset: 180,
		style: style{rules: ruleQ | ruleU}, language: 0, foreign: 1, script: arabicScript, otherway: .30,
		lag: 2 * day, lagSpread: 1.1, nobody: .35, nothing: .15, nowhere: .04, twice: .05, methods: byKind,
		sources: []string{"LOCAL_AUTHORITY", "MEDICAL", "WITNESS", "COMMUNITY_LEADER"}, role: "NOT_INVOLVED",
		title: "Report from", early: .12, totalsOnly: .30},
	{code: "IR", extra: 0, places: [5]float64{.20, .25, .40, .11, .04}, radii: true, offset: 60,
		style: style{rules: ruleI | ruleEl}, language: 0, foreign: 2, script: cyrillicScript, otherway: .25,
		lag: 5 * day, lagSpread: 1.2, nobody: .25, nothing: .12, nowhere: .03, twice: .04, methods: byFamily,
		sources: []string{"NGO", "LOCAL_MEDIA", "SOCIAL_MEDIA", "INTERNATIONAL_MEDIA"}, role: "UNKNOWN",
		title: "People harmed at", early: .12, totalsOnly: .20},
	{code: "SEL", extra: 0, places: [5]float64{.28, .27, .32, .09, .04}, offset: 330,
		style: style{rules: ruleSh | ruleBare}, language: 0, foreign: 1, script: arabicScript, otherway: .15,
		lag: 1 * day, lagSpread: 1.0, nobody: .25, nothing: .12, nowhere: .03, twice: .04, methods: otherFine,
		sources: []string{"UN", "OWN_UNIT_REPORT", "WITNESS", "LOCAL_MEDIA"}, role: "UNKNOWN",
		title: "Event,", early: .08, totalsOnly: .20},
}

// PartnerCodes are the partners of a world, in order; each has the file CODE.csv.
func (o Options) PartnerCodes() []string {
	codes := make([]string, o.Partners)
	for i := range codes {
		codes[i] = profiles[i].code
	}
	return codes
}
