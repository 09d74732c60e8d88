package sealed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"concord/models"
	"concord/models/access"
	"concord/models/audit"
	"concord/models/store"

	"gorm.io/gorm"
)

// entry is what the audit log says of a version: where it belongs and what its
// ciphertext is, so that one put in its place is noticed.
type entry struct {
	Report    string `json:"report"`
	Pseudonym string `json:"pseudonym"`
	Role      string `json:"role"`
	Version   int    `json:"version"`
	KeyPrint  string `json:"key_print"`
	SHA256    string `json:"sha256"`
}

func entryOf(row models.SealedIdentity, text []byte) entry {
	sum := sha256.Sum256(text)
	return entry{row.ReportID, row.Pseudonym, row.Role, row.Version, row.KeyPrint, hex.EncodeToString(sum[:])}
}

// record stores a version as it stands and tells the log.
func record(tx *store.Tx, row models.SealedIdentity, text []byte) error {
	v := models.SealedVersion{Identity: row.ID, Version: row.Version, At: tx.Now, ByName: tx.Actor.Name, Sealed: text}
	if err := gorm.G[models.SealedVersion](tx.DB).Create(tx.Ctx, &v); err != nil {
		return err
	}
	return tx.Record("identity", row.ID, entryOf(row, text))
}

// Verify checks every sealed identity against what the log says of it. It needs no
// key and reads no identity.
func Verify(ctx context.Context, db *store.DB) (faults []audit.Fault, err error) {
	unread := func(err error) ([]audit.Fault, error) {
		return append(faults, audit.Fault{Where: "the sealed identities", What: "could not be read: " + err.Error()}), nil
	}
	entries, err := db.SealedEntries(ctx)
	if err != nil {
		return unread(err)
	}
	said := map[string][]models.Entry{}
	for _, e := range entries {
		said[e.Subject] = append(said[e.Subject], e)
	}
	err = db.EachSealed(ctx, func(row models.SealedIdentity, versions []models.SealedVersion) {
		if what := stands(row, versions, said[row.ID]); what != "" {
			faults = append(faults, audit.Fault{Where: "sealed identity " + row.ID, What: what})
		}
		delete(said, row.ID)
	})
	if err != nil {
		return unread(err)
	}
	for id := range said {
		faults = append(faults, audit.Fault{Where: "sealed identity " + id, What: "was removed: the log has it, the store does not"})
	}
	return faults, nil
}

// stands compares an identity with its entries; "" when they agree.
func stands(row models.SealedIdentity, versions []models.SealedVersion, said []models.Entry) string {
	want := models.SealedIdentity{Seq: row.Seq, ID: row.ID}
	n := 0
	for _, e := range said {
		at := e.At
		switch access.Action(e.Action) {
		case access.EraseIdentity:
			want.ErasedAt, want.ErasedBy = &at, e.ByName
		case access.SealIdentity, access.Import: // an import seals who its file says reported
			if n++; n > len(versions) {
				return fmt.Sprintf("version %d was removed", n)
			}
			var is entry
			if json.Unmarshal(e.Body, &is) != nil {
				return "its entry cannot be read"
			}
			if v := versions[n-1]; entryOf(models.SealedIdentity{ReportID: is.Report, Pseudonym: is.Pseudonym, Role: is.Role, Version: v.Version, KeyPrint: is.KeyPrint}, v.Sealed) != is ||
				!v.At.Equal(e.At.Time) || v.ByName != e.ByName {
				return fmt.Sprintf("version %d was altered: it is not what was sealed", n)
			}
			want.ReportID, want.Partner, want.Pseudonym, want.Role, want.Version, want.KeyPrint = is.Report, e.Partner, is.Pseudonym, is.Role, is.Version, is.KeyPrint
			if n == 1 {
				want.At, want.ByName = at, e.ByName
			} else {
				want.ChangedAt, want.ChangedBy = &at, e.ByName
			}
		}
	}
	if n < len(versions) {
		return "a version was inserted behind the log"
	}
	if !same(want, row) {
		return "its row was altered: it no longer follows from its entries"
	}
	return ""
}

// same compares rows, moments by what they say.
func same(a, b models.SealedIdentity) bool {
	moment := func(x, y *models.Instant) bool {
		return x == nil && y == nil || x != nil && y != nil && x.Equal(y.Time)
	}
	times := moment(a.ChangedAt, b.ChangedAt) && moment(a.ErasedAt, b.ErasedAt) && a.At.Equal(b.At.Time)
	a.At, a.ChangedAt, a.ErasedAt, b.At, b.ChangedAt, b.ErasedAt = models.Instant{}, nil, nil, models.Instant{}, nil, nil
	return times && a == b
}
