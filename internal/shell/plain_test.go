//go:build unix

package shell

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/azenv/azenv/internal/environ"
)

// planOf is a plan for scripts that sets, unsets and hides, and ends at final.
func planOf(final *string, set []Value, unset ...string) environ.Plan {
	p := environ.Plan{Whole: true, Final: final}
	for _, v := range set {
		p.Changes = append(p.Changes, environ.Change{Op: environ.Set, Name: v.Name, Value: v.Value})
	}
	for i, n := range unset {
		p.Changes = append(p.Changes, environ.Change{Op: []environ.Op{environ.Unset, environ.Hide}[i%2], Name: n})
	}
	return p
}

func TestPlain_setsAndUnsets(t *testing.T) {
	options := map[string][]string{
		"bash": {"", "set -eu -o pipefail -o noclobber", "set -a", "set -o posix"},
		"fish": {""},
		"zsh":  {"", "set -eu", "emulate sh", "setopt ksh_arrays sh_word_split glob_subst rc_quotes csh_junkie_quotes err_return no_unset"},
	}
	for _, s := range real {
		for _, opts := range options[s.Name] {
			for _, lang := range locales {
				t.Run(s.Name+" "+lang+" "+opts, func(t *testing.T) {
					need(t, s)
					t.Parallel()
					for _, values := range valuesFor(opts) {
						final := values[0]
						var set []Value
						for i, v := range values {
							set = append(set, Value{name(i), v})
						}
						code := s.Plain(planOf(&final, set, "GONE", "HIDDEN", "EMPTY", "NEVER", "NEITHER"), configDir, sealed)
						r := run(t, s, lang, opts+"\n"+evalFile(s, "code")+"command env -0\n", map[string]string{"code": code},
							"GONE=x", "HIDDEN=y", "EMPTY=", "KEPT=it's mine", configDir+"=/before")
						if r.status != 0 || r.stderr != "" {
							t.Fatalf("status %d, %s", r.status, short(r.stderr))
						}
						env := environment(r.items())
						for _, v := range append(set, Value{configDir, final}, Value{"KEPT", "it's mine"}) {
							if got, ok := env[v.Name]; !ok || got != v.Value {
								t.Errorf("%s is %s, want %s", v.Name, short(got), short(v.Value))
							}
						}
						for _, n := range []string{"GONE", "HIDDEN", "EMPTY", "NEVER", "NEITHER"} {
							if got, ok := env[n]; ok {
								t.Errorf("%s is still there: %q", n, got)
							}
						}
					}
				})
			}
		}
	}
}

func TestPlain_withoutAFinalValueUnsetsIt(t *testing.T) {
	for _, s := range real {
		t.Run(s.Name, func(t *testing.T) {
			need(t, s)
			code := s.Plain(planOf(nil, []Value{{"AZENV_ACTIVE", "dev"}}), configDir, sealed)
			r := run(t, s, "C", evalFile(s, "code")+"command env -0\n", map[string]string{"code": code}, configDir+"=/before")
			if got, ok := environment(r.items())[configDir]; ok {
				t.Errorf("%s is %q", configDir, got)
			}
		})
	}
}

// TestPlain_fishLeavesUniversalVariablesAlone holds that one that should be unset
// is shadowed: it belongs to all of the user's shells.
func TestPlain_fishLeavesUniversalVariablesAlone(t *testing.T) {
	need(t, fish)
	code := fish.Plain(planOf(nil, []Value{{"ARM_TENANT_ID", "azenv's"}}, "AZURE_LOCATION", "ARM_CLIENT_SECRET"), configDir, sealed)
	script := "set -Ux ARM_TENANT_ID mine; set -Ux AZURE_LOCATION mine; set -Ux ARM_CLIENT_SECRET mine; set -Ux " + configDir + " /mine\n" +
		evalFile(fish, "code") +
		`for n in ARM_TENANT_ID AZURE_LOCATION ARM_CLIENT_SECRET ` + configDir + `
    printf '%s\0' "$$n"
    set -eg $n
    printf '%s\0' "$$n"
end
`
	cmd := command(t, fish, "C.UTF-8", script, nil)
	cmd.Args = slices.DeleteFunc(cmd.Args, func(a string) bool { return a == "--no-config" }) // it has no universal ones
	put(t, cmd.Dir, "code", code)
	r := finish(t, cmd)
	want := []string{"azenv's", "mine", "", "mine", "", "mine", "", "/mine"}
	if got := r.items(); !slices.Equal(got, want) || r.stderr != "" {
		t.Errorf("got %q, want %q; %s", got, want, r.stderr)
	}
}

// atExit makes a shell say at its end, however that comes, where az would look.
const atExit = `trap 'builtin printf "%s\0" "${AZURE_CONFIG_DIR-unset}"' EXIT` + "\n"

// TestPlain_isSealedUntilItIsThrough holds that a variable which would not change
// leaves az without its files: half a context is worse than none.
func TestPlain_isSealedUntilItIsThrough(t *testing.T) {
	final := "/srv/ops/.azure"
	set := []Value{{"AZURE_TENANT_ID", "22222222-aaaa-4bbb-8ccc-000000000001"}, {"ARM_SUBSCRIPTION_ID", "33333333-aaaa-4bbb-8ccc-000000000001"}, {"AZURE_SUBSCRIPTION_ID", "33333333-aaaa-4bbb-8ccc-000000000001"}}
	for _, s := range []*Shell{bash, zsh} {
		for _, options := range []string{"set -e", "set -eu", ""} {
			for what, readonly := range map[string]string{
				"set":    "readonly ARM_SUBSCRIPTION_ID=33333333-aaaa-4bbb-8ccc-00000000000f",
				"unset":  "readonly AZURE_LOCATION=westeurope",
				"hidden": "export ARM_CLIENT_SECRET=x; readonly ARM_CLIENT_SECRET",
			} {
				t.Run(fmt.Sprintf("%s %s readonly %s", s.Name, options, what), func(t *testing.T) {
					need(t, s)
					code := s.Plain(planOf(&final, set, "AZURE_LOCATION", "ARM_CLIENT_SECRET"), configDir, sealed)
					r := run(t, s, "C.UTF-8", readonly+"\n"+options+"\n"+atExit+evalFile(s, "code"), map[string]string{"code": code}, configDir+"=/before")
					got := r.items()
					if s == zsh && options != "" && len(got) == 0 {
						got = []string{sealed} // it died on the spot, and not even its trap ran
					}
					if len(got) != 1 || got[0] != sealed {
						t.Errorf("%s is %q, want %q", configDir, got, sealed)
					}
					if r.status == 0 {
						t.Error("the script's status is 0")
					}
					if n := regexpName.FindString(r.stderr); n == "" {
						t.Errorf("standard error names no variable: %q", r.stderr)
					}
				})
			}
		}
	}
}

// TestPlain_cutShortIsSealed holds the same for code of which only a part came, or
// that, being one statement, it changes nothing.
func TestPlain_cutShortIsSealed(t *testing.T) {
	final := "/srv/ops/.azure"
	set := []Value{{"AZURE_TENANT_ID", "it's\na tenant"}, {"ARM_SUBSCRIPTION_ID", "33333333-aaaa-4bbb-8ccc-000000000001"}}
	for _, s := range real {
		t.Run(s.Name, func(t *testing.T) {
			need(t, s)
			code := s.Plain(planOf(&final, set), configDir, sealed)
			lines := strings.SplitAfter(strings.TrimSuffix(code, "\n"), "\n")
			for n := 1; n < len(lines); n++ {
				r := run(t, s, "C", evalFile(s, "code")+"command env -0\n", map[string]string{"code": strings.Join(lines[:n], "")}, configDir+"=/before")
				env := environment(r.items())
				if _, some := env[set[0].Name]; env[configDir] != sealed && (some || env[configDir] != "/before") {
					t.Errorf("after %d of %d lines %s is %q", n, len(lines), configDir, env[configDir])
				}
			}
		})
	}
}

// TestPlain_changesNothingWhereItCannotSeal holds that a readonly seal leaves all
// as it was.
func TestPlain_changesNothingWhereItCannotSeal(t *testing.T) {
	final := "/srv/ops/.azure"
	for _, s := range []*Shell{bash, zsh} {
		for _, options := range []string{"set -e", ""} {
			t.Run(s.Name+" "+options, func(t *testing.T) {
				need(t, s)
				code := s.Plain(planOf(&final, []Value{{"ARM_SUBSCRIPTION_ID", "azenv's"}}, "AZURE_LOCATION"), configDir, sealed)
				script := "readonly " + configDir + "\n" + options + "\n" +
					`trap 'builtin printf "%s\0" "${ARM_SUBSCRIPTION_ID-unset}" "${AZURE_LOCATION-unset}"' EXIT` + "\n" + evalFile(s, "code")
				r := run(t, s, "C.UTF-8", script, map[string]string{"code": code}, configDir+"=/before", "AZURE_LOCATION=mine")
				got := r.items()
				if s == zsh && options != "" && len(got) == 0 {
					got = []string{"unset", "mine"} // it died on the spot
				}
				if !slices.Equal(got, []string{"unset", "mine"}) || r.status == 0 {
					t.Errorf("%q, status %d", got, r.status)
				}
			})
		}
	}
}
