package static

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

var (
	// A text asked for by its whole key, and one whose key is made of parts.
	asked    = regexp.MustCompile("\\b(?:t|rich)\\(\\s*\"([^\"]+)\"")
	choices  = regexp.MustCompile("\\bt\\([^()`]*(?:\\([^()]*\\)[^()`]*)*\\? \"([^\"]+)\" : \"([^\"]+)\"")
	askedGo  = regexp.MustCompile(`[({]\s*t "([^"]+)"|\bs\.must\(lang, "([^"]+)"`)
	literal  = regexp.MustCompile("[\"']([a-z][a-z0-9-]*(?:\\.[A-Za-z0-9_-]+)+)[\"']")
	prefix   = regexp.MustCompile("`([a-z][a-z-]*\\.[a-z.-]*)\\$\\{")
	printf   = regexp.MustCompile(`"([a-z-]+(?:\.[a-z-]+)*\.)%[sd]`)
	codeWord = regexp.MustCompile(`["'\s]([a-z][a-z-]*)["',=:}]`)
)

// Every text is in i18n/en.json, and nothing in there is left over.
func TestEveryTextIsUsedAndEveryUseHasAText(t *testing.T) {
	site := build(t)
	english := site.messages["en"]
	used := map[string]bool{}
	var prefixes []string
	vocabularies := map[string]bool{}

	for name, text := range sources(t, "app", ".js") {
		for _, hit := range asked.FindAllStringSubmatch(text, -1) {
			if _, ok := english[hit[1]]; !ok {
				t.Errorf("%s asks for %q, which i18n/en.json does not have", name, hit[1])
			}
		}
		for _, hit := range choices.FindAllStringSubmatch(text, -1) {
			for _, key := range hit[1:] {
				if _, ok := english[key]; !ok {
					t.Errorf("%s asks for %q, which i18n/en.json does not have", name, key)
				}
			}
		}
		for _, hit := range literal.FindAllStringSubmatch(text, -1) {
			used[hit[1]] = true
		}
		for _, hit := range prefix.FindAllStringSubmatch(text, -1) {
			prefixes = append(prefixes, hit[1])
		}
		for _, hit := range codeWord.FindAllStringSubmatch(text, -1) {
			vocabularies[hit[1]] = true
		}
	}
	texts := sources(t, "templates", ".html")
	pages, err := fs.ReadFile(goSources, "pages.go")
	if err != nil {
		t.Fatal(err)
	}
	texts["pages.go"] = string(pages)
	for name, text := range texts {
		for _, hit := range askedGo.FindAllStringSubmatch(text, -1) {
			key := hit[1] + hit[2]
			used[key] = true
			if strings.HasSuffix(key, ".") {
				prefixes = append(prefixes, key)
			} else if english[key].Text == "" && english[key].Forms == nil {
				t.Errorf("%s asks for %q, which i18n/en.json does not have", name, key)
			}
		}
		for _, hit := range literal.FindAllStringSubmatch(text, -1) {
			used[hit[1]] = true
		}
		for _, hit := range printf.FindAllStringSubmatch(text, -1) {
			prefixes = append(prefixes, hit[1])
		}
	}

	for key := range english {
		if used[key] || hasPrefix(key, prefixes) && !strings.HasPrefix(key, "code.") {
			continue
		}
		if part := strings.Split(key, "."); part[0] == "code" && (vocabularies[part[1]] || hasPrefix(key, prefixes)) {
			continue
		}
		t.Errorf("i18n/en.json: %q is used nowhere", key)
	}
}

func hasPrefix(key string, prefixes []string) bool {
	for _, p := range prefixes {
		if p != "code." && strings.HasPrefix(key, p) {
			return true
		}
	}
	return false
}

// Other languages have the same keys and placeholders as English, and the plural
// forms their language needs.
func TestTranslationsAreComplete(t *testing.T) {
	site := build(t)
	forms := map[string][]string{"en": {"one", "other"}, "fr": {"one", "many", "other"}, "ar": {"zero", "one", "two", "few", "many", "other"}}
	for _, lang := range site.Languages {
		for key, english := range site.messages["en"] {
			own, ok := site.messages[lang][key]
			if !ok {
				t.Errorf("%s lacks %q", lang, key)
				continue
			}
			if (own.Forms == nil) != (english.Forms == nil) {
				t.Errorf("%s: %q has plural forms in one language only", lang, key)
			}
			for _, form := range forms[lang] {
				if own.Forms != nil && own.Forms[form] == "" {
					t.Errorf("%s: %q lacks the form %q", lang, key, form)
				}
			}
		}
		for key := range site.messages[lang] {
			if _, ok := site.messages["en"][key]; !ok {
				t.Errorf("%s has %q, which English does not", lang, key)
			}
		}
	}
}

// Words of section 15 of ux.md: neutral, exact, never cheerful.
func TestWords(t *testing.T) {
	banned := regexp.MustCompile(`(?i)collateral|\bvictims\b|\btarget(s|ed)?\b|false claim|\boops\b|success|casualties were|!|…\.`)
	allowed := regexp.MustCompile(`target data`)
	for key, m := range build(t).messages["en"] {
		for _, text := range append([]string{m.Text}, values(m.Forms)...) {
			if hit := banned.FindString(allowed.ReplaceAllString(text, "")); hit != "" {
				t.Errorf("%s: %q says %q", key, text, hit)
			}
		}
	}
}

func values(m map[string]string) []string {
	var all []string
	for _, v := range m {
		all = append(all, v)
	}
	return all
}

// Best effort: what a template holds outside its tags and its ${…} is punctuation.
func TestNoHardCodedText(t *testing.T) {
	words := regexp.MustCompile(`[A-Za-z]{2,}`)
	tag := regexp.MustCompile(`(?s)<[^<>]*>`)
	attribute := regexp.MustCompile(`(?:aria-label|title|placeholder|alt)="[^"]*[a-z]{2,}[^"]*"`)
	for name, text := range sources(t, "app", ".js") {
		for _, tpl := range htmlTemplates(text) {
			if hit := attribute.FindString(tpl); hit != "" {
				t.Errorf("%s: hard-coded %s", name, hit)
			}
			if hit := words.FindString(tag.ReplaceAllString(tpl, " ")); hit != "" {
				t.Errorf("%s: hard-coded %q in html`%.60s…`", name, hit, strings.TrimSpace(tpl))
			}
		}
	}
	page := regexp.MustCompile(`(?s)\{\{.*?\}\}|<!doctype html>|<[^<>]*>`)
	for name, text := range sources(t, "templates", ".html") {
		if hit := words.FindString(page.ReplaceAllString(text, " ")); hit != "" {
			t.Errorf("%s: hard-coded %q", name, hit)
		}
	}
}

// htmlTemplates are the html`…` literals of a module with every ${…} taken out;
// a template within another is listed by itself.
func htmlTemplates(text string) []string {
	var found []string
	for {
		_, rest, ok := strings.Cut(text, "html`")
		if !ok {
			return found
		}
		var own strings.Builder
		i := 0
		for i < len(rest) && rest[i] != '`' {
			if strings.HasPrefix(rest[i:], "${") {
				end := i + 2 + closing(rest[i+2:])
				found = append(found, htmlTemplates(rest[i+2:end])...)
				i = end + 1
				own.WriteString("·") // keeps a tag's attribute from swallowing the next
				continue
			}
			own.WriteByte(rest[i])
			i++
		}
		found = append(found, own.String())
		text = rest[min(i+1, len(rest)):]
	}
}

// closing is where the } stands that ends an expression.
func closing(text string) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth == 0 {
				return i
			}
			depth--
		case '"', '\'':
			if j := strings.IndexByte(text[i+1:], text[i]); j >= 0 {
				i += j + 1
			}
		case '`':
			for i++; i < len(text) && text[i] != '`'; i++ {
				if strings.HasPrefix(text[i:], "${") {
					i += 2 + closing(text[i+2:])
				}
			}
		}
	}
	return len(text)
}
