package azctx

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	fromAz   = Source{SourceAz, "/home/ops/.azure/azureProfile.json"}
	fromAzPS = Source{SourceAzPowerShell, "/home/ops/.Azure/AzureRmContext.json"}
)

// found returns contexts as a reader brings them, the one at index current being
// the file's current one.
func found(current int, contexts ...Context) Found {
	return Found{Contexts: contexts, Current: current}
}

// must merges f and fails where a count is not as wanted.
func must(t *testing.T, p *Profile, f Found, src Source, news, known, stale int) Merged {
	t.Helper()
	m := p.Merge(f, src, "/home/ops/.azure")
	if m.New != news || m.Known != known || m.Stale != stale {
		t.Errorf("merged %d new, %d known, %d stale; want %d, %d, %d", m.New, m.Known, m.Stale, news, known, stale)
	}
	checkLabels(t, p)
	return m
}

func TestMerge_canBeRepeated(t *testing.T) {
	p := &Profile{}
	f := found(1, sample(1), sample(2), sample(3))
	m := must(t, p, f, fromAz, 3, 0, 0)
	if m.Current != p.Contexts[1].ID {
		t.Errorf("current %q, want that of the second", m.Current)
	}
	before, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(f.Contexts)
	f.Current = 0
	if m := must(t, p, f, fromAz, 0, 3, 0); m.Current != p.Contexts[2].ID {
		t.Errorf("current %q, want that of the third", m.Current)
	}
	after, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(before), string(after)); d != "" {
		t.Errorf("the second import changed (-before +after):\n%s", d)
	}
}

func TestMerge_fortyTenantsOfFiftySubscriptionsTwice(t *testing.T) {
	f := Found{Current: -1}
	for tenant := range 40 {
		for sub := range 50 {
			c := sample(tenant*50 + sub)
			c.Tenant = Tenant{ID: guid(0xa000 + tenant), Domain: fmt.Sprintf("t%d.onmicrosoft.com", tenant)}
			c.Subscription.Name = fmt.Sprintf("Sub %d", sub) // the same in every tenant
			f.Contexts = append(f.Contexts, c)
		}
	}
	p := &Profile{}
	must(t, p, f, fromAz, 2000, 0, 0)
	was := ids(p)
	must(t, p, f, fromAz, 0, 2000, 0)
	must(t, p, f, fromAzPS, 0, 2000, 0)
	if !slices.Equal(was, ids(p)) {
		t.Error("ids changed")
	}
	if want := "Sub 7@t12"; p.Contexts[12*50+7].Label != want {
		t.Errorf("label %q, want %q", p.Contexts[12*50+7].Label, want)
	}
	for _, c := range p.Contexts {
		if len(c.Sources) != 2 {
			t.Fatalf("%s has the sources %v, want both", c.Label, c.Sources)
		}
	}
}

func TestMerge_takesIdentityWhateverItsCase(t *testing.T) {
	p := &Profile{}
	must(t, p, found(-1, sample(0xabc)), fromAz, 1, 0, 0)
	c := sample(0xabc)
	c.Account.Name, c.Cloud = "OPS@Contoso.COM", "azurecloud"
	c.Tenant.ID, c.Subscription.ID = strings.ToUpper(c.Tenant.ID), strings.ToUpper(c.Subscription.ID)
	must(t, p, found(-1, c), fromAzPS, 0, 1, 0)
}

func TestMerge_marksWhatIsGone(t *testing.T) {
	p := &Profile{}
	must(t, p, found(-1, sample(1), sample(2)), fromAz, 2, 0, 0)
	must(t, p, found(-1, sample(2)), fromAzPS, 0, 1, 0)
	p.Contexts = append(p.Contexts, stored(9, "by hand", "by hand")) // of no source: never stale

	stale := func(want ...bool) {
		t.Helper()
		var got []bool
		for _, c := range p.Contexts {
			got = append(got, c.Stale)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("stale (-want +got):\n%s", d)
		}
	}
	must(t, p, found(-1), fromAz, 0, 0, 1) // the second is still in Az PowerShell's
	stale(true, false, false)
	must(t, p, found(-1), fromAz, 0, 0, 0)
	stale(true, false, false)
	must(t, p, found(-1), fromAzPS, 0, 0, 1)
	stale(true, true, false)
	was := ids(p)
	must(t, p, found(-1, sample(1)), fromAz, 0, 1, 0)
	stale(false, true, false)
	if !slices.Equal(was, ids(p)) {
		t.Error("ids changed")
	}
}

func TestMerge_keepsWhatTheUserGave(t *testing.T) {
	p := &Profile{}
	must(t, p, found(-1, sample(1)), fromAz, 1, 0, 0)
	c := grouped("rg", given("dev", sample(1)))
	c.Location, c.Protected = "westeurope", true
	if _, _, err := p.Set(c); err != nil {
		t.Fatal(err)
	}
	want := p.Contexts[0]
	news := sample(1)
	news.Subscription.State = "Disabled"
	must(t, p, found(-1, news), fromAz, 0, 1, 0)
	want.Subscription.State = "Disabled"
	if d := cmp.Diff(want, p.Contexts[0]); d != "" {
		t.Errorf("after another import (-want +got):\n%s", d)
	}
}

func TestMerge_takesOverNewWordsButNotTheLabel(t *testing.T) {
	p := &Profile{}
	must(t, p, found(-1, sample(1)), fromAz, 1, 0, 0)
	news := sample(1)
	news.Subscription.Name = "Renamed"
	news.Tenant.Name, news.Account.HomeID = "Contoso Ltd", "home"
	must(t, p, found(-1, news), fromAz, 0, 1, 0)
	c := p.Contexts[0]
	if c.Subscription.Name != "Renamed" || c.Tenant.Name != "Contoso Ltd" || c.Account.HomeID != "home" || c.Label != "Sub 1" {
		t.Errorf("got %+v", c)
	}
	poor := sample(1)
	poor.Subscription.Name, poor.Tenant.Domain = "", ""
	must(t, p, found(-1, poor), fromAzPS, 0, 1, 0)
	if c := p.Contexts[0]; c.Subscription.Name != "Renamed" || c.Tenant.Domain == "" {
		t.Errorf("a source that knows less took words away: %+v", c)
	}
}

func TestMerge_twoNamesOfOnePlace(t *testing.T) {
	p := &Profile{}
	m := must(t, p, found(1, given("one", sample(1)), given("two", sample(1))), fromAzPS, 1, 0, 0)
	if len(m.Warnings) != 1 || !strings.Contains(m.Warnings[0], "two") || !strings.Contains(m.Warnings[0], "one") {
		t.Errorf("warnings %q, want one that tells both names", m.Warnings)
	}
	if p.Contexts[0].Name != "one" || m.Current != p.Contexts[0].ID {
		t.Errorf("name %q, current %q", p.Contexts[0].Name, m.Current)
	}
	if m := must(t, p, found(-1, given("one", sample(1)), given("ONE", sample(1))), fromAzPS, 0, 1, 0); len(m.Warnings) != 0 {
		t.Errorf("warnings %q about the same name twice", m.Warnings)
	}
}

func TestMerge_identitiesOfSeveralContexts(t *testing.T) {
	have := func() *Profile {
		return &Profile{Contexts: []Context{grouped("rg", stored(1, "grouped", "grouped")), stored(2, "other", "other")}}
	}
	have2 := func() *Profile {
		p := have()
		p.Contexts[1].Subscription = p.Contexts[0].Subscription // without defaults
		return p
	}
	tests := []struct {
		name string
		p    *Profile
		news Context
		want int // the index of the known context, -1 for a new one
	}{
		{"one without defaults means the one without", have2(), sample(1), 1},
		{"one without defaults means the only one", have(), sample(1), 0},
		{"one with defaults means the one that has them", have2(), grouped("RG", sample(1)), 0},
		{"one with other defaults is new", have2(), grouped("rg-2", sample(1)), -1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := tt.p.Merge(found(0, tt.news), fromAz, "")
			want := tt.want
			if want < 0 {
				want = len(tt.p.Contexts) - 1
			}
			if (m.New == 1) != (tt.want < 0) || m.Current != tt.p.Contexts[want].ID {
				t.Errorf("%+v, want index %d", m, tt.want)
			}
		})
	}
}

func TestMerge_base(t *testing.T) {
	p := &Profile{}
	p.Merge(found(-1, sample(1)), fromAz, "/clients/one/.azure")
	p.Merge(found(-1, sample(1), sample(2)), fromAzPS, "")
	p.Merge(found(-1, sample(1), sample(2)), fromAz, "/home/ops/.azure")
	if p.Contexts[0].Base != "/clients/one/.azure" || p.Contexts[1].Base != "/home/ops/.azure" {
		t.Errorf("bases %q and %q: the first that is known stays", p.Contexts[0].Base, p.Contexts[1].Base)
	}
}

func TestMerge_leavesTheDefaultAlone(t *testing.T) {
	p := &Profile{Default: ctxID(1), Contexts: []Context{stored(1, "dev", "dev")}}
	p.Merge(found(0, sample(2)), fromAz, "")
	if p.Default != ctxID(1) {
		t.Errorf("default %q", p.Default)
	}
}

func TestMerge_changesNothingOfWhatWasFound(t *testing.T) {
	f := found(0, given("dev", sample(1)), sample(2))
	p := &Profile{Contexts: []Context{stored(9, "dev", "dev")}}
	p.Merge(f, fromAz, "/base")
	if d := cmp.Diff(found(0, given("dev", sample(1)), sample(2)), f); d != "" {
		t.Errorf("found has changed (-want +got):\n%s", d)
	}
}
