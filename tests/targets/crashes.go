package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"concord/app/commands"
	"concord/tests/world/worlds"
)

// crashResult is what concord link makes of crashMD.
type crashResult struct {
	precision, recall float64 // of the band auto
	review            int     // pairs in the band review
	orders            int     // of the six of the files, those that gave the first one's bytes
	took              []time.Duration
}

const (
	crashTrue   = 0.99                  // P and R, T1
	crashWithin = 50 * time.Millisecond // T1
)

func (b *bench) crashes() error {
	b.table.head()
	at := crashFolder()
	if at == "" {
		b.table.note("crashMD", "the labelled data (shared/data/meltt_crashMD) is not beside this checkout; not measured")
		return nil
	}
	r, err := linkCrashes(at)
	if err != nil {
		return err
	}
	middle := r.took[len(r.took)/2]
	b.table.row("T1", "crashMD, 195 records, 85 pairs", "P ≥ .99 and R ≥ .99", fmt.Sprintf("P %.4f R %.4f, %d more for review", r.precision, r.recall, r.review), true, r.precision >= crashTrue && r.recall >= crashTrue)
	b.table.row("T1", "files in all six orders", "the same answer", fmt.Sprintf("%d of 6 give the same bytes", r.orders), true, r.orders == 6)
	b.table.row("T1", "files in to links out", "< 50 ms", fmt.Sprintf("%.1f ms, median of six (%.1f the slowest)", ms(middle), ms(r.took[len(r.took)-1])), !b.small, middle < crashWithin)
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// linkCrashes links the three partners' files with concord link, in every order.
func linkCrashes(from string) (r crashResult, err error) {
	dir, err := os.MkdirTemp("", "concord-crashes-")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	files, err := writeCrashes(from, dir)
	if err != nil {
		return r, err
	}
	truth, err := crashTruth(from)
	if err != nil {
		return r, err
	}
	var first []byte
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		var out, words bytes.Buffer
		began := time.Now()
		if err := commands.Run([]string{"link", files[order[0]], files[order[1]], files[order[2]]}, strings.NewReader(""), &out, &words); err != nil {
			return r, fmt.Errorf("%w\n%s", err, words.String())
		}
		r.took = append(r.took, time.Since(began))
		if first == nil {
			first = out.Bytes()
		}
		if bytes.Equal(first, out.Bytes()) {
			r.orders++
		}
	}
	slices.Sort(r.took)
	links, err := worlds.LinksFrom(bytes.NewReader(first))
	if err != nil {
		return r, err
	}
	auto, right := 0, 0
	for _, l := range links {
		switch {
		case l.FileA == l.FileB:
		case !l.Auto:
			r.review++
		default:
			auto++
			if truth[[4]string{l.FileA, l.RefA, l.FileB, l.RefB}] {
				right++
			}
		}
	}
	r.precision, r.recall = float64(right)/float64(auto), float64(right)/float64(len(truth))
	return r, nil
}
