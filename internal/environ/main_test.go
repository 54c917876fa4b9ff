package environ

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azenv/azenv/internal/azctx"
)

// sealedFile is the file that seals; state is the folder that is azenv's own.
const (
	state      = "/home/ops/.local/state/azenv"
	sealedFile = state + "/azenv-sealed--run-azenv-show"
)

// az tells where az finds its files for a context.
func az(c *azctx.Context) Az {
	return Az{Dir: state + "/az/" + c.ID + "/.azure", Extensions: "/home/ops/.azure/cliextensions", Cloud: clouds[strings.ToLower(c.Cloud)]}
}

// clouds are those that the tests know.
var clouds = map[string]Cloud{
	"azurecloud":        {"AzureCloud", "public", ""},
	"azurechinacloud":   {"AzureChinaCloud", "china", "https://login.chinacloudapi.cn/"},
	"azureusgovernment": {"AzureUSGovernment", "usgovernment", "https://login.microsoftonline.us/"},
}

func paths() Paths {
	return Paths{Sealed: sealedFile, Owns: func(p string) bool {
		return strings.HasPrefix(p, state+"/") || filepath.Base(p) == filepath.Base(sealedFile)
	}, Az: az}
}

// The contexts of these tests.
const (
	devID    = "0000000000000001"
	prodID   = "0000000000000002"
	chID     = "0000000000000003"
	tenID    = "0000000000000004"
	subDev   = "11111111-0000-4000-8000-000000000001"
	subPrd   = "22222222-0000-4000-8000-000000000002"
	contoso  = "cccccccc-0000-4000-8000-00000000000c"
	fabrikam = "dddddddd-0000-4000-8000-00000000000d"
)

func profile() *azctx.Profile {
	ops := azctx.Account{Name: "ops@contoso.com", Type: azctx.User}
	sub := func(id, name string) azctx.Subscription { return azctx.Subscription{ID: id, Name: name} }
	return &azctx.Profile{Contexts: []azctx.Context{
		{ID: devID, Label: "dev", Account: ops, Tenant: azctx.Tenant{ID: contoso}, Subscription: sub(subDev, "Dev"), Cloud: "AzureCloud"},
		{ID: prodID, Label: "prod", Account: ops, Tenant: azctx.Tenant{ID: fabrikam}, Subscription: sub(subPrd, "Prod"), Cloud: "AzureUSGovernment", Group: "rg", Location: "usgovvirginia"},
		{ID: chID, Label: "china", Account: ops, Tenant: azctx.Tenant{ID: contoso}, Subscription: sub(subDev, "Dev"), Cloud: "azurechinacloud", Location: "chinaeast"},
		{ID: tenID, Label: "tenant", Account: ops, Tenant: azctx.Tenant{ID: fabrikam}, Cloud: "AzureCloud", Group: "rg"},
	}}
}

// shell is what a shell does with azenv's plans, without a shell.
type shell struct {
	t       *testing.T
	env     Env
	aside   Env // hidden, un-exported
	profile *azctx.Profile
	stuck   []string // readonly
}

func newShell(t *testing.T, env Env) *shell {
	return &shell{t: t, env: env, aside: Env{}, profile: profile()}
}

// plan asks what is to be done.
func (s *shell) plan(event azctx.Event, pick azctx.Pick) (azctx.Result, Plan) {
	s.t.Helper()
	st, stErr := azctx.DecodeState(s.env[StateIn])
	me := azctx.Owner{Boot: "b", PID: 1, Start: "1"}
	r := azctx.Request{
		Event: event, Pick: pick, Contexts: s.profile, Usable: func(c *azctx.Context, _ bool) error { _, err := values(c, az(c)); return err },
		State: st, StateErr: stErr, Name: s.env[Context], Foreign: s.env.Foreign(st, paths()), Home: "home", Owner: me,
		Inherits: func(o azctx.Owner) bool { return o == me },
	}
	if len(s.stuck) > 0 {
		r.Stuck = s.stuck[0]
	}
	res := azctx.Resolve(r)
	p, err := s.env.Make(res, paths(), s.stuck)
	if err != nil {
		s.t.Fatal(err)
	}
	return res, p
}

// do makes the first k changes of p, and the last step where k is all of them.
func (s *shell) do(p Plan, k int) {
	if !p.Whole {
		return
	}
	set := func(name, value string) {
		if slices.Contains(s.stuck, name) {
			s.t.Errorf("%s is readonly, and yet is set", name)
			return
		}
		s.env[name] = value
	}
	unset := func(name string) {
		if slices.Contains(s.stuck, name) {
			s.t.Errorf("%s is readonly, and yet is unset", name)
			return
		}
		delete(s.env, name)
	}
	set(ConfigDir, sealedFile)
	for _, c := range p.Changes[:k] {
		switch c.Op {
		case Set, Return:
			set(c.Name, c.Value)
		case Unset, Drop:
			unset(c.Name)
		case Hide:
			s.aside[c.Name] = s.env[c.Name]
			unset(c.Name)
		case Restore:
			for name, value := range s.aside {
				if _, ok := s.env[name]; !ok {
					s.env[name] = value
				}
			}
			s.aside = Env{}
		}
	}
	switch {
	case k < len(p.Changes):
	case p.Final == nil:
		unset(ConfigDir)
	default:
		set(ConfigDir, *p.Final)
	}
}

// step is one whole change.
func (s *shell) step(event azctx.Event, pick azctx.Pick) (azctx.Result, Plan) {
	s.t.Helper()
	res, p := s.plan(event, pick)
	s.do(p, len(p.Changes))
	return res, p
}

// What is typed.
func (s *shell) use(id string) { s.t.Helper(); s.step(azctx.Typed, azctx.Pick{ID: id}) }
func (s *shell) leave()        { s.t.Helper(); s.step(azctx.Typed, azctx.Pick{}) }
func (s *shell) prompt() azctx.Result {
	s.t.Helper()
	res, _ := s.step(azctx.Prompt, azctx.Pick{})
	return res
}

// seal seals the shell, by a context that is gone.
func (s *shell) seal() {
	s.t.Helper()
	was := s.profile
	s.profile = &azctx.Profile{}
	if res := s.prompt(); res.State.Seal == "" {
		s.t.Fatal("not sealed")
	}
	s.profile = was
}

// copyOf returns a copy of e.
func copyOf(e Env) Env {
	out := Env{}
	for k, v := range e {
		out[k] = v
	}
	return out
}

// diff compares two environments.
func diff(want, got Env) string { return cmp.Diff(map[string]string(want), map[string]string(got)) }

// seeded runs fn for n random sources, each a subtest that can be run alone.
func seeded(t *testing.T, n int, fn func(t *testing.T, r *rand.Rand)) {
	t.Helper()
	for seed := range n {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			fn(t, rand.New(rand.NewPCG(uint64(seed), 2)))
		})
	}
}

// hiddenNames are variables that a context hides.
var hiddenNames = []string{"ARM_CLIENT_ID", "ARM_CLIENT_SECRET", "ARM_USE_MSI", "AZURE_CLIENT_SECRET", "MSI_ENDPOINT", "AZURE_PASSWORD"}

// randomValue returns a value as an environment may hold it.
func randomValue(r *rand.Rand) string {
	switch r.IntN(6) {
	case 0:
		return ""
	case 1:
		return subDev
	case 2:
		return "a b\nc\t'\"$(id)`\\!"
	case 3:
		return strings.Repeat("long", r.IntN(500))
	}
	b := make([]byte, r.IntN(20))
	for i := range b {
		b[i] = byte(1 + r.IntN(255))
	}
	return string(b)
}

// randomEnv returns an environment as a user may have it: some of what a context
// sets, some of what it hides, and some of neither.
func randomEnv(r *rand.Rand) Env {
	e := Env{"HOME": "/home/ops", "PATH": "/bin"}
	for _, v := range Table {
		if r.IntN(3) == 0 {
			e[v.Name] = randomValue(r)
		}
	}
	for _, name := range append([]string{"AZURE_CORE_OUTPUT", "ARM_SKIP", "weird-name", "ARM_CLIENT_ID%%"}, hiddenNames...) {
		if r.IntN(3) == 0 {
			e[name] = randomValue(r)
		}
	}
	return e
}

// mustJSON returns v as JSON.
func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
