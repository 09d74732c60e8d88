package handlers

import (
	"io"
	"mime"
	"mime/multipart"
	"net"
	"strings"
	"time"
	"unicode/utf8"

	"concord/models"
	"concord/models/evidence"
	"concord/models/reports"

	"github.com/gofiber/fiber/v2"
)

// newEvidence is the body of POST /api/v1/evidence without a file in it.
type newEvidence struct {
	Upload string `json:"upload"` // id of a finished upload, or ""
	models.EvidenceFacts
}

// addEvidence handles POST /api/v1/evidence: JSON with the id of an upload, or a
// multipart form with a small file in file and the facts as JSON in facts.
func (a *API) addEvidence(c *fiber.Ctx) error {
	var given newEvidence
	var from evidence.File
	var err error
	if strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEMultipartForm) {
		given.EvidenceFacts, from, err = evidenceForm(c)
	} else if given, err = body[newEvidence](c); err == nil {
		from.Upload = given.Upload
	}
	if err != nil {
		return err
	}
	e, err := evidence.Add(c.UserContext(), a.db, actor(c), given.EvidenceFacts, from)
	if err != nil {
		return err
	}
	c.Location(v1 + "/evidence/" + e.ID)
	c.Status(fiber.StatusCreated)
	return a.answerEvidence(c, e.ID)
}

func evidenceForm(c *fiber.Ctx) (facts models.EvidenceFacts, from evidence.File, err error) {
	form, err := c.MultipartForm()
	if err != nil {
		return facts, from, &models.Error{Kind: models.Unreadable, Detail: "The form cannot be read."}
	}
	if len(form.Value["facts"]) != 1 || len(form.File["file"]) != 1 || len(form.Value)+len(form.File) != 2 {
		return facts, from, models.Invalid(models.FieldError{Pointer: "/file", Detail: "Send a multipart form with the file in the field file and what it is, as JSON, in the field facts."})
	}
	limits := Limits{}.orDefault()
	if cfg, ok := c.Locals(configLocal).(*AppConfig); ok {
		limits = cfg.Limits
	}
	if len(form.Value["facts"][0]) > limits.JSON {
		return facts, from, &models.Error{Kind: models.TooLarge, Detail: "The facts are too long."}
	}
	if facts, err = decode[models.EvidenceFacts]([]byte(form.Value["facts"][0]), limits); err != nil {
		return facts, from, err
	}
	from, err = fileOf(form.File["file"][0])
	return facts, from, err
}

// fileOf takes a file out of the form's memory, which is used again after the request.
func fileOf(header *multipart.FileHeader) (from evidence.File, err error) {
	name := strings.Clone(header.Filename)
	if !utf8.ValidString(name) || len(name) > 200 || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return from, models.Invalid(models.FieldError{Pointer: "/file", Detail: "Give the file a name of at most 200 bytes of plain text."})
	}
	if header.Size == 0 {
		return from, models.Invalid(models.FieldError{Pointer: "/file", Detail: "The file is empty, and an empty file shows nothing."})
	}
	f, err := header.Open()
	if err != nil {
		return from, err
	}
	defer f.Close()
	content := make([]byte, header.Size)
	_, err = io.ReadFull(f, content)
	return evidence.File{Name: name, Content: content}, err
}

func (a *API) answerEvidence(c *fiber.Ctx, id string) error {
	v, err := evidence.Read(c.UserContext(), a.db, actor(c), id)
	if err != nil {
		return err
	}
	return tagged(c, v)
}

// readEvidence handles GET /api/v1/evidence/{id}.
func (a *API) readEvidence(c *fiber.Ctx) error { return a.answerEvidence(c, c.Params("id")) }

// findEvidence handles GET /api/v1/evidence?incident=&report=.
func (a *API) findEvidence(c *fiber.Ctx) error {
	if err := known(c, "incident", "report"); err != nil {
		return err
	}
	n, err := limit(c)
	if err != nil {
		return err
	}
	views, next, err := evidence.Find(c.UserContext(), a.db, actor(c), evidence.Query{Incident: c.Query("incident"), Report: c.Query("report"), Limit: n, Cursor: c.Query("cursor")})
	if err != nil {
		return err
	}
	return list(c, views, next, nil)
}

// openEvidence handles GET /api/v1/evidence/{id}/content. What a stranger made is
// always a download of no type; the working copy is our own encoding and says what
// it is. Neither can run anything where it is opened.
func (a *API) openEvidence(c *fiber.Ctx) error {
	content, err := evidence.Open(c.UserContext(), a.db, actor(c), c.Params("id"))
	if err != nil {
		return err
	}
	name, kind := content.Name, fiber.MIMEOctetStream
	if content.MediaType != "" {
		name, kind = "working-copy."+strings.TrimPrefix(content.MediaType, "image/"), content.MediaType
	}
	disposition := mime.FormatMediaType("attachment", map[string]string{"filename": name})
	if disposition == "" {
		disposition = "attachment"
	}
	c.Set(fiber.HeaderContentDisposition, disposition)
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox; frame-ancestors 'none'")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Context().SetBodyStream(patient{content, c.Context().Conn()}, int(content.Size))
	return nil
}

// patient gives a thin line more time as long as it takes bytes: the time of one
// answer would cut off every large file.
type patient struct {
	io.ReadCloser
	line net.Conn
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.line.SetWriteDeadline(time.Now().Add(2 * time.Minute)); err != nil {
		return 0, err
	}
	return p.ReadCloser.Read(b)
}

// custodyView is one custody event.
type custodyView struct {
	Seq    int            `json:"seq"`
	At     models.Instant `json:"at"`
	Action string         `json:"action"`
	From   string         `json:"from"`
	To     string         `json:"to"`
	By     string         `json:"by"`
	Who    string         `json:"partner"` // of the person
	Reason string         `json:"reason"`
	SHA256 *string        `json:"sha256"`
}

// readCustody handles GET /api/v1/evidence/{id}/custody.
func (a *API) readCustody(c *fiber.Ctx) error {
	rows, err := evidence.Custody(a.db.Read(c.UserContext(), actor(c)), c.Params("id"))
	if err != nil {
		return err
	}
	views := make([]custodyView, len(rows))
	for i, r := range rows {
		views[i] = custodyView{r.N, r.At, r.Action, r.FromWhom, r.ToWhom, r.ByName, r.Partner, r.Reason, nil}
		if r.SHA256 != "" {
			views[i].SHA256 = &r.SHA256
		}
	}
	return list(c, views, "", nil)
}

// handing is the body of POST /api/v1/evidence/{id}/custody.
type handing struct {
	Action string `json:"action"`
	To     string `json:"to"`
	Reason string `json:"reason"`
}

// handEvidence handles POST /api/v1/evidence/{id}/custody.
func (a *API) handEvidence(c *fiber.Ctx) error {
	given, err := body[handing](c)
	if err != nil {
		return err
	}
	if err := evidence.Hand(c.UserContext(), a.db, actor(c), c.Params("id"), given.Action, given.To, given.Reason); err != nil {
		return err
	}
	return a.answerEvidence(c, c.Params("id"))
}

// sharingEvidence is the body of POST /api/v1/evidence/{id}/share.
type sharingEvidence struct {
	With reports.With `json:"with"`
}

// shareEvidence handles POST /api/v1/evidence/{id}/share.
func (a *API) shareEvidence(c *fiber.Ctx) error {
	given, err := body[sharingEvidence](c)
	if err != nil {
		return err
	}
	if err := evidence.Share(c.UserContext(), a.db, actor(c), c.Params("id"), given.With.Level, given.With.Partners); err != nil {
		return err
	}
	return a.answerEvidence(c, c.Params("id"))
}

// existing is the body of POST /api/v1/evidence/{id}/existence.
type existing struct {
	Existence string `json:"existence"`
	Reason    string `json:"reason"`
	Upload    string `json:"upload"` // of what was found later
}

// setExistence handles POST /api/v1/evidence/{id}/existence.
func (a *API) setExistence(c *fiber.Ctx) error {
	given, err := body[existing](c)
	if err != nil {
		return err
	}
	if err := evidence.Existence(c.UserContext(), a.db, actor(c), c.Params("id"), given.Existence, given.Reason, evidence.File{Upload: given.Upload}); err != nil {
		return err
	}
	return a.answerEvidence(c, c.Params("id"))
}

// holding is the body of POST /api/v1/evidence/{id}/hold.
type holding struct {
	Hold   *bool  `json:"hold"`
	Reason string `json:"reason"`
}

// holdEvidence handles POST /api/v1/evidence/{id}/hold.
func (a *API) holdEvidence(c *fiber.Ctx) error {
	given, err := body[holding](c)
	if err != nil {
		return err
	}
	if given.Hold == nil {
		return models.Invalid(models.FieldError{Pointer: "/hold", Detail: "Say true to hold the item, false to lift the hold."})
	}
	if err := evidence.Hold(c.UserContext(), a.db, actor(c), c.Params("id"), *given.Hold, given.Reason); err != nil {
		return err
	}
	return a.answerEvidence(c, c.Params("id"))
}
