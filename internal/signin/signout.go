package signin

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/tokens"
)

// SigningOut is an account that is signed out: contexts tell it by cloud and name, token
// stores by what accounts of that name are there.
type SigningOut struct {
	Account azctx.Account

	cloud  string
	stores []tokens.Account
}

// has says whether c is a context of the account.
func (o *SigningOut) has(c *azctx.Context) bool {
	if !strings.EqualFold(c.Cloud, o.cloud) || c.Account.Type != o.Account.Type {
		return false
	}
	home := c.Account.HomeID != "" && strings.EqualFold(c.Account.HomeID, o.Account.HomeID)
	return home || strings.EqualFold(c.Account.Name, o.Account.Name)
}

// Whom says which account is meant, once for each cloud that it has contexts in: that of
// the context called name, else the one called account, else that of the context in
// force. With local only what lives in this shell counts.
func Whom(s *session.Session, account, name string, local bool) ([]SigningOut, error) {
	k, err := s.Known()
	if err != nil {
		return nil, err
	}
	of := k.Kept()
	if local {
		of = k.Here
	}
	found, err := named(k, of, account, name)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return tokensOnly(s, account, local)
	}
	var who []SigningOut
	for _, c := range found {
		if !slices.ContainsFunc(who, func(o SigningOut) bool { return o.has(c) }) {
			who = append(who, SigningOut{cloud: c.Cloud, Account: c.Account})
		}
	}
	for i := range who {
		o := &who[i]
		if local && !slices.ContainsFunc(of.Contexts, func(c azctx.Context) bool { return o.has(&c) }) {
			return nil, session.Hint(fmt.Errorf("nothing of %s lives in this shell only", o.Account.Name), "azenv logout %s", session.Arg(o.Account.Name))
		}
		o.findStores(s, of)
	}
	return who, nil
}

// named are contexts of the account that is meant.
func named(k session.Known, of *azctx.Profile, account, name string) (found []*azctx.Context, err error) {
	all := k.All()
	switch {
	case name != "":
		c, err := all.Find(name)
		if err != nil {
			return nil, err
		}
		found = append(found, c)
	case account != "":
		for i := range of.Contexts {
			if c := &of.Contexts[i]; strings.EqualFold(c.Account.Name, account) {
				found = append(found, c)
			}
		}
	default:
		c, _ := all.ByID(k.Active)
		if c == nil {
			return nil, session.Hint(errors.New("no context is in force, so which account is meant is not known"), "azenv logout ACCOUNT")
		}
		found = append(found, c)
	}
	return found, nil
}

// tokensOnly finds an account of which only tokens are left, since its contexts were
// removed one by one.
func tokensOnly(s *session.Session, account string, local bool) (who []SigningOut, err error) {
	if !local {
		for _, acct := range tokens.Named(session.TokenRoot(s.Dirs.State), account) {
			who = append(who, SigningOut{Account: azctx.Account{Name: account}, stores: []tokens.Account{acct}})
		}
	}
	if len(who) == 0 {
		return nil, session.Hint(fmt.Errorf("no context here is of the account %q", azctx.CleanLabel(account)), "azenv list")
	}
	return who, nil
}

// findStores finds by whom the token stores know the account. Before the first sign-in
// that azenv sees only az knows a user's home account, and its folder for a context has
// it.
func (o *SigningOut) findStores(s *session.Session, of *azctx.Profile) {
	if o.Account.Type == azctx.ManagedIdentity {
		return
	}
	asked := map[string]bool{}
	for i := range of.Contexts {
		c := &of.Contexts[i]
		if !o.has(c) {
			continue
		}
		t := s.Tokens(c)
		if t.Stores.HomeID == "" && !exists(t.Stores.Dir) { // base alone may know
			if asked[t.Stores.Base] {
				continue
			}
			asked[t.Stores.Base] = true
		}
		acct := t.Account()
		if acct.ClientID != "" {
			acct.Tenant = ""
		}
		if (acct.ClientID != "" || acct.HomeID != "") && !slices.Contains(o.stores, acct) {
			o.stores = append(o.stores, acct)
		}
	}
}

// AzStillHas says whether the az folder at dir, which azenv does not write, is still
// signed in as the account.
func (o *SigningOut) AzStillHas(dir string) bool {
	return slices.ContainsFunc(o.stores, func(acct tokens.Account) bool { return tokens.Holds(dir, acct) })
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
