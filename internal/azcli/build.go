package azcli

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
)

// sources are what a folder's listing is made from. Each may be nil.
type sources struct {
	base *listing
	// last is the listing inside. If az or a crash lost that, it is the one that azenv last
	// wrote.
	last *listing
	// fromBase are the IDs, lower case, that base listed when it was last looked at.
	fromBase []string
}

// build returns the listing of a context's folder. It has the context's own entry as the
// default. With all it also has the account's other entries: those of base, and those
// that az found inside. An entry that base no longer lists is removed, unless base lists
// nothing of the account any more: a sign-out there changes nothing here. Members that
// azenv does not know are kept.
func build(c *azctx.Context, all bool, s sources) *listing {
	base, last := s.base.orEmpty(), s.last.orEmpty()
	own := ownEntry(c, base, last)
	l := &listing{listed: true, top: last.top.over(base.top)}
	l.top = l.top.with(installation, str(installationOf(base, last)))
	if !all {
		l.entries = []object{own}
		return l
	}
	seen := map[string]bool{strings.ToLower(ownID(c)): true}
	added := false
	addOwn := func() {
		if !added {
			added = true
			l.entries = append(l.entries, own)
		}
	}
	if !base.has(c) {
		addOwn()
	}
	add := func(o object) {
		e := decode(o)
		id := strings.ToLower(e.ID)
		switch {
		case e.is(c):
			addOwn()
		case e.of(c) && !seen[id] && e.check() == nil:
			seen[id] = true
			l.entries = append(l.entries, complete(o, defaultsFor(&e)))
		}
	}
	inside := last.byKey()
	for _, o := range base.entries {
		if e := decode(o); e.of(c) {
			add(inside[e.key()].over(o))
		}
	}
	gone := map[string]bool{}
	if len(idsOf(base, c)) > 0 {
		for _, id := range s.fromBase {
			gone[id] = true // those that base still lists were added above
		}
	}
	for _, o := range last.entries {
		if e := decode(o); !gone[strings.ToLower(e.ID)] {
			add(o)
		}
	}
	return l
}

// has says whether l lists the context's own subscription.
func (l *listing) has(c *azctx.Context) bool {
	for _, o := range l.entries {
		if e := decode(o); e.is(c) {
			return true
		}
	}
	return false
}

// ownEntry is the context's own entry. Members of base replace those of the one inside.
func ownEntry(c *azctx.Context, base, last *listing) object {
	var own object
	for _, l := range []*listing{last, base} {
		for _, o := range l.entries {
			if e := decode(o); e.is(c) {
				own = own.over(o)
				break
			}
		}
	}
	return complete(own, entryFor(c))
}

// defaultsFor are the members that an entry of the account gets if it lacks them.
func defaultsFor(e *entry) object {
	d := object{
		{"name", str(e.ID)}, {"state", str("Enabled")}, {"isDefault", json.RawMessage("false")},
		{"environmentName", str(e.cloud())},
	}
	a, _ := e.User.account()
	d = append(d, member{"user", userFor(&a).raw()})
	if e.Name != tenantLevel {
		d = append(d, member{"homeTenantId", str(e.TenantID)}, member{"managedByTenants", json.RawMessage("[]")})
	}
	return d
}

// installationOf returns the installation ID of base, else the one inside, else a new one.
func installationOf(base, last *listing) string {
	for _, l := range []*listing{base, last} {
		if id := l.top.text(installation); id != "" {
			return id
		}
	}
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// idsOf are the IDs, lower case, that l lists of the context's account.
func idsOf(l *listing, c *azctx.Context) []string {
	var ids []string
	for _, o := range l.orEmpty().entries {
		if e := decode(o); e.of(c) {
			ids = append(ids, strings.ToLower(e.ID))
		}
	}
	return ids
}

// orEmpty returns l, or an empty listing if l is nil.
func (l *listing) orEmpty() *listing {
	if l == nil {
		return &listing{}
	}
	return l
}

// byKey are the entries by their keys.
func (l *listing) byKey() map[string]object {
	entries := map[string]object{}
	for _, o := range l.orEmpty().entries {
		e := decode(o)
		entries[e.key()] = o
	}
	return entries
}
