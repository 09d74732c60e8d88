-- +goose Up
-- How a gap ended is kept as every party signed it: with a note for the public, until
-- when one partner alone may take it back, under which rules the gap was found, and a
-- hash over all of it, so that what is altered afterwards is found.

ALTER TABLE proposals ADD COLUMN public_note TEXT NOT NULL DEFAULT '';
ALTER TABLE proposals ADD COLUMN reversible_until BIGINT;
ALTER TABLE proposals ADD COLUMN rule_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE proposals ADD COLUMN config BIGINT NOT NULL DEFAULT 0;
ALTER TABLE proposals ADD COLUMN hash TEXT NOT NULL DEFAULT '';

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
