package formats

import (
	"slices"
	"strings"
	"testing"

	"concord/models"
)

func TestACLEDGenerations(t *testing.T) {
	days := map[string]string{"2019-03-08": "", "08-03-2019": "", "8 March 2019": "", "08 March 2019": "", "08/03/2019": "", "31 February 2019": "event_date", "March 2019": "event_date", "": "event_date"}
	for day, wrong := range days {
		rows, bad := read(t, "acled", "ISO,EVENT_ID_CNTY,EVENT_DATE,EVENT_TYPE,LATITUDE,LONGITUDE,FATALITIES\n760,SYR1,"+day+",Battles,35.7,36.5,2\n")
		if wrong != "" {
			if len(bad) != 1 || bad[0].Column != wrong {
				t.Errorf("%q: bad cells %v, want %s", day, bad, wrong)
			}
			continue
		}
		if len(bad) > 0 || rows[0].Facts.Started.Earliest.Format("2006-01-02") != "2019-03-08" || rows[0].Facts.Place.Admin0 != "SYR" {
			t.Errorf("%q: %+v, bad cells %v", day, rows, bad)
		}
	}
}

func TestACLEDFatalities(t *testing.T) {
	tests := []struct {
		fatalities, notes string
		want              string // the count in words, "" for no row
	}{
		{"4", "Four people were killed.", "at least 4"},
		{"0", "Shells hit the town.", ""},
		{"0", "Shells hit the town. No casualties.", "0"},
		{"0", "There were no fatalities.", "0"},
		{"0", "No one was killed.", "0"},
		{"0", "No fatalities were reported.", ""},
		{"0", "Fatalities unknown.", ""},
		{"", "Shells hit the town.", ""},
	}
	for _, tt := range tests {
		rows, bad := read(t, "acled", "event_id_cnty,event_date,event_type,latitude,longitude,fatalities,notes\nX1,2019-03-08,Battles,1,1,"+tt.fatalities+",\""+tt.notes+"\"\n")
		if len(bad) > 0 {
			t.Fatal(bad)
		}
		got := ""
		if c := rows[0].Facts.Casualties; len(c) > 0 {
			got = c[0].Text()
		}
		if got != tt.want {
			t.Errorf("fatalities %q, %q: %q, want %q", tt.fatalities, tt.notes, got, tt.want)
		}
	}
}

func TestACLEDKinds(t *testing.T) {
	tests := []struct {
		event, sub, actor, inter string
		category                 string
		means                    []models.Means
		kind, role               string
	}{
		{"Explosions/Remote violence", "Air/drone strike", "Military Forces of Orland", "1", "AIR_STRIKE", []models.Means{{Cause: "HEAVY_WEAPONS"}}, "OTHER_STATE", "FIRED"},
		{"Explosions/Remote violence", "Shelling/artillery/missile attack", "Free Coast Front", "Rebel group", "INDIRECT_FIRE", []models.Means{{Cause: "HEAVY_WEAPONS"}}, "ARMED_GROUP", "FIRED"},
		{"Explosions/Remote violence", "Remote explosive/landmine/IED", "Unidentified Armed Group", "3", "IED_MINE", []models.Means{{Cause: "PLANTED_EXPLOSIVE_UXO", Delivery: "EMPLACED"}}, "", ""},
		{"Battles", "Armed clash", "Military Forces of Orland", "1", "DIRECT_FIRE", nil, "", ""},
		{"Violence against civilians", "Attack", "Hill League", "4", "UNKNOWN", nil, "ARMED_GROUP", "FIRED"},
		{"Violence against civilians", "Abduction/forced disappearance", "Police Forces of Orland", "8", "DISAPPEARANCE", nil, "OTHER_STATE", "DETAINED"},
		{"Protests", "Peaceful protest", "Protesters", "6", "OTHER", nil, "", ""},
		{"Battle-No change of territory", "", "Hill League", "4", "DIRECT_FIRE", nil, "", ""},
		{"Something new", "Never seen", "X", "", "UNKNOWN", nil, "", ""},
	}
	for _, tt := range tests {
		rows, bad := read(t, "acled", "event_id_cnty,event_date,event_type,sub_event_type,actor1,inter1,latitude,longitude,fatalities\nX1,2019-03-08,"+
			strings.Join([]string{tt.event, tt.sub, tt.actor, tt.inter}, ",")+",1,1,0\n")
		if len(bad) > 0 {
			t.Fatal(bad)
		}
		f := rows[0].Facts
		kind, role := "", ""
		if len(f.Responsibility) > 0 {
			kind, role = f.Responsibility[0].ActorKind, f.Responsibility[0].Role
		}
		if f.Category != tt.category || !slices.Equal(f.Means, tt.means) || kind != tt.kind || role != tt.role {
			t.Errorf("%s, %s by %s: %s %+v %s %s, want %s %+v %s %s", tt.event, tt.sub, tt.actor, f.Category, f.Means, kind, role, tt.category, tt.means, tt.kind, tt.role)
		}
	}
}
