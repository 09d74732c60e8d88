-- +goose Up
-- What reports are found by: their terms (models/search) under a key that sorts
-- as the lists do, and their point on a curve on which near points are near.

{{SEARCH}}

ALTER TABLE reports DROP COLUMN search;
ALTER TABLE reports ADD COLUMN morton BIGINT;
ALTER TABLE reports ADD COLUMN injured_min BIGINT;
ALTER TABLE reports ADD COLUMN injured_max BIGINT;
ALTER TABLE reports ADD COLUMN children_min BIGINT;
ALTER TABLE reports ADD COLUMN children_max BIGINT;
CREATE INDEX reports_morton ON reports (morton, lat, lon);

-- +goose Down
-- There is no way down: what was recorded stays.
SELECT 1;
