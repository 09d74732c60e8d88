package handlers

import (
	"encoding/hex"
	"encoding/json"
	"strconv"

	"concord/models"
	"concord/models/audit"

	"github.com/gofiber/fiber/v2"
)

// entry is a line of the log as the auditor reads it.
type entry struct {
	Entry   int64           `json:"entry"`
	At      models.Instant  `json:"at"`
	By      string          `json:"by"`
	Partner string          `json:"partner"`
	Action  string          `json:"action"`
	Kind    string          `json:"kind"`
	Subject string          `json:"subject"`
	Digest  string          `json:"digest"`
	Leaf    string          `json:"leaf"`
	Body    json.RawMessage `json:"body"`
}

// readAudit handles GET /api/v1/audit: the newest first.
func (a *API) readAudit(c *fiber.Ctx) error {
	if err := known(c, "subject", "action", "by"); err != nil {
		return err
	}
	n, err := limit(c)
	if err != nil {
		return err
	}
	before := int64(1) << 62
	if text := c.Query("cursor"); text != "" {
		if before, err = strconv.ParseInt(text, 10, 64); err != nil {
			return badQuery("cursor", "Use the value of next from the page before, unchanged.")
		}
	}
	rows, err := a.db.Entries(c.UserContext(), actor(c), c.Query("subject"), c.Query("action"), c.Query("by"), before, n+1)
	if err != nil {
		return err
	}
	next := ""
	if len(rows) > n {
		rows = rows[:n]
		next = strconv.FormatInt(rows[n-1].Seq, 10)
	}
	out := make([]entry, 0, len(rows))
	for _, e := range rows {
		out = append(out, entry{e.Seq, e.At, e.ByName, e.Partner, e.Action, e.Kind, e.Subject, hex.EncodeToString(e.Digest), hex.EncodeToString(e.Leaf), e.Body})
	}
	return list(c, out, next, nil)
}

// checkpoint handles GET /api/v1/audit/checkpoint: every partner may hold it.
func (a *API) checkpoint(c *fiber.Ctx) error {
	text, err := a.db.Checkpoint(c.UserContext(), a.key)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	return c.Send(text)
}

// auditProof handles GET /api/v1/audit/proof/{entry}.
func (a *API) auditProof(c *fiber.Ctx) error {
	n, err := strconv.ParseInt(c.Params("entry"), 10, 64)
	if err != nil {
		return models.ErrMissing
	}
	proof, err := a.db.Proof(c.UserContext(), actor(c), n)
	if err != nil {
		return err
	}
	text, err := a.key.Sign(audit.Head{Size: proof.Size, Root: proof.Root})
	if err != nil {
		return err
	}
	return c.JSON(fiber.Map{"entry": n, "leaf": proof.Leaf.String(), "proof": proof.Hashes, "checkpoint": string(text)})
}
