package audit

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"concord/models"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"gorm.io/gorm"
)

// Head is the size and root of the log, as a checkpoint says it.
type Head struct {
	Origin string
	Size   int64
	Root   tlog.Hash
}

// Key signs checkpoints. It lies beside the data, readable by its owner alone.
type Key struct {
	signer   note.Signer
	verifier note.Verifier
	Public   string // the verifier key partners are given
}

const (
	keyFile        = "log.key"
	checkpointFile = "checkpoint"
)

// OpenKey reads the log's key in dir, or makes one on the first start.
func OpenKey(dir string) (*Key, error) {
	path := filepath.Join(dir, keyFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return makeKey(path)
	}
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("audit: %s may be read by others (mode %o); make it 0600", path, info.Mode().Perm())
	}
	private, public, ok := strings.Cut(strings.TrimSpace(string(text)), "\n")
	if !ok {
		return nil, fmt.Errorf("audit: %s does not hold a key pair", path)
	}
	return useKey(private, public)
}

func makeKey(path string) (*Key, error) {
	name := make([]byte, 8)
	rand.Read(name)
	private, public, err := note.GenerateKey(rand.Reader, fmt.Sprintf("concord-%x", name))
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(path, []byte(private+"\n"+public+"\n"), 0o600); err != nil {
		return nil, err
	}
	return useKey(private, public)
}

func useKey(private, public string) (*Key, error) {
	signer, err := note.NewSigner(private)
	if err != nil {
		return nil, fmt.Errorf("audit: signing key: %w", err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		return nil, fmt.Errorf("audit: public key: %w", err)
	}
	return &Key{signer: signer, verifier: verifier, Public: public}, nil
}

// Current is the head of the log as it stands.
func Current(ctx context.Context, db *gorm.DB) (Head, error) {
	row, err := gorm.G[models.TreeHead](db).Where("id = 1").Take(ctx)
	if err != nil {
		return Head{}, err
	}
	root, err := tlog.TreeHash(row.Size, Reader(ctx, db))
	return Head{Size: row.Size, Root: root}, err
}

// Sign makes a checkpoint in the C2SP form: origin, size and root, signed.
func (k *Key) Sign(h Head) ([]byte, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n", k.signer.Name(), h.Size, base64.StdEncoding.EncodeToString(h.Root[:]))
	return note.Sign(&note.Note{Text: text}, k.signer)
}

// Parse checks a checkpoint's signature and reads it.
func (k *Key) Parse(text []byte) (Head, error) {
	n, err := note.Open(text, note.VerifierList(k.verifier))
	if err != nil {
		return Head{}, fmt.Errorf("the checkpoint is not signed by this log's key: %w", err)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 3 || lines[0] != k.signer.Name() {
		return Head{}, errors.New("the checkpoint is of another log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return Head{}, errors.New("the checkpoint's size is not a number")
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return Head{}, errors.New("the checkpoint's root is not a hash")
	}
	return Head{Origin: lines[0], Size: size, Root: tlog.Hash(root)}, nil
}

// Keep writes a checkpoint beside the data, whole or not at all, so that a
// database put back to an earlier state is noticed at the next look.
func Keep(dir string, checkpoint []byte) error {
	f, err := os.CreateTemp(dir, checkpointFile+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(checkpoint); err != nil {
		f.Close()
		return err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), filepath.Join(dir, checkpointFile))
}

// Kept is the checkpoint Keep wrote last, nil if none.
func Kept(dir string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(dir, checkpointFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return text, err
}
