-- +goose Up
-- Why a match scores as it does has a table of its own: in a dense week a write weighs
-- hundreds of matches beside each other, and with their reasons two filled a page.

CREATE TABLE match_reasons (
  seq {{SEQ}}, -- of the match
  reasons {{BYTES}} NOT NULL,
  FOREIGN KEY (seq) REFERENCES matches (seq) ON DELETE CASCADE
);
INSERT INTO match_reasons (seq, reasons) SELECT seq, explanation FROM matches ORDER BY seq;
ALTER TABLE matches DROP COLUMN explanation;

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
