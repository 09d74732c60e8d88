// Package directory keeps who the partners are, who the people are, how they
// sign in and by which tokens programs act for them.
package directory

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
)

// slots are the shapes and colours partners get, in the order they are added.
var slots = []string{"A", "B", "C", "D", "E"}

// AddPartner adds a partner; the operator of the data folder does this.
func AddPartner(ctx context.Context, db *store.DB, p models.Partner) error {
	if err := models.Invalid(models.CheckTags(p)...); err != nil {
		return err
	}
	if strings.ToUpper(p.Code) != p.Code || strings.ContainsAny(p.Code, " ,#|/") {
		return models.Invalid(models.FieldError{Pointer: "/code", Detail: "Use 2 to 12 capital letters and digits, such as ORL."})
	}
	return db.System(ctx, access.ManagePeople, func(tx *store.Tx) error {
		n, err := gorm.G[models.Partner](tx.DB).Count(tx.Ctx, "code")
		if err != nil {
			return err
		}
		p.Active = true
		if p.Slot == "" {
			p.Slot = slots[int(n)%len(slots)]
		}
		if err := gorm.G[models.Partner](tx.DB).Create(tx.Ctx, &p); err != nil {
			if errors.Is(err, gorm.ErrDuplicatedKey) {
				return models.Refuse("There is a partner " + p.Code + " already.")
			}
			return err
		}
		return tx.Record("partner", p.Code, p)
	})
}

// Person is what is needed to add somebody.
type Person struct {
	Name, Display, Partner string
	Roles                  []models.Role
	PasswordHash           string // from Hash; "" for a one-time link
}

// AddUser adds a person. Without a password it gives the secret of a one-time
// link that is valid for a day.
func AddUser(ctx context.Context, db *store.DB, p Person) (secret string, err error) {
	user, err := p.user()
	if err != nil {
		return "", err
	}
	err = db.System(ctx, access.ManagePeople, func(tx *store.Tx) error {
		user.Created = tx.Now
		if err := mayBelong(tx, p); err != nil {
			return err
		}
		if err := gorm.G[models.User](tx.DB).Create(tx.Ctx, &user); err != nil {
			if errors.Is(err, gorm.ErrDuplicatedKey) {
				return models.Refuse("There is a person named " + p.Name + " already.")
			}
			return err
		}
		if user.Password == "" {
			if secret, err = offer(tx, user.ID, 24*time.Hour); err != nil {
				return err
			}
		}
		return tx.Record("user", user.ID, map[string]any{"name": user.Name, "partner": user.Partner, "roles": user.Roles})
	})
	return secret, err
}

func (p Person) user() (models.User, error) {
	var problems []models.FieldError
	if len(p.Name) < 2 || len(p.Name) > 60 || strings.ContainsAny(p.Name, " \t\n,/#|") {
		problems = append(problems, models.FieldError{Pointer: "/name", Detail: "Use 2 to 60 letters, digits, dots or dashes."})
	}
	if len(p.Roles) == 0 {
		problems = append(problems, models.FieldError{Pointer: "/roles", Detail: "Name at least one role."})
	}
	var codes []string
	for _, r := range p.Roles {
		if !slices.Contains(models.Roles, r) {
			problems = append(problems, models.FieldError{Pointer: "/roles", Detail: fmt.Sprintf("%q is not a role; use one of %v.", r, models.Roles)})
		}
		codes = append(codes, string(r))
	}
	if p.Display == "" {
		p.Display = p.Name
	}
	return models.User{ID: models.NewID(), Name: p.Name, Display: p.Display, Partner: p.Partner, Roles: strings.Join(codes, ","), Password: p.PasswordHash, Active: true}, models.Invalid(problems...)
}

// mayBelong keeps the rule of domain.md 3.2: exactly one partner, or none for
// auditors and administrators.
func mayBelong(tx *store.Tx, p Person) error {
	outside := slices.Contains(p.Roles, models.Auditor) || slices.Contains(p.Roles, models.Admin)
	if outside && p.Partner != "" {
		return models.Invalid(models.FieldError{Pointer: "/partner", Detail: "Auditors and administrators belong to no partner."})
	}
	if outside {
		return nil
	}
	known, err := gorm.G[models.Partner](tx.DB).Where("code = ?", p.Partner).Count(tx.Ctx, "code")
	if err == nil && known == 0 {
		err = models.Invalid(models.FieldError{Pointer: "/partner", Detail: fmt.Sprintf("%q is not a partner here; add it first.", p.Partner)})
	}
	return err
}

// secretOf makes a random secret of 256 bits and the hash that is stored of it.
func secretOf(prefix string) (secret string, hash []byte) {
	raw := make([]byte, 32)
	rand.Read(raw)
	secret = prefix + base64.RawURLEncoding.EncodeToString(raw)
	return secret, HashSecret(secret)
}

// HashSecret is what is stored of a session's, token's or link's secret.
func HashSecret(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

func offer(tx *store.Tx, userID string, valid time.Duration) (string, error) {
	secret, hash := secretOf("setup_")
	row := models.Setup{Hash: hash, UserID: userID, Expires: models.At(tx.Now.Add(valid))}
	return secret, gorm.G[models.Setup](tx.DB).Create(tx.Ctx, &row)
}
