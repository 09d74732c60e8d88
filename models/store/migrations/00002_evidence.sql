-- +goose Up
-- Evidence: what is shared of an item, what stays with its partner, who had it when,
-- and uploads under way. The files lie beside the database, by their SHA-256.

CREATE TABLE evidence (
  seq {{SEQ}},
  id TEXT NOT NULL UNIQUE,
  partner TEXT NOT NULL,
  incident TEXT NOT NULL,
  report TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  collected_at BIGINT,
  existence TEXT NOT NULL,
  holder TEXT NOT NULL,
  hold BOOLEAN NOT NULL,
  hold_until TEXT NOT NULL,
  sharing TEXT NOT NULL,
  shared_with TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  added_by TEXT NOT NULL,
  copy_sha256 TEXT NOT NULL,
  copy_size BIGINT NOT NULL,
  copy_type TEXT NOT NULL,
  copy_chunks {{BYTES}},
  custody BIGINT NOT NULL
);
CREATE INDEX evidence_incident ON evidence (incident);
CREATE INDEX evidence_report ON evidence (report);
CREATE INDEX evidence_partner ON evidence (partner, added_at);

CREATE TABLE originals (
  evidence TEXT PRIMARY KEY,
  partner TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  name TEXT NOT NULL,
  chunks {{BYTES}},
  collected_by TEXT NOT NULL,
  method TEXT NOT NULL,
  original_location TEXT NOT NULL,
  device_or_url TEXT NOT NULL,
  metadata {{BYTES}},
  copy_note TEXT NOT NULL,
  hold_lifted_by TEXT NOT NULL,
  destroyed_at BIGINT,
  checked_at BIGINT NOT NULL,
  damaged_at BIGINT,
  damage TEXT NOT NULL
);
CREATE INDEX originals_file ON originals (partner, sha256);
CREATE INDEX originals_checked ON originals (checked_at);

CREATE TABLE custody (
  evidence TEXT NOT NULL,
  n BIGINT NOT NULL,
  at BIGINT NOT NULL,
  action TEXT NOT NULL,
  from_whom TEXT NOT NULL,
  to_whom TEXT NOT NULL,
  by_name TEXT NOT NULL,
  partner TEXT NOT NULL,
  reason TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  prev TEXT NOT NULL,
  PRIMARY KEY (evidence, n)
);

CREATE TABLE evidence_shares (
  evidence TEXT NOT NULL,
  partner TEXT NOT NULL,
  PRIMARY KEY (evidence, partner)
);

CREATE TABLE uploads (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  partner TEXT NOT NULL,
  purpose TEXT NOT NULL,
  name TEXT NOT NULL,
  size BIGINT NOT NULL,
  received BIGINT NOT NULL,
  started BIGINT NOT NULL,
  seen BIGINT NOT NULL
);
CREATE INDEX uploads_partner ON uploads (partner);
CREATE INDEX uploads_seen ON uploads (seen);

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
