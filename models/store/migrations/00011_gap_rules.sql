-- +goose Up
-- What the partners of the arrangement have settled for finding gaps is kept as
-- versions that never change, each with who proposed it, when and why. Each gap says
-- under which it was found; a run finds all of them anew when another comes into force.

CREATE TABLE gap_settings (
  seq {{SEQ}},
  id TEXT NOT NULL UNIQUE,
  config {{BYTES}} NOT NULL,
  reason TEXT NOT NULL,
  by_name TEXT NOT NULL,
  partner TEXT NOT NULL,
  at BIGINT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  ended_at BIGINT,
  why TEXT NOT NULL
);
CREATE UNIQUE INDEX gap_settings_waiting ON gap_settings (state) WHERE state = 'WAITING';
CREATE UNIQUE INDEX gap_settings_version ON gap_settings (version) WHERE version > 0;

CREATE TABLE gap_runs (
  seq {{SEQ}},
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  done_to BIGINT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  cancel BOOLEAN NOT NULL,
  holder TEXT NOT NULL,
  why TEXT NOT NULL,
  by_name TEXT NOT NULL,
  partner TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE UNIQUE INDEX gap_runs_running ON gap_runs (state) WHERE state = 'RUNNING';

ALTER TABLE gaps ADD COLUMN config BIGINT NOT NULL DEFAULT 0;

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
