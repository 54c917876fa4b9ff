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
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(layOut(b.Bytes()))
	return err
}

// layOut indents and escapes what encoding/json encoded without a blank. Its own
// indentation checks each byte's syntax again, which for a long list is most of the time.
func layOut(in []byte) []byte {
	out := make([]byte, 0, 2*len(in))
	depth := 0
	line := func() {
		out = append(out, '\n')
		for range depth {
			out = append(out, "  "...)
		}
	}
	for i := 0; i < len(in); {
		c := in[i]
		switch c {
		case '"':
			end := i + 1
			for ; in[end] != '"'; end++ {
				if in[end] == '\\' {
					end++
				}
			}
			out = appendEscaped(out, in[i:end+1])
			i = end + 1
			continue
		case '{', '[':
			out = append(out, c)
			if i++; in[i] != c+2 { // which is how it is closed
				depth++
				line()
				continue
			}
			out = append(out, in[i])
		case '}', ']':
			depth--
			line()
			out = append(out, c)
		case ',':
			out = append(out, c)
			line()
		case ':':
			out = append(out, ": "...)
		default:
			out = append(out, c)
		}
		i++
	}
	return out
}

// appendEscaped escapes what encoding/json leaves raw in a text: DEL, C1, format
// characters and, from values that encode themselves, bytes that are not UTF-8. None of
// them occurs after an escaping backslash.
func appendEscaped(out, in []byte) []byte {
	if isPlainASCII(in) {
		return append(out, in...)
	}
	for i, w := 0, 0; i < len(in); i += w {
		var r rune
		r, w = utf8.DecodeRune(in[i:])
		switch {
		case r == utf8.RuneError && w == 1:
			out = append(out, `\ufffd`...)
		case visible(r):
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
