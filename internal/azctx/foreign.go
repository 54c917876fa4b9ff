package azctx

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The limits of text that a foreign file may bring, in bytes. Azure's own
// limits are far lower, so a longer text was damaged or made up.
const (
	ForeignNameLimit = 256  // for Context.Name
	ForeignTextLimit = 1024 // for all other text
)

// quoteLimit keeps a warning about a foreign value on one readable line.
const quoteLimit = 100

// ForeignText returns s as a context may hold it. It is valid UTF-8, with U+FFFD
// for what is not. It has no NUL, since neither a shell nor an environment can
// carry one. It is cut between two runes to at most limit bytes. It is not safe
// to show: whoever shows it must clean it.
func ForeignText(s string, limit int) string {
	s = strings.ToValidUTF8(s, string(utf8.RuneError))
	s = strings.ReplaceAll(s, "\x00", "")
	return cut(s, limit)
}

// ForeignQuote returns s quoted for a message, on one line and without control
// characters. A long s is cut: enough is left to see which value is meant.
func ForeignQuote(s string) string {
	if short := cut(s, quoteLimit); short != s {
		return strconv.Quote(short) + "…"
	}
	return strconv.Quote(s)
}

// IsGUID says whether s is an ID as Azure writes it: 8-4-4-4-12 hexadecimal
// digits of either case, without braces.
func IsGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if !isHex(c) {
				return false
			}
		}
	}
	return true
}

// TrimBOM returns data without a UTF-8 byte order mark, which az and .NET
// write and encoding/json does not read.
func TrimBOM(data []byte) []byte {
	return bytes.TrimPrefix(data, []byte("\ufeff"))
}

// cut returns s. Of an s longer than limit bytes it returns the whole runes in the
// first limit bytes.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// ForeignReason words an error about a foreign file for a warning. For a value of a
// wrong type it tells only the field, since the value may be a secret.
func ForeignReason(err error) string {
	wrong := (*json.UnmarshalTypeError)(nil)
	switch {
	case !errors.As(err, &wrong):
		return err.Error()
	case wrong.Field == "":
		return "not an object"
	}
	return wrong.Field + " has a wrong type"
}
