package statements

import "testing"

// Each of these denies harm that the reports of Tarn Quay carry.
var denying = []string{
	"There were no civilian casualties.",
	"No civilians are believed to have died.",
	"No civilians were harmed.",
	"No civilian was killed or injured in the strike.",
	"Zero civilian deaths.",
	"There were 0 civilian casualties.",
	"Civilian casualties: none.",
	"Civilians killed: 0.",
	"Civilian casualties were nil.",
	"All those killed were fighters.",
	"All of the dead were enemy combatants.",
	"Only combatants were killed.",
	"The strike killed only militants.",
	"The people killed were fighters.",
	"None of those killed were civilians.",
	"The strike was casualty-free.",
	"The operation was free of civilian casualties.",
	"Nobody was hurt.",
	"No one was hurt.",
	"No-one died.",
	"Not a single civilian died.",
	"There is no evidence of civilian harm.",
	"There were no reports of civilian casualties.",
	"We found no evidence that any civilians were killed.",
	"The strike did not kill any civilians.",
	"The strike didn't harm anyone.",
	"It did not result in civilian casualties.",
	"The strike caused no harm to civilians.",
	"The strike killed no civilians.",
	"The operation claimed no lives.",
	"There was no loss of civilian life.",
	"No lives were lost.",
	"Civilians were not harmed.",
	"No civilians were in the area.",
	"No civilians were endangered.",
	"At no point were civilians at risk of death; no women or children were hit.",
	"Civilian casualties were avoided.",
	"We rule out civilian casualties.",
	"We deny that civilians were killed.",
	"Orland rejects claims of civilian deaths.",
	"Reports of civilian casualties are false.",
	"Claims that civilians died are baseless.",
	"It is not true that civilians were killed.",
	"Allegations of civilian harm are unfounded.",
	"The target was destroyed without civilian casualties.",
	"Neither civilians nor children were harmed.",
	"Never did the strike harm a civilian, and no children were killed.",
	"All civilians were unharmed.",
	"We are not aware of any civilian casualties.",
	"We have not received any reports of civilian casualties.",
	// found by trying
	"Our assessment is that nobody lost their life.",
	"The number of civilian casualties is zero.",
	"Civilian deaths stand at 0.",
	"We have seen nothing to suggest that civilians were hurt.",
	"Contrary to reports, civilians did not die in the strike.",
	"The dead were all combatants.",
	"Every person killed was a legitimate target.",
	"The strike hit only military objectives and spared civilians.",
	"All civilians survived.",
	"Everyone survived the operation.",
	"Everyone in the village is safe and unhurt.",
	"Civilian harm did not occur.",
	"It is false that any child died.",
	"There was not one civilian among the dead.",
	"No innocent people lost their lives.",
	"Not one of the people killed was a civilian.",
	"The building was empty of civilians.",
	"No non‑combatant suffered injury.",
	"We have no reason to believe civilians were harmed.",
	"We have no indication of any civilian deaths.",
	"Media reports of dead civilians are fabricated.",
	"The allegation that a family died is untrue.",
	"There were no fatalities.",
	"There were no victims.",
	"No injuries were reported.",
	"Nobody has been injured, let alone killed.",
	"The attack resulted in no civilian deaths.",
	"The attack resulted in zero casualties.",
	"No child was hurt.",
	"The number of civilians killed: nil",
	"no deaths",
	"No dead, no wounded.",
	"Casualties - none",
	"There have never been any civilian casualties from our strikes.",
	"Our strike cannot have killed civilians.",
	"Civilians could not have been killed.",
	"It is impossible that civilians were killed.",
	"Civilian casualties are excluded.",
	"Those who died were terrorists.",
	"Only enemy fighters died.",
	"The only casualties were militants.",
	"The casualties were exclusively military.",
	"No civilian losses occurred.",
	"We conclude that civilian casualties did not result.",
	"no loss of life",
	"There is nothing to indicate civilian casualties.",
	"The strike harmed none of the residents.",
	"Of the residents, none was killed.",
	"The residents were left unharmed.",
	"No bodies were found.",
	"Nothing indicates that civilians died.",
	// as somebody might write them to get past a check
	"NO CIVILIAN CASUALTIES",
	"There were no,\ncivilian,\ncasualties.",
	"There were no\u00a0civilian\u202fcasualties.",
	"There were no ci\u00advilian casu\u00adalties.",
	"There were no ci\u200bvilian casual\u200dties.",
	"There were no\u200bcivilian casualties.",
	"There were nо civiliаn cаsualties.",
	"There were ｎｏ ｃｉｖｉｌｉａｎ casualties.",
	"There were *no* **civilian** _casualties_.",
	"No civilian\n\ncasualties",
	"No non-combatants were killed.",
	"There were no civilian\u00ad casualties, according to U.S. and Orland officials.",
}

var denyingElsewhere = map[string][]string{
	"fr": {
		"Aucun civil n'a été tué.",
		"Aucune victime civile n’est à déplorer.",
		"Il n'y a pas eu de victimes civiles.",
		"La frappe n'a pas fait de victimes.",
		"La frappe n'a tué aucun civil.",
		"Personne n'a été blessé.",
		"Les civils n'ont pas été touchés.",
		"Sans faire de victimes civiles.",
		"Tous les morts étaient des combattants.",
		"Nous démentons que des civils aient été tués.",
		"Les allégations de victimes civiles sont infondées.",
	},
	"ar": {
		"لم يقتل أي مدني.",
		"لم يُقتل أيُّ مدنيٍّ في الغارة.",
		"لا توجد خسائر بين المدنيين.",
		"ولم تقع إصابات في صفوف المدنيين.",
		"لا ضحايا مدنيين.",
		"دون وقوع إصابات بين المدنيين.",
		"جميع القتلى من المقاتلين.",
		"ننفي مقتل مدنيين.",
	},
}

func TestSentencesThatDenyWhatAReportCarriesAreBlocked(t *testing.T) {
	try := func(lang, text string) {
		t.Run(lang+" "+text, func(t *testing.T) {
			checks := Checks(map[string]string{lang: text}, "UPDATE", "PUBLIC", tarnQuay())
			for _, c := range checks {
				if c.Code == "DENIES_RECORD" && c.Severity == Block {
					return
				}
			}
			t.Errorf("not blocked; words %q; checks %+v", wordsOf(text), checks)
		})
	}
	for _, text := range denying {
		try("en", text)
	}
	for lang, texts := range denyingElsewhere {
		for _, text := range texts {
			try(lang, text)
			try("de", text) // whatever language it claims to be
		}
	}
}

// None of these denies anything.
var admitting = []string{
	"We have no information on [[injured]].",
	"We do not know how many civilians were killed.",
	"It is not known whether civilians were killed.",
	"Not all those killed were fighters.",
	"We cannot rule out that civilians were killed.",
	"We do not dispute that civilians were killed.",
	"The number of civilians killed is not yet known.",
	"We have not confirmed how many people died.",
	"The civilian deaths could have been avoided.",
	"No words can ease the loss of the families of those killed.",
	"No amount of money makes good the deaths.",
	"We are working to prevent harm to civilians.",
	"No one has claimed responsibility for the deaths.",
	"No civilians have been interviewed so far.",
	"Investigators did not visit the site where civilians died.",
	"No site visit was possible; civilians were killed.",
	"Civilians were killed and we are sorry.",
	"Free medical care is offered to everyone who was injured.",
	"We deny nobody access to the site where civilians were killed.",
	"Orland did not intend to kill civilians.",
	"No further strikes have taken place since the civilians were killed.",
	"Families who lost children have not been left without an answer.",
	"Responsibility for the deaths is not settled.",
	"The reports of civilians killed are credible.",
	"No decision about the families of those killed has been taken.",
	"There is no doubt that civilians were killed.",
	// found by trying
	"We do not ignore the people killed.",
	"We do not forget how many civilians died, nor those injured.",
	"Orland and Varsenna have received reports that civilians were killed and injured.",
	"We take every report of harm to civilians seriously.",
	"We do not target civilians.",
	"No compensation can replace those who died.",
	"The families of those killed have not yet been contacted.",
	"The partners have not agreed on the number of civilians killed.",
	"The review has not been completed; civilians were killed.",
	"We never forget those who were killed.",
	"There is no excuse for the deaths of civilians.",
	"No statement was made before the families of those killed were told.",
	"We regret the loss of life without reservation.",
	"The number of injured is not agreed.",
	"Without delay, medical care was given to the wounded.",
	"The investigation has no access to the site where people died.",
	"It is not settled who killed the civilians.",
	"No decision on responsibility for the deaths has been made.",
	"Neither partner has yet visited the site where civilians were killed.",
	"We have no further information on those injured.",
	"Not every injured person has been identified.",
	"The reports that civilians died were not false.",
	"We cannot yet say how many civilians were harmed.",
	"A review without witnesses cannot establish who was killed.",
	"No weapon other than a bomb was used; it killed people.",
	"Families are free to speak about their dead.",
	"The earlier statement did not mention the civilians who were killed.",
	"This does not diminish the harm done.",
	"We did not inform the families of the dead in time.",
	"It was not possible to interview the wounded.",
	"Only one partner has reported civilians injured.",
	"All fighters who were wounded have been named by Varsenna.",
	"The strike that killed civilians was not authorised.",
	"The deaths were not intended.",
	"Our condolences go to all who lost family members.",
	"There was no warning before the strike killed people.",
	"The wounded have received no help.",
	"The dead have not been identified.",
	"The victims were not named.",
}

var admittingElsewhere = map[string][]string{
	"fr": {"Nous ne savons pas combien de civils ont été tués.", "Nous n'avons pas d'informations sur le nombre de blessés.", "Des civils ont été tués.", "Nous n'oublions pas les personnes tuées.", "Personne ne peut réparer la perte d'un enfant.", "Nous n'excluons pas que des civils aient été tués."},
	"ar": {"لا نعرف عدد القتلى المدنيين.", "قتل مدنيون في الغارة.", "لا نستبعد مقتل مدنيين."},
}

func TestSentencesThatDenyNothingPass(t *testing.T) {
	try := func(lang, text string) {
		t.Run(lang+" "+text, func(t *testing.T) {
			for _, c := range Checks(map[string]string{lang: text}, "UPDATE", "PUBLIC", tarnQuay()) {
				if c.Code == "DENIES_RECORD" {
					t.Errorf("%+v; words %q", c, wordsOf(text))
				}
			}
		})
	}
	for _, text := range admitting {
		try("en", text)
	}
	for lang, texts := range admittingElsewhere {
		for _, text := range texts {
			try(lang, text)
		}
	}
}

func TestDenialsThatOnlyWarn(t *testing.T) {
	tests := []struct{ name, kind, text string }{
		{"said not to be said", "UPDATE", "We do not say that no civilians were killed."},
		{"not confirmed", "UPDATE", "We cannot confirm that there were no civilian casualties."},
		{"nobody else", "UPDATE", "No further civilian casualties are known."},
		{"corrected in the same sentence", "CORRECTION", "On 4 March 2031 we said that there were no civilian casualties, which was wrong."},
		{"corrected in the next", "CORRECTION", "Our statement said that no civilians were harmed. That was incorrect."},
		{"withdrawn", "WITHDRAWAL", "We withdraw the statement that there were no civilian casualties."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			warned := false
			for _, c := range Checks(en(tt.text), tt.kind, "PUBLIC", tarnQuay()) {
				if c.Code == "DENIES_RECORD" && c.Severity != Warn {
					t.Errorf("%+v", c)
				}
				warned = warned || c.Code == "DENIES_RECORD"
			}
			if !warned {
				t.Error("no warning")
			}
		})
	}
	expect(t, Checks(en("Our statement said that no civilians were harmed. We stand by it."), "CORRECTION", "PUBLIC", tarnQuay()), Block, "DENIES_RECORD")
	expect(t, Checks(en("We said that there were no civilian casualties, which was wrong."), "UPDATE", "PUBLIC", tarnQuay()), Block, "DENIES_RECORD")
}

// "No civilian casualties" is allowed only when none is agreed and somebody
// looked (domain.md 5.2).
func TestNoneMayBeSaidOnlyWhenAgreedAndLookedInto(t *testing.T) {
	none := nobody()
	const text = "There were no civilian casualties."
	tests := []struct {
		name  string
		r     func() Record
		text  string
		block string
	}{
		{"nothing agreed", func() Record { return quiet(t) }, text, "DENIES_RECORD"},
		{"only killed agreed", func() Record { return looked(quiet(t).agree(t, killedField, none)) }, text, "DENIES_RECORD"},
		{"agreed but nobody looked", func() Record { return quiet(t).agree(t, killedField, none).agree(t, injuredField, none) }, text, "DENIES_RECORD"},
		{"agreed and looked into", func() Record { return looked(quiet(t).agree(t, killedField, none).agree(t, injuredField, none)) }, text, ""},
		{"agreed, but a report carries harm", func() Record { return looked(tarnQuay().agree(t, killedField, none).agree(t, injuredField, none)) }, text, "DENIES_RECORD"},
		{"not aware, where no report carries harm", func() Record { return quiet(t) }, "We are not aware of civilian casualties, and continue to assess.", ""},
		{"killed only, where some were injured", func() Record {
			r := looked(quiet(t).agree(t, killedField, none))
			r.Reports[1].Facts.Casualties = append(r.Reports[1].Facts.Casualties, civilians("INJURED", 2, 2))
			return r
		}, "No civilians were killed.", ""},
		{"people of unknown status", func() Record {
			r := looked(quiet(t).agree(t, killedField, none).agree(t, injuredField, none))
			row := civilians("KILLED", 0, 2)
			row.Status = "UNKNOWN"
			r.Reports[1].Facts.Casualties = append(r.Reports[1].Facts.Casualties, row)
			return r
		}, text, "DENIES_RECORD"},
		{"fighters only, and agreed to be", func() Record {
			r := looked(quiet(t).agree(t, killedField, none).agree(t, injuredField, none))
			row := civilians("KILLED", 5, 5)
			row.Status = "DIRECT_PARTICIPANT"
			r.Reports[1].Facts.Casualties = append(r.Reports[1].Facts.Casualties, row)
			return r
		}, text, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, Checks(en(tt.text), "UPDATE", "PUBLIC", tt.r()), Block, tt.block)
		})
	}
}
