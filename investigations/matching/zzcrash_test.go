package matching

import (
	"concord/geo"
	"concord/models"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

func rowsOf(t *testing.T, name string) (out []map[string]string) {
	f, err := os.Open(filepath.Join(dataFolder(), "meltt_crashMD", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range l[1:] {
		m := map[string]string{}
		for i, c := range l[0] {
			m[c] = r[i]
		}
		out = append(out, m)
	}
	return
}
func TestZZCrash(t *testing.T) {
	tax := Taxonomies{}
	for _, n := range []string{"model", "color", "damage"} {
		m := map[string][]string{}
		lv := map[string][]string{"model": {"make_level1", "make_level2", "make_level3"}, "color": {"col_level1", "col_level2"}, "damage": {"damage_level1"}}[n]
		for _, r := range rowsOf(t, "taxonomy_"+n+".csv") {
			var g []string
			for _, l := range lv {
				g = append(g, r[l])
			}
			m[Fold(r["base.categories"])] = g
		}
		tax["x_"+n] = m
	}
	var rec []Record
	for k := 1; k <= 3; k++ {
		for _, r := range rowsOf(t, fmt.Sprintf("crash_data%d.csv", k)) {
			d, _ := time.Parse("2006-01-02", r["date"])
			e, _ := time.Parse("2006-01-02", r["enddate"])
			e = e.Add(24*time.Hour - time.Second)
			lat, _ := strconv.ParseFloat(r["latitude"], 64)
			lon, _ := strconv.ParseFloat(r["longitude"], 64)
			rad := 1000.
			rec = append(rec, PackWith(fmt.Sprintf("%d#%s", k, r["event"]), fmt.Sprint(k), models.ReportFacts{Started: &geo.Window{Earliest: &d, Latest: &e, Precision: "DAY"}, Place: &geo.Place{Lat: &lat, Lon: &lon, RadiusM: &rad}, Extra: map[string]string{"x_model": r["model_tax"], "x_color": r["color_tax"], "x_damage": r["damage_tax"]}}, tax))
		}
	}
	truth := map[string]bool{}
	for _, r := range rowsOf(t, "truth_pairs_reconstructed.csv") {
		truth[r["data1"]+"#"+r["event1"]+" "+r["data2"]+"#"+r["event2"]] = true
	}
	t0 := time.Now()
	l := Link(rec)
	el := time.Since(t0)
	h, n, s := 0, 0, 0
	idx := map[string]*Record{}
	for i := range rec {
		idx[rec[i].Report] = &rec[i]
	}
	pr := map[string]Pair{}
	for _, p := range l.Pairs {
		pr[p.A+" "+p.B] = p
		hit := truth[p.A+" "+p.B]
		if hit {
			s++
		}
		if p.Band == Auto {
			n++
			if hit {
				h++
			} else {
				fmt.Println("FALSE", p)
			}
		}
	}
	fmt.Printf("auto %d true %d of %d; seen %d; dups %d; %v %s\n", n, h, len(truth), s, len(l.Duplicates), el, l.Estimate.Why)
	for k := range truth {
		if pr[k].Band != Auto {
			var A, B string
			fmt.Sscan(k, &A, &B)
			fmt.Println("MISS", k, pr[k].Probability)
			for _, x := range l.Estimate.Model.Explain(idx[A], idx[B]) {
				fmt.Printf("   %s %.1f [%s|%s] %s\n", x.Feature, x.Bits, x.A, x.B, x.Text)
			}
		}
	}
}
