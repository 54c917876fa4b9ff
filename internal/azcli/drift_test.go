package azcli

import (
	"strings"
	"testing"
)

func TestFindDrift(t *testing.T) {
	const isDefault = `, "isDefault": true`
	own, prod := one(`"isDefault": true`), one(second)
	both := profile(own, prod)
	guest := other + isDefault
	tests := []struct {
		name     string
		all      bool
		inside   string // none: no profile
		cloudSub string
		wrote    string // empty: not known
		want     drift
		moved    bool
	}{
		{"missing", false, none, "", profile(own), drift{lost: true}, false},
		{"wiped", false, "{}", "", profile(own), drift{lost: true}, false},
		{"az's first start", false, `{"installationId": "x"}`, "", profile(own), drift{lost: true}, false},
		{"cleared", false, profile(), "", profile(own), drift{none: true, empty: true}, false},
		{"as it was", false, profile(own), sub1, profile(own), drift{}, false},
		{"as it was, notes lost", false, profile(own), sub1, "", drift{}, false},
		{"no default", false, profile(one("")), "", profile(own), drift{chose: "no subscription"}, true},
		{"clouds.config elsewhere", false, profile(own), sub2, profile(own), drift{}, false},
		{"login of the same account", false, both, sub1, profile(own), drift{rebuilt: true}, false},
		{"login that chose another", false, profile(one(""), one(second+isDefault)), sub2, profile(own), drift{chose: "Prod (" + sub2 + ")", rebuilt: true}, false},
		{"the same, notes lost", false, profile(one(""), one(second+isDefault)), sub2, "", drift{chose: "Prod (" + sub2 + ")", rebuilt: true}, false},
		{"login of another account", false, profile(one(""), one(guest)), sub3, profile(own), drift{chose: "Lab (" + sub3 + ")", rebuilt: true}, false},
		{"login of another account after a logout", false, profile(one(guest)), sub3, profile(own), drift{none: true, chose: "Lab (" + sub3 + ")", rebuilt: true}, false},
		{"another account took the entry", false, profile(one(`"user": {"name": "guest", "type": "user"}` + isDefault)), sub1, profile(own), drift{none: true, chose: "Dev (" + sub1 + ")", rebuilt: true}, false},
		{"login after a logout was seen", true, profile(one(""), one(second+isDefault)), sub2, profile(), drift{chose: "Prod (" + sub2 + ")", rebuilt: true}, false},
		{"set, reach account", true, profile(one(""), one(second+isDefault)), sub2, both, drift{chose: "Prod (" + sub2 + ")"}, true},
		{"set, reach account, notes lost", true, profile(one(""), one(second+isDefault)), sub2, "", drift{chose: "Prod (" + sub2 + ")"}, true},
		{"set, half done", true, both, sub2, both, drift{chose: "Prod (" + sub2 + ")"}, true},
		{"set to what is not listed", true, both, sub3, both, drift{chose: sub3}, true},
		{"several defaults", true, profile(own, one(second+isDefault)), sub1, both, drift{chose: "2 subscriptions at once"}, true},
		{"clouds.config lost", true, both, "", both, drift{}, false},
		{"in another case", true, both, strings.ToUpper(sub1), both, drift{}, false},
		{"reach changed", true, profile(own), sub1, profile(own), drift{}, false},
		{"a hostile name", true, profile(one(""), one(`"id": "`+sub2+`", "name": "a\n\u001b[31m"`+isDefault)), "", both, drift{chose: `"a\n\x1b[31m" (` + sub2 + ")"}, true},
	}
	for _, tt := range tests {
		in := inside{cloudSub: tt.cloudSub}
		if tt.inside != none {
			in.profile = mustListing(t, tt.inside)
		}
		var wrote *listing
		if tt.wrote != "" {
			wrote = mustListing(t, tt.wrote)
		}
		c := dev()
		got := findDrift(in, wrote, &c, tt.all)
		at := got.at
		if listed := got.chose != "" && strings.Contains(got.chose, " ("+at.Subscription); listed != (at != Selection{}) || listed != (at.Tenant != "") {
			t.Errorf("%s: %q is at %+v", tt.name, got.chose, at)
		}
		got.at = Selection{}
		if got != tt.want || got.moved() != tt.moved {
			t.Errorf("%s: %+v, moved: %v; want %+v", tt.name, got, got.moved(), tt.want)
		}
	}
}
