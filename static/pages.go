package static

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"strings"
	"time"
)

// Page names, as Render takes them, and the data each wants.
const (
	Shell           = "shell.html"            // ShellPage
	SignIn          = "sign-in.html"          // SignInPage
	Public          = "public.html"           // PublicPage
	PublicStatement = "public-statement.html" // PublicStatementPage
	ErrorPageName   = "error.html"            // ErrorPage
	Setup           = "setup.html"            // SetupPage
	Print           = "print.html"            // PrintPage
	PrintCompare    = "print-compare.html"    // PrintComparePage
)

// ShellPage is the staff page: an empty frame that the script fills.
type ShellPage struct {
	Theme string // "light", "dark" or "" to follow the system; from the cookie "theme"
}

// SignInPage is the sign-in form. It works without a script and posts
// username, password and next to /sign-in.
type SignInPage struct {
	Theme    string
	Next     string        // where to go afterwards, a path of ours such as "/#/incidents"
	Username string        // as typed before, so that nobody types it twice
	Error    string        // "", or what stands after "sign-in.error." in the messages: wrong, busy, expired
	Demo     bool          // shows Accounts as buttons that sign in at once
	Password string        // of every demonstration account
	Accounts []DemoAccount // only shown when Demo
}

// DemoAccount is one person of the demonstration world.
type DemoAccount struct {
	Username string
	Display  string   // "Ana Reis", may be empty
	Partner  string   // name of the partner, empty for none
	Slot     string   // its slot A to E, empty for none
	Roles    []string // role codes such as CELL_CLERK, shown in words
}

// SetupPage is where a one-time link leads: choose a password. It works without a
// script and posts token, username and password to /setup.
type SetupPage struct {
	Theme    string
	Token    string
	Username string
	Error    string // a sentence, shown as it is; empty at first
}

// PublicPage lists the statements that have been released.
type PublicPage struct {
	Theme      string
	Statements []PublicItem // newest first
	Demo       bool
}

// PublicItem is one line of PublicPage.
type PublicItem struct {
	Ref        string // also the last part of its address
	Title      string
	Kind       string // STATEMENT_KIND code, shown in words
	ReleasedAt time.Time
	Version    int
	Partners   []string // names of the partners that issue it
	Summary    string   // first sentence or two, may be empty
	Corrected  bool
}

// PublicStatementPage is one released statement.
type PublicStatementPage struct {
	Theme string
	PublicItem
	Bodies     []PublicBody // one a language, the reader's first
	Correction *PublicCorrection
	Contact    []PublicContact // how to reach each partner; empty shows a general sentence
	Demo       bool
}

// PublicBody is the text in one language. Blank lines part paragraphs.
type PublicBody struct{ Lang, Text string }

// PublicCorrection says what was wrong and where the right text stands.
type PublicCorrection struct {
	At   time.Time
	Note string // what was wrong and what is right
	Ref  string // the statement that corrects this one, or that this one corrects; may be empty
}

// PublicContact is how families and witnesses reach a partner.
type PublicContact struct{ Partner, Text string }

// PrintPage is an incident on paper: black on white, without a script.
type PrintPage struct {
	ID       string
	Ref      string // its reference, or the first part of its id while it has none
	Title    string
	By       string // who prints it
	At       time.Time
	Waiting  int // gaps that ask for something
	Agreed   []PrintLine
	Gaps     []PrintGap
	Dissents []PrintGap    // both views of each beside each other
	Records  []PrintRecord // the oldest first
}

// PrintLine is one thing that is said, in words.
type PrintLine struct{ Label, Text string }

// PrintGap is one difference: where it stands, and what each side says of it.
type PrintGap struct {
	Code, Field, Title, Severity, State string
	WaitingOn                           []string // codes of partners, or their names
	Views                               []PrintView
	Note, Hash                          string    // of how it ended: what may be said in public, and the hash over all that was signed
	Until                               time.Time // until when one partner alone may take the ending back; zero for not at all
}

// PrintView is one partner's view of a difference, beside the others'.
type PrintView struct {
	Partner, Value, Text, By string
	Codes                    []string // the value where it is one in codes
	At                       time.Time
}

// PrintComparePage is the accounts of an incident side by side, in black and white.
type PrintComparePage struct {
	ID, Ref, Title, By string
	At                 time.Time
	Provisional        bool // the link waits for both partners' word
	Columns            []PrintColumn
	Rows               []PrintCompareRow
	Beside             []PrintGap // that no row shows
}

// PrintColumn is one record.
type PrintColumn struct {
	Code, Partner, Slot, Ref, By string
	Version                      int
	At                           time.Time
	Observer                     bool // stands beside the parties, and is no part of their agreement
}

// PrintCompareRow is one field: a cell for each column, in their order.
type PrintCompareRow struct {
	Group, Field, Look, Why string
	Cells                   []PrintCell
	Agreed                  string // "" where nothing is agreed in words or figures
	AgreedCodes             []string
	Signed                  []PrintSigned
	Gaps                    []PrintGap
}

// PrintCell is what one record says of a field.
type PrintCell struct {
	Said        bool
	Text, Basis string
	Codes       []string // the value where it is one in codes
}

// PrintSigned is one signature under an agreed value.
type PrintSigned struct {
	Partner, By string
	At          time.Time
}

// PrintRecord is one partner's record as the reader may see it.
type PrintRecord struct {
	Ref, Partner, Slot, Title string
	Version                   int
	By                        string // of the version
	At                        time.Time
	Lines                     []PrintLine
}

// ErrorPage says what happened, what is safe and what to do.
type ErrorPage struct {
	Theme     string
	Status    int    // 404, 403, 429, 503 have words of their own; anything else is general
	RequestID string // shown small, for whoever is asked for help
}

func (s *Site) parsePages(files fs.FS) error {
	s.pages = map[string]*template.Template{}
	for _, lang := range s.Languages {
		set, err := template.New("").Funcs(s.funcs(lang)).ParseFS(files, "templates/*.html")
		if err != nil {
			return err
		}
		s.pages[lang] = set
	}
	return nil
}

// Render writes a page in lang, or in English where there is no such language.
func (s *Site) Render(w io.Writer, page string, lang string, data any) error {
	set, ok := s.pages[lang]
	if !ok {
		set = s.pages["en"]
	}
	return set.ExecuteTemplate(w, page, data)
}

// Direction is "rtl" for languages written from right to left, otherwise "ltr".
func Direction(lang string) string {
	switch strings.Split(lang, "-")[0] {
	case "ar", "fa", "he", "ur", "ps":
		return "rtl"
	}
	return "ltr"
}

func (s *Site) funcs(lang string) template.FuncMap {
	t := func(key string, pairs ...any) (string, error) { return s.Text(lang, key, pairs...) }
	return template.FuncMap{
		"t":              t,
		"lang":           func() string { return lang },
		"dir":            Direction,
		"script":         func() string { return s.Script },
		"shared":         func() []string { return s.Shared },
		"sign_in_script": func() string { return s.SignInScript },
		"style":          func() string { return s.Style },
		"icons":          func() string { return s.Icons },
		"icon":           func() string { return s.Favicon },
		"licences":       func() string { return s.Licences },
		"messages":       func() string { return s.urls[lang] },
		"languages":      func() (string, error) { b, err := json.Marshal(s.urls); return string(b), err },
		"date": func(at time.Time) (string, error) {
			at = at.UTC()
			return t("date.long", "d", at.Day(), "month", s.must(lang, fmt.Sprintf("month.%d", at.Month())), "y", at.Year(), "time", at.Format("15:04"))
		},
		"and_list": func(names []string) string {
			if len(names) < 2 {
				return strings.Join(names, "")
			}
			return s.must(lang, "list.and", "some", strings.Join(names[:len(names)-1], ", "), "last", names[len(names)-1])
		},
		// language names a language in the reader's language, or by its code.
		"language": func(code string) string {
			if _, known := s.messages["en"]["language."+code]; known {
				return s.must(lang, "language."+code)
			}
			return code
		},
		// code names a code of a vocabulary in words, or gives it as it is.
		"code": func(vocabulary, code string) string { return s.word(lang, "code."+vocabulary+"."+code, code) },
		// said is a value of a field in words: as it is given, or its codes.
		"said": func(field, text string, codes []string) string {
			words := make([]string, len(codes))
			for i, c := range codes {
				words[i] = s.word(lang, "code."+vocabularyOf(field)+"."+c, c)
			}
			if len(words) == 0 {
				return text
			}
			return strings.Join(words, ", ")
		},
		"looks": func() []string { return []string{"conflict", "missing", "near", "agree", "agreed"} },
		"glyph": func(look string) string { return glyphs[look] },
		"add":   func(a, b int) int { return a + b },
		"field": func(field string) string { return s.field(lang, field) },
		"error_key": func(status int) string {
			switch status {
			case 403, 404, 429, 503:
				return fmt.Sprint(status)
			}
			return "general"
		},
		"paragraphs": func(text string) []string {
			return strings.FieldsFunc(strings.ReplaceAll(text, "\r\n", "\n"), func(r rune) bool { return r == '\n' })
		},
	}
}

// must is Text for keys that a test has shown to exist.
func (s *Site) must(lang, key string, pairs ...any) string {
	text, err := s.Text(lang, key, pairs...)
	if err != nil {
		return key
	}
	return text
}

// vocabularyOf is the vocabulary of a field's codes in the messages.
func vocabularyOf(field string) string {
	if strings.HasPrefix(field, "responsibility/") {
		return "role-in"
	}
	return map[string]string{"category": "category", "own_involvement": "involvement", "assessment/status": "assessment", "assessment/standard": "standard", "means/weapon": "weapon",
		"means/cause": "cause", "means/delivery": "delivery", "means/submunition": "submunition", "place/site": "site", "law_concern": "law"}[field]
}

// glyphs of how values stand to each other, as the interface draws them.
var glyphs = map[string]string{"conflict": "gaps", "missing": "ring", "near": "near", "agree": "equals", "agreed": "linked"}

// word is a text where there is one, and otherwise what is given instead.
func (s *Site) word(lang, key, instead string) string {
	if _, known := s.messages["en"][key]; !known {
		return instead
	}
	return s.must(lang, key)
}

// field names a field of a comparison as the interface does: that of
// casualties/KILLED/CIVILIAN/age=CHILD is "Civilians killed: children".
func (s *Site) field(lang, field string) string {
	head, rest, _ := strings.Cut(field, "/")
	parts := strings.Split(rest, "/")
	switch {
	case head == "responsibility" && rest != "":
		return s.must(lang, "field.responsibility-of", "who", rest)
	case head != "casualties":
		return s.word(lang, "code.field."+strings.ReplaceAll(field, "/", "."), field)
	}
	status := "ALL"
	if len(parts) > 1 && !strings.Contains(parts[1], "=") {
		status = parts[1]
	}
	whole := s.must(lang, "count."+status, "outcome", strings.ToLower(s.word(lang, "code.outcome."+parts[0], parts[0])))
	var classes []string
	for _, part := range parts {
		if axis, value, is := strings.Cut(part, "="); is {
			classes = append(classes, strings.ToLower(s.word(lang, "code."+axis+"."+value, value)))
		}
	}
	if len(classes) == 0 {
		return whole
	}
	return s.must(lang, "count.part", "whole", whole, "part", strings.Join(classes, ", "))
}
