package azcli

import (
	"bytes"

	"github.com/azenv/azenv/internal/fastjson"
)

// leastEntry is fewer bytes than any entry takes that becomes a context.
const leastEntry = 100

// readUsual reads the entries of a file that is as az writes them, and says whether it
// is one: with thousands of subscriptions encoding/json takes most of an import.
func readUsual(data []byte) (entries []entry, ok bool) {
	r := fastjson.NewReader(data)
	for key := range r.Members() {
		if key != "subscriptions" {
			r.Skip(key)
			continue
		}
		if entries != nil {
			r.Fail()
		}
		entries = make([]entry, 0, min(bytes.Count(data, []byte(`"isDefault"`)), len(data)/leastEntry))
		for range r.Elements() {
			entries = append(entries, entry{})
			entries[len(entries)-1].read(r)
		}
	}
	return entries, r.End() && entries != nil
}

// entryMembers and userMembers are those that are read.
var (
	entryMembers = []string{
		"id", "name", "state", "isDefault", "tenantId", "tenantDisplayName", "tenantDefaultDomain", "environmentName", "user",
	}
	userMembers = []string{"name", "type", "assignedIdentityInfo"}
)

func (e *entry) read(r *fastjson.Reader) {
	for key := range r.Members() {
		switch key {
		case "id":
			r.Text(&e.ID)
		case "name":
			r.Text(&e.Name)
		case "state":
			r.Text(&e.State)
		case "isDefault":
			r.Flag(&e.IsDefault)
		case "tenantId":
			r.Text(&e.TenantID)
		case "tenantDisplayName":
			r.Text(&e.TenantName)
		case "tenantDefaultDomain":
			r.Text(&e.TenantDomain)
		case "environmentName":
			r.Text(&e.Cloud)
		case "user":
			e.User.read(r)
		default:
			r.Skip(key, entryMembers...)
		}
	}
}

func (u *user) read(r *fastjson.Reader) {
	for key := range r.Members() {
		switch key {
		case "name":
			r.Text(&u.Name)
		case "type":
			r.Text(&u.Type)
		case "assignedIdentityInfo":
			r.Text(&u.Assigned)
		default:
			r.Skip(key, userMembers...)
		}
	}
}
