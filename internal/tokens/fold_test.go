package tokens

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// keysOf are a section's keys, sorted.
func keysOf(c *Cache, section string) []string { return slices.Sorted(maps.Keys(c.sections[section])) }

// one is the only entry of a section.
func one(t *testing.T, c *Cache, section string) entry {
	t.Helper()
	if n := len(c.sections[section]); n != 1 {
		t.Fatalf("%s: %d entries, want one: %q", section, n, keysOf(c, section))
	}
	for _, e := range c.sections[section] {
		return e
	}
	return nil
}

func TestFold_givesMSALForGosEntriesAzsKeys(t *testing.T) {
	got := fold(nil, now, source{cache: ops.goSignIn(epoch).cache()})
	want := ops.signIn(epoch)
	for _, section := range sections {
		w := slices.Sorted(maps.Keys(want[section]))
		for i := range w {
			w[i] = strings.ToLower(w[i])
		}
		if section == refreshToken { // nobody told a target
			w = []string{ops.id + "-" + env + "-refreshtoken-" + cli + "--"}
		}
		if diff := cmp.Diff(w, keysOf(got, section)); diff != "" {
			t.Errorf("%s: %s", section, diff)
		}
	}
	if at := one(t, got, refreshToken).time("last_modification_time"); at != epoch {
		t.Errorf("the refresh token's time is %d", at)
	}
}

func TestFold_leavesOneRefreshToken(t *testing.T) {
	az, golang := ops.signIn(epoch-100), ops.goSignIn(epoch)
	for name, got := range map[string]*Cache{
		"Go's into az's":       fold(az.cache(), now, source{cache: golang.cache()}),
		"az's into Go's":       fold(golang.cache(), now, source{cache: az.cache()}),
		"both in one, by keys": fold(az.and(golang).cache(), now),
	} {
		e := one(t, got, refreshToken)
		if e.text("secret") != "SECRET-RT-"+ops.name+strconv.Itoa(epoch) {
			t.Errorf("%s: not the newest", name)
		}
		if e.text("target") != target || keysOf(got, refreshToken)[0] != strings.ToLower(ops.id+"-"+env+"-refreshtoken-"+cli+"--"+target) {
			t.Errorf("%s: az would not replace it: %q", name, keysOf(got, refreshToken))
		}
		one(t, got, idToken)
	}
}

func TestFold_newest(t *testing.T) {
	set := func(section, field string, value any) func(tables) tables {
		return func(x tables) tables {
			for _, e := range x[section] {
				if value == nil {
					delete(e.(dict), field)
				} else {
					e.(dict)[field] = value
				}
			}
			return x
		}
	}
	same := func(x tables) tables { return x }
	tests := []struct {
		name, section, field string
		dst, src             func(tables) tables
		want                 string
	}{
		{"access token: had later, though it expires earlier", accessToken, "secret",
			func(x tables) tables {
				return set(accessToken, "secret", "dst")(set(accessToken, "expires_on", future+"0")(x))
			},
			func(x tables) tables {
				return set(accessToken, "secret", "src")(set(accessToken, "cached_at", strconv.Itoa(epoch+1))(x))
			}, "src"},
		{"access token: a tie", accessToken, "secret", set(accessToken, "secret", "dst"), set(accessToken, "secret", "src"), "dst"},
		{"access token: the time is a number", accessToken, "secret", set(accessToken, "secret", "dst"),
			func(x tables) tables {
				return set(accessToken, "secret", "src")(set(accessToken, "cached_at", epoch+1)(x))
			}, "src"},
		{"refresh token: later", refreshToken, "secret", set(refreshToken, "secret", "dst"),
			func(x tables) tables {
				return set(refreshToken, "secret", "src")(set(refreshToken, "last_modification_time", strconv.Itoa(epoch+1))(x))
			}, "src"},
		{"refresh token: without a time it is as old as its access tokens", refreshToken, "secret",
			set(refreshToken, "secret", "dst"),
			func(x tables) tables {
				x = set(accessToken, "cached_at", strconv.Itoa(epoch+1))(x)
				return set(refreshToken, "secret", "src")(set(refreshToken, "last_modification_time", nil)(x))
			}, "src"},
		{"refresh token: without any time it is the oldest", refreshToken, "secret",
			func(x tables) tables {
				x = set(accessToken, "cached_at", nil)(x)
				return set(refreshToken, "secret", "dst")(set(refreshToken, "last_modification_time", nil)(x))
			},
			set(refreshToken, "secret", "src"), "src"},
		{"identity token: issued later", idToken, "secret", same, set(idToken, "secret", idTokenOf("new", epoch+1)), idTokenOf("new", epoch+1)},
		{"identity token: one that cannot be read is the oldest", idToken, "secret", set(idToken, "secret", "garbage"), same, idTokenOf(ops.name, epoch)},
		{"account: by its identity token", account, "username", same,
			func(x tables) tables {
				return set(account, "username", "renamed")(set(idToken, "secret", idTokenOf("x", epoch+1))(x))
			}, "renamed"},
		{"application: the one of a family", appMetadata, "family_id", set(appMetadata, "family_id", nil), same, "1"},
		{"application: the one of a family stays", appMetadata, "family_id", same, set(appMetadata, "family_id", nil), "1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := fold(tt.dst(ops.signIn(epoch)).cache(), now, source{cache: tt.src(ops.signIn(epoch)).cache()})
			if s := one(t, got, tt.section).text(tt.field); s != tt.want {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
}

func TestFold_anExpiredTokenGivesWay(t *testing.T) {
	old := ops.tokens("old", epoch)
	past := strings.ReplaceAll(string(old), future, strconv.Itoa(epoch-1))
	dst, err := ParseCache([]byte(past))
	if err != nil || past == string(old) {
		t.Fatal(err)
	}
	src, err := ParseCache(ops.tokens("old", epoch))
	if err != nil {
		t.Fatal(err)
	}
	got := fold(dst, now, source{cache: src})
	if e := one(t, got, accessToken); e.text("expires_on") != future {
		t.Errorf("expires on %s", e.text("expires_on"))
	}
}

func TestFold_carriesNoExpiredToken(t *testing.T) {
	old := ops.signIn(epoch - 7200).cache()
	got := fold(nil, now, source{cache: old})
	if n := len(got.sections[accessToken]); n != 0 {
		t.Errorf("carried %d", n)
	}
	if len(got.sections[refreshToken]) != 1 {
		t.Error("and no refresh token")
	}
	if got := fold(old, now); len(got.sections[accessToken]) != 1 {
		t.Error("took one from where it was")
	}
}

func TestFold_servicePrincipal(t *testing.T) {
	for name, change := range map[string]func(dict){
		"as az has it":          func(dict) {},
		"as MSAL for Go has it": func(e dict) { delete(e, "home_account_id") },
		"an empty account":      func(e dict) { e["home_account_id"] = "" },
	} {
		tokens := robotTokens(epoch)
		for _, e := range tokens[accessToken] {
			change(e.(dict))
		}
		got := fold(nil, now, source{tokens.and(ops.signIn(epoch)).cache(), robot.needs})
		e := one(t, got, accessToken)
		if raw, there := e["home_account_id"]; !there || string(raw) != "null" {
			t.Errorf("%s: home_account_id is %q, want null", name, raw)
		}
		want := strings.ToLower("-" + env + "-accesstoken-" + robot.ClientID + "-" + tenant + "-https://management.core.windows.net//.default")
		if got := keysOf(got, accessToken)[0]; got != want {
			t.Errorf("%s: key %q, want %q", name, got, want)
		}
		if len(got.sections[account])+len(got.sections[refreshToken])+len(got.sections[idToken]) > 0 {
			t.Errorf("%s: a user's entries came, too", name)
		}
	}
}

func TestFold_hostWithoutPort(t *testing.T) {
	x := strings.ReplaceAll(string(ops.goSignIn(epoch).bytes()), env, "LOCALHOST:8443")
	c, err := ParseCache([]byte(x))
	if err != nil {
		t.Fatal(err)
	}
	got := fold(nil, now, source{cache: c})
	if e := one(t, got, account); e.text("environment") != "localhost" {
		t.Errorf("environment %q", e.text("environment"))
	}
}

func TestFold_keepsWhatItCannotTell(t *testing.T) {
	x := tables{"AccessToken": {"a": dict{"secret": "1"}, "b": dict{"secret": "2"}}, "Account": {"c": dict{"username": "u"}}}
	got := fold(x.cache(), now, source{cache: tables{"AccessToken": {"d": dict{"secret": "3", "expires_on": future}}}.cache()})
	if diff := cmp.Diff(string(x.cache().Bytes()), string(got.Bytes())); diff != "" {
		t.Error(diff)
	}
}

// someCache is a cache of a few users, clients, tenants and scopes, in both key styles;
// no two with one entryID are equally new, given other bases.
func someCache(r *rand.Rand, base int) *Cache {
	all := tables{}
	for i := range 1 + r.IntN(6) {
		p := []person{ops, dev}[r.IntN(2)]
		at := epoch - 5000 + 100*r.IntN(60) + 7*i + base
		x := p.signIn(at)
		if r.IntN(2) == 0 {
			x = p.goSignIn(at)
		}
		// By the section, as every entry has a key of its own only where tenants differ.
		realm := []string{tenant, "organizations"}[r.IntN(2)]
		for section, entries := range x {
			for key, e := range maps.Clone(entries) {
				e := e.(dict)
				if _, has := e["realm"]; has {
					e["realm"] = realm
				}
				if section == accessToken {
					e["target"] = fmt.Sprintf("%s s%d", target, r.IntN(2))
				}
				if section == appMetadata && r.IntN(2) == 0 {
					delete(e, "family_id")
				}
				delete(entries, key)
				entries[key+strconv.Itoa(at)] = e
			}
		}
		all = all.and(x)
	}
	return all.cache()
}

func TestFold_properties(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range many(100, 3_000) {
		a, b := someCache(r, 0), someCache(r, 50)
		ab := fold(a, now, source{cache: b}).alive(now)
		ba := fold(b, now, source{cache: a}).alive(now)
		if diff := cmp.Diff(string(ab.Bytes()), string(ba.Bytes())); diff != "" {
			t.Fatalf("a into b is not b into a:\n%s", diff)
		}
		for name, again := range map[string]*Cache{
			"a again": fold(ab, now, source{cache: a}), "b again, folded": fold(ab, now, source{cache: fold(b, now)}),
			"itself": fold(ab, now, source{cache: ab}), "nothing": fold(ab, now),
		} {
			if !bytes.Equal(ab.Bytes(), again.Bytes()) {
				t.Fatalf("%s changes it:\n%s", name, cmp.Diff(string(ab.Bytes()), string(again.Bytes())))
			}
		}
		for section, entries := range ab.sections {
			seen := map[string]bool{}
			for key, e := range entries {
				id, _ := entryID(section, e)
				if key != azKey(section, e) || seen[id] {
					t.Fatalf("%s: %q is not az's key, or the second of its kind", section, key)
				}
				seen[id] = true
			}
		}
	}
}
