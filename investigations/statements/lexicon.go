package statements

import "strings"

// The words by which the checks read a sentence, folded: English and French
// without accents, Arabic without marks, with ى as ي and ة as ه. Each list is of
// all three languages, because a text may stand under the wrong one.
var (
	// what makes a statement of none
	negative = set(`no none nil zero 0 nothing impossible rien without never neither nor nul nulle absence lack devoid
		aucun aucune aucuns aucunes sans ni jamais
		لا لم لن ليس ليست بدون دون غير`)
	// people who may be civilians
	people = set(`civilian civilians noncombatant noncombatants people person persons bystander bystanders resident residents villager villagers
		innocent innocents family families local locals anyone anybody one individual individuals human humans passerby passersby inhabitant inhabitants life lives member members public
		woman women girl girls man men boy boys child children kid kids minor minors infant infants baby babies
		civil civils civile civiles habitant habitants innocente innocentes femme femmes homme hommes enfant enfants fille filles garcon garcons mineur mineurs personne personnes vie vies
		مدني مدنيا مدنيه مدنيين مدنيون مدنيان احد شخص شخصا اشخاص نساء امراه رجل رجال طفل طفلا اطفال سكان مواطن مواطنين`)
	children = set(`child children kid kids minor minors infant infants baby babies boy boys girl girls enfant enfants mineur mineurs bebe bebes طفل طفلا اطفال قاصر`)
	women    = set(`woman women girl girls femme femmes fille filles امراه نساء`)
	men      = set(`man men boy boys homme hommes garcon garcons رجل رجال`)
	civilian = set(`civilian civilians noncombatant noncombatants civil civils civile civiles مدني مدنيا مدنيه مدنيين مدنيون مدنيان`)
	fighters = set(`fighter fighters combatant combatants militant militants terrorist terrorists insurgent insurgents soldier soldiers gunman gunmen enemy enemies belligerent belligerents rebel rebels
		hostile hostiles combattant combattants combattante militaire militaires terroriste terroristes insurge insurges soldat soldats
		مقاتل مقاتلا مقاتلين مقاتلون مسلح مسلحا مسلحين مسلحون ارهابي ارهابيين ارهابيون جندي جنود`)

	dead = set(`killed kill kills killing killings die died dies dying dead death deaths fatality fatalities fatal slain deceased perished perish mortality lives life toll
		tue tues tuee tuees tuer tuant mort morts morte mortes mourir deces decede decedes decedee peri vies meurent
		قتل قتلت قتلوا قتلي قتيل قتيلا يقتل تقتل مقتل وفاه وفيات توفي مات ماتوا استشهد ارواح`)
	hurt = set(`injured injure injures injury injuries injuring wounded wound wounds wounding
		blesse blesses blessee blessees blesser blessant blessure blessures
		جرح جرحي جريح جريحا اصيب اصابه اصابات يصب تصب اصابت مصاب مصابين`)
	harmed = set(`casualty casualties civcas harm harmed harming harms hurt victim victims loss losses suffered bodies body
		victime victimes perte pertes atteinte atteintes touche touches touchee touchees dommage dommages
		ضحيه ضحايا خساير اذي ضرر تضرر يتضرر متضررين`)
	// words of being there, which deny harm when no civilian is said to be
	presence = set(`present presence endangered endanger risk danger nearby inside area vicinity there site scene affected hit struck involved targeted seen observed visible identified near among around anywhere
		presents presente presentes presence zone danger proximite vises vise visees identifie identifies
		متواجدين موجودين متواجد موجود خطر المنطقه`)
	// words that may stand between none and what there is none of
	between = set(`suggest suggests indicate indicates show shows believe stand stands stood indique laisse penser croire a an the any of at all to in on by for from that which who so far yet such and or nor s is are was were be been being has have had did do does would could
		there this these those them their our your his her its it we they as with among between within during while
		evidence indication indications sign signs report reports reason suggestion proof credible reported recorded known confirmed verified believed thought understood assessed said estimated considered likely expected appear appears appeared seem seems seemed found
		single whatsoever collateral unarmed local innocent adult young loss other others further additional more new subsequent result resulted caused cause currently ever actually also lost taken claimed serious accidental unintended either even
		de d des du la le les l un une en au aux a n y ont ete est sont etait etaient sera ete eu fait faire ne parmi entre chez dans par se s qui que qu et ou signale signalee signales signalees deplorer deplore deploree constatee constate recense recensee preuve indice rapport perdu perdue autre autres
		اي من في بين عن هناك يوجد توجد وقوع تقع يقع تسجيل تسجل يسجل صفوف وجود اثر ادله دليل علي الي ان وجدت او و كان كانت سقوط يسقط تسقط حدوث تحدث يحدث الضربه الغاره تلحق يلحق الحاق الهجوم القصف هذه هذا تودي تتسبب تسبب يتسبب يود ترد تقارير`)
	limiting = set(`further additional other others more new subsequent autre autres supplementaire supplementaires اخر اخرين اضافيه`)

	not = set(`not never pas jamais لم لا لن ليس`)
	// words that make of "not" a statement about knowing, meaning or all, instead of none
	open = set(`know known knows knew whether clear sure intend intended intends mean meant aim aimed seek sought want wanted wish wished deliberately intentionally purposely only just all every everyone everybody how if what when where who why
		confirm confirmed verify verified establish established determine determined determining complete completed possible able certain yet exclude excluded rule ruled discount say said claim dispute disputed deny denied forget minimise diminish excuse justify
		savons sait savent ignore si combien confirme confirmer etabli etablir exclure exclu nier nions contestons voulu vise seulement tous toutes encore possible clair
		نعرف نعلم يعرف معروف نستطيع يمكن نوكد نستبعد ننفي كل جميع فقط ما اذا كم عدد واضح نقصد يقصد`)

	all      = set(`all only solely exclusively every each everyone everybody entirely purely both merely tous toutes seuls seulement uniquement exclusivement seul tout جميع كل فقط كافه جميعهم كلهم`)
	verb     = set(`were was are is been being etaient etait sont est كانوا كان`)
	falsity  = set(`false untrue incorrect baseless unfounded fabricated wrong fake lies lie propaganda inaccurate disproved disproven refuted discredited myth invented groundless faux fausse fausses infonde infondee infondees mensonge mensonges inexact inexactes كاذبه كاذب باطله ملفقه مفبركه`)
	claiming = set(`claim claims claimed allegation allegations alleged accusation accusations rumour rumours rumor rumors report reports reporting stories story suggestion suggestions assertion assertions truth allegation allegations affirmation affirmations accusations rumeurs ادعاء ادعاءات مزاعم انباء تقارير`)
	refusing = set(`deny denies denied denying reject rejects rejected rejecting dismiss dismisses dismissed refute refutes refuted dispute disputes disputed contradict contradicts nie nient nions dement dementons dementent rejette rejettent rejetons rejeter refutons conteste contestons ننفي تنفي ينفي نفت نفي نرفض ترفض`)
	avoided  = set(`avoided averted prevented excluded excludes exclude evitees evites evitee evite exclues exclu exclut exclure`)
	could    = set(`could should would might must can may to pu pourrait aurait auraient du doit of`)
	causing  = set(`cause caused causing causes result resulted resulting results lead led leading claim claimed take took taking suffer suffered produce produced inflict inflicted leave left cost involve involved find found observe observed see saw seen detect detected identify identified record recorded occur occurred occurring happen happened exist
		fait faire cause causer provoque provoquer entraine entrainer constate observe trouve identifie`)
	happened = set(`occur occurred happen happened exist existed materialise materialize take result reported recorded found observed identified seen sustained suffered`)

	// certainty (domain.md 5.2)
	confirming = set(`confirm confirms confirmed confirming verified verify verifies proven proved proves undoubtedly definitively conclusively certainly unquestionably indisputably established establishes undeniable
		confirme confirment confirmons confirmee confirmes confirmees confirmer etabli etablie etablit avere averee prouve
		نوكد توكد يوكد اكد اكدت اكدنا موكد موكده تاكد ثبت تثبت`)
	assessing = set(`assess assesses assessed judge judges judged conclude concludes concluded determined determines determine likely probably probable believe believes believed
		estime estiment estimons evalue evaluons juge jugeons conclut concluons probable probablement
		نقدر تقدر يقدر نقيم تقيم خلص خلصت نعتقد يعتقد`)
	reporting = set(`report reports reported reportedly indicate indicates indicated alleged allegedly allege alleges claim claims claimed according said says received apparently rumoured
		selon signale signalent rapporte rapportent rapporterait aurait auraient indiquent alleguent pretendu recu
		افادت تفيد تقارير يزعم زعم بحسب وفقا انباء وردت مزعوم`)

	// correcting an earlier sentence (domain.md 5.4)
	earlier = set(`said stated statement reported wrote earlier previous previously told declare declarait dit communique declaration ecrit قلنا ذكرنا بيان ذكر السابق`)
	amended = set(`wrong incorrect inaccurate error mistaken mistake correct corrects correction withdraw withdraws withdrawn retract untrue false regret errone erronee inexact erreur corrigeons corrige retirons retire خطا صحيح نصحح تصحيح نسحب`)
	// saying that something is not said
	disclaim = set(`say saying said claim claiming state stating suggest mean conclude imply assert confirm believe exclude certain sure disons dire affirmons affirmer prétendons pretendons signifie confirmer exclure نقول نزعم نوكد نستبعد يعني`)
)

// has tells whether a word is in a set; an Arabic word also without the
// particles written together with it (and, so, by, for, like, the).
func has(s map[string]bool, w string) bool {
	if s[w] {
		return true
	}
	if w == "" || w[0] < 0xD8 || w[0] > 0xDB {
		return false
	}
	for _, first := range []string{"", "و", "ف"} {
		rest, ok := strings.CutPrefix(w, first)
		if !ok || rest == "" {
			continue
		}
		for _, second := range []string{"", "ب", "ل", "ك"} {
			stem, ok := strings.CutPrefix(rest, second)
			if !ok {
				continue
			}
			if s[stem] {
				return true
			}
			if bare, ok := strings.CutPrefix(stem, "ال"); ok && s[bare] {
				return true
			}
			if bare, ok := strings.CutPrefix(stem, "ل"); ok && second == "ل" && s[bare] {
				return true // للمدنيين
			}
		}
	}
	return false
}

// harm tells whether a word is of people killed, injured or harmed.
func harm(w string) bool { return has(dead, w) || has(hurt, w) || has(harmed, w) }

// hasAny tells whether one of the words is in the set.
func hasAny(words []string, s map[string]bool) bool {
	for _, w := range words {
		if has(s, w) {
			return true
		}
	}
	return false
}
