package azctx

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// brief is what a test of Set looks at.
type brief struct{ ID, Name, Label, Sub, Group string }

func briefs(p *Profile) []brief {
	var out []brief
	for i := range p.Contexts {
		c := &p.Contexts[i]
		out = append(out, brief{c.ID, c.Name, c.Label, c.Subscription.Name, c.Group})
	}
	return out
}

// fresh stands for an id that was not there before.
const fresh = "fresh"

func TestSet(t *testing.T) {
	one, two := stored(1, "Sub 1", ""), stored(2, "Sub 2", "")
	dev := stored(1, "dev", "dev")
	tests := []struct {
		name     string
		have     []Context
		set      Context
		want     []brief
		replaced string // the label of the context that went
		taken    string // the label that TakenError tells
	}{
		{name: "a new identity is added",
			have: []Context{one}, set: sample(2),
			want: []brief{{ctxID(1), "", "Sub 1", "Sub 1", ""}, {fresh, "", "Sub 2", "Sub 2", ""}}},
		{name: "a new identity gets the name that is given",
			have: []Context{one}, set: given("dev", sample(2)),
			want: []brief{{ctxID(1), "", "Sub 1", "Sub 1", ""}, {fresh, "dev", "dev", "Sub 2", ""}}},
		{name: "a name goes to the context of that identity that has none, under the same id",
			have: []Context{one, two}, set: given("dev", sample(2)),
			want: []brief{{ctxID(1), "", "Sub 1", "Sub 1", ""}, {ctxID(2), "dev", "dev", "Sub 2", ""}}},
		{name: "a name that is its label already is given under the same id",
			have: []Context{one}, set: given("sub 1", sample(1)),
			want: []brief{{ctxID(1), "sub 1", "sub 1", "Sub 1", ""}}},
		{name: "a name goes to the unnamed one together with new defaults",
			have: []Context{one}, set: grouped("rg", given("dev", sample(1))),
			want: []brief{{ctxID(1), "dev", "dev", "Sub 1", "rg"}}},
		{name: "an identity set again without a name stays the one it was",
			have: []Context{dev}, set: sample(1),
			want: []brief{{ctxID(1), "dev", "dev", "Sub 1", ""}}},
		{name: "a name that exists keeps its id and changes its defaults",
			have: []Context{dev}, set: grouped("rg", given("DEV", sample(1))),
			want: []brief{{ctxID(1), "dev", "dev", "Sub 1", "rg"}}},
		{name: "defaults are taken away again",
			have: []Context{grouped("rg", dev)}, set: given("dev", sample(1)),
			want: []brief{{ctxID(1), "dev", "dev", "Sub 1", ""}}},
		{name: "a second name with the same defaults is refused",
			have: []Context{dev}, set: given("other", sample(1)), taken: "dev",
			want: []brief{{ctxID(1), "dev", "dev", "Sub 1", ""}}},
		{name: "a second name with the same defaults, but for their case, is refused",
			have: []Context{grouped("RG", dev)}, set: grouped("rg", given("other", sample(1))), taken: "dev",
			want: []brief{{ctxID(1), "dev", "dev", "Sub 1", "RG"}}},
		{name: "a second name with another group is a second context",
			have: []Context{dev}, set: grouped("rg", given("other", sample(1))),
			want: []brief{{ctxID(1), "dev", "dev", "Sub 1", ""}, {fresh, "other", "other", "Sub 1", "rg"}}},
		{name: "a context is not made the double of another one",
			have: []Context{dev, grouped("rg", stored(2, "other", "other"))},
			set:  grouped("rg", given("dev", sample(2))), taken: "other",
			want: []brief{{ctxID(1), "dev", "dev", "Sub 1", ""}, {ctxID(2), "other", "other", "Sub 2", "rg"}}},
		{name: "a name that exists is replaced by another identity, under a new id",
			have: []Context{dev, stored(3, "c", "c")}, set: given("dev", sample(2)), replaced: "dev",
			want: []brief{{ctxID(3), "c", "c", "Sub 3", ""}, {fresh, "dev", "dev", "Sub 2", ""}}},
		{name: "a label that exists is replaced, too",
			have: []Context{one}, set: given("sub 1", sample(2)), replaced: "Sub 1",
			want: []brief{{fresh, "sub 1", "sub 1", "Sub 2", ""}}},
		{name: "a name that exists goes over to the context of the other identity that has none",
			have: []Context{dev, two}, set: given("dev", sample(2)), replaced: "dev",
			want: []brief{{ctxID(2), "dev", "dev", "Sub 2", ""}}},
		{name: "an identity of two contexts, set without a name, is the one with the same defaults",
			have: []Context{dev, grouped("rg", stored(2, "other", "other"))}, set: grouped("rg", sample(2)),
			want: []brief{{ctxID(1), "dev", "dev", "Sub 1", ""}, {ctxID(2), "other", "other", "Sub 2", "rg"}}},
		{name: "a name that is another's subscription is free",
			have: []Context{given("a", one)}, set: given("Sub 1", sample(2)),
			want: []brief{{ctxID(1), "a", "Sub 1", "Sub 1", ""}, {fresh, "Sub 1", "Sub 1", "Sub 2", ""}}},
	}
	tests[len(tests)-1].have[0].Label = "a"
	tests[len(tests)-1].want[0].Label = "a"
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &Profile{Contexts: append([]Context{}, tt.have...)}
			c, replaced, err := p.Set(tt.set)
			var taken *TakenError
			switch {
			case errors.As(err, &taken) && tt.taken != "":
				if taken.By.Label != tt.taken || c != nil || replaced != nil {
					t.Errorf("taken by %q, want %q; stored %v, replaced %v", taken.By.Label, tt.taken, c, replaced)
				}
			case err != nil, tt.taken != "":
				t.Fatalf("error %v; want one about %q", err, tt.taken)
			case c.Identity() != tt.set.Identity():
				t.Errorf("stored %+v, another identity", c)
			}
			got := ""
			if replaced != nil {
				got = replaced.Label
			}
			if got != tt.replaced {
				t.Errorf("replaced %q, want %q", got, tt.replaced)
			}
			b := briefs(p)
			for i := range b {
				if i < len(tt.want) && tt.want[i].ID == fresh && isID(b[i].ID) && b[i].ID > ctxID(99) {
					b[i].ID = fresh
				}
			}
			if d := cmp.Diff(tt.want, b); d != "" {
				t.Errorf("contexts (-want +got):\n%s", d)
			}
			checkLabels(t, p)
		})
	}
}

func TestSet_andTheDefault(t *testing.T) {
	tests := []struct {
		name string
		set  Context
		want string
	}{
		{"stays where it is changed", grouped("rg", given("dev", sample(1))), ctxID(1)},
		{"goes where it is replaced", given("dev", sample(3)), ""},
		{"stays where another is replaced", given("other", sample(3)), ctxID(1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &Profile{Default: ctxID(1), Contexts: []Context{stored(1, "dev", "dev"), stored(2, "other", "other")}}
			if _, _, err := p.Set(tt.set); err != nil {
				t.Fatal(err)
			}
			if p.Default != tt.want {
				t.Errorf("default %q, want %q", p.Default, tt.want)
			}
		})
	}
}

func TestSet_returnsWhatIsStored(t *testing.T) {
	p := &Profile{Contexts: []Context{stored(1, "dev", "dev")}}
	for _, set := range []Context{given("dev", sample(1)), sample(2), given("dev", sample(3)), sample(3)} {
		c, _, err := p.Set(set)
		if err != nil {
			t.Fatal(err)
		}
		if in, _ := p.ByID(c.ID); in != c {
			t.Errorf("%+v is not the one in the profile, %+v", c, in)
		}
	}
}

func TestSet_changesProtectionBothWays(t *testing.T) {
	p := &Profile{Contexts: []Context{stored(1, "dev", "dev")}}
	for _, on := range []bool{true, false} {
		c := given("dev", sample(1))
		c.Protected = on
		if got, _, err := p.Set(c); err != nil || got.Protected != on {
			t.Errorf("protected %v, error %v; want %v", got.Protected, err, on)
		}
	}
}

func TestTakenError_isSafeToShow(t *testing.T) {
	by := stored(1, "dev", "dev")
	err := &TakenError{"\x1b[31m", &by}
	if want := `context "_[31m": "dev" already is this place, with the same group and location`; err.Error() != want {
		t.Errorf("got %s, want %s", err, want)
	}
}
