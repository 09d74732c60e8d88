package handlers

import (
	"crypto/sha256"
	"errors"

	"concord/models"
	"concord/models/access"
	"concord/models/sealed"

	"github.com/gofiber/fiber/v2"
)

// heldIdentity says that an identity is held, and by whose hand; what it holds
// has no field here.
type heldIdentity struct {
	ID        string          `json:"id"`
	Report    string          `json:"report"`
	Pseudonym string          `json:"pseudonym"`
	Role      string          `json:"role"`
	Version   int             `json:"version"`
	At        models.Instant  `json:"at"`
	By        string          `json:"by"`
	ChangedAt *models.Instant `json:"changed_at"`
	ChangedBy string          `json:"changed_by"`
	ErasedAt  *models.Instant `json:"erased_at"` // nobody can read it since
	ErasedBy  string          `json:"erased_by"`
}

func held(row models.SealedIdentity) heldIdentity {
	return heldIdentity{row.ID, row.ReportID, row.Pseudonym, row.Role, row.Version, row.At, row.ByName, row.ChangedAt, row.ChangedBy, row.ErasedAt, row.ErasedBy}
}

// openedIdentity is the one answer that holds an identity.
type openedIdentity struct {
	ID        string          `json:"id"`
	Report    string          `json:"report"`
	Pseudonym string          `json:"pseudonym"`
	Role      string          `json:"role"`
	Version   int             `json:"version"`
	Identity  models.Revealed `json:"identity"`
}

// sealIdentity handles POST /api/v1/reports/{id}/identities.
func (a *API) sealIdentity(c *fiber.Ctx) error {
	facts, err := body[sealed.Facts](c)
	if err != nil {
		return err
	}
	row, err := sealed.Seal(c.UserContext(), a.db, a.options.Keys, actor(c), c.Params("id"), facts)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderETag, etag(row.Version))
	return c.Status(fiber.StatusCreated).JSON(held(row))
}

// findIdentities handles GET /api/v1/reports/{id}/identities.
func (a *API) findIdentities(c *fiber.Ctx) error {
	rows, err := sealed.List(a.db.Read(c.UserContext(), actor(c)), c.Params("id"))
	if err != nil {
		return err
	}
	out := make([]heldIdentity, 0, len(rows))
	for _, row := range rows {
		out = append(out, held(row))
	}
	return c.JSON(fiber.Map{"items": out, "next": nil})
}

// replaceIdentity handles PUT /api/v1/identities/{id}. An If-Match is honoured.
func (a *API) replaceIdentity(c *fiber.Ctx) error {
	facts, err := body[sealed.Facts](c)
	if err != nil {
		return err
	}
	who := actor(c)
	row, err := sealed.Find(a.db.Read(c.UserContext(), who), c.Params("id"))
	if err != nil {
		return err
	}
	if c.Get(fiber.HeaderIfMatch) != "" {
		if err := ifMatch(c, etag(row.Version)); err != nil {
			return err
		}
	}
	if row, err = sealed.Replace(c.UserContext(), a.db, a.options.Keys, who, row.ID, row.Version, facts); err != nil {
		return err
	}
	c.Set(fiber.HeaderETag, etag(row.Version))
	return c.JSON(held(row))
}

// openIdentity handles POST /api/v1/identities/{id}/openings.
func (a *API) openIdentity(c *fiber.Ctx) error {
	given, err := body[reasoned](c)
	if err != nil {
		return err
	}
	row, identity, err := sealed.Open(c.UserContext(), a.db, a.options.Keys, actor(c), c.Params("id"), given.Reason)
	var many *sealed.TooMany
	if errors.As(err, &many) {
		return later{err, many.After}
	}
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(openedIdentity{row.ID, row.ReportID, row.Pseudonym, row.Role, row.Version, models.Revealed(identity)})
}

// eraseIdentity handles POST /api/v1/identities/{id}/erasure.
func (a *API) eraseIdentity(c *fiber.Ctx) error {
	given, err := body[reasoned](c)
	if err != nil {
		return err
	}
	row, err := sealed.Erase(c.UserContext(), a.db, a.options.Keys, actor(c), c.Params("id"), given.Reason)
	if err != nil {
		return err
	}
	return c.JSON(held(row))
}

// digestOf is what a request is recognised by when it is sent again under its
// Idempotency-Key. Of one that holds an identity the digest is keyed with the
// partner's own key: from a bare one, names could be guessed until one fits.
func (a *API) digestOf(c *fiber.Ctx, route Route) ([]byte, error) {
	address := []byte(c.Method() + "\n" + c.OriginalURL() + "\n")
	if route.Action == access.SealIdentity {
		return sealed.DigestOf(a.db.Read(c.UserContext(), actor(c)), a.options.Keys, address, c.BodyRaw())
	}
	sum := sha256.New()
	sum.Write(address)
	sum.Write(c.BodyRaw())
	return sum.Sum(nil), nil
}

// keepsNothing tells whether a POST is carried out each time it is sent, whatever
// its Idempotency-Key: an answer that holds an identity is never stored to be given
// again, so every opening is one of its own, with its own entry in the log.
func keepsNothing(route Route) bool { return route.Action == access.OpenIdentity }
