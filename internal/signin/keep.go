package signin

import (
	"context"
	"time"

	"github.com/azenv/azenv/internal/azure"
	"github.com/azenv/azenv/internal/tokens"
)

// firstToken gets the token for the scope that the user gave. The sign-in may have named
// the tenant by its domain; this token is kept under the tenant's ID, by which later
// commands look for it.
func (l *Login) firstToken(ctx context.Context) error {
	u, ok := l.who.from.(*azure.User)
	if !ok || l.in.Scope == "" {
		return nil
	}
	tenant := u.Who().Tenant
	if l.in.Tenant != "" && len(l.listed) > 0 {
		tenant = l.listed[0].ID
	}
	_, err := u.Token(ctx, azure.Request{Tenant: tenant, Scope: l.in.Scope})
	return err
}

// keepTokens writes the tokens, the entry for az and the method into the folder shared.
func (who *signedIn) keepTokens(ctx context.Context, shared string, scope string) error {
	now := time.Now()
	if u, ok := who.from.(*azure.User); ok {
		data, err := u.Cache()
		if err == nil {
			_, err = tokens.Save(shared, who.acct, data, true, now)
		}
		if err != nil {
			return err
		}
	}
	if who.acct.ClientID != "" {
		tok, err := who.from.Token(ctx, azure.Request{})
		if err != nil {
			return err
		}
		want := tokens.Want{Client: who.acct.ClientID, Tenant: who.acct.Tenant, Scope: scope}
		if err := tokens.SaveApp(shared, who.acct, tokens.Held{Want: want, Secret: tok.Secret, Expires: tok.Expires}, true, now); err != nil {
			return err
		}
	}
	if who.entry != nil {
		if err := tokens.PutEntry(shared, who.acct.Env, *who.entry); err != nil {
			return err
		}
	}
	if who.acct == (tokens.Account{}) {
		return nil
	}
	return who.method.write(who.acct, shared)
}
