package cli

import (
	"context"
	"time"

	"github.com/azenv/azenv/internal/azure"
	"github.com/azenv/azenv/internal/tokens"
)

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
