package e2e

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A scenario is lines typed one after another in an interactive shell, from and back
// to one without a context. After each line the environment of the very next prompt
// is checked, whole.
type scenario struct {
	name  string
	only  string // the one shell that has such a thing, empty for all
	late  bool   // also played where direnv's hook runs behind azenv's
	steps []step
}

// step is a line and the prompt after it. The line is bash's, zsh's and fish's at
// once, with {verb NAME VALUE} where they differ, see verbs. want is
//
//	none | plain | back | sealed SCOPE | LABEL SCOPE    and NAME=VALUE, or NAME- for unset, …  | ?
//
// with every variable of Azure's that differs from what that alone means; empty for
// that of the step before. Where two are given, with || between, the first is bash's,
// which follows a cd at its next prompt only. says is what must be shown, once; a step that changes
// nothing and runs no azenv must show nothing of azenv.
type step struct{ line, want, says string }

// verbs are what the shells write in different ways.
var verbs = map[string][2]string{
	"set":       {"export %[1]s=%[2]s", "set -gx %[1]s %[2]s"},
	"unset":     {"unset %[1]s", "set -e %[1]s"},
	"empty":     {"export %[1]s=", "set -gx %[1]s ''"},
	"local":     {"%[1]s=%[2]s", "set -gu %[1]s %[2]s"},
	"universal": {"", "set -Ux %[1]s %[2]s"},
	"def":       {"%[1]s() {", "function %[1]s;"},
	"fed":       {"}", "end"},
	"inner":     {"", ""},
	"private":   {"export -n %[1]s", "set -gu %[1]s $%[1]s"},
}

var verb = regexp.MustCompile(`\{(\w+)(?: (\w+))?(?: ([^}]*))?\}`)

// typed is line as sh writes it.
func typed(sh, line string) string {
	return verb.ReplaceAllStringFunc(line, func(m string) string {
		p := verb.FindStringSubmatch(m)
		forms, ok := verbs[p[1]]
		switch {
		case !ok:
			panic("no such verb: " + m)
		case p[1] == "inner":
			return strings.Join(argv(sh), " ")
		case p[1] == "private" && sh == "zsh":
			return "typeset +x " + p[2]
		case sh == "fish":
			return pick(forms[1], p)
		}
		return pick(forms[0], p)
	})
}

// pick fills in form, which may use both words, one or none.
func pick(form string, p []string) string {
	return strings.NewReplacer("%[1]s", p[2], "%[2]s", p[3]).Replace(form)
}

// foreignTable are the variables that a context sets, by its label, and what is unset.
var foreignTable = func() map[string]map[string]string {
	all := map[string]map[string]string{}
	for label, c := range map[string]struct{ sub, tenant, group, location string }{
		"Dev": {subDev, tenantA, "", ""}, "Prod": {subProd, tenantA, "", ""}, "two": {subTwo, tenantB, "rg-two", "westeurope"},
		"three": {subTwin, tenantA, "rg-three", "northeurope"},
	} {
		vars := map[string]string{
			"AZENV_ACTIVE": label, "AZURE_SUBSCRIPTION_ID": c.sub, "ARM_SUBSCRIPTION_ID": c.sub,
			"AZURE_TENANT_ID": c.tenant, "ARM_TENANT_ID": c.tenant, "AZURE_TENANT": c.tenant, "AZCOPY_TENANT_ID": c.tenant,
			"ARM_ENVIRONMENT": "public", "AZURE_CLOUD_NAME": "AzureCloud", "AZURE_CLOUD_ENVIRONMENT": "AzureCloud",
			"AZCOPY_AUTO_LOGIN_TYPE": "AZCLI", "ANSIBLE_AZURE_AUTH_SOURCE": "cli",
			"AZURE_CONFIG_DIR": ownFolder, "AZURE_EXTENSION_DIR": extensions,
		}
		if c.group != "" {
			for _, name := range []string{"AZURE_DEFAULTS_GROUP", "AZURE_RESOURCE_GROUP"} {
				vars[name] = c.group
			}
			for _, name := range []string{"AZURE_DEFAULTS_LOCATION", "AZURE_LOCATION"} {
				vars[name] = c.location
			}
		}
		all[label] = vars
	}
	return all
}()

// foreignIDs are the variables that decide where one is.
var foreignIDs = []string{"ARM_SUBSCRIPTION_ID", "ARM_TENANT_ID", "AZURE_SUBSCRIPTION_ID", "AZURE_TENANT_ID"}

const sealFile = "/azenv-sealed--run-azenv-show"

// The folders of az as found has them: a context's own, which is called by a random
// id, and where extensions are for all.
const (
	ownFolder  = "own"
	extensions = "shared"
)

var ofContext = regexp.MustCompile(`^/.*/az/[0-9a-f]{16}/\.azure$`)

// unsound says what in env must never stand at a prompt, whatever was typed: what is
// of a context beside the label of another one, or of none.
func unsound(env map[string]string) string {
	active, set := env["AZENV_ACTIVE"]
	if set && active == "" {
		return "AZENV_ACTIVE is empty"
	}
	ofAzenv := map[string]bool{}
	for label, vars := range foreignTable {
		if label == active {
			continue
		}
		for name, value := range vars {
			if foreignTable[active][name] != value {
				ofAzenv[name+"="+value] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(env)) {
		if ofAzenv[name+"="+env[name]] {
			return fmt.Sprintf("%s = %q, of another context, while AZENV_ACTIVE is %q", name, env[name], active)
		}
	}
	seals, own := strings.HasSuffix(env["AZURE_CONFIG_DIR"], sealFile), ofContext.MatchString(env["AZURE_CONFIG_DIR"])
	if seals != (active == "sealed") || own != (active != "sealed" && active != "") {
		return fmt.Sprintf("AZURE_CONFIG_DIR = %q while AZENV_ACTIVE is %q", env["AZURE_CONFIG_DIR"], active)
	}
	for _, name := range foreignIDs {
		value := env[name]
		switch {
		case active == "sealed" && value != "": // fish shadows a universal one by an empty one
			return fmt.Sprintf("%s = %q while sealed", name, value)
		case active != "" && active != "sealed" && value != foreignTable[active][name]:
			return fmt.Sprintf("%s = %q while AZENV_ACTIVE is %q", name, value, active)
		}
	}
	if active == "" && env["AZENV_SCOPE"]+env["AZENV_CONTEXT"] != "" {
		return fmt.Sprintf("AZENV_SCOPE = %q, AZENV_CONTEXT = %q, and nothing is in force", env["AZENV_SCOPE"], env["AZENV_CONTEXT"])
	}
	return ""
}

// wanted is the environment that want describes.
func wanted(want string) map[string]string {
	words := strings.Fields(want)
	env := map[string]string{}
	label, rest := words[0], words[1:]
	switch label {
	case "none":
	case "plain", "back":
		env["AZENV_STATE"] = "…"
	default:
		env["AZENV_STATE"], env["AZENV_ACTIVE"], env["AZENV_SCOPE"] = "…", label, rest[0]
		if label == "sealed" {
			env["AZURE_CONFIG_DIR"] = sealFile
		}
		maps.Copy(env, foreignTable[label])
		if label != "sealed" && rest[0] == "process" {
			env["AZENV_CONTEXT"] = label
		}
		rest = rest[1:]
	}
	for _, kv := range rest {
		if name, unset := strings.CutSuffix(kv, "-"); unset {
			delete(env, name)
			continue
		}
		name, value, _ := strings.Cut(kv, "=")
		env[name] = value
	}
	return env
}

// found is env as wanted describes one.
func found(env map[string]string) map[string]string {
	env = azure(env)
	if env["AZENV_STATE"] != "" {
		env["AZENV_STATE"] = "…"
	}
	if strings.HasSuffix(env["AZURE_CONFIG_DIR"], sealFile) {
		env["AZURE_CONFIG_DIR"] = sealFile
	}
	if ofContext.MatchString(env["AZURE_CONFIG_DIR"]) {
		env["AZURE_CONFIG_DIR"] = ownFolder
	}
	if strings.HasSuffix(env["AZURE_EXTENSION_DIR"], "/.azure/cliextensions") {
		env["AZURE_EXTENSION_DIR"] = extensions
	}
	if env["AZENV_ACTIVE"] == "sealed" {
		delete(env, "AZENV_CONTEXT") // stays what it was
	}
	return env
}

// observe types a line and returns its status, what the next prompt's commands see,
// and what was shown up to then. The line that looks is read at that very prompt.
func (s *session) observe(line string) (status int, env map[string]string, shown string) {
	s.t.Helper()
	s.n++
	from, file, mark := len(s.screen()), filepath.Join(s.dir, "seen"+strconv.Itoa(s.n)), fmt.Sprintf("=%d=", s.n)
	st := map[string]string{"fish": "$status"}[s.sh]
	if st == "" {
		st = "$?"
	}
	s.send(line + "\nbuiltin printf 's%s\\n' " + st + " >" + file + "s; command env -0 >" + file + "; builtin printf '=%s=\\n' " + strconv.Itoa(s.n) + "\n")
	for end := time.Now().Add(patience); !strings.Contains(s.screen()[from:], mark); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("%s: %s: no prompt after %s; the screen:\n%s", s.sh, line, patience, s.screen()[from:])
		}
	}
	text, err := os.ReadFile(file + "s")
	if err == nil {
		status, err = strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(string(text), "s")))
	}
	if err != nil {
		s.t.Fatalf("%s: %s: %v", s.sh, line, err)
	}
	return status, parseEnv(s.t, file), s.screen()[from:]
}

// azenvs are the lines that azenv showed.
func azenvs(shown string) (lines []string) {
	for _, line := range strings.Split(shown, "\n") {
		if strings.Contains(line, "azenv: ") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

// step types one line and checks the prompt after it, of which want is what the step
// before wanted; late takes one prompt more. It returns what it wanted.
func (s *session) step(st step, before string, late bool) string {
	s.t.Helper()
	want := st.want
	if bash, others, two := strings.Cut(want, " || "); two && s.sh == "bash" {
		want = bash
	} else if two {
		want = others
	}
	if want == "" {
		want = before
	}
	line := typed(s.sh, st.line)
	_, env, shown := s.observe(line)
	if late {
		s.send(":\n")
		var more string
		_, env, more = s.observe(":")
		shown += more
	}
	if why := unsound(env); why != "" {
		s.t.Errorf("%s: unsound: %s", line, why)
	}
	if want == anything {
		want = ""
	} else if diff := cmp.Diff(wanted(want), found(env)); diff != "" {
		s.t.Errorf("%s (-want +got):\n%s", line, diff)
	}
	said := azenvs(shown)
	switch n := strings.Count(shown, st.says); {
	case st.says != "" && n != 1:
		s.t.Errorf("%s: %q was said %d times", line, st.says, n)
	case st.says == "" && want == before && !strings.Contains(line, "azenv ") && len(said) > 0:
		s.t.Errorf("%s: said %q", line, said)
	}
	if s.t.Failed() {
		s.t.Fatalf("the screen:\n%s", shown)
	}
	return want
}

// anything is wanted of a prompt that must only be sound.
const anything = "?"

// nowhere is what every scenario starts with and ends with.
const nowhere = "none"

// play runs scenarios in one shell after the other, each from a shell without a
// context, and back.
func play(t *testing.T, w *world, sh string, open func() *session, late bool, scenarios []scenario) {
	t.Helper()
	var s *session
	for _, sc := range scenarios {
		if sc.only != "" && !strings.Contains(sc.only, sh) {
			continue
		}
		t.Run(strings.ReplaceAll(sc.name, " ", "_"), func(t *testing.T) {
			if s == nil {
				s = open()
			}
			s.t = t
			// A shell in which something went wrong is not used again.
			defer func() {
				if t.Failed() {
					s = nil
				}
			}()
			want := nowhere
			for _, st := range sc.steps {
				want = s.step(st, want, late)
			}
			if want != nowhere {
				t.Errorf("the scenario ends with %q", want)
			}
		})
	}
}

// foreignWorld has the contexts of foreignTable, directories that name one, and one
// that is not allowed to.
func foreignWorld(t *testing.T) *world {
	t.Helper()
	w := imported(t)
	w.azenv("set", "two", "--subscription", subTwo, "--group", "rg-two", "--location", "westeurope")
	w.azenv("set", "three", "--subscription", subTwin, "--group", "rg-three", "--location", "northeurope")
	for dir, name := range map[string]string{"pin": "Dev", "pin/deep": "", "pin2": "Prod", "closed": "Dev", "plain": ""} {
		if err := os.MkdirAll(w.path(dir), 0o700); err != nil {
			t.Fatal(err)
		}
		if name != "" {
			w.write(dir+"/.azcontext", name+"\n")
		}
		if name != "" && dir != "closed" {
			w.azenv("allow", w.path(dir))
		}
	}
	return w
}
