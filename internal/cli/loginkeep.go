package cli

import (
	"context"
	"time"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azure"
	"github.com/azenv/azenv/internal/tokens"
)

// firstToken has the token that --token-scope asks for where it will be looked for: what
// the sign-in itself brought goes by what the tenant was called, not by its ID.
func (a *app) firstToken(ctx context.Context, in loginInput, who signedInAs, listed []azure.Listed) {
	u, ok := who.from.(*azure.User)
	if !ok || in.scope == "" {
		return
	}
	tenant := u.Who().Tenant
	if in.tenant != "" && len(listed) > 0 {
		tenant = listed[0].ID
	}
	if _, err := u.Token(ctx, azure.Request{Tenant: tenant, Scope: in.scope}); err != nil {
		a.warn(signInHint(err, &azctx.Context{Account: who.account}))
	}
}

// keepTokens keeps what the sign-in brought, in the folder shared.
func (who *signedInAs) keepTokens(ctx context.Context, shared string, scope string) error {
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
	return who.note.write(who.acct, shared)
}
