package azctx

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/azenv/azenv/internal/home"
)

// writerRole makes the test binary add contexts to the profile in that folder:
// "first,count".
const writerRole = "AZENV_AZCTX_TEST_WRITER"

func TestMain(m *testing.M) {
	if os.Getenv(trustRole) != "" {
		if err := trustOver(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	first, count, ok := strings.Cut(os.Getenv(writerRole), ",")
	if !ok {
		os.Exit(m.Run())
	}
	from, _ := strconv.Atoi(first)
	n, _ := strconv.Atoi(count)
	s := storeIn(os.Args[1])
	for i := range n {
		if err := s.Update(adding(sample(from + i))); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// writer returns a process that adds count contexts, from sample(first) on.
func writer(t *testing.T, dir string, first, count int) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, dir)
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d,%d", writerRole, first, count), "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	return cmd
}

// storeIn returns the store whose folders are below dir.
func storeIn(dir string) *Store {
	return &Store{Dirs: home.Dirs{
		Config: filepath.Join(dir, "config"),
		State:  filepath.Join(dir, "state"),
		Run:    filepath.Join(dir, "run"),
	}}
}

// newStore returns an empty store, or one that holds p.
func newStore(t *testing.T, p *Profile) *Store {
	t.Helper()
	s := storeIn(t.TempDir())
	if p != nil {
		put(t, s, p)
	}
	return s
}

// put makes p the profile in s.
func put(t *testing.T, s *Store, p *Profile) {
	t.Helper()
	if err := s.Update(func(to *Profile) error { *to = *p; return nil }); err != nil {
		t.Fatal(err)
	}
}

// write puts text at path as an editor would, past the store.
func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// read returns the text at path, "(none)" where there is no file.
func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return "(none)"
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// adding returns the change that stores c.
func adding(c Context) func(*Profile) error {
	return func(p *Profile) error {
		_, _, err := p.Set(c)
		return err
	}
}

// guid returns a GUID that is n in its first digits and in its last.
func guid(n int) string { return fmt.Sprintf("%08x-0000-4000-8000-%012x", n, n) }

// ctxID returns the id of a context in a test.
func ctxID(n int) string { return fmt.Sprintf("%016x", n) }

// sample returns one of many contexts that differ in identity only.
func sample(n int) Context {
	return Context{
		Account:      Account{Name: "ops@contoso.com", Type: User},
		Tenant:       Tenant{ID: guid(0xc0), Domain: "contoso.onmicrosoft.com"},
		Subscription: Subscription{ID: guid(n), Name: fmt.Sprintf("Sub %d", n), State: "Enabled"},
		Cloud:        "AzureCloud",
	}
}

// stored returns sample(n) as a stored context with that label and given name.
func stored(n int, label, name string) Context {
	c := sample(n)
	c.ID, c.Label, c.Name = ctxID(n), label, name
	return c
}

// ids returns the contexts' ids in order.
func ids(p *Profile) []string {
	var out []string
	for i := range p.Contexts {
		out = append(out, p.Contexts[i].ID)
	}
	return out
}

// labelsOf returns the contexts' labels in order.
func labelsOf(p *Profile) []string {
	var out []string
	for i := range p.Contexts {
		out = append(out, p.Contexts[i].Label)
	}
	return out
}

// sameProfile compares what two profiles say, not how they were read.
var sameProfile = cmp.Options{cmpopts.IgnoreUnexported(Profile{}), cmpopts.EquateEmpty()}

// unclean says what makes s unfit for a label, empty for nothing.
func unclean(s string) string {
	switch {
	case !utf8.ValidString(s):
		return "not UTF-8"
	case utf8.RuneCountInString(s) > 64:
		return "longer than 64 runes"
	case strings.HasPrefix(s, "-"), strings.HasPrefix(s, " "):
		return "led by a dash or a blank"
	case strings.ContainsAny(s, "$`\"'\\%!;<>|*?{}~^#="):
		return "a character that means something to a shell or a prompt"
	}
	for _, r := range s {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp, unicode.Bidi_Control) {
			return fmt.Sprintf("the rune %U", r)
		}
	}
	return ""
}

// checkLabels fails unless the labels are what design promises of all labels.
func checkLabels(t *testing.T, p *Profile) {
	t.Helper()
	by := map[string]string{}
	for i := range p.Contexts {
		c := &p.Contexts[i]
		if why := unclean(c.Label); why != "" || c.Label == "" || IsGUID(c.Label) {
			t.Errorf("label %q of %s is empty, a bare GUID or unclean: %s", c.Label, c.ID, why)
		}
		if other, ok := by[fold(c.Label)]; ok {
			t.Errorf("label %q of %s is also that of %s", c.Label, c.ID, other)
		}
		by[fold(c.Label)] = c.ID
	}
}

// pickOne returns one of list.
func pickOne[T any](r *randSource, list ...T) T { return list[r.IntN(len(list))] }

// words are subscription names that clash, nearly clash, and mean to harm.
var words = []string{
	"", "Dev", "dev", "DEV", "Prod", "Dev@contoso", "dev$", "dev%", "日本 支社", "-rf /", "a\x1b[31m\u202e", "$(reboot)",
	"Sub (1)", "  ", "\u3164", strings.Repeat("long ", 40), "Ünïcode", "e\u0301", "no context", "none",
}

// randomContext returns a context of one of a few identities.
func randomContext(r *randSource) Context {
	n := 1 + r.IntN(6)
	c := Context{
		Account: Account{Name: pickOne(r, "ops@contoso.com", "Ops@Contoso.com", "dev@fabrikam.com", guid(7)), Type: User},
		Tenant: Tenant{
			ID:     guid(0xc0 + r.IntN(3)),
			Name:   pickOne(r, "", "Contoso", "Fabrikam", "\x1b[0m"),
			Domain: pickOne(r, "", "contoso.onmicrosoft.com", "fabrikam.com"),
		},
		Cloud:     pickOne(r, "AzureCloud", "AzureChinaCloud"),
		Group:     pickOne(r, "", "", "rg", "RG-2"),
		Location:  pickOne(r, "", "", "westeurope"),
		Protected: r.IntN(4) == 0,
		Base:      pickOne(r, "", "/home/ops/.azure"),
	}
	if r.IntN(6) > 0 {
		c.Subscription = Subscription{ID: guid(n), Name: pickOne(r, words...), State: "Enabled"}
	}
	if r.IntN(3) == 0 {
		c.Name = pickOne(r, words...)
	}
	return c
}

// randomProfile returns a profile as imports and `azenv set` make them.
func randomProfile(r *randSource) *Profile {
	p := &Profile{}
	for range r.IntN(4) {
		f := Found{Current: -1}
		for range r.IntN(12) {
			f.Contexts = append(f.Contexts, randomContext(r))
		}
		src := Source{Kind: pickOne(r, SourceAz, SourceAzPowerShell), Path: pickOne(r, "/a", "/b")}
		p.Merge(f, src, "/home/ops/.azure")
	}
	for range r.IntN(6) {
		_, _, _ = p.Set(randomContext(r)) // a refusal changes nothing
	}
	if len(p.Contexts) > 0 && r.IntN(2) == 0 {
		p.Default = pickOne(r, ids(p)...)
	}
	return p
}

// seeded runs fn for n random sources, each a subtest that can be run alone.
func seeded(t *testing.T, n int, fn func(t *testing.T, r *randSource)) {
	t.Helper()
	for seed := range n {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			fn(t, source(seed))
		})
	}
}

// randSource is what a random test draws from.
type randSource = rand.Rand

// source returns the same random source for the same seed.
func source(seed int) *randSource { return rand.New(rand.NewPCG(uint64(seed), 1)) }
