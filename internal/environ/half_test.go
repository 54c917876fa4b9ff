package environ

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/azenv/azenv/internal/azctx"
)

// half makes the first k changes of p and no more, as where a shell was
// interrupted: ConfigDir still seals.
func (s *shell) half(p Plan, k int) {
	final := p.Final
	sealed := sealedFile
	p.Final = &sealed
	s.do(p, k)
	p.Final = final
}

// ways are the changes that can be cut short: where a shell stands, and what is
// typed, or happens, then.
var ways = []struct {
	name  string
	stand func(s *shell)
	plan  func(s *shell) Plan
}{
	{"use in a shell that has nothing", func(s *shell) {}, typed(devID)},
	{"use in a shell of plain az", func(s *shell) { s.use(azctx.NoContext) }, typed(devID)},
	{"use over another context", func(s *shell) { s.use(prodID) }, typed(devID)},
	{"use in a sealed shell", func(s *shell) { s.use(prodID); s.seal() }, typed(devID)},
	{"leaving a context", func(s *shell) { s.use(prodID) }, typed("")},
	{"leaving a sealed shell", func(s *shell) { s.use(prodID); s.seal() }, typed("")},
	{"plain az after a context", func(s *shell) { s.use(prodID) }, typed(azctx.NoContext)},
	{"plain az after a seal", func(s *shell) { s.use(prodID); s.seal() }, typed(azctx.NoContext)},
	{"sealing a context", func(s *shell) { s.use(prodID) }, sealing},
	{"sealing a shell that has nothing", func(s *shell) {}, func(s *shell) Plan {
		s.env[Context] = "nobody"
		_, p := s.plan(azctx.Prompt, azctx.Pick{})
		return p
	}},
}

func typed(id string) func(*shell) Plan {
	return func(s *shell) Plan {
		_, p := s.plan(azctx.Typed, azctx.Pick{ID: id})
		return p
	}
}

func sealing(s *shell) Plan {
	was := s.profile
	s.profile = &azctx.Profile{}
	_, p := s.plan(azctx.Prompt, azctx.Pick{})
	s.profile = was
	return p
}

// cutShort interrupts every kind of change after every step of it, asks check
// about the shell that is left, and names the steps at which it found fault.
func cutShort(t *testing.T, check func(sh *shell, before Env) string) {
	envs := map[string]Env{
		"that is bare": {"HOME": "/home/ops"},
		"with values": {"HOME": "/home/ops", ConfigDir: "/az", "ARM_TENANT_ID": "before", "AZURE_LOCATION": "", "AZURE_TENANT": "\xff",
			"ARM_CLIENT_ID": "hidden", "MSI_SECRET": "hidden"},
	}
	for _, way := range ways {
		for name, before := range envs {
			t.Run(way.name+", in an environment "+name, func(t *testing.T) {
				var bad []int
				first, n := "", 0
				for k := 0; k <= n; k++ {
					sh := newShell(t, copyOf(before))
					way.stand(sh)
					p := way.plan(sh)
					n = len(p.Changes)
					sh.half(p, k)
					if why := check(sh, before); why != "" {
						if bad = append(bad, k); first == "" {
							first = why
						}
					}
				}
				if len(bad) > 0 {
					t.Errorf("after %d of %d changes: %s", bad, n, first)
				}
			})
		}
	}
}

func TestMake_ofAChangeThatWasCutShort_theNextPromptSeals(t *testing.T) {
	cutShort(t, func(sh *shell, _ Env) string {
		sh.prompt()
		return notSealed(sh.env)
	})
}

func TestMake_ofAChangeThatWasCutShort_leavingGivesEverythingBack(t *testing.T) {
	cutShort(t, func(sh *shell, before Env) string {
		before = known(sh, before)
		sh.prompt()
		sh.leave()
		return diff(before, sh.env)
	})
}

func TestMake_ofAChangeThatWasCutShort_anotherUseIsWhole(t *testing.T) {
	cutShort(t, func(sh *shell, before Env) string {
		before = known(sh, before)
		for _, id := range []string{devID, prodID} {
			sh.prompt()
			sh.use(id)
			if why := notInForce(sh, id); why != "" {
				return why
			}
		}
		sh.leave()
		return diff(before, sh.env)
	})
}

// known returns before as it can be given back: where the shell seals, and no
// state says since when, nobody knows ConfigDir's earlier value.
func known(sh *shell, before Env) Env {
	before = copyOf(before)
	if st, err := azctx.DecodeState(sh.env[StateIn]); err == nil && (st == nil || st.Vars == nil) {
		delete(before, ConfigDir)
	}
	return before
}

// notInForce says what keeps the context from being in force, empty for nothing.
func notInForce(s *shell, id string) string {
	c, err := s.profile.ByID(id)
	if err != nil || c == nil {
		return fmt.Sprint("no context: ", err)
	}
	want, err := values(c, az(c))
	if err != nil {
		return err.Error()
	}
	for _, v := range Table {
		if has := s.env.lookup(v.Name); azctx.Mark(want[v.Name]) != azctx.Mark(has) && !(v.Yields && has != nil) {
			return fmt.Sprintf("%s is %q", v.Name, s.env[v.Name])
		}
	}
	if names := s.env.Overrides(); len(names) > 0 {
		return fmt.Sprintf("%q are not hidden", names)
	}
	return ""
}

// The same at random, for switches that were cut short more than once.
func TestMake_ofManyChangesThatWereCutShort(t *testing.T) {
	seeded(t, 80, func(t *testing.T, r *rand.Rand) {
		before := randomEnv(r)
		sh := newShell(t, copyOf(before))
		sh.use(devID)
		for range 3 {
			p := typed(contextIDs[r.IntN(len(contextIDs))])(sh)
			if n := len(p.Changes); n > 0 {
				sh.half(p, 1+r.IntN(n))
			}
			if r.IntN(2) == 0 {
				sh.prompt()
			}
		}
		sh.prompt()
		sh.leave()
		if d := diff(before, sh.env); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
}
