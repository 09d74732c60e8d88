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
	ID      string
	Ref     string // its reference, or the first part of its id while it has none
	Title   string
	By      string // who prints it
	At      time.Time
	Waiting int // gaps that ask for something
	Agreed  []PrintLine
	Gaps    []PrintGap
	Records []PrintRecord // the oldest first
}

// PrintLine is one thing that is said, in words.
type PrintLine struct{ Label, Text string }

// PrintGap is one difference that is open.
type PrintGap struct {
	Code, Title, Severity string
	WaitingOn             []string // codes of partners
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
