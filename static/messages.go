package static

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Messages are the texts of one language by key. A text with a number in it has
// a form for each plural category of the language, chosen by "n".
type Messages map[string]Message

// Message is one text, or its plural forms by CLDR category.
type Message struct {
	Text  string
	Forms map[string]string
}

// UnmarshalJSON takes "text" or {"one": "…", "other": "…"}.
func (m *Message) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &m.Text)
	}
	return json.Unmarshal(b, &m.Forms)
}

// MarshalJSON is the inverse of UnmarshalJSON.
func (m Message) MarshalJSON() ([]byte, error) {
	if m.Forms != nil {
		return json.Marshal(m.Forms)
	}
	return json.Marshal(m.Text)
}

// addMessages reads i18n/*.json and serves each language as one asset.
func (s *Site) addMessages(files fs.FS) error {
	names, err := fs.Glob(files, "i18n/*.json")
	if err != nil {
		return err
	}
	s.messages = map[string]Messages{}
	for _, name := range names {
		lang := strings.TrimSuffix(path.Base(name), ".json")
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		var messages Messages
		if err := json.Unmarshal(body, &messages); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		s.messages[lang] = messages
		s.Languages = append(s.Languages, lang)
		packed, err := json.Marshal(messages) // sorted keys, no blanks
		if err != nil {
			return err
		}
		if s.urls[lang], err = s.addHashed("i18n-"+lang+".json", packed); err != nil {
			return err
		}
	}
	if s.messages["en"] == nil {
		return fmt.Errorf("i18n/en.json is missing")
	}
	sort.SliceStable(s.Languages, func(i, j int) bool { return s.Languages[i] == "en" && s.Languages[j] != "en" })
	return nil
}

// Text returns the text of key in lang, or the English one, with {name} replaced
// from pairs of name and value: Text("en", "public.count", "n", 3).
func (s *Site) Text(lang, key string, pairs ...any) (string, error) {
	m, ok := s.messages[lang][key]
	if !ok {
		if m, ok = s.messages["en"][key]; !ok {
			return "", fmt.Errorf("no text %q", key)
		}
		lang = "en"
	}
	text := m.Text
	for i := 0; i+1 < len(pairs); i += 2 {
		if n, isInt := pairs[i+1].(int); isInt && pairs[i] == "n" && m.Forms != nil {
			text = m.Forms[pluralForm(lang, n)]
			if text == "" {
				text = m.Forms["other"]
			}
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%v}", pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return text, nil
}

func pluralForm(lang string, n int) string {
	if n < 0 {
		n = -n
	}
	switch plural.Cardinal.MatchPlural(language.Make(lang), n, 0, 0, 0, 0) {
	case plural.Zero:
		return "zero"
	case plural.One:
		return "one"
	case plural.Two:
		return "two"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	}
	return "other"
}
