package server

import (
	"context"
	"log/slog"
	"time"

	"concord/models/audit"
)

// tasks does what need not be done within a request: a signed checkpoint a
// minute, and dropping what has run out.
func (s *Server) tasks(ctx context.Context) {
	checkpoint, sweep := time.NewTicker(time.Minute), time.NewTicker(10*time.Minute)
	defer checkpoint.Stop()
	defer sweep.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-checkpoint.C:
			err = s.keepCheckpoint(ctx)
		case <-sweep.C:
			if err = s.DB.SweepSessions(ctx); err == nil {
				err = s.DB.ForgetAnswers(ctx)
			}
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
