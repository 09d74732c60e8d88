package handlers

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"concord/models"

	"golang.org/x/time/rate"
)

// Each limit holds at its edge, and lies where it does because of its number: with
// a larger one the same request passes.
func TestRequestLimits(t *testing.T) {
	address := func(n int) string { return "/ok?" + strings.Repeat("a", n-len("/ok?")) }
	tests := []struct {
		name string
		ask  func(y *toy, n int) answer
		edge int
		more Limits
		want int
	}{
		{"address of 2 KiB", func(y *toy, n int) answer { return y.get(t, address(n)) }, 2 << 10, Limits{URL: 4 << 10}, 414},
		{"JSON of 256 KiB", func(y *toy, n int) answer {
			return y.post(t, "/facts", `{"title":""}`+strings.Repeat(" ", n-12), "Content-Type: application/json")
		}, 256 << 10, Limits{JSON: 1 << 20}, 413},
		{"body of 9 MiB", func(y *toy, n int) answer { return y.post(t, "/raw", strings.Repeat("a", n)) }, 9 << 20, Limits{Upload: 10 << 20}, 413},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			y := startToy(t, AppConfig{})
			if a := tt.ask(y, tt.edge); a.status != 200 {
				t.Errorf("at the edge: %d %s", a.status, a.text)
			}
			if a := tt.ask(y, tt.edge+1); a.status != tt.want && !(a.status == 0 && tt.want == 413) {
				t.Errorf("over it: %d, want %d", a.status, tt.want)
			}
			if a := tt.ask(startToy(t, AppConfig{Limits: tt.more}), tt.edge+1); a.status != 200 {
				t.Errorf("control: %d with %+v", a.status, tt.more)
			}
		})
	}
	header := "X-A: " + strings.Repeat("a", 8<<10)
	if a := startToy(t, AppConfig{}).get(t, "/ok", header); a.status != 431 {
		t.Errorf("headers over 8 KiB: %d, want 431", a.status)
	}
	if a := startToy(t, AppConfig{Limits: Limits{Header: 16 << 10}}).get(t, "/ok", header); a.status != 200 {
		t.Errorf("control: %d with room for 16 KiB", a.status)
	}
}

// A person may ask 100 times a second, and twice that in one burst; the next is
// told when to come back, and nobody else waits.
func TestPersonsRate(t *testing.T) {
	p := newPeople(Limits{})
	now := time.Now()
	ask := func(who string) error { return p.spend(now, who, rate.Limit(p.limits.PerSecond), 2*p.limits.PerSecond) }
	for i := range 200 {
		if err := ask("ana"); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	err := ask("ana")
	var l later
	if models.KindOf(err) != models.Slow || !errors.As(err, &l) || l.after <= 0 || l.after > 20*time.Millisecond {
		t.Errorf("the 201st: %v, wait %s", err, l.after)
	}
	if err := ask("sam"); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	now = now.Add(time.Second)
	for i := range 100 {
		if err := ask("ana"); err != nil {
			t.Fatalf("a second later, request %d: %v", i, err)
		}
	}
	if ask("ana") == nil {
		t.Error("a second later more than 100 passed")
	}
	if err := newPeople(Limits{PerSecond: 1_000_000}).take("ana"); err != nil {
		t.Error(err)
	}
}

// Guessing is slowed where it comes from. Whoever fails in a person's name from
// elsewhere does not keep that person out.
func TestSignInRate(t *testing.T) {
	p := newPeople(Limits{})
	const guesser, home = "203.0.113.9", "198.51.100.7"
	tries := func(ip, name string) (n int) {
		for ; n < 1000 && p.signIn(ip, name) == nil; n++ {
		}
		return n
	}
	if n := tries(guesser, "orl.clerk"); n < 60 || n > 62 {
		t.Errorf("%d tries for one name, want 60", n)
	}
	if err := p.signIn(home, "orl.clerk"); err != nil {
		t.Errorf("the person herself, from home: %v", err)
	}
	if n := tries("203.0.113.77", "orl.clerk"); n > 2 {
		t.Errorf("%d more tries from an address beside it", n)
	}
	total := 60
	for i := range 20 {
		total += tries(guesser, fmt.Sprint("name", i))
	}
	if total < 230 || total > 250 {
		t.Errorf("%d tries from one network over many names, want 240", total)
	}
	if err := p.signIn(home, "var.clerk"); err != nil {
		t.Errorf("another network: %v", err)
	}
}

func TestNetwork(t *testing.T) {
	for ip, want := range map[string]string{
		"203.0.113.9":           "203.0.113.0/24",
		"::ffff:203.0.113.9":    "203.0.113.0/24",
		"2001:db8:1:2:3:4:5:6":  "2001:db8:1::/48",
		"2001:db8:1:ffff::1":    "2001:db8:1::/48",
		"fe80::1%eth0":          "fe80::/48",
		"not an address at all": "not an address at all",
	} {
		if got := network(ip); got != want {
			t.Errorf("network(%s) = %s, want %s", ip, got, want)
		}
	}
}

// Who has been quiet is forgotten, so that the memory follows who is there now.
func TestQuietAreForgotten(t *testing.T) {
	p := newPeople(Limits{})
	now := time.Now()
	spend := func(who string) {
		if err := p.spend(now, who, 1, 10); err != nil {
			t.Fatal(err)
		}
	}
	count := func() (n int) {
		for i := range p.shards {
			n += len(p.shards[i].buckets)
		}
		return n
	}
	for i := range 1000 {
		spend(fmt.Sprint("early", i))
	}
	if n := count(); n < 990 {
		t.Fatalf("%d buckets for 1000 people", n)
	}
	now = now.Add(quiet + time.Minute)
	for i := range 1000 {
		spend(fmt.Sprint("late", i))
	}
	if n := count(); n > 1000 {
		t.Errorf("%d buckets, want those of the 1000 who are there", n)
	}
}

func BenchmarkTake(b *testing.B) {
	p := newPeople(Limits{PerSecond: 1 << 30})
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := p.take("a7c1c1f0-6a34-4a55-8a3c-0b1f2d3e4f50"); err != nil {
				b.Error(err)
			}
		}
	})
}
