package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"concord/models"

	"gorm.io/gorm"
)

func instant(micros int64) models.Instant { return models.Instant{Time: time.UnixMicro(micros).UTC()} }

const actorOf = `SELECT u.id, u.name, u.partner, u.roles, COALESCE(p.role, ''), s.seen, s.expires
 FROM %s s JOIN users u ON u.id = s.user_id LEFT JOIN partners p ON p.code = u.partner
 WHERE s.hash = ? AND u.active AND (u.partner = '' OR p.active)`

var (
	sessionActor = strings.Replace(actorOf, "%s", "sessions", 1)
	tokenActor   = strings.Replace(strings.Replace(actorOf, "s.seen", "s.created", 1), "%s", "tokens", 1)
)

// ActorBySession finds whose session has this hash, when it was last seen and
// when it ends at the latest; models.ErrMissing for none.
func (db *DB) ActorBySession(ctx context.Context, hash []byte) (models.Actor, models.Instant, models.Instant, error) {
	return db.actorBy(ctx, sessionActor, hash)
}

// ActorByToken is the same for an API token; the second value is when it was made.
func (db *DB) ActorByToken(ctx context.Context, hash []byte) (models.Actor, models.Instant, models.Instant, error) {
	return db.actorBy(ctx, tokenActor, hash)
}

func (db *DB) actorBy(ctx context.Context, text string, hash []byte) (who models.Actor, seen, expires models.Instant, err error) {
	stmt, err := db.statement(text)
	if err != nil {
		return who, seen, expires, err
	}
	var roles string
	var s, e int64
	err = stmt.QueryRow(hash).Scan(&who.UserID, &who.Name, &who.Partner, &roles, &who.Kind, &s, &e)
	if err == sql.ErrNoRows {
		return who, seen, expires, models.ErrMissing
	}
	who.Roles = models.SplitRoles(roles)
	return who, instant(s), instant(e), err
}

// Actor is the person of that name as an actor, for commands run by the operator.
func (db *DB) Actor(ctx context.Context, name string) (models.Actor, error) {
	u, err := db.User(ctx, name)
	if err != nil {
		return models.Actor{}, err
	}
	who := models.Actor{UserID: u.ID, Name: u.Name, Partner: u.Partner, Roles: models.SplitRoles(u.Roles)}
	if u.Partner != "" {
		p, err := gorm.G[models.Partner](db.reader).Where("code = ?", u.Partner).Take(ctx)
		if err != nil {
			return who, translate(err)
		}
		who.Kind = p.Role
	}
	return who, nil
}

// User finds a person by the name signed in with.
func (db *DB) User(ctx context.Context, name string) (models.User, error) {
	u, err := gorm.G[models.User](db.reader).Where("name = ?", name).Take(ctx)
	return u, translate(err)
}

// UserByID finds a person by id.
func (db *DB) UserByID(ctx context.Context, id string) (models.User, error) {
	u, err := gorm.G[models.User](db.reader).Where("id = ?", id).Take(ctx)
	return u, translate(err)
}

// UserBySetup finds for whom a one-time link was made, while it is valid.
func (db *DB) UserBySetup(ctx context.Context, hash []byte) (models.User, error) {
	s, err := gorm.G[models.Setup](db.reader).Where("hash = ? AND expires > ?", hash, models.At(db.now())).Take(ctx)
	if err != nil {
		return models.User{}, translate(err)
	}
	return db.UserByID(ctx, s.UserID)
}

// HasAdministrator tells whether somebody can sign in as administrator.
func (db *DB) HasAdministrator(ctx context.Context) (bool, error) {
	n, err := gorm.G[models.User](db.reader).Where("roles LIKE '%ADMIN%' AND active AND password <> ''").Count(ctx, "id")
	return n > 0, err
}

// SeeSession moves a session's last sign of life.
func (db *DB) SeeSession(ctx context.Context, hash []byte) error {
	now := models.At(db.now())
	return db.maintain(ctx, func(g *gorm.DB) error {
		_, err := gorm.G[models.Session](g).Where("hash = ?", hash).Update(ctx, "seen", now)
		return err
	})
}

// SweepSessions drops sessions, tokens and links that have ended.
func (db *DB) SweepSessions(ctx context.Context) error {
	now := models.At(db.now())
	return db.maintain(ctx, func(g *gorm.DB) error {
		if _, err := gorm.G[models.Session](g).Where("expires < ?", now).Delete(ctx); err != nil {
			return err
		}
		if _, err := gorm.G[models.Token](g).Where("expires < ?", now).Delete(ctx); err != nil {
			return err
		}
		_, err := gorm.G[models.Setup](g).Where("expires < ?", now).Delete(ctx)
		return err
	})
}
