package cli

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/fastjson"
)

// kindOf tells the three kinds of files by their members; what is none of them is
// left to az's reader, which says what is wrong.
func kindOf(data []byte) string {
	members := map[string]bool{}
	r := fastjson.NewReader(azctx.TrimBOM(data))
	for key := range r.Members() {
		members[key] = true
		r.Skip(key)
	}
	if !r.End() {
		var all map[string]json.RawMessage
		if json.Unmarshal(bytes.TrimSpace(azctx.TrimBOM(data)), &all) != nil {
			return ""
		}
		for key := range all {
			members[key] = true
		}
	}
	switch {
	case members["Contexts"] || members["DefaultContextKey"]:
		return azctx.SourceAzPowerShell
	case members["version"] && members["contexts"]:
		return azctx.SourceAzenv
	}
	return azctx.SourceAz
}

// ownContexts reads a profile as a source: its contexts get ids of this profile.
func ownContexts(path string, data []byte) (azctx.Found, error) {
	p, err := azctx.ParseProfile(path, data)
	if err != nil {
		return azctx.Found{Current: -1}, err
	}
	f := azctx.Found{Contexts: p.Contexts, Current: -1}
	for i := range f.Contexts {
		c := &f.Contexts[i]
		if c.ID == p.Default {
			f.Current = i
		}
		c.Base = ""
		if name := azctx.CleanLabel(c.Name); name != c.Name {
			f.Warnings = append(f.Warnings, fmt.Sprintf("the name %q has characters that names cannot have", name))
			c.Name = name
		}
	}
	return f, nil
}
