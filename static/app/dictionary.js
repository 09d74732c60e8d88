// Every field a report can hold and every code it can take (domain.md 2.3 to 2.11
// and 2.99), as tables: the form, the reading view and the reader of server errors
// all walk these, so that a field is added in one line.

/**
 * One field of the dictionary.
 * @typedef {object} Spec
 * @property {string} name as the API calls it
 * @property {"text"|"long"|"code"|"codes"|"number"|"range"|"flag"|"date"|"instant"|"sources"|"one-source"|"actor"|"who"|"methods"|"claims"|"geometry"|"sealed"|"remnant"|"grade"} kind
 * @property {string} [of] vocabulary of its words
 * @property {[string, string]} [ends] names of both ends of a range
 * @property {string} [all] key of the words for no choice, where that is an answer of its own
 * @property {boolean} [need] a row does not stand without it
 * @property {boolean} [wide] takes the whole width
 * @property {boolean} [ltr] written in Latin signs whatever the language
 * @property {boolean} [hint] has a line of help
 * @property {number} [most] longest text
 * @property {(row: any) => boolean} [when] whether it is asked for at all
 */

/** @type {Record<string, string[]>} */
export const codes = {
  category: ["AIR_STRIKE", "INDIRECT_FIRE", "DIRECT_FIRE", "RAID", "CHECKPOINT", "ESCALATION_OF_FORCE", "IED_MINE", "UXO", "NAVAL_FIRE", "DETENTION", "CUSTODY_TRANSFER", "DISAPPEARANCE", "EXECUTION",
    "SEXUAL_VIOLENCE", "RECRUITMENT_CHILD", "ATTACK_ON_SCHOOL", "ATTACK_ON_HEALTH", "ACCESS_DENIAL", "TRAFFIC_ACCIDENT", "PROPERTY", "PILLAGE", "DISPLACEMENT", "OTHER", "UNKNOWN"],
  context: ["DELIBERATE_STRIKE", "DYNAMIC_STRIKE", "CLOSE_AIR_SUPPORT", "SELF_DEFENCE", "PARTNERED_GROUND", "ADVISE_ASSIST", "PATROL", "CORDON_SEARCH", "CHECKPOINT_DUTY", "CONVOY", "TRAINING", "OTHER", "UNKNOWN"],
  involvement: ["UNDER_CHECK", "INVOLVED", "SUPPORTED", "PRESENT_NOT_FIRING", "NOT_INVOLVED", "UNKNOWN"],
  outcome: ["KILLED", "INJURED", "MISSING", "DETAINED", "DISPLACED", "SEXUALLY_HARMED", "RECOVERED_ALIVE"],
  grade: ["SLIGHT", "SERIOUS", "LIFE_CHANGING", "UNKNOWN"],
  person: ["CIVILIAN", "OTHER_PROTECTED", "ARMED_FORCES", "DIRECT_PARTICIPANT", "UNKNOWN"],
  sex: ["FEMALE", "MALE", "OTHER", "UNKNOWN"],
  age: ["INFANT_0_4", "CHILD_5_11", "ADOLESCENT_12_17", "CHILD_UNSPECIFIED", "ADULT_18_59", "OLDER_60_PLUS", "ADULT_UNSPECIFIED", "UNKNOWN"],
  protected: ["HUMANITARIAN", "HEALTH", "JOURNALIST", "HUMAN_RIGHTS_DEFENDER", "TRADE_UNIONIST", "RELIGIOUS", "TEACHER", "DETAINEE", "HORS_DE_COMBAT", "UN_PERSONNEL", "NONE", "UNKNOWN"],
  basis: ["NAMED_LIST", "BODY_COUNT", "HOSPITAL", "WITNESS", "OFFICIAL_STATEMENT", "VIDEO", "ESTIMATE", "MEDIA", "UNKNOWN"],
  site: ["DWELLING", "APARTMENT_BLOCK", "MARKET", "SCHOOL", "HOSPITAL", "CLINIC", "WORSHIP", "CULTURAL", "WATER", "POWER", "TELECOM", "BRIDGE", "ROAD", "VEHICLE", "CONVOY", "FARM", "INDUSTRY", "FUEL", "DETENTION",
    "CAMP_IDP", "AID_FACILITY", "GOVERNMENT", "MILITARY", "OTHER", "UNKNOWN"],
  damage: ["NONE", "LIGHT", "MODERATE", "SEVERE", "DESTROYED", "CONTAMINATED_UXO", "UNKNOWN"],
  service: ["WATER", "POWER", "HEALTH", "EDUCATION", "FOOD", "COMMUNICATIONS", "ROAD", "LIVELIHOOD"],
  cause: ["HEAVY_WEAPONS", "PLANTED_EXPLOSIVE_UXO", "SMALL_ARMS", "INCENDIARY", "CBRN", "ELECTROMAGNETIC", "LESS_LETHAL", "DENIAL_OF_ESSENTIALS", "CONFLICT_ACCIDENT", "OTHER_OBJECTS", "UNKNOWN"],
  weapon: ["AIR_BOMB_GUIDED", "AIR_BOMB_UNGUIDED", "MISSILE_AIR", "MISSILE_SURFACE", "ROCKET", "ARTILLERY", "MORTAR", "TANK_GUN", "NAVAL_GUN", "CLUSTER", "MINE", "IED", "GRENADE", "SMALL_ARM", "MACHINE_GUN", "SNIPER",
    "INCENDIARY", "CHEMICAL", "DRONE_LOITERING", "VEHICLE", "EDGED", "OTHER", "UNKNOWN"],
  delivery: ["AIR_CREWED", "AIR_UNCREWED", "ARTILLERY", "MORTAR", "NAVAL", "GROUND_DIRECT", "EMPLACED", "OTHER", "UNKNOWN"],
  "fire-mode": ["DELIBERATE", "DYNAMIC", "SELF_DEFENCE", "UNKNOWN"],
  fire: ["DIRECT", "INDIRECT", "UNKNOWN"],
  submunition: ["YES", "NO", "SUSPECTED", "UNKNOWN"],
  confidence: ["LOW", "MEDIUM", "HIGH"],
  "actor-kind": ["PARTNER", "OTHER_STATE", "ARMED_GROUP", "PRIVATE_COMPANY", "UNKNOWN_ACTOR"],
  "role-in": ["FIRED", "ORDERED", "CALLED_FIRE", "PROVIDED_TARGET_DATA", "PROVIDED_WEAPON", "TRANSPORTED", "DETAINED", "TRANSFERRED_CUSTODY", "OWNED_GROUND", "PRESENT_ADVISER", "OTHER"],
  claim: ["ASSERTED", "ACCEPTED_BY_ACTOR", "PARTLY_ACCEPTED", "DENIED_BY_ACTOR", "NOT_ADDRESSED"],
  source: ["OWN_UNIT_REPORT", "PARTNER_UNIT_REPORT", "WEAPON_SYSTEM_LOG", "SENSOR", "VICTIM", "WITNESS", "FAMILY", "MEDICAL", "LOCAL_AUTHORITY", "COMMUNITY_LEADER", "LOCAL_MEDIA", "INTERNATIONAL_MEDIA", "SOCIAL_MEDIA",
    "NGO", "UN", "ICRC_CONFIDENTIAL", "SATELLITE_PROVIDER", "COURT", "ADVERSARY_CLAIM", "OTHER"],
  reliability: ["A", "B", "C", "D", "E", "F"],
  credibility: ["1", "2", "3", "4", "5", "6"],
  risk: ["LOW", "MEDIUM", "HIGH", "UNKNOWN"],
  consent: ["INFORMED", "PARTIAL", "WITHDRAWN", "NOT_OBTAINED", "NOT_APPLICABLE"],
  assessment: ["NOT_ASSESSED", "INITIAL_REVIEW", "ASSESSING", "CREDIBLE", "NOT_CREDIBLE_NO_INVOLVEMENT", "NOT_CREDIBLE_INSUFFICIENT_INFO", "NOT_CREDIBLE_NO_CIVILIAN_HARM", "NOT_CREDIBLE_COMBATANTS_ONLY", "DUPLICATE",
    "INVESTIGATING", "CLOSED", "REOPENED"],
  reason: ["IMAGERY", "OWN_FORCES_REPORT", "PARTNER_REPORT", "WITNESS", "MEDICAL", "FORENSIC", "MULTI_SOURCE", "ADMISSION", "NO_ACTIVITY_IN_AREA", "NO_ACTIVITY_ON_DATE", "INSUFFICIENT_LOCATION", "INSUFFICIENT_DATE",
    "IMAGERY_NO_CIVILIANS", "IMAGERY_NO_DAMAGE", "DIFFERENT_CAUSE", "DIFFERENT_ACTOR", "SOURCE_RETRACTED", "DUPLICATE_REPORT", "OTHER"],
  standard: ["MORE_LIKELY_THAN_NOT", "REASONABLE_GROUNDS_TO_BELIEVE", "REASONABLE_CERTAINTY", "CLEAR_AND_CONVINCING", "BEYOND_REASONABLE_DOUBT", "NOT_STATED"],
  method: ["OPERATIONAL_LOGS", "CREW_INTERVIEW", "WEAPON_VIDEO", "SURVEILLANCE_VIDEO", "SATELLITE", "OPEN_SOURCE", "PARTNER_RECORDS", "NGO_ENGAGEMENT", "WITNESS_INTERVIEW", "MEDICAL_RECORDS", "SITE_VISIT", "FORENSIC_EXAM", "REMNANT_EXAM"],
  use: ["YES", "NO", "NOT_POSSIBLE"],
  level: ["UNIT", "BRIGADE", "JTF", "THEATRE", "DEFENCE_STAFF", "MINISTER", "COURT", "INDEPENDENT"],
  interest: ["NONE", "SAME_UNIT", "SAME_CHAIN", "DECLARED", "UNKNOWN"],
  law: ["NONE_SUSPECTED", "SUSPECTED_CRIME", "HARM_FROM_SUSPECTED_CRIME", "SUSPECTED_WAR_CRIME", "SUSPECTED_GROSS_VIOLATION", "UNDER_LEGAL_REVIEW"],
  mrm: ["KILLING_MAIMING", "RECRUITMENT_USE", "SCHOOL_HOSPITAL_ATTACK", "SEXUAL_VIOLENCE", "ABDUCTION", "ACCESS_DENIAL"],
  verification: ["VERIFIED", "REPORTED_NOT_VERIFIED", "PENDING", "REJECTED"],
  harm: ["DIRECT", "INDIRECT", "REVERBERATING", "UNKNOWN"],
  "place-role": ["IMPACT", "AIM_POINT", "FIRED_FROM", "PEOPLE_FOUND", "TAKEN_FROM", "TAKEN_TO", "AREA", "ROUTE", "OTHER"],
  "place-method": ["GPS_ON_SITE", "WEAPON_SYSTEM", "GRID_READ", "SATELLITE_MATCH", "VIDEO_MATCH", "MAP_PICK", "GAZETTEER", "WITNESS_SKETCH", "OTHER"],
  publish: ["EXACT", "VILLAGE", "TOWN", "ADMIN2", "ADMIN1", "COUNTRY", "NOTHING"],
  "person-role": ["VICTIM", "WITNESS", "SOURCE"],
  told: ["FAMILY", "COMMUNITY", "PARTNER", "COMMAND", "PARLIAMENT", "COURT", "UN", "ICRC", "PRESS", "OTHER"],
  exhibit: ["PHOTO", "VIDEO", "AUDIO", "DOCUMENT", "LOG", "FLIGHT_RECORD", "COMMS_RECORD", "MEDICAL_RECORD", "REMNANT", "FORENSIC_REPORT", "STATEMENT_SIGNED", "WEB_CAPTURE", "SATELLITE_IMAGE", "MAP", "DATASET"],
  custody: ["COLLECTED", "HASHED", "COPIED_WORKING", "TRANSFERRED", "VIEWED", "REDACTED", "TRANSLATED", "ANALYSED", "RELEASED", "RETURNED", "DESTROYED_BY_RULE"],
  existence: ["HELD", "HELD_BY_OTHER", "DECLARED_DESTROYED", "DECLARED_NEVER_EXISTED", "UNKNOWN", "FOUND_LATER"],
};

/** What else is said of a place, the main one and further ones alike. @type {Spec[]} */
export const placeSpecs = [
  { name: "site", kind: "code", of: "site" },
  { name: "method", kind: "code", of: "place-method" },
  { name: "name_local", kind: "text", most: 400 },
  { name: "radius_m", kind: "number", hint: true },
  { name: "admin0", kind: "text", most: 200, hint: true },
  { name: "admin1", kind: "text", most: 200 },
  { name: "admin2", kind: "text", most: 200 },
  { name: "admin3", kind: "text", most: 200 },
  { name: "located_by", kind: "text", most: 200 },
  { name: "publish", kind: "code", of: "publish", all: "entry.place.publish-none" },
  { name: "signed_off_by", kind: "text", most: 200 },
  { name: "signed_off_at", kind: "instant" },
  { name: "geometry", kind: "geometry", wide: true },
];

/** The fields of a row, by the list it stands in. @type {Record<string, Spec[]>} */
export const rowSpecs = {
  casualties: [
    { name: "outcome", kind: "code", of: "outcome", need: true },
    { name: "status", kind: "code", of: "person", all: "entry.casualties.status-all" },
    { name: "sex", kind: "code", of: "sex", all: "entry.casualties.all" },
    { name: "age", kind: "code", of: "age", all: "entry.casualties.all" },
    { name: "protected", kind: "code", of: "protected", all: "entry.casualties.all" },
    { name: "grade", kind: "code", of: "grade", when: (row) => row.outcome === "INJURED" || !!row.grade },
    { name: "count", kind: "range", ends: ["min", "max"], wide: true },
    { name: "best", kind: "number" },
    { name: "basis", kind: "code", of: "basis" },
    { name: "sources", kind: "sources", wide: true },
  ],
  object_harm: [
    { name: "object", kind: "code", of: "site", need: true },
    { name: "damage", kind: "code", of: "damage" },
    { name: "number", kind: "range", ends: ["min", "max"], wide: true },
    { name: "emblem", kind: "flag" },
    { name: "service_lost", kind: "codes", of: "service", wide: true },
    { name: "affected", kind: "range", ends: ["affected_min", "affected_max"], wide: true },
    { name: "days", kind: "range", ends: ["days_min", "days_max"], wide: true },
  ],
  places: [{ name: "role", kind: "code", of: "place-role", need: true, wide: true }, ...placeSpecs],
  means: [
    { name: "weapon", kind: "code", of: "weapon" },
    { name: "cause", kind: "code", of: "cause" },
    { name: "munition", kind: "text", most: 200 },
    { name: "lot", kind: "text", most: 120, ltr: true },
    { name: "quantity", kind: "range", ends: ["quantity_min", "quantity_max"], wide: true },
    { name: "delivery", kind: "code", of: "delivery" },
    { name: "fire_mode", kind: "code", of: "fire-mode" },
    { name: "fire", kind: "code", of: "fire" },
    { name: "submunition", kind: "code", of: "submunition" },
    { name: "confidence", kind: "code", of: "confidence" },
    { name: "remnant", kind: "remnant" },
  ],
  responsibility: [
    { name: "actor_kind", kind: "code", of: "actor-kind", need: true },
    { name: "actor", kind: "actor" },
    { name: "role", kind: "code", of: "role-in", need: true },
    { name: "claim", kind: "code", of: "claim" },
    { name: "confidence", kind: "code", of: "confidence" },
    { name: "support", kind: "text", most: 400, wide: true },
    { name: "basis", kind: "long", most: 2000, wide: true },
    { name: "sources", kind: "sources", wide: true },
  ],
  sources: [
    { name: "kind", kind: "code", of: "source", need: true },
    { name: "title", kind: "text", most: 2000 },
    { name: "reliability", kind: "grade", of: "reliability", wide: true },
    { name: "credibility", kind: "grade", of: "credibility", wide: true },
    { name: "graded_by", kind: "text", most: 120 },
    { name: "graded_at", kind: "instant" },
    { name: "origin", kind: "text", most: 400, hint: true },
    { name: "locator", kind: "text", most: 2000, ltr: true },
    { name: "published_on", kind: "date" },
    { name: "collected_on", kind: "date" },
    { name: "language", kind: "text", most: 12, ltr: true, hint: true },
    { name: "risk", kind: "code", of: "risk" },
    { name: "consent", kind: "code", of: "consent" },
    { name: "protected", kind: "flag" },
    { name: "shared", kind: "flag", all: "value.yes-default", hint: true },
    { name: "sealed", kind: "sealed" },
    { name: "sha256", kind: "text", most: 64, ltr: true, wide: true },
    { name: "summary", kind: "long", most: 4000, wide: true },
    { name: "claims", kind: "claims", wide: true },
  ],
  people: [
    { name: "pseudonym", kind: "text", most: 40, hint: true },
    { name: "role", kind: "code", of: "person-role", need: true },
    { name: "outcome", kind: "code", of: "outcome" },
    { name: "status", kind: "code", of: "person" },
    { name: "sex", kind: "code", of: "sex" },
    { name: "age", kind: "code", of: "age" },
    { name: "family", kind: "text", most: 40, hint: true },
    { name: "consent", kind: "code", of: "consent" },
    { name: "informed_on", kind: "date" },
    { name: "shared", kind: "flag", all: "value.no-default", hint: true },
    { name: "sealed", kind: "sealed" },
  ],
  knowledge: [
    { name: "at", kind: "instant" },
    { name: "who", kind: "text", most: 200, hint: true },
    { name: "what", kind: "long", most: 2000, wide: true },
    { name: "source", kind: "one-source", wide: true },
  ],
  told: [
    { name: "at", kind: "instant" },
    { name: "whom", kind: "text", most: 200 },
    { name: "kind", kind: "code", of: "told", need: true },
    { name: "by", kind: "text", most: 200 },
    { name: "what", kind: "long", most: 2000, wide: true },
  ],
};

/** Fields that stand alone, by section of More; the name is the path in the facts. @type {Record<string, Spec[]>} */
export const loneSpecs = {
  operation: [
    { name: "operation_context", kind: "code", of: "context" },
    { name: "harm_direct", kind: "code", of: "harm" },
    { name: "ground_owner", kind: "who", most: 200 },
    { name: "in_declared_theatre", kind: "flag" },
    { name: "received_at", kind: "instant" },
    { name: "aware_at", kind: "instant" },
    { name: "local_ref", kind: "text", most: 120, ltr: true, hint: true },
  ],
  assessment: [
    { name: "assessment/status", kind: "code", of: "assessment" },
    { name: "assessment/standard", kind: "code", of: "standard" },
    { name: "assessment/decision_level", kind: "code", of: "level" },
    { name: "assessment/conflict_of_interest", kind: "code", of: "interest" },
    { name: "assessment/reasons", kind: "codes", of: "reason", wide: true },
    { name: "assessment/methods", kind: "methods", of: "method", wide: true },
    { name: "assessment/partner_intel", kind: "flag" },
    { name: "assessment/partner_intel_note", kind: "text", most: 2000 },
    { name: "confidence", kind: "code", of: "confidence" },
    { name: "confidence_reason", kind: "text", most: 2000 },
  ],
  law: [
    { name: "law_concern", kind: "code", of: "law" },
    { name: "mrm_verification", kind: "code", of: "verification" },
    { name: "mrm", kind: "codes", of: "mrm", wide: true },
  ],
};

/** All of them in one row. */
export const loneAll = Object.values(loneSpecs).flat();

/** Names of the facts; everything else in a report is the system's own and is not sent back. */
export const factNames = ["local_ref", "title", "narrative", "category", "operation_context", "received_at", "aware_at", "started", "ended", "place", "own_involvement",
  "casualties", "object_harm", "responsibility", "means", "sources", "assessment", "law_concern", "mrm", "mrm_verification", "in_declared_theatre", "ground_owner", "harm_direct",
  "confidence", "confidence_reason", "places", "people", "knowledge", "told", "extra"];
