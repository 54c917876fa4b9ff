package azctx

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestCleanLabel(t *testing.T) {
	long := strings.Repeat("x", 64)
	tests := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"plain", "Contoso Production", "Contoso Production"},
		{"all the signs that stay", "a._@/+-,:()[]&b", "a._@/+-,:()[]&b"},
		{"letters of other scripts", "Ünïcode 日本 Ελλάδα עברית", "Ünïcode 日本 Ελλάδα עברית"},
		{"digits of other scripts", "٣ ३", "٣ ३"},
		{"combining marks", "e\u0301 हिन्दी", "e\u0301 हिन्दी"},
		{"no more than two marks on a letter", "a\u0300\u0301\u0302\u0303b", "a\u0300\u0301b"},
		{"a mark with nothing below it", "\u0301a", "a"},
		{"a leading dash", "-rf", "_rf"},
		{"a leading dash of another kind", "\u2014rf", "_rf"},
		{"a dash after blanks", "  -x", "_x"},
		{"a dash inside", "a-b", "a-b"},
		{"dashes of other kinds", "a\u2010b\u2013c\u2014d", "a-b-c-d"},
		{"blanks around it", "  a  ", "a"},
		{"blanks of other kinds", "a\u00a0\u2003\u3000b", "a b"},
		{"nothing but blanks", " \u00a0 ", ""},
		{"control characters", "a\tb\nc\x1bd\x7fe\u0085f", "a_b_c_d_e_f"},
		{"NUL", "a\x00b", "a_b"},
		{"bidirectional controls", "a\u202eb\u2066c\u200ed", "a_b_c_d"},
		{"format characters", "a\u200bb\ufeffc\u00add", "a_b_c_d"},
		{"tags", "a\U000e0041", "a_"},
		{"line and paragraph separators", "a\u2028b\u2029c", "a_b_c"},
		{"private use", "a\ue0b0", "a_"},
		{"letters that show nothing", "a\u3164b\u115fc\u1160d\uffa0", "a_b_c_d_"},
		{"marks that show nothing", "prod\ufe0f\u034f", "prod"},
		{"invalid UTF-8", "a\xffb\xe2\x82", "a_b__"},
		{"the replacement character", "a\ufffdb", "a_b"},
		{"what shells and prompts read", "$`\"'\\%!;<>|*?{}~^#=", strings.Repeat("_", 19)},
		{"emoji", "a🚀", "a_"},
		{"64 runes", long, long},
		{"65 runes", long + "y", long},
		{"64 runes of three bytes", strings.Repeat("日", 70), strings.Repeat("日", 64)},
		{"a blank as the last that fits", strings.Repeat("x", 63) + " y", strings.Repeat("x", 63)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := CleanLabel(tt.in); got != tt.want {
				t.Errorf("CleanLabel(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzCleanLabel(f *testing.F) {
	for _, w := range words {
		f.Add(w)
	}
	f.Add("\u0301\u0301 \u0301-\xff")
	f.Add(strings.Repeat("a ", 40) + "\u0301")
	f.Fuzz(func(t *testing.T, s string) {
		got := CleanLabel(s)
		if why := unclean(got); why != "" {
			t.Errorf("CleanLabel(%q) = %q: %s", s, got, why)
		}
		if strings.HasSuffix(got, " ") || strings.Contains(got, "  ") {
			t.Errorf("CleanLabel(%q) = %q: blanks that cannot be seen", s, got)
		}
		if again := CleanLabel(got); again != got {
			t.Errorf("cleaned twice: %q, want %q", again, got)
		}
	})
}

// tenants of the tests, by how much is known of them.
var (
	contoso  = Tenant{ID: guid(0xc0), Name: "Contoso Ltd", Domain: "contoso.onmicrosoft.com"}
	fabrikam = Tenant{ID: guid(0xfa), Name: "Fabrikam Inc", Domain: "Fabrikam.com"}
	nameOnly = Tenant{ID: guid(0xaa), Name: "Tailspin Toys"}
	idOnly   = Tenant{ID: guid(0xbb)}
)

// in returns sample(n) in a tenant, its subscription called name.
func in(tenant Tenant, n int, name string) Context {
	c := sample(n)
	c.Tenant, c.Subscription.Name = tenant, name
	return c
}

// given returns c with a given name.
func given(name string, c Context) Context { c.Name = name; return c }

// tenantOnly returns a context of a tenant without a subscription.
func tenantOnly(tenant Tenant) Context {
	c := in(tenant, 1, "")
	c.Subscription = Subscription{}
	return c
}

func TestMerge_labels(t *testing.T) {
	dashed := strings.ReplaceAll(guid(1), "-", "\u2013")
	tests := []struct {
		name       string
		have, news []Context
		want       []string // of have, then of news
	}{
		{"a context alone is called by its subscription", nil, []Context{in(contoso, 1, "Dev")}, []string{"Dev"}},
		{"a given name goes before the subscription's", nil, []Context{given("mine", in(contoso, 1, "Dev"))}, []string{"mine"}},
		{"namesakes of one import are both called name@tenant", nil,
			[]Context{in(contoso, 1, "Dev"), in(fabrikam, 2, "Dev")}, []string{"Dev@contoso", "Dev@fabrikam.com"}},
		{"so are names that differ in case", nil,
			[]Context{in(contoso, 1, "DEV"), in(fabrikam, 2, "dev")}, []string{"DEV@contoso", "dev@fabrikam.com"}},
		{"so are names that are alike once clean", nil,
			[]Context{in(contoso, 1, "Dev$"), in(fabrikam, 2, "Dev%")}, []string{"Dev_@contoso", "Dev_@fabrikam.com"}},
		{"a tenant without a domain is called by its name", nil,
			[]Context{in(contoso, 1, "Dev"), in(nameOnly, 2, "Dev")}, []string{"Dev@contoso", "Dev@Tailspin Toys"}},
		{"a tenant of which nothing is known by the first 8 digits of its ID", nil,
			[]Context{in(contoso, 1, "Dev"), in(idOnly, 2, "Dev")}, []string{"Dev@contoso", "Dev@000000bb"}},
		{"a tenant whose name is blank by the first 8 digits of its ID", nil,
			[]Context{in(contoso, 1, "Dev"), in(Tenant{ID: guid(0xbb), Name: " \u00a0"}, 2, "Dev")}, []string{"Dev@contoso", "Dev@000000bb"}},
		{"a namesake imported later leaves the older label alone",
			[]Context{in(contoso, 1, "Dev")}, []Context{in(fabrikam, 2, "dev")}, []string{"Dev", "dev@fabrikam.com"}},
		{"so do two of them",
			[]Context{in(contoso, 1, "Dev")}, []Context{in(fabrikam, 2, "dev"), in(nameOnly, 3, "Dev")},
			[]string{"Dev", "dev@fabrikam.com", "Dev@Tailspin Toys"}},
		{"a given name is left to the one that has it",
			[]Context{given("dev", in(contoso, 1, "A"))}, []Context{given("Dev", in(fabrikam, 2, "B"))}, []string{"dev", "B"}},
		{"a subscription called as another's given name",
			[]Context{given("dev", in(contoso, 1, "A"))}, []Context{in(fabrikam, 2, "Dev")}, []string{"dev", "Dev@fabrikam.com"}},
		{"a given name goes before a namesake of the same import", nil,
			[]Context{in(fabrikam, 2, "Dev"), given("dev", in(contoso, 1, "A"))}, []string{"Dev@fabrikam.com", "dev"}},
		{"a given name goes before a label made of another's tenant", nil,
			[]Context{in(contoso, 1, "Dev"), in(fabrikam, 2, "Dev"), given("Dev@contoso", in(contoso, 3, "X"))},
			[]string{"Dev@contoso (ops@contoso.com)", "Dev@fabrikam.com", "Dev@contoso"}},
		{"a context without a subscription is called by its tenant", nil,
			[]Context{tenantOnly(contoso), tenantOnly(nameOnly), tenantOnly(idOnly)}, []string{"tenant contoso", "tenant Tailspin Toys", "tenant 000000bb"}},
		{"a name that is an ID is none", nil, []Context{in(contoso, 1, guid(1))}, []string{"subscription 00000001"}},
		{"nor is an ID with blanks", nil, []Context{in(contoso, 1, " "+guid(1)+" ")}, []string{"subscription 00000001"}},
		{"nor is an ID with other dashes", nil, []Context{in(contoso, 1, dashed)}, []string{"subscription 00000001"}},
		{"nor is an ID that was given as a name", nil, []Context{given(guid(5), in(contoso, 1, "Dev"))}, []string{"Dev"}},
		{"no name", nil, []Context{in(contoso, 1, "")}, []string{"subscription 00000001"}},
		{"a name of blanks", nil, []Context{given(" ", in(contoso, 1, " \u3000"))}, []string{"subscription 00000001"}},
		{"a name led by a dash", nil, []Context{in(contoso, 1, "--unset")}, []string{"_-unset"}},
		{"a name that means harm", nil, []Context{in(contoso, 1, "$(id)\x1b]0;x\a")}, []string{"_(id)_]0_x_"}},
		{"no context is called as a sealed shell is", nil, []Context{in(contoso, 1, "Sealed")}, []string{"Sealed@contoso"}},
		{"a long name keeps what tells it apart", nil,
			[]Context{in(contoso, 1, strings.Repeat("n", 80)), in(fabrikam, 2, strings.Repeat("n", 90))},
			[]string{strings.Repeat("n", 56) + "@contoso", strings.Repeat("n", 51) + "@fabrikam.com"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &Profile{}
			p.Merge(Found{Contexts: tt.have, Current: -1}, Source{SourceAz, "/a"}, "")
			p.Merge(Found{Contexts: tt.news, Current: -1}, Source{SourceAzPowerShell, "/b"}, "")
			if d := cmp.Diff(tt.want, labelsOf(p)); d != "" {
				t.Errorf("labels (-want +got):\n%s", d)
			}
			checkLabels(t, p)
		})
	}
}

func TestMerge_labelsOfOneTenantsNamesakes(t *testing.T) {
	p := &Profile{}
	var news []Context
	for _, account := range []string{"ops@contoso.com", "dev@contoso.com", strings.Repeat("long", 20)} {
		for n := range 4 {
			c := in(contoso, n, "Dev")
			c.Account.Name = account
			news = append(news, c)
			c.Group = "rg"
			news = append(news, c)
		}
	}
	p.Merge(Found{Contexts: news, Current: -1}, Source{SourceAz, "/a"}, "")
	checkLabels(t, p)
	if len(p.Contexts) != len(news) {
		t.Errorf("%d contexts, want %d", len(p.Contexts), len(news))
	}
	if got := labelsOf(p); slices.ContainsFunc(got, func(l string) bool { return !strings.HasPrefix(l, "Dev@") }) {
		t.Errorf("not all led by the name: %q", got)
	}
}

func TestMerge_labelsOfRandomProfiles(t *testing.T) {
	seeded(t, 150, func(t *testing.T, r *randSource) {
		p := randomProfile(r)
		checkLabels(t, p)
		names := map[string]bool{}
		for i := range p.Contexts {
			if n := fold(p.Contexts[i].Name); n != "" && names[n] {
				t.Errorf("two contexts are named %q", n)
			} else {
				names[n] = true
			}
		}
	})
}

func TestMerge_manyNamesakes(t *testing.T) {
	kinds := []struct {
		name string
		n    int
		make func(n int) Context
	}{
		{"of as many tenants", 10_000, func(n int) Context { return in(Tenant{ID: guid(n)}, n, "Dev") }},
		{"of one tenant", 10_000, func(n int) Context { return in(contoso, n, "Dev") }},
		{"of one tenant, with IDs that begin alike", 300, func(n int) Context {
			c := in(contoso, n, "Dev")
			c.Subscription.ID = fmt.Sprintf("00000000-0000-4000-8000-%012x", n)
			return c
		}},
	}
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			f := Found{Current: -1}
			for n := range k.n {
				f.Contexts = append(f.Contexts, k.make(n))
			}
			p := &Profile{}
			p.Merge(f, Source{SourceAz, "/a"}, "")
			checkLabels(t, p)
			for i := range p.Contexts {
				if l := p.Contexts[i].Label; utf8.RuneCountInString(l) > 64 || !strings.HasPrefix(l, "Dev@") {
					t.Fatalf("label %q", l)
				}
			}
		})
	}
}
