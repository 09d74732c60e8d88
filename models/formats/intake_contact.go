package formats

import (
	"regexp"
	"strings"

	"concord/models"

	"golang.org/x/text/unicode/norm"
)

// withheld stands in a text for what names the person who reported, and tells the
// reader that something was there.
const withheld = "[withheld]"

// contactKeys are the keys that name the person who reports, or whom to ask; label
// says what they are in the sealed notes.
var contactKeys = []struct{ key, label string }{
	{"full_name", ""}, {"phone_number", "Telephone"}, {"email_address", "E-mail"}, {"poc_1_name", ""}, {"poc_1_info", "Contact 1"},
}

// seal takes out of a row what tells who reported and gives it for sealing; nil where
// nothing does. It goes before anything else is read: a key that is not known may
// hold a name, so it is sealed too, and a name, number or address that is repeated
// in another text is withheld there. The texts as written are sealed with it.
func seal(r *row) *models.Identity {
	var who models.Identity
	var contact, notes []string
	cell := func(column string) string { return norm.NFC.String(r.raw(column)) }
	for _, k := range contactKeys {
		s := cell(k.key)
		switch {
		case s == "":
		case k.label == "":
			who.Names = append(who.Names, s)
		default:
			contact = append(contact, k.label+": "+s)
		}
	}
	known := repeated(cell)
	for i, name := range r.columns.names {
		s := norm.NFC.String(strings.TrimSpace(r.cells[i]))
		switch {
		case s == "" || isContact(name):
		case !intakeKnown(name) || name == "document_files" && strings.Contains(s, "{"):
			notes = append(notes, name+": "+s)
			r.cells[i] = ""
		default:
			if plain := known.hide(s); plain != s {
				notes = append(notes, name+" as written: "+s)
				r.cells[i] = plain
			}
		}
	}
	who.Contact, who.Notes = strings.Join(contact, "\n"), strings.Join(notes, "\n")
	if len(who.Names) == 0 && who.Contact == "" && who.Notes == "" {
		return nil
	}
	if len(who.Names) == 0 && who.Contact == "" {
		who.Contact = "No name or address was given." // an identity is sealed under something
	}
	for _, broken := range who.Check() {
		r.refuse(contactColumn(broken.Pointer), "%s The value is withheld here.", broken.Detail)
	}
	return &who
}

func isContact(name string) bool {
	for _, k := range contactKeys {
		if k.key == name {
			return true
		}
	}
	return false
}

func contactColumn(pointer string) string {
	switch {
	case strings.HasPrefix(pointer, "/names"):
		return "full_name"
	case strings.HasPrefix(pointer, "/contact"):
		return "poc_1_info"
	}
	return "publicuuid"
}

// Any address is withheld, whoever's it is, and any number with a country's code.
var (
	anyMail   = regexp.MustCompile(`[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}.\-]+\.\p{L}{2,}`)
	anyPhone  = regexp.MustCompile(`\+\d[\d\s().\-/]{6,}\d`)
	phoneLike = regexp.MustCompile(`\d[\d\s().\-/]{5,}\d`)
	wordsOf   = regexp.MustCompile(`[\p{L}\p{M}\p{N}]+`)
)

// repeated finds what the contact cells say wherever else it is said: names however
// their parts are divided and in either order, numbers with or without a country's
// code, and any address for e-mail.
func repeated(cell func(string) string) said {
	var find []string
	for _, key := range []string{"full_name", "poc_1_name"} {
		parts := wordsOf.FindAllString(cell(key), 12)
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		if len(parts) > 1 || len(parts) == 1 && len(parts[0]) > 3 {
			find = append(find, strings.Join(parts, `[\s._,\-]*`))
		}
		if last := len(parts) - 1; last > 0 {
			find = append(find, parts[last]+`[\s._,\-]*`+strings.Join(parts[:last], `[\s._,\-]*`))
		}
	}
	for _, key := range []string{"phone_number", "poc_1_info"} {
		for _, number := range phoneLike.FindAllString(cell(key), 5) {
			var digits []string
			for _, c := range number {
				if c >= '0' && c <= '9' {
					digits = append(digits, string(c))
				}
			}
			if n := len(digits); n >= 6 {
				find = append(find, `\+?[\d\s().\-/]*`+strings.Join(digits[n-min(n, 7):], `[\s().\-/]*`))
			}
		}
	}
	for _, key := range []string{"phone_number", "email_address", "poc_1_info"} {
		if s := cell(key); len(s) > 5 && len(s) < 400 {
			find = append(find, regexp.QuoteMeta(s))
		}
	}
	if len(find) == 0 {
		return said{}
	}
	return said{regexp.MustCompile(`(?i)` + strings.Join(find, "|"))}
}

// said is what one sender's contact looks like; nil where nothing was given.
type said struct{ own *regexp.Regexp }

func (s said) hide(text string) string {
	if strings.Contains(text, "@") {
		text = anyMail.ReplaceAllString(text, withheld)
	}
	if strings.Contains(text, "+") {
		text = anyPhone.ReplaceAllString(text, withheld)
	}
	if s.own != nil {
		text = s.own.ReplaceAllString(text, withheld)
	}
	return text
}
