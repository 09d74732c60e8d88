-- +goose Up
-- The log covers a report's reference and the incident made for it too, so that
-- neither can be altered in its row unseen.

ALTER TABLE report_versions ADD COLUMN ref TEXT NOT NULL DEFAULT '';
ALTER TABLE report_versions ADD COLUMN home TEXT NOT NULL DEFAULT '';

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
