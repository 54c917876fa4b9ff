package azcli

import (
	"fmt"
	"maps"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
)

// inside is what a context's own az folder holds when it is entered.
type inside struct {
	// profile is az's list of subscriptions; nil if it is missing, cut short, or not what az
	// writes.
	profile *listing
	// cloudSub is the subscription that clouds.config names for the context's cloud.
	cloudSub string
}

// drift says how a folder differs from what azenv left in it.
type drift struct {
	// lost says that there is no listing. A crash may have lost it, or az has reset a file
	// that it could not read.
	lost bool
	// none says that the listing has nothing of the account; empty says that it has nothing
	// at all.
	none, empty bool
	// chose names what az has selected instead of the context's subscription. It is empty if
	// az is on the context's.
	chose string
	at    Selection // the subscription that az has selected, if it is one
	// rebuilt says that az made the list anew, by az login or az account list --refresh.
	// Then that command selected the subscription, and no person chose it.
	rebuilt bool
}

// moved says that somebody chose another subscription. Only a typed command may undo it.
func (d *drift) moved() bool { return !d.lost && !d.none && d.chose != "" && !d.rebuilt }

// findDrift compares the files inside with the listing that azenv last wrote.
//
// If wrote is nil, that listing is not known. Without all azenv lists only the context's
// own entry, so any other list was made by az. With all nobody can tell who made the
// list, and another selection counts as chosen by a person.
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

// keys are the keys of the entries, which tell them apart.
func keys(l *listing) map[string]bool {
	set := map[string]bool{}
	for k := range l.byKey() {
		set[k] = true
	}
	return set
}

// chosen returns the subscription that az has selected in the folder, as text and as a
// selection, unless it is the context's. With all it looks into clouds.config as well,
// which az writes before its listing.
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

// named returns the subscription with that ID, as text for a message and as a selection.
func (l *listing) named(id string) (string, Selection) {
	for _, o := range l.entries {
		if e := decode(o); strings.EqualFold(e.ID, id) {
			return e.said(), e.selection()
		}
	}
	return shown(id), Selection{}
}

// note is a line for the user: az chose another subscription, and azenv puts it back.
func (d *drift) note(c *azctx.Context) string {
	return fmt.Sprintf("az login in here chose %s: %s is put back", d.chose, shown(c.Label))
}
