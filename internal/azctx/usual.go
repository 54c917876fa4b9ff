package azctx

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/azenv/azenv/internal/fastjson"
)

// The profile and the index as encoding/json would read and write them, by hand: with
// thousands of contexts that is most of what a command does. Both directions name every
// member of a Context; a test holds them against encoding/json.

// leastContext is fewer bytes than any context takes, usualContext more than most do.
const (
	leastContext = 100
	usualContext = 512
)

// readUsual reads a profile in which there is nothing unknown, as decodeStrict would.
func readUsual(file []byte) (f profileJSON, ok bool) {
	r := fastjson.NewReader(file)
	for key := range r.Members() {
		switch key {
		case "version":
			r.Number(&f.Version)
		case "default":
			r.Text(&f.Default)
		case "autosave":
			r.Text(&f.Autosave)
		case "contexts":
			if f.Contexts != nil {
				r.Fail()
			}
			f.Contexts = make([]Context, 0, min(bytes.Count(file, []byte("\n")), len(file)/leastContext))
			for range r.Elements() {
				f.Contexts = append(f.Contexts, Context{})
				f.Contexts[len(f.Contexts)-1].read(r)
			}
		default:
			r.Fail()
		}
	}
	return f, r.End()
}

// readContext reads a record of the index, which a newer azenv may have written, into
// an empty c.
func readContext(record []byte, c *Context) error {
	r := fastjson.NewReader(record)
	if c.read(r); r.End() {
		return nil
	}
	*c = Context{}
	return json.Unmarshal(record, c)
}

func (c *Context) read(r *fastjson.Reader) {
	for key := range r.Members() {
		switch key {
		case "id":
			r.Text(&c.ID)
		case "name":
			r.Text(&c.Name)
		case "label":
			r.Text(&c.Label)
		case "account":
			readTexts(r, member{"name", &c.Account.Name}, member{"type", &c.Account.Type}, member{"homeId", &c.Account.HomeID})
		case "tenant":
			readTexts(r, member{"id", &c.Tenant.ID}, member{"name", &c.Tenant.Name}, member{"domain", &c.Tenant.Domain})
		case "subscription":
			readTexts(r, member{"id", &c.Subscription.ID}, member{"name", &c.Subscription.Name}, member{"state", &c.Subscription.State})
		case "cloud":
			r.Text(&c.Cloud)
		case "group":
			r.Text(&c.Group)
		case "location":
			r.Text(&c.Location)
		case "protected":
			r.Flag(&c.Protected)
		case "reach":
			r.Text(&c.Reach)
		case "stale":
			r.Flag(&c.Stale)
		case "sources":
			c.readSources(r)
		case "base":
			r.Text(&c.Base)
		default:
			r.Fail()
		}
	}
}

func (c *Context) readSources(r *fastjson.Reader) {
	if c.Sources != nil {
		r.Fail()
	}
	c.Sources = []Source{}
	for range r.Elements() {
		var s Source
		readTexts(r, member{"kind", &s.Kind}, member{"path", &s.Path})
		c.Sources = append(c.Sources, s)
	}
}

// member is one that is a text, and where it goes.
type member struct {
	key string
	to  *string
}

// readTexts reads an object of texts.
func readTexts(r *fastjson.Reader, known ...member) {
	for key := range r.Members() {
		i := slices.IndexFunc(known, func(m member) bool { return m.key == key })
		if i < 0 {
			r.Fail()
			continue
		}
		r.Text(known[i].to)
	}
}

// appendTo appends c as json.Marshal writes it.
func (c *Context) appendTo(b []byte) []byte {
	b = append(b, '{')
	b = appendText(b, "id", c.ID)
	b = appendGiven(b, "name", c.Name)
	b = appendText(b, "label", c.Label)

	b = append(b, `,"account":{`...)
	b = appendText(b, "name", c.Account.Name)
	b = appendGiven(b, "type", c.Account.Type)
	b = appendGiven(b, "homeId", c.Account.HomeID)

	b = append(b, `},"tenant":{`...)
	b = appendText(b, "id", c.Tenant.ID)
	b = appendGiven(b, "name", c.Tenant.Name)
	b = appendGiven(b, "domain", c.Tenant.Domain)

	if c.Subscription != (Subscription{}) {
		b = append(b, `},"subscription":{`...)
		b = appendGiven(b, "id", c.Subscription.ID)
		b = appendGiven(b, "name", c.Subscription.Name)
		b = appendGiven(b, "state", c.Subscription.State)
	}
	b = append(b, '}')
	b = appendText(b, "cloud", c.Cloud)
	b = appendGiven(b, "group", c.Group)
	b = appendGiven(b, "location", c.Location)
	if c.Protected {
		b = append(b, `,"protected":true`...)
	}
	b = appendGiven(b, "reach", c.Reach)
	if c.Stale {
		b = append(b, `,"stale":true`...)
	}
	for i, s := range c.Sources {
		if i == 0 {
			b = append(b, `,"sources":[{`...)
		} else {
			b = append(b, `,{`...)
		}
		b = appendText(b, "kind", s.Kind)
		b = appendText(b, "path", s.Path)
		b = append(b, '}')
	}
	if len(c.Sources) > 0 {
		b = append(b, ']')
	}
	b = appendGiven(b, "base", c.Base)
	return append(b, '}')
}

// appendGiven appends a member, unless it is empty.
func appendGiven(b []byte, key, s string) []byte {
	if s == "" {
		return b
	}
	return appendText(b, key, s)
}

// appendText appends a member behind those of its object that are there.
func appendText(b []byte, key, s string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	b = append(b, '"')
	b = append(b, key...)
	b = append(b, '"', ':')
	return fastjson.AppendText(b, s)
}
