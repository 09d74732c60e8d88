package directory

import (
	"context"
	"time"

	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
)

const (
	Idle     = 15 * time.Minute // without a request a session ends
	Absolute = 8 * time.Hour    // and with them at the latest after this
)

// errSignIn is the one answer to every failed sign-in: it does not tell whether
// the name exists.
var errSignIn = &models.Error{Kind: models.SignIn, Detail: "The name or the password is not right."}

// SignIn checks name and password and starts a session. The secret goes into
// the cookie; only its hash is kept.
func SignIn(ctx context.Context, db *store.DB, name, password string) (secret string, err error) {
	user, err := db.User(ctx, name)
	if err != nil && models.KindOf(err) != models.Missing {
		return "", err
	}
	ok, busy := Matches(password, user.Password)
	if busy != nil {
		return "", busy
	}
	if !ok || !user.Active {
		return "", errSignIn
	}
	return startSession(ctx, db, user, "session")
}

func startSession(ctx context.Context, db *store.DB, user models.User, how string) (string, error) {
	secret, hash := secretOf("")
	who := models.Actor{UserID: user.ID, Name: user.Name, Partner: user.Partner, Roles: models.SplitRoles(user.Roles)}
	err := db.Write(ctx, who, access.SignedIn, func(tx *store.Tx) error {
		row := models.Session{Hash: hash, UserID: user.ID, Created: tx.Now, Seen: tx.Now, Expires: models.At(tx.Now.Add(Absolute))}
		if err := gorm.G[models.Session](tx.DB).Create(tx.Ctx, &row); err != nil {
			return err
		}
		return tx.Record("session", user.ID, map[string]any{"started": how})
	})
	return secret, err
}

// SignOut ends a session at once.
func SignOut(ctx context.Context, db *store.DB, who models.Actor, secret string) error {
	return db.Write(ctx, who, access.SignedIn, func(tx *store.Tx) error {
		if _, err := gorm.G[models.Session](tx.DB).Where("hash = ?", HashSecret(secret)).Delete(tx.Ctx); err != nil {
			return err
		}
		return tx.Record("session", who.UserID, map[string]any{"ended": true})
	})
}

// NewToken makes an API token for a person, shown once. Valid for 1 to 90 days.
func NewToken(ctx context.Context, db *store.DB, name string, days int) (string, error) {
	if days < 1 || days > 90 {
		return "", models.Invalid(models.FieldError{Pointer: "/days", Detail: "Use 1 to 90 days."})
	}
	user, err := db.User(ctx, name)
	if err != nil {
		return "", err
	}
	secret, hash := secretOf("concord_")
	err = db.System(ctx, access.ManagePeople, func(tx *store.Tx) error {
		row := models.Token{Hash: hash, UserID: user.ID, Created: tx.Now, Expires: models.At(tx.Now.AddDate(0, 0, days))}
		if err := gorm.G[models.Token](tx.DB).Create(tx.Ctx, &row); err != nil {
			return err
		}
		return tx.Record("token", user.ID, map[string]any{"days": days})
	})
	return secret, err
}

// FirstLink gives the secret of the one-time link by which the first
// administrator comes in, while there is none; "" when there is one. A link made
// at an earlier start is void.
func FirstLink(ctx context.Context, db *store.DB) (string, error) {
	if there, err := db.HasAdministrator(ctx); err != nil || there {
		return "", err
	}
	var secret string
	err := db.System(ctx, access.ManagePeople, func(tx *store.Tx) error {
		admin := models.User{ID: models.NewID(), Name: "admin", Display: "Administrator", Roles: string(models.Admin), Active: true, Created: tx.Now}
		known, err := gorm.G[models.User](tx.DB).Where("name = ?", admin.Name).Find(tx.Ctx)
		if err != nil {
			return err
		}
		if len(known) > 0 {
			admin = known[0]
		} else if err := gorm.G[models.User](tx.DB).Create(tx.Ctx, &admin); err != nil {
			return err
		}
		if _, err := gorm.G[models.Setup](tx.DB).Where("user_id = ?", admin.ID).Delete(tx.Ctx); err != nil {
			return err
		}
		if secret, err = offer(tx, admin.ID, 30*time.Minute); err != nil {
			return err
		}
		return tx.Record("user", admin.ID, map[string]any{"setup": "offered"})
	})
	return secret, err
}

// UseLink sets the password of whom a one-time link was made for, signs that
// person in and makes the link worthless.
func UseLink(ctx context.Context, db *store.DB, link, password string, cost Cost) (secret string, err error) {
	hash := HashSecret(link)
	user, err := db.UserBySetup(ctx, hash)
	if err != nil {
		return "", err
	}
	if err := CheckPassword(user.Name, password); err != nil {
		return "", err
	}
	made, err := Hash(password, cost)
	if err != nil {
		return "", err
	}
	err = db.System(ctx, access.ManagePeople, func(tx *store.Tx) error {
		used, err := gorm.G[models.Setup](tx.DB).Where("hash = ? AND expires > ?", hash, tx.Now).Delete(tx.Ctx)
		if err != nil {
			return err
		}
		if used == 0 { // somebody was faster
			return models.ErrMissing
		}
		if _, err := gorm.G[models.User](tx.DB).Where("id = ?", user.ID).Update(tx.Ctx, "password", made); err != nil {
			return err
		}
		return tx.Record("user", user.ID, map[string]any{"setup": "used"})
	})
	if err != nil {
		return "", err
	}
	return startSession(ctx, db, user, "link")
}
