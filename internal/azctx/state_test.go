package azctx

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// bytesOf returns what Saved keeps of a value.
func bytesOf(s string) *[]byte {
	b := []byte(s)
	return &b
}

// randomBytes returns up to n bytes, as often as not no UTF-8, never NUL.
func randomBytes(r *randSource, n int) string {
	b := make([]byte, r.IntN(n+1))
	for i := range b {
		b[i] = byte(1 + r.IntN(255))
	}
	return string(b)
}

func randomState(r *randSource) *State {
	s := &State{
		Home: pickOne(r, "home", ""), Choice: pickOne(r, "", NoContext, ctxID(1)), Held: pickOne(r, "", ctxID(2)),
		Name: pickOne(r, words...), Active: pickOne(r, "", ctxID(1)), Print: pickOne(r, "", "print"),
		Seal: pickOne(r, "", "why", "\x1b[31m"), Scope: pickOne(r, "", ScopeProcess, ScopeDirectory, ScopeUser), SteppedBack: r.IntN(2) == 0,
		Hint: pickOne(r, "", "azenv allow", `azenv use "dev"`), Dir: Path(pickOne(r, "", fileA, "/a b/日本/.azcontext", "/caf\xe9/\x1b\n/.azcontext")), File: pickOne(r, "", "mark"),
	}
	if r.IntN(2) == 0 {
		s.Owner = Owner{Boot: "b-1", PID: r.IntN(1 << 22), Start: "123"}
	}
	for i := range r.IntN(18) {
		v := Saved{Mark: "-"}
		if r.IntN(3) > 0 {
			v.Earlier = bytesOf(randomBytes(r, 60))
		}
		if s.Vars == nil {
			s.Vars = map[string]Saved{}
		}
		s.Vars[fmt.Sprintf("AZURE_%d", i)] = v
	}
	return s
}

func TestState_comesBackAsItWasEncoded(t *testing.T) {
	seeded(t, 60, func(t *testing.T, r *randSource) {
		want := randomState(r)
		text, lost := want.Encode()
		if len(lost) > 0 {
			t.Errorf("lost %q", lost)
		}
		if bad := strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_"); bad != "" {
			t.Errorf("%q needs quoting: %q", text, bad)
		}
		got, err := DecodeState(text)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("decoded (-want +got):\n%s", d)
		}
		if again, _ := got.Encode(); again != text {
			t.Error("encoded again, it is another text")
		}
	})
}

// A directory's name may be anything, and long: it must not cost the shell its state.
func TestState_ofAnyDirectory(t *testing.T) {
	for _, part := range []string{"a", "\x01", "\xff", "<", "\"", "\u2028", "é"} {
		long := "/"
		for len(long) < 4096-255-len(DirFileName) {
			long += strings.Repeat(part, 254/len(part)) + "/"
		}
		dir := long + DirFileName
		want := &State{Home: "home", Held: dev, Seal: dir + " was changed: not allowed", Hint: "azenv allow", Scope: ScopeDirectory, Dir: Path(dir), File: Mark(&dir), Owner: me}
		text, lost := want.Encode()
		got, err := DecodeState(text)
		if err != nil || len(lost) > 0 {
			t.Errorf("%q: %d bytes, error %v, lost %q", part, len(text), err, lost)
			continue
		}
		if got.Dir != Path(dir) || got.File != want.File || got.Hint != want.Hint {
			t.Errorf("%q: came back as %.40q", part, got.Dir)
		}
	}
}

func TestState_keepsUnsetAndEmptyApart(t *testing.T) {
	s := &State{Vars: map[string]Saved{"UNSET": {Mark: "-"}, "EMPTY": {Mark: "-", Earlier: bytesOf("")}}}
	text, _ := s.Encode()
	got, err := DecodeState(text)
	if err != nil {
		t.Fatal(err)
	}
	if e := got.Vars["UNSET"].Earlier; e != nil {
		t.Errorf("unset became %q", *e)
	}
	if e := got.Vars["EMPTY"].Earlier; e == nil || len(*e) != 0 {
		t.Errorf("empty became %v", e)
	}
}

func TestEncode_dropsTheLongestEarlierValuesFirst(t *testing.T) {
	size := func(n int) *[]byte { return bytesOf(strings.Repeat("x", n)) }
	tests := []struct {
		name string
		vars map[string]*[]byte
		lost []string
	}{
		{"all fit", map[string]*[]byte{"A": size(10_000), "B": size(20_000)}, nil},
		{"the longest goes", map[string]*[]byte{"A": size(20_000), "B": size(25_000), "C": size(10)}, []string{"B"}},
		{"the two longest go, the longer one first", map[string]*[]byte{"A": size(40_000), "B": size(60_000), "C": size(10_000)}, []string{"B", "A"}},
		{"no more than must", map[string]*[]byte{"A": size(37_000), "B": nil, "C": size(0), "D": size(1)}, []string{"A"}},
		{"of two as long the first by name", map[string]*[]byte{"A": size(25_000), "B": size(25_000), "C": size(1)}, []string{"A"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for range 10 { // whatever order a map has
				s := &State{Choice: ctxID(1), Vars: map[string]Saved{}}
				for name, e := range tt.vars {
					s.Vars[name] = Saved{Mark: "w" + name, Earlier: e}
				}
				text, lost := s.Encode()
				if d := cmp.Diff(tt.lost, lost); d != "" {
					t.Fatalf("lost (-want +got):\n%s", d)
				}
				if len(text) > StateLimit {
					t.Errorf("%d bytes, more than %d", len(text), StateLimit)
				}
				got, err := DecodeState(text)
				if err != nil {
					t.Fatal(err)
				}
				for name, e := range tt.vars {
					if slices.Contains(lost, name) {
						e = nil
					}
					v := got.Vars[name]
					if v.Mark != "w"+name || (v.Earlier == nil) != (e == nil) || e != nil && !bytes.Equal(*v.Earlier, *e) {
						t.Errorf("%s came back as another value", name)
					}
				}
			}
		})
	}
}

// encoded returns JSON as AZENV_STATE carries it.
func encoded(json string) string {
	return stateVersion + base64.RawURLEncoding.EncodeToString([]byte(json))
}

func TestDecodeState(t *testing.T) {
	tests := []struct {
		name, text string
		want       *State
		err        string
	}{
		{"none", "", nil, ""},
		{"one", encoded(`{"home":"h","choice":"none"}`), &State{Home: "h", Choice: NoContext}, ""},
		{"one of a directory", encoded(`{"home":"h","seal":"s","hint":"i","scope":"directory","dir":"L2Ev_w","file":"f"}`),
			&State{Home: "h", Seal: "s", Hint: "i", Scope: ScopeDirectory, Dir: "/a/\xff", File: "f"}, ""},
		{"a directory that is no base64", encoded(`{"dir":"/a b"}`), nil, "AZENV_STATE: damaged"},
		{"with what a newer azenv adds", encoded(`{"home":"h","more":{"x":[1]}}`), &State{Home: "h"}, ""},
		{"as long as it may be", encoded(`{"home":"` + strings.Repeat("h", 49139) + `"}`), &State{Home: strings.Repeat("h", 49139)}, ""},
		{"too long", encoded(`{"home":"` + strings.Repeat("h", 49140) + `"}`), nil, "AZENV_STATE: longer than 65536 bytes"},
		{"far too long", strings.Repeat("x", 1<<20), nil, "AZENV_STATE: longer than 65536 bytes"},
		{"of a newer azenv", strings.Replace(encoded(`{}`), "1:", "2:", 1), nil, "AZENV_STATE: not of this azenv's making"},
		{"of no version", "e30", nil, "AZENV_STATE: not of this azenv's making"},
		{"of a version and nothing else", "1:", nil, "AZENV_STATE: damaged"},
		{"blanks", " ", nil, "AZENV_STATE: not of this azenv's making"},
		{"garbage", "\x00\xff\n:", nil, "AZENV_STATE: not of this azenv's making"},
		{"cut", encoded(`{"home":"h","choice":"none"}`)[:20], nil, "AZENV_STATE: damaged"},
		{"padded", encoded(`{}`) + "==", nil, "AZENV_STATE: damaged"},
		{"of another alphabet", "1:+/+/", nil, "AZENV_STATE: damaged"},
		{"a list", encoded(`[]`), nil, "AZENV_STATE: damaged"},
		{"a member of another kind", encoded(`{"owner":"me"}`), nil, "AZENV_STATE: damaged"},
		{"a pid that is no number", encoded(`{"owner":{"pid":1e99}}`), nil, "AZENV_STATE: damaged"},
		{"text after the end", encoded(`{}{}`), nil, "AZENV_STATE: damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := DecodeState(tt.text)
			if msg := fmt.Sprint(err); err != nil && msg != tt.err || err == nil && tt.err != "" {
				t.Errorf("error %v, want %q", err, tt.err)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("state (-want +got):\n%s", d)
			}
		})
	}
}

func FuzzDecodeState(f *testing.F) {
	text, _ := randomState(source(1)).Encode()
	f.Add(text)
	f.Add(encoded(`{"vars":{"AZURE_TENANT_ID":{"w":"-","e":"AAA="},"":null},"owner":null}`))
	f.Add("2:e30")
	f.Add("1:")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := DecodeState(text)
		if err != nil {
			if s != nil {
				t.Errorf("both %v and %v", s, err)
			}
			return
		}
		if (s == nil) != (text == "") {
			t.Fatalf("state %v of %q", s, text)
		}
		if s == nil {
			return
		}
		again, lost := s.Encode()
		if len(again) > StateLimit || len(lost) > 0 {
			return // forged: JSON may grow in writing
		}
		got, err := DecodeState(again)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(s, got, sameProfile); d != "" {
			t.Errorf("decoded again (-want +got):\n%s", d)
		}
	})
}

func FuzzDecodeState_json(f *testing.F) {
	f.Add(`{"home":"h","choice":"none","vars":{"A":{"w":"-","e":""}}}`)
	f.Add(`null`)
	f.Fuzz(func(t *testing.T, json string) {
		s, err := DecodeState(encoded(json))
		if (s == nil) == (err == nil) {
			t.Errorf("state %v, error %v", s, err)
		}
	})
}

func TestWrote(t *testing.T) {
	text := func(s string) *string { return &s }
	seen := map[string]string{}
	for name, v := range map[string]*string{
		"unset": nil, "empty": text(""), "a dash": text("-"), "a": text("a"), "A": text("A"), "no UTF-8": text("\xff"), "as replaced": text("\ufffd"),
	} {
		mark := Mark(v)
		if other, ok := seen[mark]; ok {
			t.Errorf("%s and %s have the same mark %q", name, other, mark)
		}
		if seen[mark] = name; len(mark) > 16 {
			t.Errorf("%s: mark %q is not short", name, mark)
		}
	}
}

func TestHomeMark(t *testing.T) {
	one := HomeMark(1000, "/home/ops/.config/azenv/profile.json")
	if again := HomeMark(1000, "/home/ops/.config/azenv/profile.json"); again != one {
		t.Errorf("%q and %q of the same home", one, again)
	}
	for _, other := range []string{HomeMark(0, "/home/ops/.config/azenv/profile.json"), HomeMark(1000, "/srv/ops/.config/azenv/profile.json")} {
		if other == one {
			t.Error("the same mark of another home")
		}
	}
}

func TestContentPrint(t *testing.T) {
	base := grouped("rg", given("dev", sample(1)))
	tests := []struct {
		name   string
		change func(*Context)
		same   bool
	}{
		{"nothing", func(*Context) {}, true},
		{"how it is called", func(c *Context) { c.ID, c.Name, c.Label = "x", "y", "z" }, true},
		{"what Azure calls it", func(c *Context) { c.Subscription.Name, c.Subscription.State, c.Tenant.Name = "x", "Warned", "y" }, true},
		{"where it was found", func(c *Context) { c.Sources, c.Stale, c.Base = []Source{fromAz}, true, "/b" }, true},
		{"case", func(c *Context) { c.Account.Name, c.Group = "OPS@CONTOSO.COM", "RG" }, true},
		{"the subscription", func(c *Context) { c.Subscription.ID = guid(2) }, false},
		{"no subscription", func(c *Context) { c.Subscription.ID = "" }, false},
		{"the tenant", func(c *Context) { c.Tenant.ID = guid(2) }, false},
		{"the account", func(c *Context) { c.Account.Name = "dev" }, false},
		{"the cloud", func(c *Context) { c.Cloud = "AzureChinaCloud" }, false},
		{"the group", func(c *Context) { c.Group = "" }, false},
		{"the location", func(c *Context) { c.Location = "x" }, false},
		{"the group as the location", func(c *Context) { c.Group, c.Location = c.Location, c.Group }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := base
			tt.change(&c)
			if got := c.ContentPrint() == base.ContentPrint(); got != tt.same {
				t.Errorf("the same print: %v, want %v", got, tt.same)
			}
		})
	}
}
