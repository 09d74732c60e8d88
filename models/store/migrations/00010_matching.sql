-- +goose Up
-- The weights that reports are compared by are kept with what they rest on, and
-- each match says under which weights and at which versions it was compared, so
-- that a past decision can be replayed. A run estimates weights anew and links
-- everything under them.

CREATE TABLE match_models (
  id TEXT PRIMARY KEY,
  how TEXT NOT NULL,
  body {{BYTES}} NOT NULL,
  calibration {{BYTES}},
  made_at BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  accepted BOOLEAN NOT NULL,
  why TEXT NOT NULL,
  labels {{BYTES}} NOT NULL,
  adopted BIGINT NOT NULL
);
CREATE INDEX match_models_adopted ON match_models (adopted) WHERE adopted > 0;

CREATE TABLE match_runs (
  seq {{SEQ}},
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  stage TEXT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  cancel BOOLEAN NOT NULL,
  model TEXT NOT NULL,
  why TEXT NOT NULL,
  result {{BYTES}} NOT NULL,
  by_name TEXT NOT NULL,
  partner TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE UNIQUE INDEX match_runs_running ON match_runs (state) WHERE state = 'RUNNING';

ALTER TABLE matches ADD COLUMN model TEXT NOT NULL DEFAULT '';
ALTER TABLE matches ADD COLUMN version_a BIGINT NOT NULL DEFAULT 0;
ALTER TABLE matches ADD COLUMN version_b BIGINT NOT NULL DEFAULT 0;
ALTER TABLE matches ADD COLUMN asks_first DOUBLE PRECISION NOT NULL DEFAULT 0;
UPDATE matches SET asks_first = probability * (1 - probability) * (1 + (SELECT COALESCE(MAX(COALESCE(killed_max, killed_min, 0)), 0) FROM reports WHERE id IN (report_a, report_b)))
  WHERE state IN ('proposed', 'provisional');
CREATE INDEX matches_asks ON matches (asks_first);

ALTER TABLE verdicts ADD COLUMN model TEXT NOT NULL DEFAULT '';
ALTER TABLE verdicts ADD COLUMN version_a BIGINT NOT NULL DEFAULT 0;
ALTER TABLE verdicts ADD COLUMN version_b BIGINT NOT NULL DEFAULT 0;
ALTER TABLE verdicts ADD COLUMN bits DOUBLE PRECISION NOT NULL DEFAULT 0;

-- Candidates are found in memory now; what SQL found them by goes.
DROP INDEX reports_wide;
DROP INDEX reports_long;
ALTER TABLE reports DROP COLUMN wide_from;
ALTER TABLE reports DROP COLUMN long_to;

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
