package term

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// WriteJSON writes v as JSON, indented by two blanks and ended by a newline.
// Runes that Clean never lets through are written as \u escapes, so
// the value is exact and the terminal sees none of them. Marks all stay, and so
// do the characters of HTML.
func WriteJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(escapeJSON(b.Bytes()))
	return err
}

// escapeJSON escapes what encoding/json leaves raw: DEL, C1, format characters
// and, from values that encode themselves, bytes that are not UTF-8. None of
// them occurs in JSON outside of strings, nor after an escaping backslash.
func escapeJSON(in []byte) []byte {
	out := make([]byte, 0, len(in))
	for i, w := 0, 0; i < len(in); i += w {
		var r rune
		r, w = utf8.DecodeRune(in[i:])
		switch {
		case r == utf8.RuneError && w == 1:
			out = append(out, `\ufffd`...)
		case r == '\n' || visible(r):
			out = append(out, in[i:i+w]...)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}
