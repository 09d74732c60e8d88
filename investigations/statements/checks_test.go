package statements

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/models"
)

const good = "Orland and Varsenna report together. On [[date]] an air strike at [[place]], with [[means]], killed [[killed]] civilians, among them [[children_killed]] children, and injured [[injured]]. " +
	"[[actor]] carried out the strike. What caused the difference between the first reports is not yet known. We express our condolences to the families. " +
	"Both partners reviewed imagery and flight logs; no site visit was possible. By the standard used, this is more likely than not. " +
	"We will publish the findings by 30 June 2031. Families can contact either partner by telephone."

func TestAGoodStatementHasNothingAgainstIt(t *testing.T) {
	r := settled(t)
	r.Case = models.Agreed
	for _, severity := range []string{Block, Warn, Info} {
		expect(t, Checks(en(good), "FINDINGS_AGREED", "PUBLIC", r), severity, "")
	}
	expect(t, Checks(en("On [[date]] an air strike at [[place]] killed [[killed]] civilians. We express our condolences."), "UPDATE", "PUBLIC", settled(t)), Block, "")
}

// Worked incident 1: ORL's own press line against ORL's own record.
func TestThePressLineOfTarnQuayIsBlocked(t *testing.T) {
	checks := Checks(en("Orland aircraft destroyed a fuel depot at Tarn Quay. There were no civilian casualties."), "AWARENESS", "PUBLIC", tarnQuay())
	for _, c := range checks {
		if c.Code == "DENIES_RECORD" && c.Severity == Block {
			for _, part := range []string{"Orland (ORL)", "4 to 6", "11 to 14", "20 to 25", "continue to assess"} {
				if !strings.Contains(c.Text, part) {
					t.Errorf("%q does not name %q", c.Text, part)
				}
			}
			if c.Sentence != 2 || c.Language != "en" {
				t.Errorf("sentence %d in %q, want 2 in en", c.Sentence, c.Language)
			}
			return
		}
	}
	t.Errorf("not blocked: %+v", checks)
}

// What real statements got wrong (domain.md 5.6), put in other words.
func TestWhatRealStatementsGotWrong(t *testing.T) {
	raid := tarnQuay() // ORL says five fighters, VAR five civilians: Kessel Farm
	raid.Reports[0].Facts.Casualties = []models.Casualty{{Outcome: "KILLED", Status: "DIRECT_PARTICIPANT", Count: models.Count{Min: n(5), Max: n(5)}}}
	raid.Reports[1].Facts.Casualties = []models.Casualty{civilians("KILLED", 5, 5)}
	tests := []struct {
		name, kind, text string
		r                Record
		block            string
	}{
		{"a first claim of success with the status of the dead assumed", "UPDATE", "We confirm that the strike killed one militant and that secondary explosions followed.", raid, "CERTAINTY CONTRADICTS_RECORD"},
		{"no civilians endangered", "AWARENESS", "After checking, we can say that no civilians were endangered.", tarnQuay(), "DENIES_RECORD"},
		{"a parliament told of no harm though the ally found it credible", "UPDATE", "There was no collateral damage and there were no civilian deaths.", tarnQuay(), "DENIES_RECORD"},
		{"everybody killed was a fighter", "UPDATE", "All five people killed in the raid were fighters.", raid, "CONTRADICTS_RECORD DENIES_RECORD"},
		{"the deaths without the nation", "UPDATE", "A strike by the coalition killed [[killed]] civilians.", settled(t), ""},
		{"cleared without any method", "UPDATE", "Claims that civilians were killed are unfounded; the strike was lawful.", tarnQuay(), "DENIES_RECORD"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, Checks(en(tt.text), tt.kind, "PUBLIC", tt.r), Block, tt.block)
		})
	}
	if got := found(Checks(en(tests[4].text), "UPDATE", "PUBLIC", settled(t)), Warn); !slices.Contains(got, "COALITION") {
		t.Errorf("a nation hidden behind the coalition: warnings %v", got)
	}
	if got := found(Checks(en("The unit followed its procedure. On [[date]] [[killed]] civilians were killed."), "FINDINGS_AGREED", "PUBLIC", settled(t)), Warn); !slices.Contains(got, "MISSING_PART") {
		t.Errorf("findings without next step, condolence or contact: warnings %v", got)
	}
}

func TestTokens(t *testing.T) {
	tests := []struct{ name, text, agreed, open string }{ // blocks when all is agreed, and when nothing is
		{"as meant", "The strike killed [[killed]] civilians.", "", "UNAGREED_TOKEN"},
		{"no such token", "The strike killed [[dead]] civilians.", "UNKNOWN_TOKEN", "UNKNOWN_TOKEN"},
		{"another spelling", "The strike killed [[Killed]] civilians.", "UNKNOWN_TOKEN", "UNKNOWN_TOKEN"},
		{"with spaces", "The strike killed [[ killed ]] civilians.", "UNKNOWN_TOKEN", "UNKNOWN_TOKEN"},
		{"an invisible character", "The strike killed [[kil\u200bled]] civilians.", "UNKNOWN_TOKEN", "UNKNOWN_TOKEN"},
		{"never closed", "The strike killed [[killed civilians.", "UNKNOWN_TOKEN", "UNKNOWN_TOKEN"},
		{"wide brackets", "The strike killed ［［killed］］ civilians.", "UNKNOWN_TOKEN", "UNKNOWN_TOKEN"},
		{"a digit before it", "The strike killed 1[[killed]] civilians.", "TOKEN_ALTERED", "TOKEN_ALTERED UNAGREED_TOKEN"},
		{"a digit after it", "The strike killed [[killed]]0 civilians.", "DENIES_RECORD TOKEN_ALTERED", "DENIES_RECORD TOKEN_ALTERED UNAGREED_TOKEN"},
		{"made less", "The strike killed fewer than [[killed]] civilians.", "TOKEN_ALTERED", "TOKEN_ALTERED UNAGREED_TOKEN"},
		{"injured as killed", "The strike killed [[injured]] civilians.", "TOKEN_MISPLACED", "TOKEN_MISPLACED UNAGREED_TOKEN"},
		{"civilians as children", "The strike killed [[killed]] children.", "TOKEN_MISPLACED", "TOKEN_MISPLACED UNAGREED_TOKEN"},
		{"civilians as fighters", "The strike killed [[killed]] militants.", "TOKEN_MISPLACED", "TOKEN_MISPLACED UNAGREED_TOKEN"},
		{"denied", "The strike did not kill [[killed]] civilians.", "DENIES_RECORD", "DENIES_RECORD UNAGREED_TOKEN"},
		{"beside another number", "The strike killed [[killed]] civilians and injured 90 people.", "CONTRADICTS_RECORD", "CONTRADICTS_RECORD UNAGREED_TOKEN"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, Checks(en(tt.text), "UPDATE", "PUBLIC", settled(t)), Block, tt.agreed)
			expect(t, Checks(en(tt.text), "UPDATE", "PUBLIC", tarnQuay()), Block, tt.open)
		})
	}
}

func TestEveryLanguagePrintsTheSameTokens(t *testing.T) {
	bodies := map[string]string{"en": "On [[date]] [[killed]] civilians were killed.", "fr": "[[killed]] civils ont été tués."}
	checks := Checks(bodies, "UPDATE", "PUBLIC", settled(t))
	expect(t, checks, Block, "TOKEN_SET_DIFFERS")
	if c := checks[0]; c.Language != "fr" || !strings.Contains(c.Text, "[[date]]") {
		t.Errorf("%+v", c)
	}
	bodies["fr"] = "Le [[date]], [[killed]] civils ont été tués."
	expect(t, Checks(bodies, "UPDATE", "PUBLIC", settled(t)), Block, "")
}

func TestNumbersTypedByHand(t *testing.T) {
	tests := []struct{ name, text, agreedBlock, agreedWarn, openBlock string }{
		{"the agreed range", "4 to 14 civilians were killed.", "", "NUMBER_TYPED", "CONTRADICTS_RECORD"},
		{"with a dash", "The strike killed 4–14 civilians.", "", "NUMBER_TYPED", "CONTRADICTS_RECORD"},
		{"between", "Between four and fourteen civilians were killed.", "", "NUMBER_TYPED", "CONTRADICTS_RECORD"},
		{"looser", "At least 4 civilians were killed.", "", "NUMBER_TYPED", "CONTRADICTS_RECORD"},
		{"one end alone", "4 civilians were killed.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
		{"a number word", "Twenty-three people died.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
		{"more", "More than 14 people were killed.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
		{"a civilian", "A civilian was killed.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
		{"after the verb", "The strike killed 5.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
		{"after a colon", "Civilians killed: 5.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
		{"two outcomes", "4 to 14 people were killed and 20 to 25 injured.", "", "NUMBER_TYPED", "CONTRADICTS_RECORD"},
		{"children", "Three children were among those killed.", "", "NUMBER_TYPED", "CONTRADICTS_RECORD"},
		{"a death toll", "The death toll is 30.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
		{"dozens", "Dozens of civilians were killed.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
		{"several", "Several civilians were killed.", "", "NUMBER_TYPED", ""},
		{"both outcomes together", "There were 24 to 39 civilian casualties.", "", "NUMBER_TYPED", "CONTRADICTS_RECORD"},
		{"thousands with a space", "4 000 people were killed.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
		{"women, of whom nobody speaks", "Two women were killed.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
		{"a family", "A family of five died.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
		{"bodies", "15 bodies were recovered.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
		{"both", "Both men were killed.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
		{"two numbers and one verb", "One civilian and 4 to 14 children died.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
		{"turned round", "Killed in the strike were 12 people.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
		{"digits of another script", "The strike killed ٥ civilians.", "CONTRADICTS_RECORD", "", "CONTRADICTS_RECORD"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			agreed := Checks(en(tt.text), "UPDATE", "PUBLIC", settled(t))
			expect(t, agreed, Block, tt.agreedBlock)
			expect(t, agreed, Warn, tt.agreedWarn)
			expect(t, Checks(en(tt.text), "UPDATE", "PUBLIC", tarnQuay()), Block, tt.openBlock)
		})
	}
	elsewhere := map[string][]string{
		"fr": {"La frappe a tué 5 civils.", "Cinq civils ont été tués.", "Au moins vingt-deux personnes sont mortes."},
		"ar": {"قتل ٥ مدنيين.", "قُتل خمسة مدنيين.", "مقتل 30 شخصا."},
	}
	for lang, texts := range elsewhere {
		for _, text := range texts {
			t.Run(text, func(t *testing.T) {
				expect(t, Checks(map[string]string{lang: text}, "UPDATE", "PUBLIC", settled(t)), Block, "CONTRADICTS_RECORD")
			})
		}
	}
}

func TestNumbersThatCountNoPeople(t *testing.T) {
	for _, text := range []string{
		"On 12 March 2031 we received a report about the deaths.",
		"The case of those killed has the reference JI-2031-0007.",
		"We interviewed 14 people about the deaths.",
		"At 01:10 UTC the strike took place; people were killed.",
		"The 2 partners have held 3 meetings about those injured.",
		"Article 5 applies to the deaths.",
		"In 2031 people were killed here and we regret it.",
		"Within 30 days the families of those killed will be told.",
		"The strike, 3 km from the school, killed people.",
		"One of the partners has not answered about those killed.",
		"No one has explained the deaths.", "It is not agreed how many were injured.", "The four-person team examined the deaths.", "We have spoken with 20 families of those killed.", "Statement 2 of 3 on the deaths.",
		"1. People were killed.", "Two strikes killed people.", "Five witnesses described the deaths.", "Two of the partners reported the deaths.", "From 3 to 4 March 2031 people were killed.",
		"Compensation of 5,000 dollars was offered to each injured person.", "Three days later we told the families of those killed.",
		"Families of those killed can call 555 0142.",
	} {
		t.Run(text, func(t *testing.T) {
			for _, c := range Checks(en(text), "UPDATE", "PUBLIC", settled(t)) {
				if c.Code == "CONTRADICTS_RECORD" || c.Code == "NUMBER_TYPED" {
					t.Errorf("%+v", c)
				}
			}
		})
	}
}

func TestDissentIsToldSideBySide(t *testing.T) {
	const text = "Orland found that 4 to 6 civilians were killed. Varsenna found that 11 to 14 civilians were killed."
	expect(t, Checks(en(text), "FINDINGS_WITH_DISSENT", "PUBLIC", tarnQuay()), Block, "")
	expect(t, Checks(en(text), "UPDATE", "PUBLIC", tarnQuay()), Block, "CONTRADICTS_RECORD")
	expect(t, Checks(en("Orland found that 11 to 14 civilians were killed."), "FINDINGS_WITH_DISSENT", "PUBLIC", tarnQuay()), Block, "CONTRADICTS_RECORD")
}

func TestCertaintyWordsNeedTheirEvidence(t *testing.T) {
	doubtful := tarnQuay()
	doubtful.Reports[0].Facts.Assessment.Status, doubtful.Reports[1].Facts.Assessment.Status = "ASSESSING", "NOT_ASSESSED"
	tests := []struct {
		name, text string
		r          Record
		block      string
	}{
		{"confirmed, not agreed", "We confirm that civilians were killed.", tarnQuay(), "CERTAINTY"},
		{"confirmed, agreed", "We confirm that the strike killed [[killed]] civilians.", settled(t), ""},
		{"not confirmed", "We cannot confirm how many civilians were killed.", tarnQuay(), ""},
		{"assessed, credible", "We assess that civilians were killed.", tarnQuay(), ""},
		{"assessed, not credible", "We assess that civilians were killed.", doubtful, "CERTAINTY"},
		{"reported", "Reports indicate that civilians were killed.", doubtful, ""},
		{"still assessing", "We continue to assess reports that civilians were killed.", doubtful, ""},
		{"in French", "Nous confirmons que des civils ont été tués.", tarnQuay(), "CERTAINTY"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, Checks(en(tt.text), "UPDATE", "PUBLIC", tt.r), Block, tt.block)
		})
	}
}

func TestWhoIsSaidToHaveCausedIt(t *testing.T) {
	adviser := tarnQuay().agree(t, "responsibility/VAR", "PRESENT_ADVISER")
	tests := []struct {
		name, text string
		r          Record
		block      string
	}{
		{"fired, not agreed", "Orland forces struck the depot.", tarnQuay(), "ACTOR_NOT_AGREED"},
		{"by its code", "ORL fired on the depot.", tarnQuay(), "ACTOR_NOT_AGREED"},
		{"passive", "People were killed by Orland aircraft.", tarnQuay(), "ACTOR_NOT_AGREED"},
		{"as a noun", "An Orland air strike killed people.", tarnQuay(), "ACTOR_NOT_AGREED"},
		{"possessive", "Orland's air strike killed people.", tarnQuay(), "ACTOR_NOT_AGREED"},
		{"carried out", "Orland and Varsenna forces carried out the strike.", tarnQuay(), "ACTOR_NOT_AGREED"},
		{"a strike by", "A strike by the forces of Varsenna killed people.", tarnQuay(), "ACTOR_NOT_AGREED"},
		{"responsible", "Varsenna is responsible for the deaths.", tarnQuay(), "ACTOR_NOT_AGREED"},
		{"not involved", "Orland was not involved.", tarnQuay(), "ACTOR_NOT_AGREED"},
		{"in French", "Orland a mené la frappe.", tarnQuay(), "ACTOR_NOT_AGREED"},
		{"agreed", "Orland forces struck the depot.", settled(t), ""},
		{"agreed otherwise", "Varsenna fired on the depot.", adviser, "ACTOR_NOT_AGREED"},
		{"denied against the agreement", "Orland was not responsible.", settled(t), "ACTOR_NOT_AGREED"},
		{"investigating", "Orland and Varsenna are investigating an air strike at the depot.", tarnQuay(), ""},
		{"receiving reports", "Orland received reports that a strike killed people.", tarnQuay(), ""},
		{"conducting a review", "Orland conducted a review of the strike.", tarnQuay(), ""},
		{"not settled", "Responsibility is not settled: Orland says that it does not know who fired.", tarnQuay(), ""},
		{"lies with", "Responsibility lies with Orland.", tarnQuay(), "ACTOR_NOT_AGREED"},
		{"condolences", "Orland and Varsenna express condolences to the families of those killed.", tarnQuay(), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lang := "en"
			if strings.HasPrefix(tt.name, "in French") {
				lang = "fr"
			}
			expect(t, Checks(map[string]string{lang: tt.text}, "UPDATE", "PUBLIC", tt.r), Block, tt.block)
		})
	}
	hiding := settled(t)
	hiding.Reports[1].Facts.Responsibility = []models.Responsibility{{Actor: "VAR", ActorKind: "PARTNER", Role: "CALLED_FIRE"}}
	expect(t, Checks(en("[[actor]] carried out the strike."), "UPDATE", "PUBLIC", hiding), Block, "ACTOR_NOT_AGREED")
}

func TestPlacesAndPersonsAreNotNamedTooFinely(t *testing.T) {
	blocked := []string{
		"The strike was at 0.41235, 0.81240.", "The strike was at 0.41235 N 0.81240 E.", "At latitude 0.412 the strike took place.", "The strike was at 0°24'44\"N 0°48'44\"E.",
		"The strike was at 31N BA 56521 45610.", "The strike was at 31NBA5652145610.", "Grid 5652 4561 was struck.", "See https://maps.google.com/?q=x.", "It was at ///filled.count.soap.",
		"The strike was at 12 Harbour Street.", "House 7 was struck.", "C'était au 12 rue du Port.", "The strike was at ٠٫٤١٢٣٥، ٠٫٨١٢٤٠.",
	}
	for _, text := range blocked {
		t.Run(text, func(t *testing.T) {
			expect(t, Checks(en(text), "UPDATE", "PUBLIC", settled(t)), Block, "PRECISION_TOO_FINE")
		})
	}
	exact := settled(t)
	exact.PublicPrecision = "EXACT"
	expect(t, Checks(en(blocked[0]), "UPDATE", "PUBLIC", exact), Block, "")
	for _, text := range []string{"The strike was at [[place]].", "Version 1.25 of 3.50 was published.", "The Ridge Road incident is under review.", "We met on 12 March 2031."} {
		expect(t, Checks(en(text), "UPDATE", "PUBLIC", settled(t)), Block, "")
	}
	for _, text := range []string{"Mr. Adan was killed.", "A girl, aged 9, was hurt.", "A 9-year-old was hurt."} {
		if got := found(Checks(en(text), "UPDATE", "PUBLIC", settled(t)), Warn); !slices.Contains(got, "NAMES_PERSON") {
			t.Errorf("%q: warnings %v", text, got)
		}
	}
}

func TestHoldingStatementsCarryNoCountAndNoDenial(t *testing.T) {
	expect(t, Checks(en("We are aware of reports that civilians were killed near Tarn Quay and are assessing them. Contact us by telephone."), "HOLDING", "PUBLIC", tarnQuay()), Block, "")
	expect(t, Checks(en("The strike killed [[killed]] civilians."), "HOLDING", "PUBLIC", settled(t)), Block, "HOLDING_COUNT")
	expect(t, Checks(en("4 to 14 civilians were killed."), "HOLDING", "PUBLIC", settled(t)), Block, "HOLDING_COUNT")
	expect(t, Checks(en("No civilians were killed."), "HOLDING", "PUBLIC", quiet(t)), Block, "DENIES_RECORD HOLDING_DENIAL")
}

func TestDatesAndPlacesTypedByHand(t *testing.T) {
	tests := []struct {
		name, text  string
		r           Record
		block, warn string
	}{
		{"the agreed date", "The strike was on 4 March 2031.", settled(t), "", "DATE_TYPED"},
		{"another date", "The strike was on 14 March 2031.", settled(t), "CONTRADICTS_RECORD", ""},
		{"as a report has it", "The strike was on 2031-03-04.", tarnQuay(), "", "DATE_TYPED"},
		{"of no report", "The strike was on April 4, 2031.", tarnQuay(), "CONTRADICTS_RECORD", ""},
		{"of what comes next", "We will say more about the strike by 30 June 2031.", settled(t), "", ""},
		{"the place", "The strike was at Tarn Quay.", settled(t), "", "PLACE_TYPED"},
		{"in French", "La frappe a eu lieu le 14 mars 2031.", settled(t), "CONTRADICTS_RECORD", ""},
		{"in Arabic", "وقعت الغارة في 14 مارس 2031.", settled(t), "CONTRADICTS_RECORD", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checks := Checks(en(tt.text), "UPDATE", "PUBLIC", tt.r)
			expect(t, checks, Block, tt.block)
			expect(t, checks, Warn, tt.warn)
		})
	}
}

func TestSmallerChecks(t *testing.T) {
	expect(t, Checks(map[string]string{}, "UPDATE", "PUBLIC", settled(t)), Block, "EMPTY")
	expect(t, Checks(en(" \u200b\n…"), "UPDATE", "PUBLIC", settled(t)), Block, "EMPTY")
	expect(t, Checks(en("We regret the collateral damage."), "UPDATE", "PUBLIC", settled(t)), Warn, "WORDS")
	expect(t, Checks(en("We regret the har\u200bm."), "UPDATE", "PUBLIC", settled(t)), Warn, "HIDDEN_CHARACTERS")
	expect(t, Checks(map[string]string{"de": "Wir bedauern dies."}, "UPDATE", "PUBLIC", settled(t)), Warn, "LANGUAGE_NOT_READ")
	if got := found(Checks(en(good), "FINDINGS_AGREED", "PUBLIC", settled(t)), Warn); !slices.Equal(got, []string{"CASE_NOT_AGREED"}) {
		t.Errorf("findings called agreed before the case: %v", got)
	}
}

func TestSentences(t *testing.T) {
	tests := []struct {
		name, body string
		want       int
	}{
		{"two", "One thing. Another thing.", 2},
		{"abbreviations", "Lt. Gen. Adan and Dr. Bel of the U.N. spoke, e.g. about approx. 3 villages.", 1},
		{"a decimal", "It was 4.5 km away.", 1},
		{"No. before a number", "Report No. 12 is out. No. It is not.", 3},
		{"a token", "On [[date]]. At [[place]].", 2},
		{"quotes and brackets", "“We regret it.” (They said so.) Then more.", 3},
		{"French", "C'est arrivé ! Pourquoi ? M. Adan répond.", 3},
		{"Arabic", "هل حدث ذلك؟ نعم. انتهى۔", 3},
		{"a wrapped line", "No civilian\ncasualties were\nseen.", 1},
		{"paragraphs and lists", "Facts\n\n- one fact\n- another fact", 3},
		{"nothing", " … \n\n", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := sentences(tt.body, "en")
			if len(got) != tt.want {
				for _, s := range got {
					t.Logf("%d %q", s.no, s.raw)
				}
				t.Errorf("%d sentences, want %d", len(got), tt.want)
			}
		})
	}
}

// Whatever is typed, the checks answer, and answer the same again.
func FuzzChecks(f *testing.F) {
	for _, text := range denying {
		f.Add(text, "UPDATE", "en")
	}
	for _, text := range admitting {
		f.Add(text, "FINDINGS_WITH_DISSENT", "fr")
	}
	f.Add(good, "FINDINGS_AGREED", "ar")
	f.Add("[[", "HOLDING", "")
	f.Add("between 4 and [[killed]]-\xff0–killed 99999999999 [[injured]]'s 4-5-6 n't 'n -", "CORRECTION", "xx")
	f.Fuzz(func(t *testing.T, text, kind, lang string) {
		bodies := map[string]string{lang: text}
		for _, r := range []Record{tarnQuay(), settled(t), {}} {
			first := fmt.Sprint(Checks(bodies, kind, "PUBLIC", r))
			if again := fmt.Sprint(Checks(bodies, kind, "PUBLIC", r)); first != again {
				t.Fatalf("first %s\nthen  %s", first, again)
			}
			Claims(bodies, r)
			Render(bodies, r)
			once := Digest(kind, "PUBLIC", bodies, r)
			if again := Digest(kind, "PUBLIC", bodies, r); once != again {
				t.Fatal("the digest is not stable")
			}
		}
	})
}

// A twenty-thousand-letter text in three languages is checked while somebody types.
func TestLongTextsAreCheckedQuickly(t *testing.T) {
	long := strings.Repeat(good+" ", 20000/len(good))
	bodies := map[string]string{"en": long, "fr": strings.Repeat("no ", 6600), "ar": strings.Repeat("4 ", 10000)}
	start := time.Now()
	Checks(bodies, "UPDATE", "PUBLIC", settled(t))
	took := time.Since(start)
	t.Logf("60,000 letters in %v", took)
	if took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}
