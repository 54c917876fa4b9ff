package tokens

import "time"

// verdict is how it stands with an account in a folder.
type verdict int

const (
	usual    verdict = iota // no sign-out
	buried                  // it was signed out here: a tombstone is due
	standing                // it was signed out, here or elsewhere
	lifted                  // it was signed in here again
)

// verdict decides between a sign-out and a sign-in. A sign-out is what az leaves when it
// has done one: a store that can be read and has neither the account nor its refresh
// token, where it had them at the last Sync. A missing access token says nothing, nor
// does a store that is missing, empty or torn.
//
// A sign-in after one is an account that is there again though it was not at the last
// Sync, and is not older than the tombstone. Newer tokens alone are none: an az that
// works in another context of the account refreshes them until that one is synced, and
// one that was at work during the sign-out puts its refresh token back, without an
// account.
func (v view) verdict(a Account, now time.Time) verdict {
	has, readable, gone := v.here(a)
	_, known := v.known(a)
	t := v.tombs[a.id()]
	here := has.row || has.token
	switch {
	case known && !here && (readable || v.p.Cleared && gone):
		if t == nil {
			return buried
		}
		return standing
	case t == nil:
		return usual
	case known && !v.p.LoggedIn || !has.row || !has.token:
		return standing
	// The clock was set back since, and says nothing.
	case !known && t.Time > now.Unix():
		return lifted
	case a.app() || has.newest >= t.Time:
		return lifted
	}
	return standing
}

// here is what the folder has of a, whether the store that would say so can be read, and
// whether it is gone. An entry of a service principal has no time, and is all there is.
func (v view) here(a Account) (has presence, readable, gone bool) {
	if !a.app() {
		return v.dir.value.presence(a), v.dir.whole(), !v.dir.there
	}
	rest := v.entries.without(a.ClientID)
	is := len(rest) != len(v.entries.value)
	return presence{row: is, token: is}, v.entries.whole(), !v.entries.there
}
