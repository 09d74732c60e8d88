package points

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"concord/geo"
)

// world is rows as a store might hold them: in towns and anywhere, without a place,
// without a time, some incidents of several reports.
func world(random *rand.Rand, n int) (rows []Row, kinds []Kind) {
	for i := range n {
		r := Row{Seq: uint32(i + 1), Lat: random.Float64()*170 - 85, Lon: random.Float64()*360 - 180, Placed: random.IntN(10) > 0, Timed: random.IntN(10) > 0}
		if random.IntN(2) == 0 {
			r.Lat, r.Lon = 1+random.NormFloat64()*0.05, 2+random.NormFloat64()*0.05
		}
		switch random.IntN(50) {
		case 0:
			r.Lat, r.Lon = 90, 180
		case 1:
			r.Lat, r.Lon = -89, -180
		}
		r.From = random.Int64N(4e15)
		r.Started, r.To = r.From, r.From+random.Int64N(1e12)
		binary.BigEndian.PutUint64(r.Incident[:], uint64(random.IntN(n))) // about a third stand together
		rows = append(rows, r)
		kinds = append(kinds, kindAt(random))
	}
	return rows, kinds
}

func kindAt(random *rand.Rand) Kind {
	return Kind{Partner: []string{"ORL", "VAR", "TRI"}[random.IntN(3)], Sharing: []string{"ORIGIN", "JOINT"}[random.IntN(2)], Category: []string{"RAID", "OTHER"}[random.IntN(2)]}
}

// walked is Frame and Bars by looking at every row.
func walked(rows []Row, kinds []Kind, ask Ask) (total, nowhere, timeless int, partners map[string]int, days map[string]int) {
	partners, days = map[string]int{}, map[string]int{}
	of := map[[16]byte][]int{}
	for i, r := range rows {
		in := len(ask.Boxes) == 0
		for _, b := range ask.Boxes {
			in = in || r.Placed && b.Contains(r.Lat, r.Lon)
		}
		if in && ask.Sees(kinds[i]) && (ask.From == nil || r.Timed && r.To >= *ask.From) && (ask.To == nil || r.Timed && r.From <= *ask.To) && (ask.Only == nil || ask.Only(r.Seq)) {
			of[r.Incident] = append(of[r.Incident], i)
		}
	}
	for _, group := range of {
		placed, began, theirs := false, int64(-1), map[string]bool{}
		for _, i := range group {
			placed = placed || rows[i].Placed
			theirs[kinds[i].Partner] = true
			if rows[i].Timed && (began < 0 || rows[i].Started < began) {
				began = rows[i].Started
			}
		}
		if began < 0 {
			timeless++
		} else {
			days[time.UnixMicro(began).UTC().Format(time.DateOnly)]++
		}
		if !placed {
			nowhere++
			continue
		}
		total++
		for code := range theirs {
			partners[code]++
		}
	}
	return total, nowhere, timeless, partners, days
}

// Whatever is asked and whatever was put in, changed and moved before, the atlas
// finds what a walk over every row finds.
func TestAtlasFindsWhatAWalkFinds(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 4))
	rows, kinds := world(random, 12_000)
	a := NewAtlas()
	for i := range rows {
		a.Put(rows[i:i+1], kinds[i:i+1])
	}
	a.Gather()
	for round := range 60 {
		if round > 0 {
			change(random, a, rows, kinds)
		}
		ask := Ask{Sees: func(k Kind) bool { return k.Partner == "ORL" || k.Sharing == "JOINT" }}
		lat, lon, w := random.Float64()*160-80, random.Float64()*340-170, random.Float64()*20
		switch round % 6 {
		case 1:
			ask.Boxes = []geo.Box{{South: 0.9, West: 1.9, North: 1.05, East: 2.1}}
		case 2:
			ask.Boxes = []geo.Box{{South: lat - w, West: lon - w/2, North: lat + w/3, East: lon + w/2}, {South: -90, West: -180, North: 90, East: -170}, {South: 0, West: -175, North: 90, East: 180}}
		case 3:
			from, to := int64(1e15), int64(1.5e15)
			ask.From, ask.To = &from, &to
		case 4:
			ask.Only = func(seq uint32) bool { return seq%7 == 0 }
		case 5:
			ask.Sees, ask.Boxes = func(k Kind) bool { return k.Category == "RAID" }, []geo.Box{{South: -90, West: -180, North: 90, East: 180}}
		}
		total, nowhere, timeless, partners, days := walked(rows, kinds, ask)
		for _, zoom := range []int{0, 3, 9, 18} {
			f := a.Frame(ask, zoom, 0)
			counted, theirs := 0, map[string]int{}
			for _, c := range f.Clusters {
				counted += c.Count
				for code, n := range c.Partners {
					theirs[code] += n
				}
				if c.Lat < c.BBox[1]-1e-9 || c.Lat > c.BBox[3]+1e-9 || c.Lon < c.BBox[0]-1e-9 || c.Lon > c.BBox[2]+1e-9 {
					t.Fatalf("zoom %d: a middle lies outside its members: %+v", zoom, c)
				}
			}
			if f.Total != total || f.WithoutPlace != nowhere || counted != total || !maps.Equal(theirs, partners) {
				t.Fatalf("round %d, zoom %d: %d placed, %d not, %d in clusters of %v; a walk finds %d, %d and %v", round, zoom, f.Total, f.WithoutPlace, counted, theirs, total, nowhere, partners)
			}
		}
		if f := a.Frame(ask, 5, len(rows)); f.Clusters != nil || len(f.Rows) < total || len(slices.Compact(slices.Sorted(slices.Values(f.Rows)))) != len(f.Rows) {
			t.Fatalf("round %d: %d rows one by one of %d incidents", round, len(f.Rows), total)
		}
		_, bars, without := a.Bars(ask, "day")
		found := map[string]int{}
		for _, b := range bars {
			if b.Count > 0 {
				found[b.From] = b.Count
			}
		}
		if without != timeless || !maps.Equal(found, days) {
			t.Fatalf("round %d: %d days and %d without time; a walk finds %d and %d", round, len(found), without, len(days), timeless)
		}
	}
}

// change moves, alters and adds some reports, as following the log does: with every
// row of each incident concerned.
func change(random *rand.Rand, a *Atlas, rows []Row, kinds []Kind) {
	concerned := map[[16]byte]bool{}
	for range 400 {
		i := random.IntN(len(rows))
		concerned[rows[i].Incident] = true
		switch random.IntN(3) {
		case 0:
			rows[i].Incident = rows[random.IntN(len(rows))].Incident
		case 1:
			binary.BigEndian.PutUint64(rows[i].Incident[:], random.Uint64())
		case 2:
			rows[i].Lat, rows[i].Placed, kinds[i] = random.Float64()*10, random.IntN(4) > 0, kindAt(random)
		}
		concerned[rows[i].Incident] = true
	}
	var some []Row
	var theirs []Kind
	for i, r := range rows {
		if concerned[r.Incident] {
			some, theirs = append(some, r), append(theirs, kinds[i])
		}
	}
	a.Put(some, theirs, slices.Collect(maps.Keys(concerned))...)
}

// Clusters do not depend on the order in which the rows came, no two circles touch
// by their middles, and the whole world is a few of them.
func TestClustersDoNotDependOnTheOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	rows, kinds := world(random, 3_000)
	ask := Ask{Sees: func(Kind) bool { return true }}
	for i := range rows {
		binary.BigEndian.PutUint64(rows[i].Incident[:], uint64(i)) // each by itself: the first of several gives the place
	}
	fill := func() *Atlas {
		a := NewAtlas()
		a.Put(rows, kinds)
		a.Gather()
		return a
	}
	a := fill()
	random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j], kinds[i], kinds[j] = rows[j], rows[i], kinds[j], kinds[i] })
	for i := range rows {
		rows[i].Seq = uint32(i + 1)
	}
	b := fill()
	for zoom := range 19 {
		x, y := a.Frame(ask, zoom, 0).Clusters, b.Frame(ask, zoom, 0).Clusters
		if len(x) != len(y) {
			t.Fatalf("zoom %d: %d clusters, %d in another order", zoom, len(x), len(y))
		}
		for i := range x {
			if x[i].Count != y[i].Count || fmt.Sprintf("%.6f", x[i].Lat) != fmt.Sprintf("%.6f", y[i].Lat) {
				t.Fatalf("zoom %d: cluster %d depends on the order: %+v and %+v", zoom, i, x[i], y[i])
			}
		}
	}
	if n := len(a.Frame(ask, 0, 0).Clusters); n > 16 {
		t.Errorf("%d clusters of the whole world", n)
	}
}

// A frame reads the stretches of the map that it shows and not the rest, and the
// whole map takes no more looks than there are rows.
func TestFrameReadsItsStretches(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	rows, kinds := world(random, 100_000)
	a := NewAtlas()
	a.Put(rows, kinds)
	a.Gather()
	looked := 0
	ask := Ask{Sees: func(Kind) bool { return true }, Only: func(uint32) bool { looked++; return true },
		Boxes: []geo.Box{{South: 40, West: 40, North: 41, East: 41}}}
	f := a.Frame(ask, 9, 0)
	if inside := f.Total; looked > 20*inside+2_000 {
		t.Errorf("%d rows looked at for %d incidents", looked, inside)
	}
	looked, ask.Boxes = 0, nil
	if a.Frame(ask, 2, 0); looked > 3*len(rows) {
		t.Errorf("%d looks at %d rows", looked, len(rows))
	}
}

func BenchmarkFrame(b *testing.B) {
	random := rand.New(rand.NewPCG(3, 3))
	rows, kinds := world(random, 1_000_000)
	for i := range rows {
		if i%4 > 0 {
			binary.BigEndian.PutUint64(rows[i].Incident[:], uint64(1<<40+i))
		}
	}
	a := NewAtlas()
	a.Put(rows, kinds)
	a.Gather()
	for zoom := range 19 {
		w := 683 * 360 / tile / math.Exp2(float64(zoom)) // a screen of 1366 pixels around the towns
		ask := Ask{Sees: func(k Kind) bool { return k.Partner == "ORL" || k.Sharing == "JOINT" },
			Boxes: []geo.Box{{South: max(-85, 1-w/2), West: max(-180, 2-w), North: min(85, 1+w/2), East: min(180, 2+w)}}}
		b.Run(fmt.Sprintf("zoom %d", zoom), func(b *testing.B) {
			for b.Loop() {
				a.Frame(ask, zoom, 5_000)
			}
		})
	}
}
