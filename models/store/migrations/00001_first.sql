-- +goose Up
-- {{SEQ}} is the database's own row number, {{BYTES}} its type for bytes: the
-- only two words in which SQLite and PostgreSQL differ here (dialect.go).

CREATE TABLE partners (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  role TEXT NOT NULL,
  slot TEXT NOT NULL,
  utc_offset_min BIGINT NOT NULL,
  standard_of_proof TEXT NOT NULL,
  active BOOLEAN NOT NULL
);

CREATE TABLE users (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  display TEXT NOT NULL,
  partner TEXT NOT NULL,
  roles TEXT NOT NULL,
  password TEXT NOT NULL,
  active BOOLEAN NOT NULL,
  created BIGINT NOT NULL
);

CREATE TABLE sessions (
  hash {{BYTES}} PRIMARY KEY,
  user_id TEXT NOT NULL,
  created BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  expires BIGINT NOT NULL
);

CREATE TABLE tokens (
  hash {{BYTES}} PRIMARY KEY,
  user_id TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL
);

CREATE TABLE setups (
  hash {{BYTES}} PRIMARY KEY,
  user_id TEXT NOT NULL,
  expires BIGINT NOT NULL
);

CREATE TABLE reports (
  seq {{SEQ}},
  id TEXT NOT NULL UNIQUE,
  ref TEXT NOT NULL,
  partner TEXT NOT NULL,
  local_ref TEXT NOT NULL,
  incident TEXT NOT NULL,
  home_incident TEXT NOT NULL,
  version BIGINT NOT NULL,
  version_seq BIGINT NOT NULL,
  status TEXT NOT NULL,
  sharing TEXT NOT NULL,
  shared_with TEXT NOT NULL,
  shared_at BIGINT,
  logged_at BIGINT NOT NULL,
  logged_by TEXT NOT NULL,
  amended_at BIGINT,
  amended_by TEXT NOT NULL,
  import_id TEXT NOT NULL,
  has_unshared BOOLEAN NOT NULL,
  title TEXT NOT NULL,
  search TEXT NOT NULL,
  category TEXT NOT NULL,
  sort_at BIGINT NOT NULL,
  started_from BIGINT,
  started_to BIGINT,
  started_day BIGINT,
  wide_from BIGINT,
  long_to BIGINT,
  lat DOUBLE PRECISION,
  lon DOUBLE PRECISION,
  radius_m DOUBLE PRECISION,
  place_key TEXT NOT NULL,
  own_involvement TEXT NOT NULL,
  assess_status TEXT NOT NULL,
  killed_min BIGINT,
  killed_max BIGINT
);
CREATE UNIQUE INDEX reports_local ON reports (partner, local_ref);
CREATE INDEX reports_incident ON reports (incident);
CREATE INDEX reports_home ON reports (home_incident);
CREATE INDEX reports_started ON reports (sort_at, id);
CREATE INDEX reports_partner_started ON reports (partner, sort_at, id);
-- the window search of the matching: narrow reports by day and latitude, those of
-- a wide place by time, those of a long time by its end
CREATE INDEX reports_window ON reports (started_day, lat);
CREATE INDEX reports_from ON reports (started_from);
CREATE INDEX reports_wide ON reports (wide_from);
CREATE INDEX reports_long ON reports (long_to);

CREATE TABLE report_shares (
  report_id TEXT NOT NULL,
  partner TEXT NOT NULL,
  PRIMARY KEY (report_id, partner)
);

CREATE TABLE report_versions (
  seq {{SEQ}},
  report_id TEXT NOT NULL,
  version BIGINT NOT NULL,
  partner TEXT NOT NULL,
  action TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  status TEXT NOT NULL,
  sharing TEXT NOT NULL,
  shared_with TEXT NOT NULL,
  facts {{BYTES}} NOT NULL,
  salt {{BYTES}} NOT NULL
);
CREATE UNIQUE INDEX report_versions_version ON report_versions (report_id, version);

CREATE TABLE incidents (
  seq {{SEQ}},
  id TEXT NOT NULL UNIQUE,
  ref TEXT NOT NULL,
  merged_into TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);

CREATE TABLE participants (
  incident TEXT NOT NULL,
  partner TEXT NOT NULL,
  PRIMARY KEY (incident, partner)
);

CREATE TABLE agreed_values (
  incident TEXT NOT NULL,
  field TEXT NOT NULL,
  value {{BYTES}} NOT NULL,
  at BIGINT NOT NULL,
  basis TEXT NOT NULL,
  subject TEXT NOT NULL,
  gap_id TEXT NOT NULL,
  signed {{BYTES}} NOT NULL,
  PRIMARY KEY (incident, field)
);

CREATE TABLE matches (
  seq {{SEQ}},
  id TEXT NOT NULL UNIQUE,
  report_a TEXT NOT NULL,
  report_b TEXT NOT NULL,
  partner_a TEXT NOT NULL,
  partner_b TEXT NOT NULL,
  state TEXT NOT NULL,
  band TEXT NOT NULL,
  bits DOUBLE PRECISION NOT NULL,
  probability DOUBLE PRECISION NOT NULL,
  explanation {{BYTES}} NOT NULL,
  by_hand TEXT NOT NULL,
  compared_at BIGINT NOT NULL
);
CREATE INDEX matches_a ON matches (report_a);
CREATE INDEX matches_b ON matches (report_b);
CREATE INDEX matches_state ON matches (state, seq);

CREATE TABLE verdicts (
  match_id TEXT NOT NULL,
  partner TEXT NOT NULL,
  verdict TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (match_id, partner)
);

CREATE TABLE gaps (
  seq {{SEQ}},
  id TEXT NOT NULL UNIQUE,
  code TEXT NOT NULL,
  field TEXT NOT NULL,
  incident TEXT NOT NULL,
  incident_b TEXT NOT NULL,
  report_a TEXT NOT NULL,
  report_b TEXT NOT NULL,
  partner_a TEXT NOT NULL,
  partner_b TEXT NOT NULL,
  version_a BIGINT NOT NULL,
  version_b BIGINT NOT NULL,
  value_a {{BYTES}} NOT NULL,
  value_b {{BYTES}} NOT NULL,
  relation TEXT NOT NULL,
  magnitude DOUBLE PRECISION NOT NULL,
  score BIGINT NOT NULL,
  severity TEXT NOT NULL,
  reasons {{BYTES}} NOT NULL,
  diagnosis {{BYTES}} NOT NULL,
  owner TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  provisional BOOLEAN NOT NULL,
  raised_at BIGINT NOT NULL,
  due_at BIGINT,
  closed_at BIGINT,
  rule_version BIGINT NOT NULL
);
CREATE INDEX gaps_incident ON gaps (incident, state);
CREATE INDEX gaps_incident_b ON gaps (incident_b, state);
CREATE INDEX gaps_a ON gaps (report_a);
CREATE INDEX gaps_b ON gaps (report_b);
CREATE INDEX gaps_queue ON gaps (state, score, seq);

CREATE TABLE proposals (
  seq {{SEQ}},
  id TEXT NOT NULL UNIQUE,
  gap_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  value {{BYTES}},
  min BIGINT,
  max BIGINT,
  rationale TEXT NOT NULL,
  evidence TEXT NOT NULL,
  by_name TEXT NOT NULL,
  partner TEXT NOT NULL,
  at BIGINT NOT NULL,
  state TEXT NOT NULL,
  version_a BIGINT NOT NULL,
  version_b BIGINT NOT NULL
);
CREATE INDEX proposals_gap ON proposals (gap_id);

CREATE TABLE positions (
  subject TEXT NOT NULL,
  partner TEXT NOT NULL,
  stance TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  reasons TEXT NOT NULL,
  digest TEXT NOT NULL,
  void_at BIGINT,
  void_for TEXT NOT NULL,
  PRIMARY KEY (subject, partner)
);

CREATE TABLE investigations (
  seq {{SEQ}},
  id TEXT NOT NULL UNIQUE,
  ref TEXT NOT NULL,
  incident TEXT NOT NULL,
  home_incident TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  held_from TEXT NOT NULL,
  flags TEXT NOT NULL,
  version BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  opened_by TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  packet {{BYTES}},
  packet_digest TEXT NOT NULL
);
CREATE INDEX investigations_incident ON investigations (incident);

CREATE TABLE transitions (
  seq {{SEQ}},
  id TEXT NOT NULL UNIQUE,
  investigation TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL,
  by_name TEXT NOT NULL,
  partner TEXT NOT NULL,
  at BIGINT NOT NULL,
  state TEXT NOT NULL,
  taken_at BIGINT,
  digest TEXT NOT NULL,
  void_reason TEXT NOT NULL
);
CREATE INDEX transitions_investigation ON transitions (investigation, seq);

CREATE TABLE statements (
  seq {{SEQ}},
  id TEXT NOT NULL UNIQUE,
  ref TEXT NOT NULL UNIQUE,
  incident TEXT NOT NULL,
  partner TEXT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  released_at BIGINT,
  released_by TEXT NOT NULL,
  published {{BYTES}},
  digest TEXT NOT NULL,
  correction_of TEXT NOT NULL
);
CREATE INDEX statements_incident ON statements (incident);
CREATE INDEX statements_released ON statements (released_at);

CREATE TABLE statement_versions (
  seq {{SEQ}},
  statement_id TEXT NOT NULL,
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  audience TEXT NOT NULL,
  bodies {{BYTES}} NOT NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  salt {{BYTES}} NOT NULL
);
CREATE UNIQUE INDEX statement_versions_version ON statement_versions (statement_id, version);

CREATE TABLE imports (
  id TEXT PRIMARY KEY,
  partner TEXT NOT NULL,
  format TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  summary {{BYTES}} NOT NULL
);

CREATE TABLE entries (
  seq BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  partner TEXT NOT NULL,
  action TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  salt {{BYTES}} NOT NULL,
  digest {{BYTES}} NOT NULL,
  body {{BYTES}},
  leaf {{BYTES}} NOT NULL
);
CREATE INDEX entries_subject ON entries (subject);

CREATE TABLE tree_hashes (
  idx BIGINT PRIMARY KEY,
  hash {{BYTES}} NOT NULL
);

CREATE TABLE tree_heads (
  id BIGINT PRIMARY KEY,
  size BIGINT NOT NULL
);
INSERT INTO tree_heads (id, size) VALUES (1, 0);

CREATE TABLE answers (
  user_id TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  request {{BYTES}} NOT NULL,
  at BIGINT NOT NULL,
  status BIGINT NOT NULL,
  location TEXT NOT NULL,
  etag TEXT NOT NULL,
  body {{BYTES}} NOT NULL,
  PRIMARY KEY (user_id, idempotency_key)
);

CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  value {{BYTES}} NOT NULL
);

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
