-- +goose Up
-- SQLite alone: the log's numbers become the row numbers of its tables.

{{REBUILD}}

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
