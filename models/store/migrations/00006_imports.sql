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

-- Indexes that hold a row only where it says something, so that a new row grows
-- few of them. Whose reports others can read is asked before each comparison.
DROP INDEX reports_home;
CREATE INDEX reports_home ON reports (home_incident) WHERE home_incident <> incident;
DROP INDEX reports_window;
CREATE INDEX reports_window ON reports (started_day, lat) WHERE started_day IS NOT NULL;
DROP INDEX reports_wide;
CREATE INDEX reports_wide ON reports (wide_from) WHERE wide_from IS NOT NULL;
DROP INDEX reports_long;
CREATE INDEX reports_long ON reports (long_to) WHERE long_to IS NOT NULL;
CREATE INDEX reports_shared ON reports (partner) WHERE sharing <> 'ORIGIN';

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
