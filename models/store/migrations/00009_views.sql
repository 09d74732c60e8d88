-- +goose Up
-- Lists with their filters, kept under names.

CREATE TABLE saved_views (
  seq {{SEQ}},
  id TEXT NOT NULL UNIQUE,
  partner TEXT NOT NULL,
  user_id TEXT NOT NULL,
  by_name TEXT NOT NULL,
  name TEXT NOT NULL,
  screen TEXT NOT NULL,
  query TEXT NOT NULL,
  shared BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (partner, user_id, name)
);

-- Whether a partner keeps anything back is asked with every search.
CREATE INDEX reports_kept ON reports (partner) WHERE has_unshared;

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
