package azctx

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// keepUnknown returns now, of type t, and adds the members of was that t does not
// know. Elements of lists are matched by their "id". Without an id they are matched
// by all their members that t knows.
func keepUnknown(t reflect.Type, was, now json.RawMessage) json.RawMessage {
	if t.Kind() == reflect.Slice {
		return keepUnknownList(t.Elem(), was, now)
	}
	var w, n map[string]json.RawMessage
	if t.Kind() != reflect.Struct || json.Unmarshal(was, &w) != nil || json.Unmarshal(now, &n) != nil || w == nil || n == nil {
		return now
	}
	known := members(t)
	for key, value := range w {
		name, ok := knownAs(known, key)
		switch {
		case !ok:
			n[key] = value
		case n[name] != nil:
			n[name] = keepUnknown(known[name], value, n[name])
		}
	}
	out, err := json.Marshal(n)
	if err != nil {
		return now
	}
	return out
}

func keepUnknownList(t reflect.Type, was, now json.RawMessage) json.RawMessage {
	var w, n []json.RawMessage
	if json.Unmarshal(was, &w) != nil || json.Unmarshal(now, &n) != nil {
		return now
	}
	known := members(t)
	key := func(raw json.RawMessage) string {
		var m map[string]json.RawMessage
		if json.Unmarshal(raw, &m) != nil {
			return ""
		}
		if id, ok := m["id"]; ok {
			return string(id)
		}
		text := ""
		for _, name := range slices.Sorted(maps.Keys(known)) {
			text += string(m[name]) + "\n"
		}
		return text
	}
	old := map[string]json.RawMessage{}
	for _, raw := range w {
		old[key(raw)] = raw
	}
	for i, raw := range n {
		if o, ok := old[key(raw)]; ok {
			n[i] = keepUnknown(t, o, raw)
		}
	}
	out, err := json.Marshal(n)
	if err != nil {
		return now
	}
	return out
}

// members are the JSON members of a struct, by name.
func members(t reflect.Type) map[string]reflect.Type {
	known := map[string]reflect.Type{}
	if t.Kind() == reflect.Struct {
		for f := range t.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			known[name] = f.Type
		}
	}
	return known
}

// knownAs returns the known name that key means. As in encoding/json, upper and lower case
// do not matter.
func knownAs(known map[string]reflect.Type, key string) (string, bool) {
	for name := range known {
		if strings.EqualFold(name, key) {
			return name, true
		}
	}
	return "", false
}
