package load

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	. "concord/tests/harness"

	"github.com/valyala/fasthttp"
)

// connections is how many ask at once, each on a connection kept open.
const connections = 32

// work is one kind of request.
type work struct {
	name  string
	count int     // requests in one round
	most  float64 // CPU of ours over bare; 0 for no floor
	make  func(w *world, r *fasthttp.Request, n int)
	want  int
}

var works = []work{
	{"GET one", 5000, 2.5, func(w *world, r *fasthttp.Request, n int) {
		r.SetRequestURI("/api/v1/reports/" + w.ids[n*7919%len(w.ids)])
	}, 200},
	{"list 50", 300, 2, func(w *world, r *fasthttp.Request, n int) {
		r.SetRequestURI("/api/v1/reports?category=" + categories[n%len(categories)] + "&limit=50")
	}, 200},
	{"POST one", 300, 0, func(w *world, r *fasthttp.Request, n int) {
		r.Header.SetMethod("POST")
		r.Header.SetContentType("application/json")
		r.SetRequestURI("/api/v1/reports")
		r.SetBody(posted(n))
	}, 201},
}

var posts atomic.Int64

// posted is a new report each time.
func posted(int) []byte {
	n := int(posts.Add(1))
	text, _ := json.Marshal(Facts(M{
		"local_ref": fmt.Sprintf("POST-%d", n), "title": fmt.Sprintf("Report %d", n),
		"started": M{"earliest": time.Date(2035, 1, 1, 0, n%1440, 0, 0, time.UTC).AddDate(0, 0, n%700), "precision": "MINUTE"},
		"place":   M{"lat": -40 + float64(n*37%8000)/100, "lon": -170 + float64(n*71%34000)/100, "precision": "LANDMARK", "name": fmt.Sprintf("Place %d", n)},
	}))
	return text
}

// measure is what one round of requests cost.
type measure struct {
	cpu   time.Duration // of the server, for one request
	rate  float64       // requests in a second
	bytes int           // of one answer's body, on the average
}

// ask sends count requests over all connections and measures.
func ask(t testing.TB, w *world, r *rival, k work, count int) measure {
	t.Helper()
	at, err := url.Parse(r.address)
	if err != nil {
		t.Fatal(err)
	}
	client := &fasthttp.HostClient{Addr: at.Host, MaxConns: connections}
	defer client.CloseIdleConnections()
	var next, size atomic.Int64
	var wg sync.WaitGroup
	before, known := cpuOf(r.command.Process.Pid)
	if !known {
		t.Skip("the CPU time of another process is not to be had on this system")
	}
	began := time.Now()
	for range connections {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var request fasthttp.Request
			var answer fasthttp.Response
			for n := next.Add(1); n <= int64(count); n = next.Add(1) {
				request.Reset()
				request.Header.SetHost(at.Host)
				if r.cookie != "" {
					request.Header.Set("Cookie", r.cookie)
				}
				k.make(w, &request, int(n))
				if err := client.Do(&request, &answer); err != nil {
					t.Error(err)
					return
				}
				if answer.StatusCode() != k.want {
					t.Errorf("%s of %s = %d: %s", k.name, r.name, answer.StatusCode(), answer.Body())
					return
				}
				size.Add(int64(len(answer.Body())))
			}
		}()
	}
	wg.Wait()
	took := time.Since(began)
	after, _ := cpuOf(r.command.Process.Pid)
	return measure{(after - before) / time.Duration(count), float64(count) / took.Seconds(), int(size.Load()) / count}
}

// What sign-in, policy, audit, checks and headers cost is a small multiple of the
// bare work. Rounds take turns and the least of each counts: what else the machine
// does can only add to the CPU time of a request, never take from it.
func TestWhatOurLayersCost(t *testing.T) {
	w := both(t)
	const rounds = 5
	var table strings.Builder
	defer func() { t.Log("\n" + table.String()) }()
	fmt.Fprintf(&table, "%d reports, imported in %v (%.0f/s); %d connections, the least of %d rounds\n%-9s %5s %12s %12s %7s %10s %10s %7s %7s\n",
		rows, w.imported.Round(time.Millisecond), rows/w.imported.Seconds(), connections, rounds, "", "", "ours CPU", "bare CPU", "ratio", "ours/s", "bare/s", "bytes", "bare")
	for _, k := range works {
		for _, r := range []*rival{w.bare, w.ours} {
			ask(t, w, r, k, k.count/4) // caches warm, statements prepared
		}
		var cpu, rate [2][]float64
		var size [2]int
		for range rounds {
			for i, r := range []*rival{w.ours, w.bare} {
				m := ask(t, w, r, k, k.count)
				cpu[i], rate[i], size[i] = append(cpu[i], m.cpu.Seconds()*1e6), append(rate[i], m.rate), m.bytes
			}
		}
		least := [2]float64{slices.Min(cpu[0]), slices.Min(cpu[1])}
		ratio := least[0] / least[1]
		most := ""
		if k.most > 0 {
			most = fmt.Sprintf("<=%.1f", k.most)
		}
		fmt.Fprintf(&table, "%-9s %5s %9.1f µs %9.1f µs %7.2f %10.0f %10.0f %7d %7d\n", k.name, most, least[0], least[1], ratio, slices.Max(rate[0]), slices.Max(rate[1]), size[0], size[1])
		if k.most > 0 && ratio > k.most {
			t.Errorf("%s costs %.2f times the CPU of the bare pair, at most %.1f are allowed", k.name, ratio, k.most)
		}
		if k.most > 0 && (size[0]*100 < size[1]*90 || size[1]*100 < size[0]*90) {
			t.Errorf("%s: answers of %d and %d bytes cannot be compared", k.name, size[0], size[1])
		}
	}
}

func BenchmarkGetOne(b *testing.B)  { bench(b, works[0]) }
func BenchmarkList50(b *testing.B)  { bench(b, works[1]) }
func BenchmarkPostOne(b *testing.B) { bench(b, works[2]) }

// bench asks each server b.N times and reports its CPU time beside the clock's.
func bench(b *testing.B, k work) {
	w := both(b)
	for _, r := range []*rival{w.ours, w.bare} {
		b.Run(r.name, func(b *testing.B) {
			m := ask(b, w, r, k, b.N)
			b.ReportMetric(float64(m.cpu.Nanoseconds())/1e3, "cpu-µs/op")
			b.ReportMetric(m.rate, "req/s")
		})
	}
}
