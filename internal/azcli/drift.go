package azcli

import (
	"fmt"
	"maps"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
)

// inside is what a folder holds when it is entered.
type inside struct {
	profile *listing // nil: missing, torn, or not what az writes
	// cloudSub is the subscription that clouds.config names for the context's cloud.
	cloudSub string
}

// drift is how what is inside differs from what azenv left there.
type drift struct {
	// lost says that there is no listing: a crash, or az mending one.
	lost bool
	// none says that nothing of the account is listed; empty that nothing is.
	none, empty bool
	// chose is what az is on instead of the context's subscription, as text; empty
	// where it is on that.
	chose string
	at    Selection // that subscription, where it is one
	// rebuilt says that something else than azenv made the list: az login, or az
	// account list --refresh. Then it was that which chose, not somebody.
	rebuilt bool
}

// moved says that somebody chose another subscription: only what is typed undoes it.
func (d *drift) moved() bool { return !d.lost && !d.none && d.chose != "" && !d.rebuilt }

// findDrift compares what is inside with the listing that azenv last wrote, which may
// be nil. Then a list of more than the context's own was made by az where azenv lists
// but that; where it lists all that cannot be told, and counts as chosen.
func findDrift(in inside, wrote *listing, c *azctx.Context, all bool) drift {
	if in.profile == nil || !in.profile.listed {
		return drift{lost: true}
	}
	d := drift{none: true, empty: len(in.profile.entries) == 0}
	for _, o := range in.profile.entries {
		if e := decode(o); e.of(c) {
			d.none = false
		}
	}
	if d.empty {
		return d
	}
	d.chose, d.at = chosen(in, c, all)
	now := keys(in.profile)
	switch {
	case wrote != nil:
		d.rebuilt = !maps.Equal(now, keys(wrote))
	case !all:
		own := decode(entryFor(c))
		d.rebuilt = !maps.Equal(now, map[string]bool{own.key(): true})
	}
	return d
}

// keys are what tells the entries apart.
func keys(l *listing) map[string]bool {
	set := map[string]bool{}
	for k := range l.byKey() {
		set[k] = true
	}
	return set
}

// chosen returns what az selects in the folder, unless it is the context's. Where all
// is listed clouds.config, which az writes first, counts as well.
func chosen(in inside, c *azctx.Context, all bool) (string, Selection) {
	var defaults []entry
	for _, o := range in.profile.entries {
		if e := decode(o); e.IsDefault {
			defaults = append(defaults, e)
		}
	}
	switch {
	case len(defaults) == 0:
		return "no subscription", Selection{}
	case len(defaults) > 1:
		return fmt.Sprintf("%d subscriptions at once", len(defaults)), Selection{}
	case !defaults[0].is(c):
		return defaults[0].said(), defaults[0].selection()
	case all && in.cloudSub != "" && !strings.EqualFold(in.cloudSub, ownID(c)):
		return in.profile.named(in.cloudSub)
	}
	return "", Selection{}
}

// named is the subscription with that ID, for a message and as a selection.
func (l *listing) named(id string) (string, Selection) {
	for _, o := range l.entries {
		if e := decode(o); strings.EqualFold(e.ID, id) {
			return e.said(), e.selection()
		}
	}
	return shown(id), Selection{}
}

// note says that az chose another subscription and what becomes of that.
func (d *drift) note(c *azctx.Context) string {
	return fmt.Sprintf("az login in here chose %s: %s is put back", d.chose, shown(c.Label))
}
