package azctx

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// likely makes a profile of contexts whose names, labels and identities are often those of
// another one made by it.
func likely(r *rand.Rand, n int) *Profile {
	p := &Profile{}
	one := func(of ...string) string { return of[r.IntN(len(of))] }
	for range n {
		c := Context{
			Account: Account{Name: one("ops@contoso.example", "dev@contoso.example")},
			Tenant:  Tenant{ID: one("2", "3") + "2222222-aaaa-4bbb-8ccc-000000000001", Domain: one("", "a@b", "contoso.example")},
			Cloud:   "AzureCloud",
			Name:    one("", "", "own", "OWN", "dev", "own@b", "own@a@b (33333333)", strings.Repeat("long ", 12)+"end"),
			Group:   one("", "", "rg"),
		}
		c.Subscription = Subscription{ID: "33333333-aaaa-4bbb-8ccc-00000000000" + one("1", "2", "3"), Name: one("", "own", "dev", "own@a")}
		if r.IntN(8) == 0 {
			c.Subscription = Subscription{}
		}
		_, _, _ = p.Set(c) // what cannot be is left out
	}
	return p
}

// However names meet, no two labels that are seen are alike, each finds its context, the
// nearest keep theirs, and views and profiles in memory agree.
func TestLayers_labelsAreNeverAlike(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		var profiles []*Profile
		var views []*View
		for range 1 + r.IntN(4) {
			p := likely(r, r.IntN(9))
			v, err := newStore(t, p).Open()
			if err != nil {
				t.Fatal(err)
			}
			profiles, views = append(profiles, p), append(views, v)
		}
		layers := Layered(views...)
		defer layers.Close()
		all, err := layers.All("")
		if err != nil {
			t.Fatal(err)
		}
		stack := Stack(profiles...)
		seen := map[string]string{}
		for i, c := range all {
			if diff := cmp.Diff(stack.Contexts[i], *c); diff != "" {
				t.Fatalf("seed %d: Stack and Layers differ:\n%s", seed, diff)
			}
			if i < len(profiles[0].Contexts) && c.Label != profiles[0].Contexts[i].Label {
				t.Errorf("seed %d: the nearest %q is shown as %q", seed, profiles[0].Contexts[i].Label, c.Label)
			}
			if other := seen[fold(c.Label)]; other != "" || c.Label != CleanLabel(c.Label) {
				t.Errorf("seed %d: label %q is that of %s and %s", seed, c.Label, other, c.ID)
			}
			seen[fold(c.Label)] = c.ID
			for what, contexts := range map[string]Contexts{"Layers": layers, "Stack": stack} {
				if found, err := contexts.Find(c.Label); err != nil || found.ID != c.ID || found.Label != c.Label {
					t.Errorf("seed %d: %s.Find(%q) = %v, %v", seed, what, c.Label, found, err)
				}
				if c.Name == "" {
					continue
				}
				if found, err := contexts.Find(c.Name); err != nil || found.ID != c.ID {
					t.Errorf("seed %d: %s.Find(%q), a name, = %v, %v", seed, what, c.Name, found, err)
				}
			}
			if byID, err := layers.ByID(c.ID); err != nil || byID.Label != c.Label {
				t.Errorf("seed %d: ByID(%s) = %v, %v", seed, c.ID, byID, err)
			}
		}
	}
}

// What two profiles have in common is told apart however much it is.
func TestStack_theSameManyTimes(t *testing.T) {
	p := &Profile{}
	for i := range 3 * manyNames {
		p.Contexts = append(p.Contexts, Context{ID: NewID(), Label: fmt.Sprint("c", i), Account: Account{Name: "ops@contoso.example"},
			Tenant: Tenant{ID: "22222222-aaaa-4bbb-8ccc-000000000001"}, Subscription: Subscription{ID: "33333333-aaaa-4bbb-8ccc-000000000001"}, Cloud: "AzureCloud"})
	}
	other := &Profile{}
	for _, c := range p.Contexts {
		c.ID = NewID()
		other.Contexts = append(other.Contexts, c)
	}
	near, err := newStore(t, p).Open()
	if err != nil {
		t.Fatal(err)
	}
	far, err := newStore(t, other).Open()
	if err != nil {
		t.Fatal(err)
	}
	layers := Layered(near, far)
	defer layers.Close()
	for i, c := range other.Contexts {
		want := c.Label + "@22222222 (33333333)"
		if found, err := layers.Find(want); err != nil || found.ID != c.ID {
			t.Fatalf("Find(%q) = %v, %v", want, found, err)
		}
		if got := Stack(p, other).Contexts[len(p.Contexts)+i].Label; got != want {
			t.Fatalf("Stack: %q, want %q", got, want)
		}
	}
}
