// Package commands is the command line (api.md section 1): data go to standard
// output, words to standard error, and a command succeeds only when it did what
// it says.
package commands

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"concord/app/demo"
	"concord/app/server"
	"concord/models/directory"

	"github.com/alecthomas/kong"
)

// where is what every command that works on data takes.
type where struct {
	Data     string `required:"" placeholder:"DIR" env:"CONCORD_DATA" help:"Data folder."`
	Database string `placeholder:"URL" env:"CONCORD_DATABASE" help:"postgres://… to use PostgreSQL instead of SQLite in the data folder."`
}

func (w where) config() server.Config { return server.Config{Data: w.Data, Database: w.Database} }

// line is the whole command line.
type line struct {
	Demo       demoCommand       `cmd:"" help:"Serve a demonstration world on loopback."`
	Serve      serveCommand      `cmd:"" help:"Run the service."`
	Migrate    migrateCommand    `cmd:"" help:"Bring the schema up to date."`
	Partner    partnerCommand    `cmd:"" help:"Add partners."`
	User       userCommand       `cmd:"" help:"Add people."`
	Token      tokenCommand      `cmd:"" help:"Print one API token for a person."`
	Keys       keysCommand       `cmd:"" help:"Keys of sealed identities."`
	Import     importCommand     `cmd:"" help:"Import reports of a person's partner."`
	Export     exportCommand     `cmd:"" help:"Write what a person may see."`
	Link       linkCommand       `cmd:"" help:"Link partners' files to each other: no server, no store."`
	Verify     verifyCommand     `cmd:"" help:"Check the audit log and everything it covers."`
	Checkpoint checkpointCommand `cmd:"" help:"Print the signed head of the audit log."`
}

// streams are where a command reads and writes.
type streams struct {
	ctx      context.Context
	in       io.Reader
	out, err io.Writer
}

// Run runs one command line.
func Run(args []string, in io.Reader, out, errs io.Writer) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	exited := false
	parser, err := kong.New(&line{}, kong.Name("concord"), kong.UsageOnError(), kong.Writers(out, errs), kong.Exit(func(int) { exited = true }),
		kong.Description("Keeps partners' reports of civilian harm side by side and works their differences to an end that all sign."))
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if exited {
		return nil
	}
	if err != nil {
		return err
	}
	return command.Run(streams{ctx, in, out, errs})
}

type demoCommand struct {
	Data   string `placeholder:"DIR" help:"Data folder; a temporary one when left out."`
	Listen string `default:"127.0.0.1:8080" placeholder:"ADDR" env:"CONCORD_LISTEN" help:"Loopback address to listen on."`
}

func (c demoCommand) Run(s streams) error {
	data := c.Data
	if data == "" {
		dir, err := os.MkdirTemp("", "concord-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		data = dir
	}
	running, err := demo.Start(s.ctx, data, c.Listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.err, "The demonstration world is ready at %s\nSign in as orl.clerk, orl.lead, var.clerk, var.lead, … with the password %s.\n", running.Address(), demo.Password)
	<-s.ctx.Done()
	return running.Close()
}

type serveCommand struct {
	where
	Listen      string   `default:"127.0.0.1:8080" placeholder:"ADDR" env:"CONCORD_LISTEN" help:"Address to listen on."`
	TLSCert     string   `placeholder:"FILE" env:"CONCORD_TLS_CERT" help:"Certificate; with --tls-key."`
	TLSKey      string   `placeholder:"FILE" env:"CONCORD_TLS_KEY" help:"Its private key."`
	BehindProxy []string `placeholder:"CIDR" env:"CONCORD_BEHIND_PROXY" help:"Network of the proxy that speaks TLS before this service."`
	MaxFile     int64    `default:"2147483648" placeholder:"BYTES" env:"CONCORD_MAX_FILE" help:"Largest file that may be uploaded in chunks."`
}

func (c serveCommand) Run(s streams) error {
	cfg := c.config()
	cfg.Listen, cfg.TLSCert, cfg.TLSKey, cfg.BehindProxy = c.Listen, c.TLSCert, c.TLSKey, c.BehindProxy
	cfg.Limits.File = c.MaxFile
	running, err := server.Start(s.ctx, cfg)
	if err != nil {
		return err
	}
	link, err := directory.FirstLink(s.ctx, running.DB)
	if err != nil {
		return errors.Join(err, running.Close())
	}
	fmt.Fprintf(s.err, "Concord answers at %s\n", running.Address())
	if link != "" {
		fmt.Fprintf(s.err, "There is no administrator yet. Within 30 minutes, open this once:\n  %s/setup?token=%s\n", running.Address(), link)
	}
	<-s.ctx.Done()
	fmt.Fprintln(s.err, "Stopping: requests under way are finished.")
	return running.Close()
}

type migrateCommand struct{ where }

func (c migrateCommand) Run(s streams) error {
	db, err := server.OpenStore(s.ctx, c.config())
	if err != nil {
		return err
	}
	fmt.Fprintln(s.err, "The schema is up to date.")
	return db.Close()
}
