package matching

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"strconv"
	"testing"
	"time"
)

func TestZZScale(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("N"))
	if n == 0 {
		n = 20
	}
	a, b := readWorld(t, 365)
	var all []Record
	for k := range n {
		for _, r := range append(a[:len(a):len(a)], b...) {
			x := Pack(fmt.Sprintf("%s-%d", r.Report, k), r.Partner, r.facts)
			x.Forget()
			s := int64(k%20) * 400 * day
			x.time.from += s
			x.time.to += s
			x.time.until += s
			// rotate around z by k/20 * 3 degrees
			all = append(all, x)
		}
	}
	// only 20 distinct years, rest overlap => denser
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("%d records %d MB\n", len(all), m.HeapAlloc>>20)
	f, _ := os.Create("/tmp/q/link.prof")
	pprof.StartCPUProfile(f)
	t0 := time.Now()
	v := Count(all)
	for i := range all {
		v.Weigh(&all[i])
	}
	fmt.Println("count", time.Since(t0))
	t0 = time.Now()
	x := NewIndex(all, &v)
	fmt.Println("index", time.Since(t0))
	runtime.GC()
	runtime.ReadMemStats(&m)
	fmt.Printf("%d MB\n", m.HeapAlloc>>20)
	t0 = time.Now()
	l := Linking{Estimate: x.Learn()}
	fmt.Println("learn", time.Since(t0), l.Estimate.Why)
	t0 = time.Now()
	e, lk := x.scores(l.Estimate.Model, &l)
	fmt.Println("scores", time.Since(t0), len(e), len(lk), l.Compared, l.Cut)
	t0 = time.Now()
	u := x.units(l.Estimate.Model, lk)
	p := x.decide(l.Estimate.Model, &u, e)
	fmt.Println("decide", time.Since(t0), len(p))
	pprof.StopCPUProfile()
	runtime.ReadMemStats(&m)
	fmt.Printf("sys %d MB\n", m.Sys>>20)
}
