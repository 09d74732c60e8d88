package statements

import "regexp"

var address = regexp.MustCompile(`x^`)

func fold(s string) string { return s }
func coordinates(s string) string { return "" }
