package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// tenants and subscriptions of a consultant: many tenants have a Production, a Shared
// and so on, so most names mean several places.
const tenants, subscriptions = 40, 50

// estate is what az knows of all of it, but for what drop says.
func estate(drop func(tenant, sub int) bool) string {
	list := []map[string]any{}
	for i := range tenants {
		for k := range subscriptions {
			if drop != nil && drop(i, k) {
				continue
			}
			name := fmt.Sprintf("Workload %02d", k)
			if k%5 == 0 {
				name = fmt.Sprintf("Only %02d-%02d", i, k)
			}
			list = append(list, map[string]any{
				"id": estateSub(i, k), "name": name, "state": "Enabled", "isDefault": i == 0 && k == 0,
				"user":     map[string]any{"name": account, "type": "user"},
				"tenantId": estateTenant(i), "tenantDefaultDomain": fmt.Sprintf("customer%02d.onmicrosoft.com", i),
				"environmentName": "AzureCloud",
			})
		}
	}
	data, err := json.Marshal(map[string]any{"subscriptions": list})
	if err != nil {
		panic(err)
	}
	return string(data)
}

func estateTenant(i int) string { return fmt.Sprintf("%08x-0000-4000-8000-00000000000a", 0xa0000000+i) }
func estateSub(i, k int) string { return fmt.Sprintf("%08x-0000-4000-8000-%012x", 0xb0000000+i, k) }

// listed is a context as list -o json has it.
type listed struct {
	ID, Name, Label string
	Subscription    struct{ ID string }
	Stale, Default  bool
}

// contexts are all, by their subscription's ID. Labels are never two alike.
func (w *world) contexts() map[string]listed {
	w.t.Helper()
	var list []listed
	w.must(json.Unmarshal([]byte(w.azenv("list", "-o", "json")), &list))
	all, labels := map[string]listed{}, map[string]bool{}
	for _, c := range list {
		if labels[strings.ToLower(c.Label)] {
			w.t.Errorf("two contexts are called %s", c.Label)
		}
		labels[strings.ToLower(c.Label)] = true
		all[c.Subscription.ID] = c
	}
	if len(all) != len(list) {
		w.t.Errorf("%d contexts of %d subscriptions", len(list), len(all))
	}
	return all
}

// Import is repeatable: contexts stay what they are, names that were given stay, what
// vanished is stale, and a label that somebody uses goes on meaning what it meant.
func TestImport_isRepeatable(t *testing.T) {
	w := newWorld(t)
	// At first az knows one Workload 01, and its label is that.
	w.write(".azure/azureProfile.json", estate(func(i, k int) bool { return i != 7 || k%5 != 0 && k != 1 }))
	w.azenv("import", "--no-use")
	w.azenv("set", "mine", "--subscription", estateSub(7, 5), "--group", "rg")
	w.pinned("shop", "Workload 01\n")
	s := w.start("bash", "", "")
	s.ok("azenv use 'Workload 01'")
	inUse := func(when string) {
		t.Helper()
		for _, env := range []map[string]string{s.environment(), s.environmentOf("azenv exec 'Workload 01' -- env")} {
			if env["AZENV_ACTIVE"] != "Workload 01" || env["ARM_SUBSCRIPTION_ID"] != estateSub(7, 1) {
				t.Errorf("%s: %q in %q", when, env["ARM_SUBSCRIPTION_ID"], env["AZENV_ACTIVE"])
			}
		}
		if out, _, _ := w.command("azenv", "exec", "--dir", w.path("shop"), "--", "sh", "-c", "echo $ARM_SUBSCRIPTION_ID"); out != estateSub(7, 1)+"\n" {
			t.Errorf("%s: the directory leads to %q", when, out)
		}
	}
	inUse("before")
	first := w.contexts()

	// 39 namesakes come.
	w.write(".azure/azureProfile.json", estate(nil))
	w.azenv("import", "--no-use")
	inUse("after the import of namesakes")
	all := w.contexts()
	if len(all) != tenants*subscriptions {
		t.Fatalf("%d contexts", len(all))
	}
	for id, c := range first {
		if all[id] != c {
			t.Errorf("%+v became %+v", c, all[id])
		}
	}
	if got := all[estateSub(8, 1)].Label; got != "Workload 01@customer08" {
		t.Errorf("a namesake is called %q", got)
	}
	if got := all[estateSub(8, 5)].Label; got != "Only 08-05" {
		t.Errorf("what has no namesake is called %q", got)
	}

	// Again, and again with a name given meanwhile: nothing changes, not even the file.
	w.azenv("set", "given", "--subscription", estateSub(20, 20))
	stored, all := w.read(".config/azenv/profile.json"), w.contexts()
	for range 2 {
		_, said, _ := w.command("azenv", "import", "--no-use")
		if want := fmt.Sprintf("%d contexts, 0 of them new", tenants*subscriptions); !strings.Contains(said, want) || strings.Contains(said, "stale") {
			t.Errorf("said %q", said)
		}
		w.unchanged(stored)
	}
	for _, name := range []string{"mine", "given"} {
		if out := w.azenv("show", name, "-o", "name"); out != name+"\n" {
			t.Errorf("%s is called %q", name, out)
		}
	}

	// A tenant vanishes, and the one in use with it: stale, and usable; then it is back.
	w.write(".azure/azureProfile.json", estate(func(i, _ int) bool { return i == 7 }))
	_, said, _ := w.command("azenv", "import", "--no-use")
	if !strings.Contains(said, fmt.Sprintf("%d others are gone from it and now stale", subscriptions)) {
		t.Errorf("said %q", said)
	}
	for id, c := range w.contexts() {
		want := all[id]
		want.Stale = strings.HasPrefix(id, estateSub(7, 0)[:8])
		if c != want {
			t.Errorf("%+v became %+v", want, c)
		}
	}
	inUse("stale")
	w.write(".azure/azureProfile.json", estate(nil))
	w.azenv("import", "--no-use")
	w.unchanged(stored)
	inUse("at the end")
}
