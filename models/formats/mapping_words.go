package formats

// fieldWords are names that tables give to our columns, in English, French and
// Arabic, between bars.
var fieldWords = map[string]string{
	"local_ref":            "ref|reference|id|incident id|incident number|incident no|report id|report number|case id|case number|number|serial|no|référence|réf|identifiant|numéro|numéro d'incident|n°|رقم|الرقم|رقم الحادث|رقم الحادثة|المرجع|رقم المرجع|المعرف",
	"title":                "title|name|headline|incident name|event name|subject|titre|intitulé|objet|nom|nom de l'incident|العنوان|عنوان|الموضوع|اسم الحادث",
	"narrative":            "narrative|description|summary|details|notes|what happened|account|incident description|récit|résumé|détails|description des faits|remarques|الوصف|وصف|وصف الحادث|التفاصيل|الملخص|الرواية|السرد|ملاحظات",
	"category":             "category|type|incident type|event type|kind|nature|catégorie|type d'incident|genre|type d'événement|النوع|نوع الحادث|الفئة|التصنيف|نوع الهجوم",
	"start_earliest":       "date|incident date|event date|date of incident|start|start date|date time|datetime|when|occurred|occurred on|date from|from|date de l'incident|date de l'événement|date des faits|début|date de début|quand|date et heure|التاريخ|تاريخ|تاريخ الحادث|تاريخ الحادثة|تاريخ البداية|متى|من تاريخ",
	"start_latest":         "end|end date|date to|to|until|latest|fin|date de fin|jusqu'au|تاريخ النهاية|إلى تاريخ|حتى",
	"time_precision":       "time precision|date precision|précision de la date|précision temporelle|دقة التاريخ|دقة الوقت",
	"utc_offset_min":       "utc offset|utc offset minutes|offset minutes|time zone offset|décalage utc|فرق التوقيت",
	"lat":                  "latitude|lat|y|coord y|gps lat|gps latitude|latitude deg|خط العرض|العرض|دائرة العرض",
	"lon":                  "longitude|lon|long|lng|x|coord x|gps lon|gps long|gps longitude|خط الطول|الطول",
	"mgrs":                 "mgrs|grid|grid reference|grid ref|military grid|utm grid|carroyage|coordonnées mgrs|référence de grille|الإحداثي العسكري|إحداثيات mgrs|الشبكة العسكرية",
	"radius_m":             "radius|radius m|uncertainty|uncertainty m|accuracy|accuracy m|precision m|error m|rayon|rayon m|incertitude|précision|نصف القطر|الدقة بالأمتار|هامش الخطأ",
	"place_precision":      "place precision|geo precision|location precision|location accuracy|geolocation accuracy|précision du lieu|précision géographique|دقة المكان|دقة الموقع",
	"place_name":           "place|location|place name|location name|where|town|village|city|site name|neighbourhood|neighborhood|lieu|localité|nom du lieu|ville|endroit|emplacement|quartier|المكان|الموقع|اسم المكان|القرية|المدينة|البلدة|الحي|أين",
	"admin0":               "country|country code|iso3|nation|pays|code pays|الدولة|البلد",
	"admin1":               "province|governorate|region|state|admin1|adm1|oblast|région|gouvernorat|المحافظة|الولاية|الإقليم|المنطقة الإدارية",
	"admin2":               "district|county|admin2|adm2|raion|cercle|arrondissement|département|القضاء|المديرية|الناحية|المنطقة",
	"site":                 "site|site type|object|target type|type of site|structure|type de site|type de lieu|bâtiment|نوع الموقع|المنشأة|نوع المنشأة",
	"killed_civilian_min":  "civilians killed|civilians killed min|civilian deaths|civilian deaths min|civilian killed|min civilians killed|civilian fatalities|civils tués|civils tués min|morts civils|civils morts|tués civils|قتلى مدنيون|القتلى المدنيون|عدد القتلى المدنيين|مدنيون قتلى",
	"killed_civilian_max":  "civilians killed max|civilian deaths max|max civilians killed|civils tués max|morts civils max|الحد الأقصى للقتلى المدنيين",
	"injured_civilian_min": "civilians injured|civilians wounded|civilians injured min|civilian injuries|civilian injured|civils blessés|civils blessés min|blessés civils|جرحى مدنيون|الجرحى المدنيون|عدد الجرحى المدنيين",
	"injured_civilian_max": "civilians injured max|civilians wounded max|civilian injuries max|civils blessés max|الحد الأقصى للجرحى المدنيين",
	"killed_children_min":  "children killed|children killed min|child deaths|minors killed|enfants tués|enfants tués min|mineurs tués|أطفال قتلى|القتلى الأطفال|عدد الأطفال القتلى",
	"killed_children_max":  "children killed max|child deaths max|enfants tués max|الحد الأقصى للأطفال القتلى",
	"killed_combatant_min": "combatants killed|combatants killed min|fighters killed|militants killed|combattants tués|combattants tués min|قتلى مقاتلون|المقاتلون القتلى",
	"killed_combatant_max": "combatants killed max|fighters killed max|combattants tués max|الحد الأقصى للمقاتلين القتلى",
	"killed_min":           "killed|killed min|deaths|fatalities|dead|total killed|min killed|people killed|tués|morts|décès|nombre de morts|tués min|nombre de tués|القتلى|قتلى|عدد القتلى|الوفيات|عدد الوفيات",
	"killed_max":           "killed max|max killed|deaths max|fatalities max|total killed max|tués max|morts max|الحد الأقصى للقتلى",
	"injured_min":          "injured|wounded|injured min|wounded min|total injured|people injured|blessés|nombre de blessés|blessés min|الجرحى|جرحى|عدد الجرحى|المصابون|عدد المصابين",
	"injured_max":          "injured max|wounded max|max injured|blessés max|الحد الأقصى للجرحى",
	"actor":                "actor|perpetrator|alleged perpetrator|responsible|party|force|unit|attacker|belligerent|acteur|auteur|auteur présumé|responsable|unité|الجهة|الفاعل|الجهة المسؤولة|المنفذ|القوة|الوحدة",
	"actor_role":           "actor role|role|role of actor|rôle|rôle de l'acteur|دور الجهة|الدور",
	"weapon":               "weapon|weapon type|weapon used|means|munition|arme|type d'arme|arme utilisée|moyen|السلاح|نوع السلاح|السلاح المستخدم|الوسيلة",
	"cause":                "cause|cause of harm|cause of death|cause du dommage|السبب|سبب الضرر|سبب الوفاة",
	"own_involvement":      "own involvement|involvement|our involvement|own forces|implication|notre implication|المشاركة|مشاركتنا",
	"assessment_status":    "assessment|assessment status|status|finding|évaluation|statut|statut de l'évaluation|التقييم|الحالة|حالة التقييم",
	"standard":             "standard|standard of proof|norme de preuve|niveau de preuve|معيار الإثبات",
	"source_kind":          "source|source type|kind of source|type de source|نوع المصدر|المصدر",
	"source_reliability":   "reliability|source reliability|fiabilité|fiabilité de la source|موثوقية المصدر|الموثوقية",
	"source_credibility":   "credibility|information credibility|crédibilité|crédibilité de l'information|مصداقية المعلومة|المصداقية",
	"source_url":           "url|link|source url|source link|web|lien|lien source|adresse web|الرابط|رابط المصدر",
}

// codeWords are words for some codes that are not the code's own words.
var codeWords = map[string]map[string]string{
	"category": {
		"AIR_STRIKE": "airstrike|air attack|aerial bombardment|bombing|frappe aérienne|bombardement aérien|raid aérien|غارة جوية|قصف جوي|ضربة جوية", "INDIRECT_FIRE": "shelling|artillery|mortar|rocket fire|artillery shelling|bombardement|tir d'artillerie|tirs indirects|قصف|قصف مدفعي|قذائف",
		"DIRECT_FIRE": "shooting|gunfire|small arms fire|crossfire|tirs|fusillade|tir direct|échange de tirs|إطلاق نار|اشتباك", "IED_MINE": "ied|mine|landmine|explosive device|roadside bomb|eei|mine terrestre|engin explosif|لغم|عبوة ناسفة", "UXO": "unexploded ordnance|erw|munition non explosée|reg|مخلفات حربية|ذخيرة غير منفجرة",
		"CHECKPOINT": "check point|roadblock|point de contrôle|barrage|حاجز|نقطة تفتيش", "RAID": "night raid|search|descente|perquisition|مداهمة|إنزال", "DETENTION": "arrest|detained|arrestation|détention|اعتقال|احتجاز",
		"DISAPPEARANCE": "enforced disappearance|missing|abduction|disparition|disparition forcée|enlèvement|اختفاء قسري|خطف|اختطاف", "EXECUTION": "summary execution|extrajudicial killing|exécution|exécution sommaire|إعدام|إعدام ميداني",
		"TRAFFIC_ACCIDENT": "road accident|traffic|convoy accident|accident de la route|accident de circulation|حادث سير|حادث مروري", "DISPLACEMENT": "forced displacement|déplacement|déplacement forcé|تهجير|نزوح", "OTHER": "autre|أخرى|آخر", "UNKNOWN": "not known|inconnu|inconnue|غير معروف|مجهول",
	},
	"weapon": {
		"AIR_BOMB_GUIDED": "guided bomb|pgm|gbu|bombe guidée|قنبلة موجهة", "AIR_BOMB_UNGUIDED": "unguided bomb|barrel bomb|bomb|bombe|bombe non guidée|baril explosif|قنبلة|برميل متفجر", "MORTAR": "mortars|mortier|هاون", "ROCKET": "rockets|roquette|صاروخ غير موجه",
		"ARTILLERY": "artillery shell|howitzer|artillerie|obus|مدفعية", "CLUSTER": "cluster munition|cluster bomb|sous-munitions|bombe à sous-munitions|ذخائر عنقودية|قنابل عنقودية", "DRONE_LOITERING": "drone|uav|fpv|loitering munition|drone kamikaze|munition rôdeuse|طائرة مسيرة|مسيرة", "MINE": "landmine|mine antipersonnel|لغم",
		"IED": "improvised explosive device|eei|engin explosif improvisé|عبوة ناسفة", "SMALL_ARM": "small arms|rifle|gun|arme légère|fusil|armes légères|أسلحة خفيفة|بندقية", "SNIPER": "sniper fire|tireur embusqué|قناص", "GRENADE": "hand grenade|قنبلة يدوية", "MISSILE_SURFACE": "missile|ballistic missile|صاروخ",
		"OTHER": "autre|أخرى|آخر", "UNKNOWN": "not known|inconnu|inconnue|غير معروف|مجهول",
	},
	"source_kind": {
		"WITNESS": "eyewitness|eye witness|témoin|témoin oculaire|شاهد|شاهد عيان", "FAMILY": "family member|relative|famille|proche|العائلة|الأسرة", "MEDICAL": "hospital|doctor|hôpital|médecin|médical|مستشفى|مصدر طبي", "LOCAL_MEDIA": "media|press|local press|médias|presse|médias locaux|إعلام|إعلام محلي",
		"SOCIAL_MEDIA": "facebook|twitter|telegram|x|social network|réseaux sociaux|وسائل التواصل|وسائل التواصل الاجتماعي", "NGO": "non governmental organisation|non governmental organization|ong|منظمة غير حكومية", "UN": "united nations|nations unies|onu|الأمم المتحدة", "LOCAL_AUTHORITY": "authorities|local authorities|autorités locales|السلطات المحلية",
		"VICTIM": "survivor|victime|survivant|ضحية|ناج", "OTHER": "autre|أخرى|آخر",
	},
	"own_involvement": {
		"INVOLVED": "yes|oui|نعم|impliqué", "NOT_INVOLVED": "no|non|لا|non impliqué", "UNDER_CHECK": "checking|under review|en cours de vérification|قيد التحقق", "UNKNOWN": "not known|inconnu|غير معروف",
	},
	"site": {
		"DWELLING": "house|home|residential|maison|habitation|domicile|منزل|بيت", "APARTMENT_BLOCK": "apartment building|immeuble|عمارة|مبنى سكني", "SCHOOL": "school|école|مدرسة", "HOSPITAL": "hospital|hôpital|مستشفى", "MARKET": "market|marché|سوق", "WORSHIP": "mosque|church|temple|mosquée|église|مسجد|كنيسة|جامع",
		"ROAD": "street|route|rue|طريق|شارع", "BRIDGE": "pont|جسر", "FARM": "field|ferme|champ|مزرعة|حقل", "VEHICLE": "car|véhicule|voiture|سيارة|مركبة", "OTHER": "autre|أخرى", "UNKNOWN": "not known|inconnu|غير معروف",
	},
}
