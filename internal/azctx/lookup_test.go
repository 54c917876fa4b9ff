package azctx

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// called returns a stored context; its subscription is sample(sub)'s, called name.
func called(n int, label string, sub int, name string) Context {
	c := stored(n, label, "")
	c.Subscription = Subscription{ID: guid(sub), Name: name}
	return c
}

// grouped returns c with a default group.
func grouped(group string, c Context) Context { c.Group = group; return c }

// lookups is a profile with a context for every rule of looking one up.
func lookups() *Profile {
	other := called(4, "Shared@fabrikam", 4, "Shared")
	other.Account.Name = "dev@fabrikam.com"
	twin := called(9, "twin-of-dev", 8, "Twin")
	twin.Account.Name = "dev@fabrikam.com"
	tenant := stored(10, "tenant contoso", "")
	tenant.Subscription = Subscription{}
	return &Profile{Contexts: []Context{
		called(1, "Development", 1, "Development"),
		given("mine", called(2, "mine", 2, "Production")),
		called(3, "Shared@contoso", 3, "Shared"),
		other,
		grouped("rg-5", called(5, "Data with group", 5, "Data")),
		called(6, "Data without", 5, "Data"),
		grouped("rg-7", called(7, "Edge", 7, "Edge one")),
		given("edge-two", grouped("rg-7b", called(11, "edge-two", 7, "Edge one"))),
		called(8, "twin-of-ops", 8, "Twin"),
		twin,
		tenant,
		called(12, "Development (old)", 12, "mine"),
		called(13, "Production", 13, "Staging"),
	}}
}

func TestFind(t *testing.T) {
	tests := []struct {
		name, ask string
		want      string // id, or what is wrong
	}{
		{"by its label", "Shared@contoso", ctxID(3)},
		{"by its given name", "mine", ctxID(2)},
		{"by its full name", "Shared (" + guid(3) + ")", ctxID(3)},
		{"by its subscription's name", "Staging", ctxID(13)},
		{"by its subscription's ID", guid(1), ctxID(1)},
		{"whatever the case of the label", "sHARED@CONTOSO", ctxID(3)},
		{"whatever the case of the name", "MINE", ctxID(2)},
		{"whatever the case of the ID", strings.ToUpper(guid(10 + 2)), ctxID(12)},
		{"whatever the case of the full name", strings.ToUpper("Staging (" + guid(13) + ")"), ctxID(13)},
		{"a label outranks another's subscription", "Production", ctxID(13)},
		{"a given name outranks another's subscription", "Mine", ctxID(2)},
		{"a tenant's by tenant and account", guid(0xc0) + " - ops@contoso.com", ctxID(10)},
		{"of one identity's contexts the one without defaults", "data", ctxID(6)},
		{"of one identity's contexts, all with defaults, the oldest", "Edge one", ctxID(7)},
		{"of one identity's contexts by ID", guid(7), ctxID(7)},
		{"two subscriptions of one name", "shared", `"shared" is ambiguous: it means Shared@contoso, Shared@fabrikam`},
		{"two accounts of one subscription", guid(8), `"` + guid(8) + `" is ambiguous: it means twin-of-ops, twin-of-dev`},
		{"two accounts by the full name that they share", "Twin (" + guid(8) + ")", `"Twin (` + guid(8) + `)" is ambiguous: it means twin-of-ops, twin-of-dev`},
		{"an unknown name", "Developmnet", `no context "Developmnet", nearest "Development"`},
		{"an unknown name like none", "zzz", `no context "zzz", nearest ""`},
		{"an unknown ID", guid(99), `no context "` + guid(99) + `", nearest ""`},
		{"a part of a label", "Shared", `"Shared" is ambiguous: it means Shared@contoso, Shared@fabrikam`},
		{"blanks", " ", `no context "", nearest ""`},
		{"a name that means harm", "\x1b[2J$(id)", `no context "_[2J_(id)", nearest ""`},
		{"no name", "", "no context named"},
	}
	s := newStore(t, lookups())
	v, err := s.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, findIn(lookups(), tt.ask)); d != "" {
				t.Errorf("in the profile (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.want, findIn(v, tt.ask)); d != "" {
				t.Errorf("in the index (-want +got):\n%s", d)
			}
		})
	}
}

// findIn returns the id that name means in from, or the error, as text.
func findIn(from Contexts, name string) string {
	c, err := from.Find(name)
	var missing *NotFoundError
	switch {
	case errors.As(err, &missing):
		return fmt.Sprintf("%v, nearest %q", err, missing.Nearest)
	case err != nil:
		return err.Error()
	case c == nil:
		return "neither a context nor an error"
	}
	return c.ID
}

func TestFind_noName(t *testing.T) {
	if _, err := lookups().Find(""); !errors.Is(err, ErrNoName) {
		t.Errorf("error %v, want %v", err, ErrNoName)
	}
}

func TestByID(t *testing.T) {
	p := lookups()
	for _, id := range ids(p) {
		if c, err := p.ByID(id); err != nil || c == nil || c.ID != id {
			t.Errorf("ByID(%q) = %v, %v", id, c, err)
		}
	}
	for _, id := range []string{"", "none", guid(1), "mine", ctxID(99)} {
		if c, err := p.ByID(id); err != nil || c != nil {
			t.Errorf("ByID(%q) = %v, %v, want neither", id, c, err)
		}
	}
}

func TestAmbiguousError_listsNoMoreThanEight(t *testing.T) {
	p := &Profile{}
	for n := range 12 {
		p.Contexts = append(p.Contexts, called(n, fmt.Sprintf("c%d", n), n, "Dev"))
	}
	_, err := p.Find("dev")
	var ambiguous *AmbiguousError
	if !errors.As(err, &ambiguous) || len(ambiguous.Labels) != 12 {
		t.Fatalf("error %#v, want 12 labels", err)
	}
	if want := `"dev" is ambiguous: it means c0, c1, c2, c3, c4, c5, c6, c7 and 4 more`; err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

func TestFullName(t *testing.T) {
	tests := []struct {
		name string
		c    Context
		want string
	}{
		{"given", given("mine", in(contoso, 1, "Dev")), "mine"},
		{"of the subscription", in(contoso, 1, "Dev"), "Dev (" + guid(1) + ")"},
		{"of a subscription without a name", in(contoso, 1, ""), guid(1)},
		{"of a tenant", tenantOnly(contoso), guid(0xc0) + " - ops@contoso.com"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.c.FullName(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzFind(f *testing.F) {
	f.Add("Developmnet")
	f.Add("\xff\u0301")
	p := lookups()
	f.Fuzz(func(t *testing.T, name string) {
		c, err := p.Find(name)
		if (c == nil) == (err == nil) {
			t.Errorf("Find(%q) = %v, %v", name, c, err)
		}
		if err != nil && strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Errorf("control characters in %q", err)
		}
	})
}

// What is displayed of a name is accepted as one, on a terminal and as a label; but never
// before what goes by that name itself, and never for a name that is shown as it is.
func TestFind_whatIsDisplayed(t *testing.T) {
	p := &Profile{}
	for i, name := range []string{"Contoso \U0001F680 x", "a\u200db \u2764\ufe0f", "-lead", "plain_", "plain__", "two\U0001F680\U0001F680  gaps", "cafe\u0301\u0301\u0301"} {
		c := Context{Account: Account{Name: "ops@contoso.example"}, Cloud: "AzureCloud", Tenant: Tenant{ID: guid(9)},
			Subscription: Subscription{ID: fmt.Sprintf("99999999-0000-4000-8000-%012d", i), Name: name}}
		if _, _, err := p.Set(c); err != nil {
			t.Fatal(err)
		}
	}
	full := func(name string, i int) string { return fmt.Sprintf("%s (99999999-0000-4000-8000-%012d)", name, i) }
	for name, want := range map[string]int{
		"Contoso _ x": 0, full("contoso _ X", 0): 0, full("Contoso \U0001F680 x", 0): 0,
		"a_b _": 1, full("a?b \u2764?", 1): 1, full("a_b _", 1): 1,
		"_lead": 2, full("_lead", 2): 2, full("-lead", 2): 2,
		"plain_": 3, "plain__": 4,
		full("two__ gaps", 5): 5, full("two\U0001F680\U0001F680  gaps", 5): 5,
		full("cafe\u0301\u0301", 6): 6,
	} {
		c, err := p.Find(name)
		if err != nil || c.Subscription.ID != p.Contexts[want].Subscription.ID {
			t.Errorf("%q: %+v, %v, want context %d", name, c, err, want)
		}
	}
	for _, name := range []string{
		"plain", "plain___", "Contoso x", "lead", "contoso ? x", full("Contoso ? x", 0),
		"Contoso \U0001F534 x", "Contoso __ x", full("two_ gaps", 5), "two\U0001F680 gaps", // other names, though they fold alike
	} {
		if c, err := p.Find(name); err == nil {
			t.Errorf("%q finds %q", name, c.Subscription.Name)
		}
	}
}
