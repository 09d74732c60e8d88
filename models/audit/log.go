// Package audit keeps the log of every write as an RFC 6962 Merkle tree in the
// same database and the same transaction as the data, and checks it. The proof
// is the signed head that others hold; preventing changes is left to others.
package audit

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"concord/models"

	"golang.org/x/mod/sumdb/tlog"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Commit is the salted digest of a body: it binds to the content and, without
// the salt, tells nothing about it.
func Commit(salt, body []byte) []byte {
	h := sha256.New()
	h.Write([]byte("concord body v1\n"))
	h.Write(salt)
	h.Write(body)
	return h.Sum(nil)
}

// NewSalt is 32 random bytes.
func NewSalt() []byte {
	salt := make([]byte, 32)
	rand.Read(salt)
	return salt
}

// leafOf is what a leaf covers: everything in the entry but the body, which the
// digest stands for.
func leafOf(e models.Entry) ([]byte, error) {
	return json.Marshal([]any{"concord entry v1", e.Seq, e.At.UnixMicro(), e.ByName, e.Partner, e.Action, e.Kind, e.Subject, hex.EncodeToString(e.Digest)})
}

// VersionBody is what the log covers of a report's version: the row itself. The
// first stores had neither reference nor incident in it.
func VersionBody(v models.ReportVersion) []byte {
	parts := []any{"report version v1", v.ReportID, v.Version, v.Partner, v.Action, v.At.UnixMicro(), v.ByName, v.Reason, v.Status, v.Sharing, v.SharedWith}
	if v.Ref != "" || v.Home != "" {
		parts = append(parts, v.Ref, v.Home)
	}
	head, err := json.Marshal(parts)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return append(append(head, '\n'), v.Facts...)
}

// StatementBody is the same for a statement's version.
func StatementBody(v models.StatementVersion) []byte {
	head, err := json.Marshal([]any{"statement version v1", v.StatementID, v.Version, v.Kind, v.Audience, v.ByName, v.At.UnixMicro()})
	if err != nil {
		panic(err)
	}
	return append(append(head, '\n'), v.Bodies...)
}

// Lock takes the one row that grows the log, so that concurrent PostgreSQL
// writers line up behind it until their commit. On SQLite there is one writer.
func Lock(ctx context.Context, tx *gorm.DB) (models.TreeHead, error) {
	return gorm.G[models.TreeHead](tx, clause.Locking{Strength: "UPDATE"}).Where("id = 1").Take(ctx)
}

// Append makes the entries the next leaves. Their order is the order given; At,
// ByName and the rest are the caller's, Seq and Leaf are set here.
func Append(ctx context.Context, tx *gorm.DB, entries []models.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	head, err := Lock(ctx, tx)
	if err != nil {
		return fmt.Errorf("audit: head: %w", err)
	}
	fresh := map[int64]tlog.Hash{}
	reader := tlog.HashReaderFunc(func(want []int64) ([]tlog.Hash, error) { return readHashes(ctx, tx, fresh, want) })

	hashes := make([]models.TreeHash, 0, 2*len(entries))
	for i := range entries {
		e := &entries[i]
		e.Seq = head.Size
		leaf, err := leafOf(*e)
		if err != nil {
			return err
		}
		h := tlog.RecordHash(leaf)
		e.Leaf = h[:]
		stored, err := tlog.StoredHashesForRecordHash(head.Size, h, reader)
		if err != nil {
			return fmt.Errorf("audit: grow: %w", err)
		}
		at := tlog.StoredHashIndex(0, head.Size)
		for j, s := range stored {
			fresh[at+int64(j)] = s
			hashes = append(hashes, models.TreeHash{Idx: at + int64(j), Hash: append([]byte(nil), s[:]...)})
		}
		head.Size++
	}
	if err := gorm.G[models.Entry](tx).CreateInBatches(ctx, &entries, 50); err != nil {
		return err
	}
	if err := gorm.G[models.TreeHash](tx).CreateInBatches(ctx, &hashes, 400); err != nil {
		return err
	}
	_, err = gorm.G[models.TreeHead](tx).Where("id = 1").Update(ctx, "size", head.Size)
	return err
}

// readHashes finds stored hashes among the fresh ones and else in the database.
func readHashes(ctx context.Context, tx *gorm.DB, fresh map[int64]tlog.Hash, want []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(want))
	var absent []int64
	for i, idx := range want {
		if h, ok := fresh[idx]; ok {
			out[i] = h
		} else {
			absent = append(absent, idx)
		}
	}
	if len(absent) == 0 {
		return out, nil
	}
	rows, err := gorm.G[models.TreeHash](tx).Where("idx IN ?", absent).Find(ctx)
	if err != nil {
		return nil, err
	}
	found := make(map[int64]tlog.Hash, len(rows))
	for _, r := range rows {
		var h tlog.Hash
		if len(r.Hash) != len(h) {
			return nil, fmt.Errorf("audit: stored hash %d has %d bytes", r.Idx, len(r.Hash))
		}
		copy(h[:], r.Hash)
		found[r.Idx], fresh[r.Idx] = h, h
	}
	for i, idx := range want {
		if h, ok := fresh[idx]; ok {
			out[i] = h
		} else if h, ok := found[idx]; ok {
			out[i] = h
		} else {
			return nil, fmt.Errorf("audit: stored hash %d is missing", idx)
		}
	}
	return out, nil
}

// Reader reads the stored hashes of a database.
func Reader(ctx context.Context, db *gorm.DB) tlog.HashReader {
	return tlog.HashReaderFunc(func(want []int64) ([]tlog.Hash, error) {
		return readHashes(ctx, db, map[int64]tlog.Hash{}, want)
	})
}
