-- +goose Up
-- A run over all gaps says which catalogue of the program it finds them by, so that a
-- program whose catalogue finds others begins one by itself, and only once.

ALTER TABLE gap_runs ADD COLUMN rule_version BIGINT NOT NULL DEFAULT 0;

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
