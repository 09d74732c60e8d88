package handlers

import (
	"errors"
	"mime"
	"strconv"

	"concord/models"
	"concord/models/uploads"

	"github.com/gofiber/fiber/v2"
)

// uploadView is an upload as its sender reads it: the next chunk begins at Offset.
type uploadView struct {
	ID     string `json:"id"`
	Offset int64  `json:"offset"`
	Size   int64  `json:"size"`
}

// headerOffset says where a chunk begins, and in answers where the next one does.
const headerOffset = "Upload-Offset"

func answerUpload(c *fiber.Ctx, u models.Upload) error {
	c.Set(headerOffset, strconv.FormatInt(u.Received, 10))
	return c.JSON(uploadView{u.ID, u.Received, u.Size})
}

// beginUpload handles POST /api/v1/uploads.
func (a *API) beginUpload(c *fiber.Ctx) error {
	facts, err := body[uploads.Facts](c)
	if err != nil {
		return err
	}
	u, err := uploads.Begin(c.UserContext(), a.db, actor(c), facts, a.limits.limits.File)
	if err != nil {
		return err
	}
	c.Location(v1 + "/uploads/" + u.ID)
	c.Status(fiber.StatusCreated)
	return answerUpload(c, u)
}

// sendChunk handles PATCH /api/v1/uploads/{id}: raw bytes that begin where the header
// says. A chunk that begins elsewhere than the upload stands is refused with where it
// stands, in the words and in the header.
func (a *API) sendChunk(c *fiber.Ctx) error {
	if kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType)); err != nil || kind != fiber.MIMEOctetStream {
		return fiber.NewError(fiber.StatusUnsupportedMediaType, "Send the bytes as they are, with Content-Type: application/octet-stream.")
	}
	at, err := strconv.ParseInt(c.Get(headerOffset), 10, 64)
	if err != nil || at < 0 {
		return &models.Error{Kind: models.Unreadable, Detail: "Say in the header Upload-Offset at which byte of the file this chunk begins."}
	}
	u, err := uploads.Append(c.UserContext(), a.db, actor(c), c.Params("id"), at, c.BodyRaw())
	var wrong *uploads.WrongOffset
	if errors.As(err, &wrong) {
		c.Set(headerOffset, strconv.FormatInt(wrong.Offset, 10))
	}
	if err != nil {
		return err
	}
	return answerUpload(c, u)
}

// readUpload handles GET and HEAD /api/v1/uploads/{id}.
func (a *API) readUpload(c *fiber.Ctx) error {
	u, err := uploads.Find(c.UserContext(), a.db, actor(c), c.Params("id"))
	if err != nil {
		return err
	}
	return answerUpload(c, u)
}

// dropUpload handles DELETE /api/v1/uploads/{id}.
func (a *API) dropUpload(c *fiber.Ctx) error {
	if err := uploads.Drop(c.UserContext(), a.db, actor(c), c.Params("id")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
