package term

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// WriteJSON writes v as JSON, indented by two blanks, with a newline at the end.
// Runes that Clean always replaces are written as \u escapes. So the value is
// exact, and the terminal sees none of them. All combining marks stay, and so do
// the characters of HTML.
func WriteJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	// Before indenting, the only newline is at the end. It must not be escaped.
	text := escape(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	b.Reset()
	if err := json.Indent(&b, text, "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

// escape escapes what encoding/json does not escape in a text: DEL, C1 and format
// characters. Values that encode themselves may also have bytes that are not UTF-8. None
// of them comes after an escaping backslash.
func escape(in []byte) []byte {
	out := make([]byte, 0, len(in))
	for len(in) > 0 {
		plain := plainASCII(in)
		out, in = append(out, in[:plain]...), in[plain:]
		if len(in) == 0 {
			break
		}
		r, w := utf8.DecodeRune(in)
		switch {
		case r == utf8.RuneError && w == 1:
			out = append(out, `\ufffd`...)
		case visible(r):
			out = append(out, in[:w]...)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		in = in[w:]
	}
	return out
}
