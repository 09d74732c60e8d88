// Package server assembles database, HTTP and tasks into the running program.
// Tests start the program here, exactly as main does.
package server

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"concord/handlers"
	"concord/investigations"
	"concord/investigations/statements"
	"concord/models/audit"
	"concord/models/directory"
	"concord/models/keys"
	"concord/models/reports"
	"concord/models/sealed"
	"concord/models/store"
	"concord/models/uploads"
	"concord/static"

	"github.com/gofiber/fiber/v2"
)

// Config is what the command line decides.
type Config struct {
	Data         string           // data folder
	Database     string           // postgres://… or "" for SQLite in Data
	Listen       string           // host:port
	TLSCert      string           // with TLSKey: serve TLS
	TLSKey       string           //
	BehindProxy  []string         // networks of the proxy that speaks TLS before us
	Now          func() time.Time // the clock; time.Now when nil
	PasswordCost directory.Cost   // zero for directory.DefaultCost
	Demo         bool
	DemoPassword string
	DemoAccounts []static.DemoAccount
	Limits       handlers.Limits // zero values are the defaults
}

// Server is the program while it runs.
type Server struct {
	DB    *store.DB
	Key   *audit.Key
	App   *fiber.App
	cfg   Config
	match *investigations.Matcher
	found *investigations.Finder
	feed  *handlers.Feed
	ln    net.Listener
	done  chan struct{}
	stop  context.CancelFunc
}

// OpenStore opens the store with the reactions that every write has, for the
// service and for commands that write without it.
func OpenStore(ctx context.Context, cfg Config) (*store.DB, error) {
	db, _, err := openStore(ctx, cfg)
	return db, err
}

func openStore(ctx context.Context, cfg Config) (*store.DB, *investigations.Matcher, error) {
	db, err := store.Open(ctx, store.Config{Dir: cfg.Data, Database: cfg.Database, Now: cfg.Now})
	if err != nil {
		return nil, nil, err
	}
	matcher := investigations.NewMatcher(db)
	db.React(matcher.React)
	db.React(statements.React)
	if err := reports.Refresh(ctx, db); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, matcher, nil
}

// Start opens everything and begins to answer. Nothing is half started: an error
// closes what was opened.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	db, matcher, err := openStore(ctx, cfg)
	if err != nil {
		return nil, err
	}
	s, err := serve(ctx, cfg, db, matcher)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// Serve is Start over a store that is open already.
func serve(ctx context.Context, cfg Config, db *store.DB, matcher *investigations.Matcher) (*Server, error) {
	key, err := audit.OpenKey(cfg.Data)
	if err != nil {
		return nil, err
	}
	ring := keys.New(cfg.Data, os.Getenv(keys.PassphraseVariable))
	if err := sealed.Finish(ctx, db, ring); err != nil {
		return nil, err
	}
	if err := reports.Interrupted(ctx, db); err != nil { // only the service: a command beside it must not end its imports
		return nil, err
	}
	if err := investigations.Interrupted(ctx, db); err != nil {
		return nil, err
	}
	if err := uploads.Recover(ctx, db); err != nil {
		return nil, err
	}
	site, err := static.Build()
	if err != nil {
		return nil, err
	}
	secret, err := db.SecretOf(ctx, "feed", func() []byte {
		b := make([]byte, 16)
		rand.Read(b)
		return b
	})
	if err != nil {
		return nil, err
	}
	if cfg.PasswordCost == (directory.Cost{}) {
		cfg.PasswordCost = directory.DefaultCost
	}
	feed := handlers.NewFeed()
	db.OnChange(feed.Tell)
	finder := investigations.NewFinder(db)
	app := handlers.New(db, site, key, feed, handlers.Options{
		Demo: cfg.Demo, DemoPassword: cfg.DemoPassword, DemoAccounts: cfg.DemoAccounts, Secure: cfg.secure(),
		PasswordCost: cfg.PasswordCost, Keys: ring, Matcher: matcher, Finder: finder, SecretOfFeed: secret,
		App: handlers.AppConfig{Limits: cfg.Limits, TrustedProxies: cfg.BehindProxy, Secure: cfg.secure()},
	})
	ln, err := cfg.listen()
	if err != nil {
		return nil, err
	}
	tasks, stop := context.WithCancel(context.Background())
	s := &Server{DB: db, Key: key, App: app, cfg: cfg, match: matcher, found: finder, feed: feed, ln: ln, done: make(chan struct{}), stop: stop}
	handlers.Go("serve", func() {
		if err := handlers.Serve(app, ln); err != nil {
			slog.Error("serving ended", "err", err)
		}
	})
	handlers.Go("finding gaps anew", finder.Resume)
	handlers.Go("tasks", func() {
		defer close(s.done)
		if err := db.Warm(tasks); err != nil && tasks.Err() == nil {
			slog.Error("reading the places for the map failed", "err", err)
		}
		if err := matcher.Warm(tasks); err != nil && tasks.Err() == nil {
			slog.Error("reading the reports for matching failed", "err", err)
		}
		s.tasks(tasks)
	})
	return s, nil
}

// Address is where the program answers, such as http://127.0.0.1:8080.
func (s *Server) Address() string {
	scheme := "http"
	if s.cfg.TLSCert != "" {
		scheme = "https"
	}
	return scheme + "://" + s.ln.Addr().String()
}

// Close lets requests under way finish (10 s at most), keeps a last checkpoint
// and closes the store.
func (s *Server) Close() error {
	s.feed.Stop()
	err := s.App.ShutdownWithTimeout(10 * time.Second)
	s.match.Stop()
	s.stop()
	<-s.done
	s.found.Stop()
	return errors.Join(err, s.keepCheckpoint(context.Background()), s.DB.Close())
}

func (c Config) secure() bool { return c.TLSCert != "" || len(c.BehindProxy) > 0 }

// check refuses what would put the service on a network without encryption.
func (c Config) check() error {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("--listen %s: give host:port, such as 127.0.0.1:8080", c.Listen)
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errors.New("--tls-cert and --tls-key go together")
	}
	if !Loopback(host) && !c.secure() {
		return fmt.Errorf("--listen %s is not a loopback address: give --tls-cert and --tls-key, or --behind-proxy with the network of the proxy that speaks TLS", c.Listen)
	}
	if c.Demo && !Loopback(host) {
		return fmt.Errorf("the demonstration is served on loopback only; %s is not", c.Listen)
	}
	for _, network := range c.BehindProxy {
		if _, _, err := net.ParseCIDR(network); err != nil {
			return fmt.Errorf("--behind-proxy %s: give a network such as 10.0.0.0/24", network)
		}
	}
	return nil
}

// Loopback tells whether a host is this machine alone.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (c Config) listen() (net.Listener, error) {
	ln, err := net.Listen("tcp", c.Listen)
	if err != nil || c.TLSCert == "" {
		return ln, err
	}
	pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		ln.Close()
		return nil, err
	}
	return tls.NewListener(ln, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}), nil
}
