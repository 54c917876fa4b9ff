package cloud

import (
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azenv/azenv/internal/home"
)

func newStore(t *testing.T) Store {
	dir := filepath.Join(t.TempDir(), "azenv")
	return Store{home.Dirs{Config: dir, State: dir, Run: filepath.Join(dir, "run")}}
}

var stack = Cloud{Name: "Stack", Authority: "https://Login.Stack.example:8443/", Manager: "https://management.stack.example/", Audience: "https://management.stack.example/1234"}

func TestStore(t *testing.T) {
	s := newStore(t)
	if c, err := s.Find("azurecloud"); err != nil || c.Host() != "login.microsoftonline.com" || c.Scope() != "https://management.core.windows.net//.default" {
		t.Errorf("%+v, error %v", c, err)
	}
	for range 2 {
		if err := s.Add(stack); err != nil {
			t.Fatal(err)
		}
	}
	want := Cloud{Name: "Stack", ARM: "stack", Authority: "https://login.stack.example:8443", Manager: "https://management.stack.example", Audience: stack.Audience}
	got, err := s.Find("STACK")
	if diff := cmp.Diff(want, got); diff != "" || err != nil || got.Host() != "login.stack.example:8443" {
		t.Errorf("error %v: %s", err, diff)
	}
	if all, err := s.All(); err != nil || len(all) != 4 || all[3].Name != "Stack" {
		t.Errorf("%+v, error %v", all, err)
	}
	other := stack
	other.Audience = ""
	var taken *TakenError
	if err := s.Add(other); !errors.As(err, &taken) {
		t.Errorf("error %v", err)
	}
	if err := s.Remove("stack"); err != nil {
		t.Error(err)
	}
	var unknown *UnknownError
	if err := s.Remove("stack"); !errors.As(err, &unknown) {
		t.Errorf("error %v", err)
	}
	if fi, err := os.Stat(s.Dirs.Clouds()); err != nil || os.Geteuid() >= 0 && fi.Mode().Perm() != 0o600 {
		t.Errorf("%v, error %v", fi, err)
	}
}

func TestAdd_refuses(t *testing.T) {
	s := newStore(t)
	numbered := Cloud{Name: "Numbered", Authority: "https://[fe80::A]:8443", Manager: "https://[fe80::a]:9443"}
	if err := errors.Join(s.Add(stack), s.Add(numbered)); err != nil {
		t.Fatal(err)
	}
	with := func(fn func(*Cloud)) Cloud {
		c := Cloud{Name: "New", Authority: "https://login.new.example", Manager: "https://management.new.example"}
		fn(&c)
		return c
	}
	for want, c := range map[string]Cloud{
		"built in":                                with(func(c *Cloud) { c.Name = "azureCLOUD" }),
		"letters, digits":                         with(func(c *Cloud) { c.Name = "a]\nb" }),
		"no authority is given":                   with(func(c *Cloud) { c.Authority = "" }),
		"the authority is not https":              with(func(c *Cloud) { c.Authority = "http://login.new.example" }),
		"the authority has more than a host":      with(func(c *Cloud) { c.Authority = "https://u:secret@login.new.example" }),
		"the resource manager has more":           with(func(c *Cloud) { c.Manager = "https://management.new.example/x?y" }),
		"the resource manager is not an address":  with(func(c *Cloud) { c.Manager = "https://a b" }),
		"authority is not an address":             with(func(c *Cloud) { c.Authority = "https://[fe80::1%25en0]:8443" }),
		"the portal is not https":                 with(func(c *Cloud) { c.Portal = "javascript://x" }),
		"the audience has blanks":                 with(func(c *Cloud) { c.Audience = "a b" }),
		"login.windows.net signs in to a built":   with(func(c *Cloud) { c.Authority = "https://LOGIN.windows.net" }),
		"login.microsoftonline.com signs in":      with(func(c *Cloud) { c.Authority = "https://login.microsoftonline.com:8443" }),
		"login.stack.example signs in to the clo": with(func(c *Cloud) { c.Authority = "https://login.stack.example:9443" }),
		"fe80::a signs in to the cloud":           with(func(c *Cloud) { c.Authority = "https://[fe80::a]" }),
	} {
		if err := s.Add(c); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%+v: error %v, want %q", c, err, want)
		}
	}
}

// TestBare holds bare against net, which splits no host without a port: there brackets
// are taken off, as with one.
func TestBare(t *testing.T) {
	for address, want := range map[string]string{
		"https://Login.example": "login.example", "https://login.example:8443": "login.example", "https://login.example:": "login.example",
		"https://127.0.0.1:80": "127.0.0.1", "https://[FE80::A]:443": "fe80::a", "https://[fe80::a]:": "fe80::a", "https://[fe80::a]": "fe80::a",
	} {
		host := hostOf(address)
		if got := bare(host); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
		if h, _, err := net.SplitHostPort(host); err == nil && h != want {
			t.Errorf("%s: net has %q, want %q", address, h, want)
		}
	}
}

func TestOwn_brokenFile(t *testing.T) {
	s := newStore(t)
	if err := home.Make(s.Dirs.Config); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"": "not JSON", "{": "not JSON", "[]": "not JSON", "{}": "no version", `{"version": 2, "clouds": 7}`: "not JSON", `{"version": 2}`: "newer than this azenv",
		`{"version": 1, "clouds": [{"name": "AzureCloud", "authority": "https://evil.example", "resourceManager": "https://evil.example"}]}`: "built in",
		`{"version": 1, "clouds": [{"name": "x", "authority": "https://login.windows.net", "resourceManager": "https://evil.example"}]}`:     "built-in cloud",
	} {
		if err := os.WriteFile(s.Dirs.Clouds(), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := s.Find("x")
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "clouds.json") {
			t.Errorf("%s: error %v", text, err)
		}
		if err := s.Add(stack); err == nil {
			t.Errorf("%s: written over", text)
		}
		if got, err := os.ReadFile(s.Dirs.Clouds()); string(got) != text || err != nil {
			t.Errorf("%s became %s, error %v", text, got, err)
		}
		if c, err := s.Find("AzureCloud"); err != nil || c.Authority != "https://login.microsoftonline.com" {
			t.Errorf("a built-in cloud is not found: %+v, error %v", c, err)
		}
	}
}

// FuzzParse holds that whatever is read is as Add would take it.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"version": 1, "clouds": [{"name": "x", "authority": "https://a", "resourceManager": "https://b"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		clouds, err := parse(data)
		if err != nil {
			return
		}
		again, err := json.Marshal(file{version, clouds})
		if err != nil {
			t.Fatal(err)
		}
		back, err := parse(again)
		if diff := cmp.Diff(clouds, back); err != nil || diff != "" {
			t.Errorf("error %v: %s", err, diff)
		}
		for _, c := range clouds {
			if !strings.HasPrefix(c.Authority, "https://") || !strings.HasPrefix(c.Manager, "https://") || IsBuiltin(c.Name) {
				t.Errorf("%+v", c)
			}
		}
	})
}
