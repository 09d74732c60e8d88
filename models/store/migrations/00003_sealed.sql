-- +goose Up
-- Identities of victims, witnesses and sources: who stands behind a pseudonym lies
-- in sealed_versions as ciphertext only. No key lies in the database.

CREATE TABLE sealed_identities (
  seq {{SEQ}},
  id TEXT NOT NULL UNIQUE,
  report_id TEXT NOT NULL,
  partner TEXT NOT NULL,
  pseudonym TEXT NOT NULL,
  role TEXT NOT NULL,
  version BIGINT NOT NULL,
  key_print TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  changed_at BIGINT,
  changed_by TEXT NOT NULL,
  erased_at BIGINT,
  erased_by TEXT NOT NULL
);
CREATE UNIQUE INDEX sealed_identities_pseudonym ON sealed_identities (report_id, pseudonym) WHERE erased_at IS NULL;
CREATE INDEX sealed_identities_report ON sealed_identities (report_id);
CREATE INDEX sealed_identities_partner ON sealed_identities (partner);

CREATE TABLE sealed_versions (
  seq {{SEQ}},
  identity TEXT NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  sealed {{BYTES}} NOT NULL
);
CREATE UNIQUE INDEX sealed_versions_version ON sealed_versions (identity, version);

CREATE TABLE openings (
  seq {{SEQ}},
  identity TEXT NOT NULL,
  user_id TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX openings_person ON openings (user_id, at);

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
