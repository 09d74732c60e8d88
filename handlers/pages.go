package handlers

import (
	"bytes"
	"net/url"
	"strings"

	"concord/investigations/statements"
	"concord/models"
	"concord/models/directory"
	"concord/static"

	"github.com/gofiber/fiber/v2"
)

// page renders a server-side page in the reader's language.
func (a *API) page(c *fiber.Ctx, status int, name string, data any) error {
	var b bytes.Buffer
	if err := a.site.Render(&b, name, a.language(c), data); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return c.Status(status).Send(b.Bytes())
}

// language is the cookie's, else the first the browser asks for that we have.
func (a *API) language(c *fiber.Ctx) string {
	asked := append([]string{c.Cookies("lang")}, strings.FieldsFunc(c.Get(fiber.HeaderAcceptLanguage), func(r rune) bool { return r == ',' })...)
	for _, want := range asked {
		code, _, _ := strings.Cut(strings.TrimSpace(strings.Split(want, ";")[0]), "-")
		for _, have := range a.site.Languages {
			if code == have {
				return have
			}
		}
	}
	return "en"
}

func theme(c *fiber.Ctx) string {
	if t := c.Cookies("theme"); t == "light" || t == "dark" {
		return t
	}
	return ""
}

// shell handles GET /: the staff interface, or the way to sign in.
func (a *API) shell(c *fiber.Ctx) error {
	if _, err := a.identify(c); err != nil {
		if models.KindOf(err) == models.SignIn {
			return c.Redirect("/sign-in", fiber.StatusSeeOther)
		}
		return err
	}
	return a.page(c, fiber.StatusOK, static.Shell, static.ShellPage{Theme: theme(c)})
}

// asset handles GET /assets/{name}: names carry a hash, so they may be kept.
func (a *API) asset(c *fiber.Ctx) error {
	f, ok := a.site.Assets["/assets/"+c.Params("name")]
	if !ok {
		return models.ErrMissing
	}
	c.Set(fiber.HeaderContentType, f.Type)
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Set(fiber.HeaderETag, f.ETag)
	if c.Get(fiber.HeaderIfNoneMatch) == f.ETag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Vary(fiber.HeaderAcceptEncoding)
	if f.Gzip != nil && strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(f.Gzip)
	}
	return c.Send(f.Body)
}

// signInPage handles GET /sign-in.
func (a *API) signInPage(c *fiber.Ctx) error {
	return a.page(c, fiber.StatusOK, static.SignIn, a.signInData(c, "", ""))
}

func (a *API) signInData(c *fiber.Ctx, name, problem string) static.SignInPage {
	data := static.SignInPage{Theme: theme(c), Next: inside(c.FormValue("next", c.Query("next"))), Username: name, Error: problem, Demo: a.options.Demo}
	if c.Query("expired") != "" && problem == "" {
		data.Error = "expired"
	}
	if a.options.Demo {
		data.Password, data.Accounts = a.options.DemoPassword, a.options.DemoAccounts
	}
	return data
}

// inside keeps a path of ours to go on to; anything else is the start page.
func inside(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

// signInForm handles POST /sign-in, which works without a script.
func (a *API) signInForm(c *fiber.Ctx) error {
	name, password, next := c.FormValue("username"), c.FormValue("password"), inside(c.FormValue("next"))
	err := a.enter(c, name, password)
	switch models.KindOf(err) {
	case models.SignIn:
		return a.page(c, fiber.StatusUnauthorized, static.SignIn, a.signInData(c, name, "wrong"))
	case models.Busy, models.Slow:
		return a.page(c, fiber.StatusServiceUnavailable, static.SignIn, a.signInData(c, name, "busy"))
	}
	if err != nil {
		return err
	}
	return c.Redirect(next, fiber.StatusSeeOther)
}

// setupPage handles GET /setup?token=…: a one-time link.
func (a *API) setupPage(c *fiber.Ctx) error {
	user, err := a.db.UserBySetup(c.UserContext(), directory.HashSecret(c.Query("token")))
	if err != nil {
		return err
	}
	return a.page(c, fiber.StatusOK, static.Setup, static.SetupPage{Theme: theme(c), Token: c.Query("token"), Username: user.Name})
}

// setupForm handles POST /setup.
func (a *API) setupForm(c *fiber.Ctx) error {
	if err := a.limits.signIn(c.IP(), "setup"); err != nil {
		return err
	}
	token := c.FormValue("token")
	secret, err := directory.UseLink(c.UserContext(), a.db, token, c.FormValue("password"), a.options.PasswordCost)
	if models.KindOf(err) == models.Malformed {
		return a.page(c, fiber.StatusUnprocessableEntity, static.Setup, static.SetupPage{Theme: theme(c), Token: token, Username: c.FormValue("username"), Error: err.Error()})
	}
	if err != nil {
		return err
	}
	a.setCookie(c, secret, a.sessionEnd())
	return c.Redirect("/", fiber.StatusSeeOther)
}

func publicItem(p statements.Published) static.PublicItem {
	item := static.PublicItem{Ref: p.Ref, Title: p.Title, Kind: p.Kind, ReleasedAt: p.ReleasedAt.Time, Version: p.Version, Summary: p.Summary, Corrected: p.Corrected}
	for _, by := range p.Partners {
		item.Partners = append(item.Partners, by.Name)
	}
	return item
}

// publicPage handles GET /public.
func (a *API) publicPage(c *fiber.Ctx) error {
	all, err := statements.AllPublished(c.UserContext(), a.db, 200)
	if err != nil {
		return err
	}
	data := static.PublicPage{Theme: theme(c), Demo: a.options.Demo}
	for _, p := range all {
		data.Statements = append(data.Statements, publicItem(p))
	}
	return a.page(c, fiber.StatusOK, static.Public, data)
}

// publicStatement handles GET /public/statements/{ref}.
func (a *API) publicStatement(c *fiber.Ctx) error {
	p, err := statements.OnePublished(c.UserContext(), a.db, c.Params("ref"))
	if err != nil {
		return err
	}
	data := static.PublicStatementPage{Theme: theme(c), PublicItem: publicItem(p), Demo: a.options.Demo}
	mine := a.language(c)
	if text, ok := p.Text[mine]; ok {
		data.Bodies = append(data.Bodies, static.PublicBody{Lang: mine, Text: text})
	}
	for _, lang := range sorted(p.Text) {
		if lang != mine {
			data.Bodies = append(data.Bodies, static.PublicBody{Lang: lang, Text: p.Text[lang]})
		}
	}
	return a.page(c, fiber.StatusOK, static.PublicStatement, data)
}

// publicStatements handles GET /public/statements.
func (a *API) publicStatements(c *fiber.Ctx) error {
	all, err := statements.AllPublished(c.UserContext(), a.db, 200)
	if err != nil {
		return err
	}
	return list(c, all, "", nil)
}
