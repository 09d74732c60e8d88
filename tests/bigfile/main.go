// Bigfile reads a concord-csv of two gigabytes, measures how fast and in how much
// memory, beside encoding/csv over the same bytes, and tries an import of a part.
//
//	go run ./tests/bigfile [-bytes 2147483648] [-dry 134217728] [-dir DIR]
//
// It is a command and no test: the figures depend on the machine. That memory does
// not grow with the file is asserted in models/formats.
package main

import (
	"bufio"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"concord/models"
	"concord/models/formats"
	"concord/tests/fixtures"
)

func main() {
	size := flag.Int64("bytes", 2<<30, "size of the file")
	dry := flag.Int64("dry", 128<<20, "size of the file whose import is tried out; 0 for none")
	dir := flag.String("dir", "", "where the file lies while it is read; the system's place for such by default")
	flag.Parse()
	if err := measure(*size, *dry, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "bigfile:", err)
		os.Exit(1)
	}
}

func measure(size, dry int64, in string) error {
	dir, err := os.MkdirTemp(in, "concord-bigfile-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "reports.csv")
	if size, err = write(path, size); err != nil {
		return err
	}
	fmt.Printf("%d bytes of concord-csv\n\n| what | rows | rows/s | MB/s | memory at most |\n|---|---|---|---|---|\n", size)
	floor, err := timed("encoding/csv alone", path, size, scan)
	if err != nil {
		return err
	}
	read, err := timed("reader and checks", path, size, check)
	if err != nil {
		return err
	}
	fmt.Printf("\nThe reader takes %.1f times as long as encoding/csv.\n", read.Seconds()/floor.Seconds())
	if err := os.Remove(path); err != nil || dry == 0 {
		return err
	}
	return tryOut(dir, path, dry)
}

// write writes a file and gives its size.
func write(path string, size int64) (int64, error) {
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	n, err := io.CopyBuffer(struct{ io.Writer }{f}, fixtures.ConcordFile(size), make([]byte, 1<<20))
	if err != nil {
		return n, err
	}
	return n, f.Close()
}

// timed reads a file and prints what that took.
func timed(what, path string, size int64, read func(io.Reader) (rows int, err error)) (time.Duration, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	peak := watch(os.Getpid())
	began := time.Now()
	rows, err := read(f)
	took := time.Since(began)
	most := peak()
	if err != nil {
		return took, err
	}
	fmt.Printf("| %s | %d | %.0f | %.0f | %d MB |\n", what, rows, float64(rows)/took.Seconds(), float64(size)/1e6/took.Seconds(), most>>20)
	return took, nil
}

func scan(r io.Reader) (rows int, err error) {
	c := csv.NewReader(bufio.NewReaderSize(r, 64<<10))
	c.ReuseRecord = true
	for rows = -1; ; rows++ { // the header is none
		if _, err := c.Read(); err == io.EOF {
			return rows, nil
		} else if err != nil {
			return rows, err
		}
	}
}

func check(r io.Reader) (rows int, err error) {
	var bad *models.RowError
	err = formats.Read("concord-csv", r, func(formats.Row) error { rows++; return nil }, func(e models.RowError) { bad = &e })
	if err == nil && bad != nil {
		err = fmt.Errorf("row %d, column %s: %s", bad.Row, bad.Column, bad.Message)
	}
	return rows, err
}

// tryOut has the program try an import, as people do before they import.
func tryOut(dir, path string, size int64) error {
	size, err := write(path, size)
	if err != nil {
		return err
	}
	program, data := filepath.Join(dir, "concord"), filepath.Join(dir, "data")
	if out, err := exec.Command("go", "build", "-o", program, "concord/app").CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	if err := os.Mkdir(data, 0o700); err != nil {
		return err
	}
	for _, args := range [][]string{{"partner", "add", "ORL", "Orland"}, {"user", "add", "orl.lead", "--partner", "ORL", "--role", "CELL_LEAD", "--password-stdin"}} {
		c := exec.Command(program, append(args, "--data", data)...)
		c.Stdin = strings.NewReader("a long enough pass phrase")
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("%w\n%s", err, out)
		}
	}
	c := exec.Command(program, "import", path, "--as", "orl.lead", "--dry-run", "--data", data)
	var said strings.Builder
	c.Stderr = &said
	began := time.Now()
	if err := c.Start(); err != nil {
		return err
	}
	peak := watch(c.Process.Pid)
	err = c.Wait()
	most, took := peak(), time.Since(began)
	if err != nil {
		return fmt.Errorf("%w\n%s", err, said.String())
	}
	fmt.Printf("\nAn import of %d bytes tried out: %s, %.0f MB/s, %d MB at most. %s\n", size, took.Round(100*time.Millisecond), float64(size)/1e6/took.Seconds(), most>>20, strings.TrimSpace(said.String()))
	return nil
}
