package e2e

import (
	"strings"
	"testing"
)

// sealing is a way into the sealed state. do brings s there, from Dev in force
// by use; it returns a shell that should be sealed.
type sealing struct {
	name   string
	scope  string
	reason string // in what `azenv show` says
	but    string // the variable that cannot be unset
	notIn  string // shells that have no such thing
	do     func(t *testing.T, w *world, s *session) *session
}

var sealings = []sealing{
	{name: "a name that nobody has", scope: "process", reason: `no context "nosuch"`, do: func(t *testing.T, w *world, s *session) *session {
		s.run(export(s.sh, "AZENV_CONTEXT", "nosuch"))
		return s
	}},
	{name: "a name that means two subscriptions", scope: "process", reason: "ambiguous", do: func(t *testing.T, w *world, s *session) *session {
		s.run(export(s.sh, "AZENV_CONTEXT", "Shared"))
		return s
	}},
	{name: "a context that was replaced", scope: "process", reason: "removed or replaced", do: func(t *testing.T, w *world, s *session) *session {
		s.ok("azenv set mine --subscription " + subDev)
		w.azenv("set", "mine", "--subscription", subProd)
		s.ok(":")
		return s
	}},
	{name: "a context that vanished from the profile", scope: "process", reason: "removed or replaced", do: func(t *testing.T, w *world, s *session) *session {
		w.write(".config/azenv/profile.json", `{"version":1,"contexts":[]}`)
		w.azenv("list") // whoever reads next
		w.azenv("show")
		s.ok(":")
		return s
	}},
	{name: "a readonly variable in the middle of a change", scope: "process", reason: "ARM_TENANT_ID is readonly", but: "ARM_TENANT_ID", notIn: "fish pwsh",
		do: func(t *testing.T, w *world, s *session) *session {
			s.ok("readonly ARM_TENANT_ID")
			s.ok("azenv use Prod") // of the same tenant: the variable need not change
			s.fails("azenv use " + subTwo)
			return s
		}},
	{name: "a readonly hidden variable", scope: "process", reason: "ARM_CLIENT_SECRET is readonly", but: "ARM_CLIENT_SECRET", notIn: "fish pwsh",
		do: func(t *testing.T, w *world, s *session) *session {
			s.ok("export ARM_CLIENT_SECRET=s3cret; readonly ARM_CLIENT_SECRET")
			s.fails("azenv use Prod")
			return s
		}},
	{name: "a corrupt profile, once anybody has read it", scope: "process", reason: "profile.json", do: func(t *testing.T, w *world, s *session) *session {
		w.write(".config/azenv/profile.json", `{"version":1,"contexts":[`)
		w.command("azenv", "show")
		s.ok(":")
		return s
	}},
	{name: "an ID changed by hand", scope: "process", reason: "AZURE_SUBSCRIPTION_ID was changed by hand", do: func(t *testing.T, w *world, s *session) *session {
		s.run(export(s.sh, "AZURE_SUBSCRIPTION_ID", subProd))
		return s
	}},
	{name: "a change cut short", scope: "process", reason: "cut short", do: func(t *testing.T, w *world, s *session) *session {
		s.run(export(s.sh, "AZURE_CONFIG_DIR", w.path(".local/state/azenv/azenv-sealed--run-azenv-show")))
		return s
	}},
	{name: "a state changed by hand", scope: "process", reason: "AZENV_STATE", do: func(t *testing.T, w *world, s *session) *session {
		s.ok(export(s.sh, "AZENV_STATE", "1:garbage"))
		w.azenv("set", "other", "--subscription", subTwo)
		s.ok(":")
		return s
	}},
	{name: "a corrupt profile, in a new shell", scope: "user", reason: "profile.json", do: func(t *testing.T, w *world, s *session) *session {
		w.write(".config/azenv/profile.json", `{"version":1,"contexts":[`)
		return w.open(s.sh)
	}},
	{name: "a newer profile, in a new shell", scope: "user", reason: "format 99 is newer", do: func(t *testing.T, w *world, s *session) *session {
		w.write(".config/azenv/profile.json", `{"version":99,"contexts":{}}`)
		return w.open(s.sh)
	}},
	{name: "a default that is missing, in a new shell", scope: "user", reason: "the default context is gone", do: func(t *testing.T, w *world, s *session) *session {
		w.write(".config/azenv/profile.json", `{"version":1,"default":"00000000000000aa","contexts":[]}`)
		return w.open(s.sh)
	}},
}

// In every way of being sealed az is pointed at the file on which it fails, nothing else
// is left for others to go by, and it stays so. What the real az makes of that file is
// the same whatever sealed: the first way of each shell shows it, and azreal's tests.
func TestSealed(t *testing.T) {
	need(t, "az")
	eachShell(t, func(t *testing.T, sh string) {
		for i, c := range sealings {
			t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
				if strings.Contains(c.notIn, sh) {
					t.Skipf("%s has none", sh)
				}
				w := imported(t)
				w.t = t
				s := w.start(sh, "", "")
				s.ok("azenv use Dev")
				s = c.do(t, w, s)
				s.t = t
				for range 3 {
					wantSealed(t, s.environment(), c.scope, c.but)
				}
				_, shown := s.run("azenv show")
				if !strings.Contains(shown, c.reason) || !strings.Contains(shown, "azenv use NAME") {
					t.Errorf("azenv show:\n%s", shown)
				}
				if n := strings.Count(s.screen(), "azenv: sealed:"); n < 1 || n > 2 {
					t.Errorf("said %d times:\n%s", n, s.screen())
				}
				if i == 0 {
					status, shown := s.run("az account show")
					if status == 0 || !strings.Contains(shown, "azenv-sealed--run-azenv-show") {
						t.Errorf("az account show: status %d\n%s", status, shown)
					}
				}
			})
		}
	})
}

// What lifts a seal is typed, and nothing else.
func TestSealed_isLiftedByTyping(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.env = []string{"AZURE_TENANT_ID=earlier", "ARM_CLIENT_SECRET=s3cret"}
		s := w.start(sh, "", "")
		for name, by := range map[string]string{"one": "azenv use Prod", "two": export(sh, "AZENV_CONTEXT", "Prod")} {
			s.run(export(sh, "AZENV_CONTEXT", name))
			wantSealed(t, s.environment(), "process")
			w.azenv("set", name, "--subscription", subTwo, "--group", name) // now there is one
			s.ok(":")
			wantSealed(t, s.environment(), "process")
			s.run(export(sh, "AZURE_CONFIG_DIR", "/elsewhere"))
			wantSealed(t, s.environment(), "process")
			s.ok(by)
			wantVars(t, s.environment(), "Prod", subProd, tenantA)
			s.ok("azenv use --unset")
			env := s.environment()
			if env["AZURE_TENANT_ID"] != "earlier" || env["ARM_CLIENT_SECRET"] != "s3cret" || env["AZENV_ACTIVE"] != "" {
				t.Errorf("not given back: %q", azure(env))
			}
		}
	})
}

// A readonly variable that was never exported stays so, and can be left.
func TestSealed_readonlyShellVariable(t *testing.T) {
	for _, sh := range []string{"bash", "zsh"} {
		t.Run(sh, func(t *testing.T) {
			need(t, sh)
			w := imported(t)
			s := w.start(sh, "", "")
			s.ok("readonly ARM_ENVIRONMENT=mine")
			s.fails("azenv use Dev")
			wantSealed(t, s.environment(), "process")
			s.ok("azenv use --unset")
			wantNothing(t, s.environment())
			if shown := s.ok(`echo "<$ARM_ENVIRONMENT>"`); !strings.Contains(shown, "<mine>") {
				t.Errorf("the shell's own variable is gone: %q", shown)
			}
		})
	}
}

// Where the variable that seals is itself readonly azenv changes nothing.
func TestSealed_readonlyConfigDir(t *testing.T) {
	for _, sh := range []string{"bash", "zsh"} {
		t.Run(sh, func(t *testing.T) {
			need(t, sh)
			w := imported(t)
			w.env = []string{"AZURE_TENANT_ID=earlier"}
			s := w.start(sh, "export AZURE_CONFIG_DIR=/mine; readonly AZURE_CONFIG_DIR", "")
			before := azure(s.environment())
			_, shown := s.run("azenv use Dev")
			if !strings.Contains(shown, "AZURE_CONFIG_DIR is readonly") {
				t.Errorf("not said: %s", shown)
			}
			s.fails("azenv use Dev")
			s.ok(":")
			if after := azure(s.environment()); len(after) != len(before) || after["AZURE_TENANT_ID"] != "earlier" {
				t.Errorf("something changed: %q", after)
			}
		})
	}
}

// A foreign AZURE_CONFIG_DIR makes azenv step back, nested shells too, until use.
func TestSteppedBack(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.env = []string{"AZURE_TENANT_ID=earlier", "ARM_CLIENT_SECRET=s3cret"}
		s := w.start(sh, "", "")
		s.ok("azenv use Dev")
		s.ok(export(sh, "AZURE_CONFIG_DIR", "/elsewhere"))
		for range 2 {
			env := s.environment()
			if env["AZURE_CONFIG_DIR"] != "/elsewhere" || env["AZURE_TENANT_ID"] != "earlier" || env["ARM_CLIENT_SECRET"] != "s3cret" || env["AZENV_ACTIVE"] != "" {
				t.Errorf("did not step back: %q", azure(env))
			}
		}
		if n := strings.Count(s.screen(), "steps back"); n != 1 {
			t.Errorf("said %d times:\n%s", n, s.screen())
		}
		if env := s.nestedEnvironment(); env["AZENV_ACTIVE"] != "" || env["AZURE_CONFIG_DIR"] != "/elsewhere" {
			t.Errorf("a nested shell: %q", azure(env))
		}
		s.ok("azenv use Dev")
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		s.ok("azenv use --unset")
		if dir := s.environment()["AZURE_CONFIG_DIR"]; dir != "/elsewhere" {
			t.Errorf("the user's AZURE_CONFIG_DIR is gone: %q", dir)
		}
	})
}
