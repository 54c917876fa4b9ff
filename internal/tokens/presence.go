package tokens

import (
	"slices"
	"strings"
)

// presence says what a cache has of a user.
type presence struct {
	row, token bool   // it has an account row, it has a refresh token
	newest     int64  // the time of the newest refresh token
	name       string // the newest user name
}

// presence looks for a in c, which may be nil.
func (c *Cache) presence(a Account) (p presence) {
	if c == nil {
		return p
	}
	r, latest := c.ranks(), int64(-1)
	for _, e := range c.sections[account] {
		if n := r.of(account, normal(account, e)); a.owns(account, e) {
			p.row = true
			if n > latest || n == latest && e.text("username") < p.name {
				latest, p.name = n, e.text("username")
			}
		}
	}
	for _, e := range c.sections[refreshToken] {
		if a.owns(refreshToken, e) {
			p.token, p.newest = true, max(p.newest, r.of(refreshToken, normal(refreshToken, e)))
		}
	}
	return p
}

// Users are the users of whom c has an account row or a refresh token, sorted.
func (c *Cache) Users() []Account {
	if c == nil {
		return nil
	}
	seen := map[string]Account{}
	for _, section := range []string{account, refreshToken} {
		for _, e := range c.sections[section] {
			a := Account{Env: host(e.text("environment")), HomeID: e.text("home_account_id")}
			if old, ok := seen[a.id()]; a.Env != "" && a.HomeID != "" && (!ok || a.HomeID < old.HomeID) {
				seen[a.id()] = a
			}
		}
	}
	return sorted(seen)
}

func sorted(seen map[string]Account) []Account {
	var all []Account
	for _, a := range seen {
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b Account) int {
		return strings.Compare(a.id()+"\x00"+a.Tenant, b.id()+"\x00"+b.Tenant)
	})
	return all
}

// named are the home account ids that c has for a user name at an authority.
func (c *Cache) named(env, user string) []string {
	var ids []string
	if c != nil {
		for _, e := range c.sections[account] {
			if host(e.text("environment")) == host(env) && strings.EqualFold(e.text("username"), user) {
				ids = append(ids, strings.ToLower(e.text("home_account_id")))
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
