//go:build linux

package azreal

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/azenv/azenv/internal/fakeazure"
)

func TestReach_context(t *testing.T) {
	w := contexts(t)
	s := w.shell("bash")
	s.ok("azenv use Dev")
	shows(t, s.fails("az account set -s Prod"), "The subscription of 'prod' doesn't exist in cloud 'AzureCloud'.")
	equal(t, "az", s.here(), "Dev")
	equal(t, "AZENV_ACTIVE", s.active(), "Dev")

	w.azenv("set", "prod", "--subscription", subProd, "--reach", "account")
	s.ok("azenv use prod")
	equal(t, "listed at reach account", s.output("az account list --query 'length(@)' -o tsv"), "3")
	w.themes()
	s.ok("azenv set prod --protected")
	equal(t, "listed where protected", s.output("az account list --query '[].name' -o tsv"), "Prod")
	s.fails("az account set -s Dev")
	if status, shown := s.run("azenv set prod --reach account"); status == 0 {
		equal(t, "listed where protected still", s.output("az account list --query '[].name' -o tsv"), "Prod")
	} else {
		shows(t, shown, "protected")
	}
}

// sealedSaid is what is in az's errors in a sealed shell.
const sealedSaid = "azenv-sealed--run-azenv-show"

// sealed fails unless a shell is sealed, for az, too.
func (s *session) sealed() {
	s.w.t.Helper()
	if got := s.active(); got != "sealed" {
		s.w.t.Fatalf("%s: AZENV_ACTIVE is %q, not sealed\n%s", s.sh, got, s.screen())
	}
	shows(s.w.t, s.fails("az account show"), sealedSaid)
}

// TestReach_account types what the screen says: where az was moved to has a context, or
// has none.
func TestReach_account(t *testing.T) {
	w := newWorld(t, sample())
	w.login(user)
	w.azenv("set", "dev", "--subscription", subDev, "--tenant", tenantA, "--account", user, "--reach", "account")
	w.azenv("set", "two", "--subscription", subTwo, "--tenant", tenantB, "--account", user)
	eachShell(t, func(t *testing.T, sh string) {
		w.t = t
		name, there := "Two", "two"
		if sh == "fish" { // nothing is called Prod before it
			name, there = "Prod", "Prod"
		}
		s := w.shell(sh)
		s.ok("azenv use dev")
		s.ok("az account set -s " + name) // the prompt behind it seals
		s.sealed()
		back, onward := s.suggested()
		s.ok(back)
		equal(t, back, []string{s.active(), s.here()}, []string{"dev", "Dev"})
		s.ok("az account set -s " + name)
		s.ok(onward)
		equal(t, onward, []string{s.active(), s.here()}, []string{there, name})
		s.ok("azenv use dev") // typed elsewhere: it does not undo what was done in there
		equal(t, "dev, which was moved", s.active(), "sealed")
		s.ok("azenv use dev")
		equal(t, "dev, put back", []string{s.active(), s.here()}, []string{"dev", "Dev"})
	})
}

// suggested are the two commands of the latest hint on the screen of a sealed shell.
func (s *session) suggested() (back, onward string) {
	s.w.t.Helper()
	hints := regexp.MustCompile(`azenv: hint: (azenv .+) puts az back; (azenv .+) goes there`).FindAllStringSubmatch(s.screen(), -1)
	if len(hints) == 0 {
		s.w.t.Fatalf("%s: no hint with two commands:\n%s", s.sh, s.screen())
	}
	last := hints[len(hints)-1]
	return last[1], last[2]
}

// TestReach_accountLoop has a script that selects subscription after subscription in one
// shell while prompts are drawn in another one of the same context, and others enter it.
func TestReach_accountLoop(t *testing.T) {
	w := contexts(t)
	w.azenv("set", "dev", "--subscription", subDev, "--reach", "account")
	loop, other := w.shell("bash"), w.shell("zsh")
	loop.ok("azenv use dev")
	other.ok("azenv use dev")
	subs := map[string]string{"Dev": subDev, "Prod": subProd, "Two": subTwo}
	var want []string
	names := slices.Repeat([]string{"Prod", "Two", "Dev", "Two", "Prod"}, many(1, 10))
	for _, name := range names {
		want = append(want, "/subscriptions/"+subs[name]+"/resourcegroups")
	}
	w.cloud.ClearLog()
	loop.send("for s in " + strings.Join(names, " ") + "; do az account set -s $s && az group list -o none || break; done; touch ended\n")
	prompts := 0
	for ended := false; !ended; prompts++ {
		other.ok("")
		if prompts%10 == 0 {
			w.run(nil, "azenv", "exec", "dev", "--", "true")
		}
		time.Sleep(50 * time.Millisecond)
		_, ended = w.files(".")["ended"]
	}
	loop.sync()
	other.sealed()
	loop.sealed()
	var got []string
	for _, r := range w.cloud.Requests() {
		if r.Kind == fakeazure.Groups {
			got = append(got, r.Path)
		}
	}
	equal(t, "requests of the loop", got, want)
	other.ok("azenv use dev")
	equal(t, "az after azenv use dev", other.here(), "Dev")
	t.Logf("%d prompts", prompts)
}
