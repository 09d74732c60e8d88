package models

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
)

// somebody is valid; cases say only what changes.
func somebody() Identity {
	age := 34
	return Identity{Names: []string{"Tamar Secretname"}, Contact: "secretplace", Notes: "secretnote", AgeExact: &age, Language: "ar", Consent: "INFORMED"}
}

func TestIdentityCheck(t *testing.T) {
	n := func(v int) *int { return &v }
	tests := []struct {
		name   string
		change func(*Identity)
		broken []string
	}{
		{"as given", func(i *Identity) {}, nil},
		{"a contact and no name", func(i *Identity) { i.Names = nil }, nil},
		{"an age from and to", func(i *Identity) { i.AgeExact, i.AgeLow, i.AgeHigh = nil, n(30), n(40) }, nil},
		{"a child not a year old", func(i *Identity) { i.AgeExact = n(0) }, nil},
		{"neither name nor contact", func(i *Identity) { i.Names, i.Contact = nil, " " }, []string{"/names"}},
		{"exact and from", func(i *Identity) { i.AgeLow = n(30) }, []string{"/age_exact"}},
		{"ages crossed", func(i *Identity) { i.AgeExact, i.AgeLow, i.AgeHigh = nil, n(40), n(30) }, []string{"/age_high"}},
		{"an age beyond all", func(i *Identity) { i.AgeExact = n(131) }, []string{"/age_exact"}},
		{"every problem at once", func(i *Identity) { i.Names[0], i.Consent = "secret\nname", "secretcode" }, []string{"/names/0", "/consent"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			i := somebody()
			tt.change(&i)
			var got []string
			for _, p := range i.Check() {
				got = append(got, p.Pointer)
				if strings.Contains(p.Detail, "secret") {
					t.Errorf("the sentence repeats what was sent: %s", p.Detail)
				}
			}
			if !slices.Equal(got, tt.broken) {
				t.Errorf("broken = %v, want %v", got, tt.broken)
			}
		})
	}
}

// No common way of printing, logging or encoding says who it is.
func TestIdentityIsWithheld(t *testing.T) {
	i := somebody()
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		l := slog.New(h)
		l.Info("x", "identity", i, "pointer", &i, "revealed", Revealed(i), "list", []Identity{i}, "inside", struct{ I Identity }{i})
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&log, verb+verb+verb+verb+verb+"\n", i, &i, Revealed(i), []Identity{i}, struct{ I Identity }{i})
	}
	for _, v := range []any{i, &i, []Identity{i}, struct{ I Identity }{i}, map[string]any{"i": i}} {
		if text, err := json.Marshal(v); err == nil {
			t.Errorf("%T became %s", v, text)
		}
	}
	if strings.Contains(strings.ToLower(log.String()), "secret") || strings.Contains(log.String(), fmt.Sprintf("%x", "secret")) {
		t.Errorf("an identity was printed: %s", log.String())
	}
	// control: the same content under a type without these methods prints
	type plain Identity
	if text := fmt.Sprintf("%v", plain(i)); !strings.Contains(text, "secretplace") {
		t.Errorf("the search would find nothing: %s", text)
	}
	if text, err := json.Marshal(Revealed(i)); err != nil || !bytes.Contains(text, []byte("secretplace")) {
		t.Errorf("revealed it is %s, %v", text, err)
	}
}

func TestPseudonymTellsNoName(t *testing.T) {
	i := Identity{Names: []string{"Fátima al-Haddad", "سميرة حداد", "Bo Li"}}
	for text, told := range map[string]bool{"V-07": false, "witness 3": false, "FATIMA": true, "V-haddad-2": true, "vfatimax": true, "حداد 2": true, "W-bo": false, "V 100": false} {
		if got := i.Told(text); got != told {
			t.Errorf("%q tells = %v, want %v", text, got, told)
		}
	}
}
