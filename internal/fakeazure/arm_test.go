package fakeazure

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const version = "?api-version=2022-12-01"

func TestSubscriptions_followTheTenantOfTheToken(t *testing.T) {
	c := newClient(t, sample())
	home := c.signIn(organizations)
	if got := c.get(home.Access, "/subscriptions"+version).names(); !slices.Equal(got, []string{"Dev", "Prod"}) {
		t.Errorf("at home: %q", got)
	}
	there := c.refresh(tenantB, home.Refresh).Access
	if got := c.get(there, "/subscriptions"+version).names(); !slices.Equal(got, []string{"Two"}) {
		t.Errorf("as a guest: %q", got)
	}
	if got := c.get(there, "/tenants"+version).names(); !slices.Equal(got, []string{"Contoso", "Fabrikam"}) {
		t.Errorf("tenants: %q", got)
	}
	if r := c.get(there, "/subscriptions/"+subDev+"/resourcegroups"+version); r.Status != http.StatusUnauthorized {
		t.Errorf("a subscription of another tenant: %d", r.Status)
	}
	c.cloud.Change(func(w *World) { w.Subscriptions[0].ManagedBy = []string{tenantB} })
	if got := c.get(there, "/subscriptions"+version).names(); !slices.Equal(got, []string{"Dev", "Two"}) {
		t.Errorf("with a managed one: %q", got)
	}
	c.cloud.Change(func(w *World) { w.Users[0].Subscriptions = []string{subTwo} })
	if r := c.get(there, "/subscriptions/"+subDev+version); r.Status != http.StatusNotFound {
		t.Errorf("one that was taken away: %d", r.Status)
	}
	if r := c.get("", "/subscriptions/"+subTwo+version); !strings.Contains(r.Header.Get("WWW-Authenticate"), "/"+tenantB+`"`) {
		t.Errorf("without a token: %d %q", r.Status, r.Header)
	}
}

func TestPages(t *testing.T) {
	c := newClient(t, sample())
	token := c.signIn(organizations).Access
	c.cloud.Change(func(w *World) {
		w.PageSize = 10
		for i := range 23 {
			w.Subscriptions = append(w.Subscriptions, Subscription{ID: fmt.Sprintf("sub-%d", i), Name: fmt.Sprint(i), Tenant: tenantA})
		}
	})
	var got []string
	pages := 0
	for next := "/subscriptions" + version; next != ""; pages++ {
		r := c.get(token, next)
		got = append(got, r.names()...)
		next = strings.TrimPrefix(r.Next, c.url)
	}
	if pages != 3 || len(got) != 25 || got[24] != "22" {
		t.Errorf("%d pages: %q", pages, got)
	}
}

func TestFaults(t *testing.T) {
	c := newClient(t, sample())
	token := c.signIn(organizations).Access
	c.cloud.Throttle("/subscriptions", 1, 7*time.Second)
	if r := c.get(token, "/subscriptions"+version); r.Status != http.StatusTooManyRequests || r.Header.Get("Retry-After") != "7" {
		t.Errorf("throttled: %d %q", r.Status, r.Header)
	}
	c.cloud.Challenge(1)
	if r := c.get(token, "/subscriptions"+version); r.Status != http.StatusUnauthorized || !strings.Contains(r.Header.Get("WWW-Authenticate"), "insufficient_claims") {
		t.Errorf("challenged: %d %q", r.Status, r.Header)
	}
	if r := c.get(token, "/subscriptions"+version); r.Status != http.StatusOK {
		t.Errorf("after the faults: %d", r.Status)
	}
	c.cloud.Change(func(w *World) { w.TokenLife = time.Nanosecond })
	if r := c.get(c.signIn(organizations).Access, "/tenants"+version); r.Status != http.StatusUnauthorized {
		t.Errorf("an expired token: %d", r.Status)
	}
}

func TestLog_hasNoSecrets(t *testing.T) {
	c := newClient(t, sample())
	first := c.signIn(organizations)
	c.refresh(tenantA, first.Refresh)
	c.get(first.Access, "/subscriptions/"+subDev+"/resourcegroups"+version)
	data, err := json.Marshal(c.cloud.Requests())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), Marker) {
		t.Errorf("a secret in %s", data)
	}
	want := []string{DeviceCode, Token, Token, Groups}
	var got []string
	for _, r := range c.cloud.Requests() {
		got = append(got, r.Kind)
	}
	if !slices.Equal(got, want) {
		t.Errorf("kinds %q, want %q", got, want)
	}
}

func TestConcurrentUse(t *testing.T) {
	c := newClient(t, sample())
	first := c.signIn(organizations)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			r := c.refresh(tenantA, first.Refresh)
			if got := c.get(r.Access, "/subscriptions"+version).names(); len(got) != 2 {
				t.Errorf("subscriptions %q", got)
			}
			c.cloud.Change(func(w *World) { w.PageSize = 100 })
		})
	}
	all.Wait()
}
