package tokens

import "time"

// verdict says whether an account is signed out in a folder.
type verdict int

const (
	usual          verdict = iota // no sign-out
	signedOutHere                 // it was signed out here: a tombstone is due
	stillSignedOut                // it was signed out, here or elsewhere
	signedInAgain                 // it was signed in here again
)

// verdict decides between a sign-out and a sign-in.
//
// After a sign-out by az the store can be read, and has neither the account nor its
// refresh token, though it had them at the last Sync. A missing access token says
// nothing. A store that is missing, empty or cut short says nothing either.
//
// After a new sign-in the account is in the store, though it was not at the last Sync,
// and it is not older than the tombstone. Newer tokens alone are no sign-in. An az that
// works in another context of the account refreshes them until that context is synced.
// And an az that was working during the sign-out writes its refresh token back, but no
// account.
func (v view) verdict(a Account, now time.Time) verdict {
	has, readable, gone := v.here(a)
	_, known := v.known(a)
	t := v.tombs[a.id()]
	here := has.row || has.token
	switch {
	case known && !here && (readable || v.p.Cleared && gone):
		if t == nil {
			return signedOutHere
		}
		return stillSignedOut
	case t == nil:
		return usual
	case known && !v.p.LoggedIn || !has.row || !has.token:
		return stillSignedOut
	// The tombstone is from the future: the clock was set back, and its time says nothing.
	case !known && t.Time > now.Unix():
		return signedInAgain
	case a.app() || has.newest >= t.Time:
		return signedInAgain
	}
	return stillSignedOut
}

// here says what the folder has of a, whether the store that decides it can be read, and
// whether that store is gone. A service principal has only an entry, and that has no time.
func (v view) here(a Account) (has presence, readable, gone bool) {
	if !a.app() {
		return v.dir.value.presence(a), v.dir.whole(), !v.dir.there
	}
	rest := v.entries.without(a.ClientID)
	is := len(rest) != len(v.entries.value)
	return presence{row: is, token: is}, v.entries.whole(), !v.entries.there
}
