package handlers

import (
	"strings"
	"time"

	"concord/models"
	"concord/models/access"
	"concord/models/directory"
	"concord/models/store"

	"github.com/gofiber/fiber/v2"
)

// cookieName has the __Host- prefix wherever the cookie is Secure; over loopback
// HTTP it has neither (api.md section 2).
func (a *API) cookieName() string {
	if a.options.Secure {
		return "__Host-concord"
	}
	return "concord"
}

// identify finds the person behind the request's cookie or token.
func (a *API) identify(c *fiber.Ctx) (models.Actor, error) {
	secret, token := c.Cookies(a.cookieName()), false
	if bearer, ok := strings.CutPrefix(c.Get(fiber.HeaderAuthorization), "Bearer "); ok {
		secret, token = bearer, true
	}
	if secret == "" {
		return models.Actor{}, &models.Error{Kind: models.SignIn, Detail: "Sign in first."}
	}
	who, err := a.sessions.Actor(c.UserContext(), secret, token)
	who.Program = token
	if err == nil {
		c.Locals(actorLocal, who)
	}
	return who, err
}

// credentials is what signing in takes.
type credentials struct {
	Username string `json:"username"`
	Password string `json:"password"`
	Code     string `json:"code"`
}

// signIn handles POST /api/v1/session.
func (a *API) signIn(c *fiber.Ctx) error {
	given, err := body[credentials](c)
	if err != nil {
		return err
	}
	if err := a.enter(c, given.Username, given.Password); err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(fiber.Map{"signed_in": true})
}

// enter signs in and sets the cookie.
func (a *API) enter(c *fiber.Ctx, name, password string) error {
	if err := a.limits.signIn(c.IP(), name); err != nil {
		return err
	}
	secret, err := directory.SignIn(c.UserContext(), a.db, name, password)
	if err != nil {
		return err
	}
	a.setCookie(c, secret, time.Now().Add(directory.Absolute))
	return nil
}

func (a *API) setCookie(c *fiber.Ctx, secret string, until time.Time) {
	c.Cookie(&fiber.Cookie{Name: a.cookieName(), Value: secret, Path: "/", Expires: until, HTTPOnly: true, Secure: a.options.Secure, SameSite: fiber.CookieSameSiteStrictMode})
}

// signOut handles DELETE /api/v1/session.
func (a *API) signOut(c *fiber.Ctx) error {
	secret := c.Cookies(a.cookieName())
	if err := directory.SignOut(c.UserContext(), a.db, actor(c), secret); err != nil {
		return err
	}
	a.sessions.Forget(secret)
	a.setCookie(c, "", time.Unix(1, 0))
	c.Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
	return c.SendStatus(fiber.StatusNoContent)
}

// me handles GET /api/v1/me.
func (a *API) me(c *fiber.Ctx) error {
	who := actor(c)
	user, err := a.db.UserByID(c.UserContext(), who.UserID)
	if err != nil {
		return err
	}
	r := a.db.Read(c.UserContext(), who)
	partners, err := store.All[models.Partner](r).Order("slot, code").Find(r.Ctx)
	if err != nil {
		return err
	}
	var partner *string
	if who.Partner != "" {
		partner = &who.Partner
	}
	if who.Has(models.Admin) {
		partners = []models.Partner{}
	}
	return c.JSON(fiber.Map{
		"user":     fiber.Map{"id": who.UserID, "name": who.Name, "display": user.Display, "roles": who.Roles, "partner": partner},
		"partners": partners, "can": access.Allowed(who), "now": r.Now, "demo": a.options.Demo,
	})
}
