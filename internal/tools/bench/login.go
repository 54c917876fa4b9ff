package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/azenv/azenv/internal/fakeazure"
)

// The goals of a sign-in with many tenants, each request of which takes Azure latency.
const (
	latency  = 100 * time.Millisecond
	soon     = 1500 // milliseconds
	oneByOne = 20   // times longer, had each request waited for the one before
)

// login measures a sign-in from start to end, with all contexts made, against the time
// that its requests would take one after another: how many there were is counted.
func (w *world) login(e effort) (rows []row, err error) {
	cloud := fakeazure.New(manyTenants(e))
	server, err := fakeazure.Start(cloud, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer server.Close()
	h := home{dir: filepath.Join(w.dir, "login"), work: filepath.Join(w.dir, "login")}
	if err := os.MkdirAll(filepath.Join(h.dir, "run"), 0o700); err != nil {
		return nil, err
	}
	ca := filepath.Join(h.dir, "ca.pem")
	if err := server.WriteCA(ca); err != nil {
		return nil, err
	}
	login := &program{
		name: "azenv", env: w.env(h), says: "no azenv hook",
		args: []string{"login", "--device-code", "--cloud", "Fake", "--subscription", "Subscription 0 of 0"},
		before: func(*program) error { // nobody has ever signed in
			if err := h.forget(); err != nil {
				return err
			}
			_, err := w.output(h, "azenv", "cloud", "add", "Fake", "--authority", server.URL, "--resource-manager", server.URL,
				"--audience", "https://management.core.windows.net/", "--ca-file", ca, "--yes")
			cloud.ClearLog()
			return err
		},
	}
	if err := w.race([]*program{login}, e.logins); err != nil {
		return nil, err
	}
	requests := cloud.Count()
	after := float64(requests) * float64(latency/time.Millisecond)
	took := login.took.median()
	return []row{{
		what:  fmt.Sprintf("login, %d tenants of %d subscriptions, %d ms a request", e.tenants, e.each, latency/time.Millisecond),
		azenv: login.took.span("ms"), other: fmt.Sprintf("%d requests in a row", requests), otherNumber: number(after) + " ms (counted)",
		ratio: fmt.Sprintf("%.1fx", after/took), goal: fmt.Sprintf("<= %d ms, >= %dx", soon, oneByOne), ok: took <= soon && after/took >= oneByOne,
	}}, nil
}

// manyTenants is a cloud with a user who is in many tenants.
func manyTenants(e effort) fakeazure.World {
	const home = "aaaaaaaa-0000-4000-8000-000000000000"
	of := fakeazure.World{AtBrowser: "ops@contoso.example", Latency: latency}
	user := fakeazure.User{Name: of.AtBrowser, OID: "33333333-0000-4000-8000-000000000001", Home: home}
	for n := range e.tenants {
		id := fmt.Sprintf("aaaaaaaa-0000-4000-8000-%012d", n)
		of.Tenants = append(of.Tenants, fakeazure.Tenant{ID: id, Name: fmt.Sprint("Tenant ", n), Domain: fmt.Sprintf("t%d.example", n)})
		if id != home {
			user.Tenants = append(user.Tenants, id)
		}
		for i := range e.each {
			of.Subscriptions = append(of.Subscriptions, fakeazure.Subscription{
				ID: fmt.Sprintf("bbbbbbbb-0000-4000-%04d-%012d", n, i), Name: fmt.Sprintf("Subscription %d of %d", i, n), Tenant: id,
			})
		}
	}
	of.Users = []fakeazure.User{user}
	return of
}
