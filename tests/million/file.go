package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"
)

// The words that accounts are made of: those in front are in most accounts, those
// behind in few, as in any language.
var words = strings.Fields(`the of in were and a near people killed house struck when road market night village vehicle witnesses said school
clinic bridge river dawn army unit patrol shell field farm water tank family women children injured taken hospital convoy crossing mill well bakery
maison frappée près école hôpital marché tués blessés famille pont village puits convoi camion moulin
قصف منزل قرب المستشفى قتل أشخاص في السوق عائلة جسر مدرسة القرية وجرح طريق بئر مزرعة شاحنة
лікарня школа міст ринок село будинок поранено загинули`)

var categories = []string{"AIR_STRIKE", "RAID", "INDIRECT_FIRE", "DIRECT_FIRE", "CHECKPOINT", "IED_MINE"}

var weapons = []string{"MORTAR", "ARTILLERY", "AIR_BOMB_GUIDED", "SMALL_ARM", "CLUSTER", ""}

const rareWords = 50_000 // each in about twenty of a million accounts

// writeFile writes n reports as concord-csv, always the same for a seed: seven of
// ten in two hundred towns, the others anywhere in a country of 6 by 9 degrees.
func writeFile(w io.Writer, n int, seed uint64) error {
	r := rand.New(rand.NewPCG(seed, 7))
	towns := make([][2]float64, 200)
	for i := range towns {
		towns[i] = [2]float64{r.Float64()*6 - 3, r.Float64() * 9}
	}
	out := bufio.NewWriterSize(w, 1<<20)
	fmt.Fprintln(out, "local_ref,title,narrative,category,start_earliest,time_precision,lat,lon,place_precision,place_name,admin1,killed_civilian_min,killed_civilian_max,injured_civilian_min,injured_civilian_max,weapon,own_involvement,assessment_status,source_kind")
	begin := time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC)
	var account strings.Builder
	for i := range n {
		lat, lon := r.Float64()*6-3, r.Float64()*9
		town := r.IntN(len(towns))
		if r.IntN(10) < 7 {
			lat, lon = towns[town][0]+r.NormFloat64()*0.02, towns[town][1]+r.NormFloat64()*0.02
		}
		account.Reset()
		for range 12 {
			at := r.Float64()
			account.WriteString(words[int(at*at*float64(len(words)))])
			account.WriteByte(' ')
		}
		at := begin.Add(time.Duration(r.IntN(15*365*24*60)) * time.Minute)
		low := r.IntN(6)
		fmt.Fprintf(out, "M-%d-%07d,Event %d near place %d,%sw%dx,%s,%s,MINUTE,%.5f,%.5f,VILLAGE,Place %d,Region %d,%d,%d,%d,%d,%s,UNDER_CHECK,CREDIBLE,NGO\n",
			seed, i, i, town, account.String(), r.IntN(rareWords), categories[r.IntN(len(categories))], at.Format(time.RFC3339), lat, lon, town, town%40, low, low+r.IntN(4), low, low+3, weapons[r.IntN(len(weapons))])
	}
	return out.Flush()
}
