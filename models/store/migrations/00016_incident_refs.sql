-- +goose Up
-- People name an incident by its reference.

CREATE INDEX incidents_ref ON incidents (ref);

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
