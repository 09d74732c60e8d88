-- +goose Up
-- The course of a gap is kept step by step: what each side explained, who signed
-- what and took it back, and what changed when it was opened again. Rows are added,
-- never changed. A gap says how it ended, until when it waits and when it was opened
-- again; a proposal says who still has to sign it.

CREATE TABLE gap_steps (
  seq {{SEQ}},
  gap_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  partner TEXT NOT NULL,
  roles TEXT NOT NULL,
  kind TEXT NOT NULL,
  proposal TEXT NOT NULL,
  stance TEXT NOT NULL,
  text TEXT NOT NULL,
  body {{BYTES}}
);
CREATE INDEX gap_steps_gap ON gap_steps (gap_id, seq);

ALTER TABLE gaps ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
ALTER TABLE gaps ADD COLUMN awaits_until BIGINT;
ALTER TABLE gaps ADD COLUMN reopened_at BIGINT;

ALTER TABLE proposals ADD COLUMN until_at BIGINT;
ALTER TABLE proposals ADD COLUMN below BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE proposals ADD COLUMN needs TEXT NOT NULL DEFAULT '';

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
