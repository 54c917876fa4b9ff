package azctx

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// chooseWorld has contexts for every rule by which a directory's file finds one.
func chooseWorld() *Profile {
	at := func(n int, label string, c Context) Context {
		c.ID, c.Label = ctxID(n), label
		return c
	}
	by := func(account string, c Context) Context { c.Account.Name = account; return c }
	located := func(location string, c Context) Context { c.Location = location; return c }
	prod := at(2, "prod", in(contoso, 2, "Production"))
	prod.Protected = true
	china := at(14, "china", in(contoso, 14, "China"))
	china.Cloud = "AzureChinaCloud"
	old := at(15, "old", in(contoso, 15, "Old"))
	old.Stale = true
	return &Profile{Contexts: []Context{
		at(1, "dev", in(contoso, 1, "Development")), prod,
		at(3, "twin@contoso", in(contoso, 3, "twin")), at(4, "twin@fabrikam.com", in(fabrikam, 4, "twin")),
		at(5, "data-5", grouped("rg-5", in(contoso, 5, "Data"))), at(6, "data", in(contoso, 5, "Data")),
		at(7, "data-7", grouped("rg-7", located("westeurope", in(contoso, 5, "Data")))),
		at(8, "edge-1", grouped("rg-1", in(contoso, 8, "Edge"))), at(9, "edge-2", grouped("rg-2", located("westus", in(contoso, 8, "Edge")))),
		at(10, "shared-ops", in(contoso, 10, "Shared")), at(11, "shared-dev", by("dev@fabrikam.com", in(contoso, 10, "Shared"))),
		at(12, "tenant contoso", tenantOnly(contoso)), at(13, "tenant fabrikam", by("dev@fabrikam.com", tenantOnly(fabrikam))),
		china, old,
		at(16, "Edge", in(nameOnly, 16, "Sixteen")), // a label that is another's subscription
	}}
}

// chosen is how a test writes what Choose returns.
func chosen(c *Context, err error) string {
	switch {
	case err != nil && c != nil:
		return "both a context and an error"
	case err != nil:
		return "error: " + err.Error()
	case c == nil:
		return "neither a context nor an error"
	}
	return strings.Join(strings.Fields(c.Label+" "+c.Group+" "+c.Location), " ")
}

func TestChoose(t *testing.T) {
	none := func(what string) string { return "error: no context has " + what }
	tests := []struct{ name, file, want string }{
		{"by label", "dev\n", "dev"},
		{"by label in another case", "DEV\n", "dev"},
		{"by its subscription's name", "Development\n", "dev"},
		{"by its full name", "Development (" + guid(1) + ")\n", "dev"},
		{"by label, which outranks a subscription's name", "edge\n", "Edge"},
		{"unknown", "nobody\n", `error: no context "nobody"`},
		{"unknown, and meant to harm", "a\u200d$(b)\n", `error: no context "a__(b)"`},
		{"of two subscriptions", "twin\n", `error: "twin" is ambiguous: it means twin@contoso, twin@fabrikam.com`},
		{"protected", "prod\n", "prod"}, // which Resolve refuses
		{"stale", "old\n", "old"},

		{"by subscription ID", "subscription = " + guid(1), "dev"},
		{"by subscription ID in another case", "subscription = " + strings.ToUpper(guid(10+5)), "old"},
		{"by subscription name", "subscription = Development", "dev"},
		{"by subscription name in another case", "subscription = DEVELOPMENT", "dev"},
		{"by subscription name, not by another's label", "subscription = Edge", "edge-1 rg-1"},
		{"not by label", "subscription = dev", none("subscription dev")},
		{"not by full name", "subscription = Development (" + guid(1) + ")", none("subscription Development (" + guid(1) + ")")},
		{"an unknown subscription", "subscription = " + guid(99), none("subscription " + guid(99))},
		{"two subscriptions of one name", "subscription = twin", "error: subscription twin is several contexts: twin@contoso, twin@fabrikam.com"},
		{"told apart by tenant ID", "subscription = twin\ntenant = " + guid(0xfa), "twin@fabrikam.com"},
		{"told apart by tenant ID in another case", "subscription = twin\ntenant = " + strings.ToUpper(guid(0xfa)), "twin@fabrikam.com"},
		{"told apart by domain", "subscription = twin\ntenant = CONTOSO.onmicrosoft.com", "twin@contoso"},
		{"told apart by the tenant's name", "subscription = twin\ntenant = fabrikam inc", "twin@fabrikam.com"},
		{"two accounts of one subscription", "subscription = " + guid(10), "error: subscription " + guid(10) + " is several contexts: shared-ops, shared-dev"},
		{"told apart by account", "subscription = Shared\naccount = DEV@fabrikam.com", "shared-dev"},
		{"told apart by account, another one", "subscription = Shared\naccount = nobody", none("subscription Shared, account nobody")},
		{"by cloud", "subscription = China\ncloud = azurechinacloud", "china"},
		{"by another cloud", "subscription = China\ncloud = AzureCloud", none("subscription China, cloud AzureCloud")},

		{"by tenant, the one without a subscription", "tenant = contoso.onmicrosoft.com", "tenant contoso"},
		{"by a tenant of one subscription", "tenant = Tailspin Toys", "Edge"},
		{"by an unknown tenant", "tenant = nowhere", none("tenant nowhere")},
		{"by account, the one without a subscription", "account = dev@fabrikam.com", "tenant fabrikam"},
		{"by account and tenant", "account = dev@fabrikam.com\ntenant = " + guid(0xc0), "shared-dev"},
		{"by account and tenant that do not go together", "account = dev@fabrikam.com\ntenant = Tailspin Toys", none("tenant Tailspin Toys, account dev@fabrikam.com")},
		{"by tenant and cloud", "tenant = contoso ltd\ncloud = AzureChinaCloud", "china"},

		{"with what is true of it", "context = dev\nsubscription = Development\ntenant = Contoso Ltd\naccount = ops@contoso.com\ncloud = AzureCloud", "dev"},
		{"with another subscription", "context = dev\nsubscription = Production", `error: context "dev" is another place than the file's other lines say`},
		{"with another tenant", "context = dev\ntenant = fabrikam.com", `error: context "dev" is another place than the file's other lines say`},
		{"with another account", "context = dev\naccount = dev@fabrikam.com", `error: context "dev" is another place than the file's other lines say`},
		{"with another cloud", "context = dev\ncloud = AzureChinaCloud", `error: context "dev" is another place than the file's other lines say`},

		{"of one identity the one without defaults", "subscription = Data", "data"},
		{"of one identity the one without defaults, with the file's", "subscription = Data\ngroup = rg-new\nlocation = eastus", "data rg-new eastus"},
		{"of one identity the one with the file's group", "subscription = Data\ngroup = RG-5", "data-5 RG-5"},
		{"of one identity the one with the file's group and location", "subscription = Data\ngroup = rg-7\nlocation = WestEurope", "data-7 rg-7 WestEurope"},
		{"of one identity not the one with the file's group only", "subscription = Data\ngroup = rg-7", "data rg-7"},
		{"of one identity not the one with the file's location only", "subscription = Data\nlocation = westeurope", "data westeurope"},
		{"of one identity, all with defaults, the oldest", "subscription = Edge\n", "edge-1 rg-1"},
		{"of one identity, all with defaults, the file's", "subscription = Edge\ngroup = rg-2\nlocation = westus", "edge-2 rg-2 westus"},
		{"a named one with the file's group", "context = data-7\ngroup = rg-5", "data-7 rg-5 westeurope"},
		{"a named one with the file's location", "context = dev\nlocation = eastus", "dev eastus"},
		{"several places, though one has the file's group", "subscription = " + guid(10) + "\ngroup = rg-1", "error: subscription " + guid(10) + " is several contexts: shared-ops, shared-dev"},
	}
	store := newStore(t, chooseWorld())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := ParseDirFile([]byte(tt.file))
			if err != nil {
				t.Fatal(err)
			}
			p := chooseWorld()
			if d := cmp.Diff(tt.want, chosen(f.Choose(p))); d != "" {
				t.Errorf("in the profile (-want +got):\n%s", d)
			}
			if d := cmp.Diff(chooseWorld(), p, sameProfile); d != "" {
				t.Errorf("the profile was changed (-want +got):\n%s", d)
			}
			v := opened(t, store)
			if d := cmp.Diff(tt.want, chosen(f.Choose(v))); d != "" {
				t.Errorf("in the index (-want +got):\n%s", d)
			}
		})
	}
}

// A file's group and location are the shell's, and never a stored context's.
func TestChoose_changesNoStoredContext(t *testing.T) {
	p := chooseWorld()
	f := &DirFile{Context: "dev", Group: "rg", Location: "eastus"}
	c, err := f.Choose(p)
	if err != nil {
		t.Fatal(err)
	}
	stored, _ := p.ByID(c.ID)
	if c == stored || stored.Group != "" || stored.Location != "" || c.Group != "rg" || c.Location != "eastus" {
		t.Errorf("chosen %+v, stored %+v", c, stored)
	}
	if c.ContentPrint() == stored.ContentPrint() {
		t.Error("the same print, with another group")
	}
}

func TestChoose_listsNoMoreThanEight(t *testing.T) {
	p := &Profile{}
	for n := range 12 {
		c := called(n, "c"+string(rune('a'+n)), n, "Dev")
		p.Contexts = append(p.Contexts, c)
	}
	want := "error: tenant " + guid(0xc0) + " is several contexts: ca, cb, cc, cd, ce, cf, cg, ch and 4 more"
	if got := chosen((&DirFile{Tenant: guid(0xc0)}).Choose(p)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestChoose_whereThereIsNone(t *testing.T) {
	for _, f := range []*DirFile{{Context: "dev"}, {Subscription: "x"}, {Tenant: "x"}, {Account: "x"}} {
		if c, err := f.Choose(&Profile{}); err == nil {
			t.Errorf("%+v chose %+v", f, c)
		}
	}
}

// brokenContexts is a profile that cannot be read any more.
type brokenContexts struct{ Contexts }

var errBroken = errors.New("broken")

func (brokenContexts) Find(string) (*Context, error)  { return nil, errBroken }
func (brokenContexts) All(string) ([]*Context, error) { return nil, errBroken }

func TestChoose_saysWhatIsBroken(t *testing.T) {
	for _, f := range []*DirFile{{Context: "dev"}, {Subscription: "x"}, {Tenant: "x"}} {
		if c, err := f.Choose(brokenContexts{}); c != nil || !errors.Is(err, errBroken) {
			t.Errorf("%+v: %v, error %v", f, c, err)
		}
	}
}

// What is chosen at random is where the file wants it, and the same in a view.
func TestChoose_atRandom(t *testing.T) {
	seeded(t, 20, func(t *testing.T, r *randSource) {
		p := randomProfile(r)
		v := opened(t, newStore(t, p))
		for range 60 {
			c := randomContext(r)
			f := &DirFile{
				Context: pickOne(r, append(labelsOf(p), "", "", "", "nobody")...), Subscription: pickOne(r, "", c.Subscription.ID, c.Subscription.Name),
				Tenant: pickOne(r, "", c.Tenant.ID, c.Tenant.Domain), Account: pickOne(r, "", "", c.Account.Name),
				Cloud: pickOne(r, "", "", c.Cloud), Group: c.Group, Location: c.Location,
			}
			got, err := f.Choose(p)
			if again := chosen(f.Choose(v)); again != chosen(got, err) {
				t.Errorf("%+v: %q, in a view %q", f, chosen(got, err), again)
			}
			if err != nil {
				continue
			}
			stored, _ := p.ByID(got.ID)
			if stored == nil || stored.Identity() != got.Identity() || !f.fits(got) || f.Group != "" && got.Group != f.Group || f.Location != "" && got.Location != f.Location {
				t.Errorf("%+v chose %+v, stored %+v", f, got, stored)
			}
		}
	})
}
