package azcli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/azenv/azenv/internal/azctx"
)

// object is a JSON object whose members keep their order, as Python's do.
type object []member

type member struct {
	key   string
	value json.RawMessage
}

// parseObject reads one object. If several members have the same name, the last one
// counts, as in Python.
func parseObject(data []byte) (object, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("not an object")
	}
	o := object{}
	at := map[string]int{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		key, _ := t.(string)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		if i, ok := at[key]; ok {
			o[i].value = value
			continue
		}
		at[key] = len(o)
		o = append(o, member{key, value})
	}
	_, err := d.Token()
	return o, err
}

// get returns a member's value, nil if there is no such member.
func (o object) get(key string) json.RawMessage {
	for _, m := range o {
		if m.key == key {
			return m.value
		}
	}
	return nil
}

// text returns a member's value if it is a string, else an empty string.
func (o object) text(key string) string {
	value := o.get(key)
	if n := len(value); n > 1 && value[0] == '"' && bytes.IndexByte(value, '\\') < 0 {
		return string(value[1 : n-1]) // a shortcut: most of thousands of values are so
	}
	var s *string
	if json.Unmarshal(value, &s) != nil || s == nil {
		return ""
	}
	return *s
}

// with returns o with that member. A member that exists keeps its position, a new one is
// the last.
func (o object) with(key string, value json.RawMessage) object {
	for i, m := range o {
		if m.key == key {
			o = append(object{}, o...)
			o[i].value = value
			return o
		}
	}
	return append(o[:len(o):len(o)], member{key, value})
}

// over returns o with all members of top, which replace those of o.
func (o object) over(top object) object {
	for _, m := range top {
		o = o.with(m.key, m.value)
	}
	return o
}

// raw is o as JSON.
func (o object) raw() json.RawMessage {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(pyString(m.key))
		b.WriteString(": ")
		b.Write(m.value)
	}
	b.WriteByte('}')
	return b.Bytes()
}

// pyJSON returns data, which is valid JSON, as Python's json.dump writes it with its
// defaults: one line, ", " and ": " as separators, ASCII only. az writes its files so.
// If az writes such a file again without a change, not a byte differs.
func pyJSON(data []byte) []byte {
	var b bytes.Buffer
	for i := 0; i < len(data); {
		switch c := data[i]; c {
		case '"':
			end := stringEnd(data, i)
			b.WriteString(pyToken(data[i:end]))
			i = end
			continue
		case ',', ':':
			b.WriteByte(c)
			b.WriteByte(' ')
		case ' ', '\t', '\n', '\r':
		default:
			b.WriteByte(c)
		}
		i++
	}
	return b.Bytes()
}

// stringEnd returns where the string that starts at i ends.
func stringEnd(data []byte, i int) int {
	for i++; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}

// pyToken is a JSON string in Python's form. A string with half a surrogate pair stays as
// it is, since Go cannot represent it.
func pyToken(token []byte) string {
	var s string
	if err := json.Unmarshal(token, &s); err != nil || strings.ContainsRune(s, utf8.RuneError) {
		return string(token)
	}
	return pyString(s)
}

func pyString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case strings.ContainsRune("\b\f\n\r\t", r):
			b.WriteByte('\\')
			b.WriteByte("btn-fr"[r-'\b'])
		case r < ' ' || 0x7e < r && r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		case r >= 0x10000:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// pyFile is o as az writes it to a file: with a byte order mark.
func pyFile(o object) []byte {
	return append([]byte("\ufeff"), pyJSON(o.raw())...)
}

// pyRead reads a file such as pyFile makes. It fails on what Python cannot read either.
func pyRead(data []byte) (object, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("not UTF-8")
	}
	data = azctx.TrimBOM(data)
	if !json.Valid(data) {
		return nil, errors.New("not JSON")
	}
	return parseObject(data)
}
