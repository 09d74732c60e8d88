-- +goose Up
-- An import can run beside its sender, be refused in part and be undone; how the
-- columns of a source are read is remembered.

ALTER TABLE imports ADD COLUMN state TEXT NOT NULL DEFAULT 'DONE';
ALTER TABLE imports ADD COLUMN rejects {{BYTES}};
ALTER TABLE imports ADD COLUMN changed {{BYTES}};
CREATE INDEX imports_partner ON imports (partner, at);
CREATE INDEX reports_import ON reports (import_id) WHERE import_id <> '';

CREATE TABLE mappings (
  partner TEXT NOT NULL,
  name TEXT NOT NULL,
  format TEXT NOT NULL,
  mapping {{BYTES}} NOT NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (partner, name)
);

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
