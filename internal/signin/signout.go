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

// SigningOut is an account that is to be signed out. Contexts know it by its cloud and
// name. The token stores know it as one or more tokens.Account.
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

// Whom finds the account that is to be signed out: that of the context called name, else
// the one called account, else that of the context in force. It returns one value for
// each cloud in which the account has contexts. With local only contexts that live in
// this shell count.
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

// named are contexts of the account that is to be signed out.
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

// tokensOnly finds an account that has tokens but no context. Its contexts may have been
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

// findStores finds out as which accounts the token stores know o. If azenv has not yet
// seen a sign-in of a user, a context does not have the home account id; then it is read
// from the context's az folder or from base.
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
		if t.Stores.HomeID == "" && !exists(t.Stores.Dir) { // only base may have it
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

// AzStillHas says whether the account is still signed in in the az folder dir, which azenv
// never writes.
func (o *SigningOut) AzStillHas(dir string) bool {
	return slices.ContainsFunc(o.stores, func(acct tokens.Account) bool { return tokens.Holds(dir, acct) })
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
