package matching

import "strings"

// stopWords carry grammar and no content; reportWords are in most reports of
// harm. Both are in Latin spelling, as latin gives it.
var (
	stopWords = set(`the and for with from that this was were are has have had been not but its their they them his her who whom
		which when where what than then there here into onto upon about after before during between over under near at by in on of
		to is it as an or be also all any some such only other others more most one two three four five six seven eight nine ten
		les des une dans par pour sur avec est ont aux pas que qui plus leur son ses
		los las una del por con para que fue sus como mas
		der die das und von mit den dem ein eine ist war auf fur bei nach
		min ala fi an ila hadha allathi kan
		pri dlia pod nad chto kak bylo byl byli eto`)

	reportWords = set(`killed injured wounded dead died death deaths people persons person civilian civilians casualties casualty harm
		incident report reported reports reportedly according claimed claims alleged allegedly allegation local sources source
		media villagers residents witnesses witness strike strikes airstrike airstrikes attack attacks attacked shelling shelled
		bombing bombardment fire fired shooting shot raid raids explosion exploded blast hit struck air area village town city
		district province house houses home homes family families children child women woman men man male female adult boy girl
		forces force armed military police army soldiers troops government morning night evening afternoon day today yesterday
		monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
		october november december several many unknown incidents events event building buildings vehicle vehicles car road market farm school
		hospital clinic bridge checkpoint depot camp convoy drone drones missile missiles rocket rockets mortar artillery bomb bombs
		mine mines remnants weapon weapons target targeted location unidentified number time date following least including`)
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
