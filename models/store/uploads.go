package store

import (
	"context"

	"concord/models"

	"gorm.io/gorm"
)

// Uploads are changed beside the log: they are no records, only their result is.

// UploadsOf are the uploads of a partner, for the limits.
func (db *DB) UploadsOf(ctx context.Context, partner string) ([]models.Upload, error) {
	return gorm.G[models.Upload](db.reader).Where("partner = ?", partner).Find(ctx)
}

// BeginUpload adds an upload.
func (db *DB) BeginUpload(ctx context.Context, u models.Upload) error {
	return translate(db.maintain(ctx, func(g *gorm.DB) error { return gorm.G[models.Upload](g).Create(ctx, &u) }))
}

// MoveUpload acknowledges what has come of an upload, from one length to another. It
// tells whether the upload still stood at the first.
func (db *DB) MoveUpload(ctx context.Context, id string, from, to int64) (moved bool, err error) {
	now := models.At(db.now())
	err = db.maintain(ctx, func(g *gorm.DB) error {
		n, err := gorm.G[models.Upload](g).Where("id = ? AND received = ?", id, from).Select("received", "seen").Updates(ctx, models.Upload{Received: to, Seen: now})
		moved = n == 1
		return err
	})
	return moved, translate(err)
}

// EndUpload forgets an upload; one that is gone already is fine.
func (db *DB) EndUpload(ctx context.Context, id string) error {
	return translate(db.maintain(ctx, func(g *gorm.DB) error {
		_, err := gorm.G[models.Upload](g).Where("id = ?", id).Delete(ctx)
		return err
	}))
}

// Uploads are all uploads there are, for the program to sweep.
func (db *DB) Uploads(ctx context.Context) ([]models.Upload, error) {
	return gorm.G[models.Upload](db.reader).Order("seen").Find(ctx)
}
