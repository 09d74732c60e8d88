package formats

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"concord/models"
)

// A stream of 50 MB takes no more memory than its first part, but for the references
// of the rows.
func TestStreamsTakeConstantMemory(t *testing.T) {
	const size = 50 << 20
	filler, _ := json.Marshal(strings.Repeat("as it was told, ", 500))
	airwarsNames := strings.Split(airwarsHeader, ",")
	tests := []struct {
		format, head, foot string
		row                func(i int) string
	}{
		{"airwars-map", "[", "]", func(i int) string {
			return fmt.Sprintf(`%s{"post_id":%d,"date":"2031-03-04","country":"Iraq","latitude":35.7,"longitude":44.5,"geolocation_accuracy":"Village","civilians_killed_min":1,"civilians_killed_max":2,"note":%s}`+"\n", comma(i), i, filler)
		}},
		{"intake", "", "", func(i int) string {
			return fmt.Sprintf(`{"publicUUID":"u-%d","full_name":"Marit Halvorsen","location":"Tarn Quay","start_datetime":"2031-03-04T04:10","time_zone":"UTC+3","total_harm":%s}`+"\n", i, filler)
		}},
		{"kobo", "_uuid;started_on;place_name;narrative;_index\n", "", func(i int) string {
			return fmt.Sprintf("u-%d;2031-03-04;Tarn Quay;%s;%d\n", i, filler, i)
		}},
		{"airwars", airwarsHeader + "\n", "", func(i int) string {
			cells := make([]string, len(airwarsNames))
			for n, name := range airwarsNames {
				cells[n] = goodAirwars[name]
				switch name {
				case "code":
					cells[n] = "AW" + itoa(i)
				case "summary":
					cells[n] = string(filler)
				}
			}
			return strings.Join(cells, ",") + "\n"
		}},
	}
	for _, tt := range tests {
		t.Run(tt.format, func(t *testing.T) {
			in, out := io.Pipe()
			rows := 0
			go func() {
				_, err := io.WriteString(out, tt.head)
				for sent := 0; err == nil && sent < size; rows++ {
					var n int
					n, err = io.WriteString(out, tt.row(rows))
					sent += n
				}
				if err == nil {
					_, err = io.WriteString(out, tt.foot)
				}
				out.CloseWithError(err)
			}()
			var m runtime.MemStats
			n, before, peak := 0, uint64(0), uint64(0)
			err := Read(tt.format, in, func(Row) error {
				if n++; n%1_000 == 0 {
					runtime.GC()
					runtime.ReadMemStats(&m)
					if peak = max(peak, m.HeapAlloc); before == 0 {
						before = m.HeapAlloc
					}
				}
				return nil
			}, func(e models.RowError) { t.Fatal(e) })
			if err != nil || n != rows || n < 5_000 {
				t.Fatalf("%d of %d rows, %v", n, rows, err)
			}
			t.Logf("%d rows of %d MiB: heap from %d KiB to at most %d KiB", n, size>>20, before>>10, peak>>10)
			if limit := before + uint64(rows)*150 + 2<<20; peak > limit {
				t.Errorf("heap grew from %d to %d bytes over %d rows, want at most %d", before, peak, rows, limit)
			}
		})
	}
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

// otherRows are files of n rows in the formats of others, for the benchmark.
func otherRows(n int) map[string]string {
	incidents, points, answers, intakes := make([]map[string]string, n), make([]map[string]string, n), make([]map[string]string, n), make([]map[string]string, n)
	for i := range n {
		incidents[i] = with(goodAirwars, map[string]string{"code": "AW-" + itoa(i)})
		points[i] = with(goodPoint, map[string]string{"post_id": itoa(i)})
		answers[i] = with(goodKobo, map[string]string{"_uuid": "u-" + itoa(i)})
		intakes[i] = with(goodIntake, map[string]string{"publicUUID": "u-" + itoa(i)})
	}
	return map[string]string{"airwars": airwarsFile(incidents), "airwars-map": jsonFile(points), "kobo": koboFile(answers), "intake": jsonFile(intakes)}
}
