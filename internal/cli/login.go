package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/signin"
)

// interruptible returns a context.Context that Ctrl-C ends. It is for work that waits for
// the network or for a person. stop gives Ctrl-C back to the system.
func interruptible() (ctx context.Context, stop func()) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}

// login signs in. It keeps nothing before all of Azure's answers are in, so Ctrl-C leaves
// nothing behind until then.
func (a *app) login(in signin.Options) error {
	a.Sweep()
	s := a.Open()
	defer s.Close()
	ctx, stop := interruptible()
	defer stop()
	l, err := signin.Start(ctx, s, in, signin.Person{
		Terminal: a.terminal(), Browser: a.hasBrowser(), Open: a.openBrowser, Progress: a.progress(),
		Code: func(url, code string) { a.say("open %s and enter the code %s", url, code) },
	})
	if err != nil {
		return err
	}
	a.warnAll(l.Troubles)
	chose := l.Choose(a.picker(ctx))
	if ctx.Err() != nil {
		return signin.ErrInterrupted
	}
	signal.Ignore(os.Interrupt) // nothing waits any more
	kept, err := l.Keep()
	if err != nil {
		return err
	}
	a.tellKept(kept)
	switch {
	case chose != nil:
		return errors.Join(s.Recheck(), chose)
	case kept.Current != "":
		return a.applyStored(s, azctx.Pick{ID: kept.Current, Hold: in.Global})
	case kept.Unchosen:
		a.say("none of them is put in force, since nobody said which")
		a.say("hint: azenv use NAME, or azenv list")
	}
	return s.Recheck()
}

func (a *app) tellKept(k signin.Kept) {
	for _, w := range k.Warnings {
		a.say("warning: %s", w)
	}
	a.say("signed in as %s: %s in %s; %s, %d new", k.Account.Name,
		counted(k.Subscriptions, "subscription"), counted(k.Tenants, "tenant"), counted(k.Contexts, "context"), k.New)
	if k.Local {
		a.say("this sign-in and its contexts live in this shell only")
	}
}

// picker returns a function that asks on the terminal for one of several contexts, until
// ctx ends. The function returns nil if nothing was picked. Without a terminal picker
// returns nil.
func (a *app) picker(ctx context.Context) func(*azctx.Profile) *azctx.Context {
	if !a.terminal() {
		return nil
	}
	return func(p *azctx.Profile) (c *azctx.Context) {
		done := make(chan *azctx.Context, 1)
		go func() {
			c, _ := a.pick(p) // an error is on the screen already
			done <- c
		}()
		select {
		case c = <-done:
		case <-ctx.Done(): // Ctrl-C does not end a read
		}
		if c == nil {
			a.say("nothing was picked")
		}
		return c
	}
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
