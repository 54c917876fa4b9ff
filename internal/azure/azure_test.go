package azure

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/azenv/azenv/internal/fakeazure"
)

// The sample of these tests.
const (
	contoso  = "aaaaaaaa-0000-4000-8000-00000000000a"
	fabrikam = "bbbbbbbb-0000-4000-8000-00000000000b"
	ops      = "ops@contoso.example"
	oid      = "33333333-0000-4000-8000-000000000001"
	appID    = "44444444-0000-4000-8000-000000000001"
	password = fakeazure.Marker + "-of-the-app"
)

// world is a cloud, and a service that reaches it.
type world struct {
	t      *testing.T
	cloud  *fakeazure.Cloud
	server *fakeazure.Server
	at     Cloud
	mu     sync.Mutex
	log    strings.Builder
}

func newWorld(t *testing.T, change ...func(*fakeazure.World)) *world {
	t.Helper()
	of := fakeazure.World{
		Tenants: []fakeazure.Tenant{{ID: contoso, Name: "Contoso", Domain: "contoso.example"}, {ID: fabrikam, Name: "Fabrikam", Domain: "fabrikam.example"}},
		Subscriptions: []fakeazure.Subscription{
			{ID: "11111111-0000-4000-8000-00000000000A", Name: "Development", Tenant: contoso}, {ID: "22222222-0000-4000-8000-000000000001", Name: "Test", Tenant: fabrikam, State: "Warned"},
		},
		Users:             []fakeazure.User{{Name: ops, OID: oid, Home: contoso, Tenants: []string{fabrikam}}},
		ServicePrincipals: []fakeazure.ServicePrincipal{{ClientID: appID, Tenant: contoso, Secret: password}},
		AtBrowser:         ops,
	}
	for _, fn := range change {
		fn(&of)
	}
	w := &world{t: t, cloud: fakeazure.New(of)}
	var err error
	if w.server, err = fakeazure.Start(w.cloud, "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.server.Close() })
	w.at = Cloud{Authority: w.server.URL, Manager: w.server.URL, Audience: "https://management.core.windows.net/", CAFile: filepath.Join(t.TempDir(), "ca.pem")}
	if err := w.server.WriteCA(w.at.CAFile); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if strings.Contains(w.log.String(), fakeazure.Marker) {
			t.Errorf("a secret in the log: %s", w.log.String())
		}
	})
	return w
}

// service is another process's.
func (w *world) service() *Service {
	return Connect(w.at, func(format string, args ...any) {
		w.mu.Lock()
		defer w.mu.Unlock()
		fmt.Fprintf(&w.log, format+"\n", args...)
	})
}

// signIn signs in by a code.
func (w *world) signIn() *User {
	w.t.Helper()
	u, err := w.service().SignIn(context.Background(), Ask{Show: func(DeviceCode) error { return nil }})
	if err != nil {
		w.t.Fatal(err)
	}
	return u
}

// again is u in another process.
func (w *world) again(u *User) *User {
	w.t.Helper()
	data, err := u.Cache()
	if err != nil {
		w.t.Fatal(err)
	}
	next, err := w.service().User("", u.Who().HomeID, data)
	if err != nil {
		w.t.Fatal(err)
	}
	return next
}

// token asks for one, which must be good.
func (w *world) token(a Account, r Request) Token {
	w.t.Helper()
	tok, err := a.Token(context.Background(), r)
	if err != nil {
		w.t.Fatalf("%+v: %v", r, err)
	}
	if _, live := w.cloud.Live(tok.Secret); !live || time.Until(tok.Expires) < time.Minute {
		w.t.Errorf("%+v: a token that is not taken, until %s", r, tok.Expires)
	}
	return tok
}

// fails holds that err is such a problem, and names no secret.
func (w *world) fails(err error, want Problem, text string) *Error {
	w.t.Helper()
	var e *Error
	switch {
	case !errors.As(err, &e) || e.Problem != want || !strings.Contains(e.Error(), text):
		w.t.Errorf("error %#v, want problem %d with %q", err, want, text)
		return &Error{}
	case strings.Contains(e.Error(), fakeazure.Marker), strings.Contains(e.Error(), "\n"):
		w.t.Errorf("error %q", e.Error())
	}
	return e
}

func TestUser(t *testing.T) {
	for way, ask := range map[string]Ask{
		"code":    {Show: func(DeviceCode) error { return nil }},
		"browser": {Hint: ops},
	} {
		t.Run(way, func(t *testing.T) {
			w := newWorld(t)
			if ask.Show == nil {
				ask.Open = func(url string) error { go fakeazure.Browse(w.server.Client(), url); return nil }
			}
			u, err := w.service().SignIn(context.Background(), ask)
			if err != nil {
				t.Fatal(err)
			}
			if want := (Who{oid + "." + contoso, ops, contoso}); u.Who() != want {
				t.Errorf("%+v", u.Who())
			}
			first := w.token(u, Request{Tenant: contoso})
			w.cloud.ClearLog()

			next := w.again(u)
			if got := w.token(next, Request{Tenant: contoso}); got.Secret != first.Secret || w.cloud.Count() != 0 || next.Changed() {
				t.Errorf("not from the cache: %v", w.cloud.Requests())
			}
			other := w.token(next, Request{Tenant: fabrikam})
			vault := w.token(next, Request{Scope: "https://vault.azure.net/.default"})
			if other.Tenant != fabrikam || vault.Tenant != contoso || !next.Changed() || w.cloud.Count(fakeazure.Token) != 2 {
				t.Errorf("%s, %s, %v", other.Tenant, vault.Tenant, w.cloud.Requests())
			}
			if w.cloud.Count(fakeazure.Instance) > 0 {
				t.Error("Microsoft was asked about a cloud of one's own")
			}
		})
	}
}

func TestUser_refusals(t *testing.T) {
	w := newWorld(t)
	u := w.signIn()
	ctx := context.Background()
	w.cloud.Change(func(of *fakeazure.World) { of.Tenants[1].MFA = 50076 })
	_, err := u.Token(ctx, Request{Tenant: fabrikam})
	if e := w.fails(err, NeedsMore, "AADSTS50076"); e.Tenant != fabrikam || !strings.Contains(e.Claims, "capolids") {
		t.Errorf("tenant %q, claims %q", e.Tenant, e.Claims)
	}
	w.cloud.Revoke(ops, 50173)
	_, err = u.Token(ctx, Request{Scope: "https://vault.azure.net/.default"})
	w.fails(err, NeedsSignIn, "AADSTS50173")
	_, err = w.service().User("", "nobody", nil)
	w.fails(err, NeedsSignIn, "nobody is signed in")
	_, err = w.service().SignIn(ctx, Ask{Tenant: "nowhere.example", Show: func(DeviceCode) error { return nil }})
	w.fails(err, UnknownTenant, "tenant nowhere.example: ")
	w.cloud.Change(func(of *fakeazure.World) { of.Declines = true })
	_, err = w.service().SignIn(ctx, Ask{Show: func(DeviceCode) error { return nil }})
	w.fails(err, Declined, "AADSTS65004")
	_, err = w.service().SignIn(ctx, Ask{Open: func(url string) error { go fakeazure.Browse(w.server.Client(), url); return nil }})
	w.fails(err, Declined, "AADSTS65004")
}

// TestSignIn_interrupted has a person who never comes.
func TestSignIn_interrupted(t *testing.T) {
	w := newWorld(t, func(of *fakeazure.World) { of.AtBrowser = "" })
	for way, ask := range map[string]func(cancel func()) Ask{
		"code":    func(cancel func()) Ask { return Ask{Show: func(DeviceCode) error { cancel(); return nil }} },
		"browser": func(cancel func()) Ask { return Ask{Open: func(string) error { cancel(); return nil }} },
	} {
		ctx, cancel := context.WithCancel(context.Background())
		u, err := w.service().SignIn(ctx, ask(cancel))
		if w.fails(err, Interrupted, "interrupted"); u != nil {
			t.Errorf("%s: somebody is signed in", way)
		}
	}
}

func TestConnection(t *testing.T) {
	w := newWorld(t)
	ask := Ask{Show: func(DeviceCode) error { return nil }}
	at := w.at
	w.at.CAFile = ""
	_, err := w.service().SignIn(context.Background(), ask)
	w.fails(err, Offline, "is not trusted")
	w.at.CAFile = "/nowhere/ca.pem"
	_, err = w.service().SignIn(context.Background(), ask)
	w.fails(err, Other, "/nowhere/ca.pem: no such file")
	w.at = at
	w.cloud.Change(func(of *fakeazure.World) { of.Skew = -23 * time.Minute })
	w.cloud.Break("/devicecode", 1, http.StatusNotFound)
	_, err = w.service().SignIn(context.Background(), ask)
	w.fails(err, Clock, "clock is off by 23m0s")
	w.server.Close()
	_, err = w.service().SignIn(context.Background(), ask)
	w.fails(err, Offline, "no connection")
	w.at.Authority = "https://no-such-host.invalid"
	_, err = w.service().SignIn(context.Background(), ask)
	w.fails(err, Offline, "no-such-host.invalid: ")
}

func TestRetries(t *testing.T) {
	w := newWorld(t)
	u := w.signIn()
	w.cloud.Throttle("/tenants", 2, 0)
	w.cloud.Break("/subscriptions", 1, http.StatusServiceUnavailable)
	listed, err := w.service().Discover(context.Background(), u, nil, nil)
	if err != nil || len(listed) != 2 || listed[0].Err != nil || listed[1].Err != nil {
		t.Errorf("%+v, error %v", listed, err)
	}
	w.cloud.Throttle("/tenants", 1, time.Hour)
	_, err = w.service().Discover(context.Background(), u, nil, nil)
	w.fails(err, Throttled, "asks to wait for 1h0m0s")
	w.cloud.Break("/tenants", retries+1, http.StatusInternalServerError)
	_, err = w.service().Tenants(context.Background(), u)
	w.fails(err, Other, "answered 500 ServerError")
}

// TestChallenge has the resource manager ask for claims: they are met silently, or come
// with the error.
func TestChallenge(t *testing.T) {
	w := newWorld(t)
	u := w.signIn()
	w.cloud.Challenge(1)
	if all, err := w.service().Tenants(context.Background(), u); err != nil || len(all) != 2 {
		t.Errorf("%+v, error %v", all, err)
	}
	claims := 0
	for _, r := range w.cloud.Requests() {
		if r.Claims {
			claims++
		}
	}
	if claims != 1 {
		t.Errorf("%d token requests with claims: %v", claims, w.cloud.Requests())
	}
	w.cloud.Revoke(ops, 50173)
	_, err := w.service().Tenants(context.Background(), u)
	w.fails(err, NeedsSignIn, "AADSTS50173")
}

func TestDiscover_many(t *testing.T) {
	const tenants, each = 50, 100
	w := newWorld(t, func(of *fakeazure.World) {
		of.PageSize, of.Latency = 40, 5*time.Millisecond
		for n := range tenants {
			id := fmt.Sprintf("cccccccc-0000-4000-8000-%012d", n)
			of.Tenants = append(of.Tenants, fakeazure.Tenant{ID: id, Name: fmt.Sprint(n)})
			of.Users[0].Tenants = append(of.Users[0].Tenants, id)
			for i := range each {
				of.Subscriptions = append(of.Subscriptions, fakeazure.Subscription{ID: fmt.Sprintf("dddddddd-0000-4000-%04d-%012d", n, i), Name: "x", Tenant: id})
			}
		}
		of.Tenants[5].MFA = 50079
	})
	u := w.signIn()
	var now, most, calls atomic.Int32
	counted := accountFunc(func(ctx context.Context, r Request) (Token, error) {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		return u.Token(ctx, r)
	})
	last := 0
	listed, err := w.service().Discover(context.Background(), counted, nil, func(done, of int) {
		if calls.Add(1); done != last+1 || of != tenants+2 {
			t.Errorf("%d of %d after %d", done, of, last)
		}
		last = done
	})
	if err != nil || len(listed) != tenants+2 || int(calls.Load()) != len(listed) {
		t.Fatalf("%d tenants, %d calls, error %v", len(listed), calls.Load(), err)
	}
	for i, l := range listed {
		switch {
		case i == 5:
			w.fails(l.Err, NeedsMore, "AADSTS50079")
		case l.Err != nil || i > 1 && len(l.Subscriptions) != each || l.Tenant.Name == "":
			t.Errorf("%+v: %d subscriptions, error %v", l.Tenant, len(l.Subscriptions), l.Err)
		}
	}
	if first := listed[0].Subscriptions; len(first) != 1 || first[0].ID != "11111111-0000-4000-8000-00000000000a" || first[0].Tenant != contoso {
		t.Errorf("%+v", first)
	}
	if most.Load() < 10 {
		t.Errorf("at most %d at once", most.Load())
	}
	one, err := w.service().Discover(context.Background(), u, []string{"FABRIKAM.example"}, nil)
	if err != nil || len(one) != 1 || one[0].ID != fabrikam || one[0].Subscriptions[0].State != "Warned" {
		t.Errorf("%+v, error %v", one, err)
	}
}

// accountFunc is an Account.
type accountFunc func(context.Context, Request) (Token, error)

func (f accountFunc) Token(ctx context.Context, r Request) (Token, error) { return f(ctx, r) }
