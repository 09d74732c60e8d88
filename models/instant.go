package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// Instant is a moment in UTC, stored as microseconds since 1970 in a BIGINT, so
// that SQLite and PostgreSQL order and compare it alike. JSON is RFC 3339.
type Instant struct{ time.Time }

// At makes an Instant of t, cut to the microsecond the store keeps.
func At(t time.Time) Instant { return Instant{t.UTC().Truncate(time.Microsecond)} }

func (Instant) GormDataType() string { return "bigint" }

func (i Instant) Value() (driver.Value, error) { return i.UnixMicro(), nil }

func (i *Instant) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("models: instant from %T", v)
	}
	i.Time = time.UnixMicro(n).UTC()
	return nil
}

func (i Instant) MarshalJSON() ([]byte, error) { return json.Marshal(i.Time.UTC()) }

func (i *Instant) UnmarshalJSON(b []byte) error {
	var t time.Time
	if err := json.Unmarshal(b, &t); err != nil {
		return err
	}
	*i = At(t)
	return nil
}
