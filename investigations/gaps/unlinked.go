package gaps

import (
	"fmt"

	"concord/models"
)

// Question is the gap of two reports that may tell of one incident and are not
// linked (G81).
func Question(ctx Context, a, b Account) models.Finding {
	if b.Partner < a.Partner {
		a, b = b, a
	}
	f := models.Finding{Code: "G81", Field: "incident", PartnerA: a.Partner, ReportA: a.Report, PartnerB: b.Partner, ReportB: b.Report, Relation: models.Different,
		Title: fmt.Sprintf("%s's and %s's reports may tell of one incident; nobody has said whether they do.", ctx.name(a.Partner), ctx.name(b.Partner))}
	ctx.score(&f, nil, a, b)
	return f
}

// Unmatched is the gap of a report to which no other partner has a counterpart
// (G01), where it is not known whom it concerns.
func Unmatched(ctx Context, a Account) models.Finding {
	f := models.Finding{Code: "G01", Field: "report", PartnerA: a.Partner, ReportA: a.Report, Relation: models.MissingRecord,
		Title: fmt.Sprintf("No other partner has a report of the incident that %s reports.", ctx.name(a.Partner))}
	ctx.score(&f, nil, a)
	return f
}
