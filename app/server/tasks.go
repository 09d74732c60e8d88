package server

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"concord/handlers"
	"concord/models/audit"
	"concord/models/evidence"
	"concord/models/uploads"
)

// tasks does what need not be done within a request: a signed checkpoint a
// minute, dropping what has run out, and comparing stored files with their digests.
func (s *Server) tasks(ctx context.Context) {
	checkpoint, sweep, scrub := time.NewTicker(time.Minute), time.NewTicker(10*time.Minute), time.NewTicker(time.Hour)
	follow := time.NewTicker(2 * time.Second)
	defer follow.Stop()
	defer checkpoint.Stop()
	defer sweep.Stop()
	defer scrub.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-checkpoint.C:
			err = s.keepCheckpoint(ctx)
		case <-follow.C: // what others wrote, and what came in with many, so that no write waits for it
			err = s.match.Warm(ctx)
			handlers.Go("finding gaps anew", s.found.Work) // what another program left, or a request has asked for
		case <-sweep.C:
			if err = s.DB.SweepSessions(ctx); err == nil {
				err = errors.Join(s.DB.ForgetAnswers(ctx), uploads.Sweep(ctx, s.DB))
			}
		case <-scrub.C:
			err = s.scrub(ctx)
		}
		if err != nil && ctx.Err() == nil {
			slog.Error("a task failed and will be tried again", "err", err)
		}
	}
}

// keepCheckpoint signs the head of the log and keeps it beside the data.
func (s *Server) keepCheckpoint(ctx context.Context) error {
	text, err := s.DB.Checkpoint(ctx, s.Key)
	if err != nil {
		return err
	}
	return audit.Keep(s.cfg.Data, text)
}

// scrub compares evidence whose turn has come, for half a minute an hour so that
// checkpoints do not wait: 12 minutes a day, some hundreds of GB at the speed of SHA-256
// on one core.
func (s *Server) scrub(ctx context.Context) error {
	short, end := context.WithTimeout(ctx, 30*time.Second)
	defer end()
	_, err := evidence.Scrub(short, s.DB)
	return errors.Join(err, evidence.Tidy(ctx, s.DB))
}
