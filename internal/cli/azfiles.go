package cli

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"

	"github.com/azenv/azenv/internal/azcli"
	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azps"
	"github.com/azenv/azenv/internal/environ"
)

// userHome is below which az and Az PowerShell have their files.
func (a *app) userHome() string { return cmp.Or(a.env.Get("HOME"), a.env.Get("USERPROFILE")) }

// azFile is az's list of subscriptions: the user's own, not that of a context, which
// azenv made of it.
func (a *app) azFile() (string, error) {
	dir := a.env.Get(configDir)
	if a.dirs.Owns(dir) {
		s := a.open(azctx.Look)
		defer s.close()
		if o, err := s.resolve(azctx.Pick{}); err == nil && o.Context != nil {
			return filepath.Join(s.azBase(o.Context), azcli.ProfileName), nil
		}
		// Sealed. What was there before is in a variable that anybody can set, so no
		// file is opened on its word, nor another one in its place.
		if st, err := azctx.DecodeState(a.env.Get(environ.StateIn)); err != nil || st == nil || st.Vars[configDir].Earlier != nil {
			return "", hint(errors.New("this shell is sealed, so which folder of az is meant is not known"), "azenv use --unset, then azenv import")
		}
		dir = ""
	}
	return filepath.Join(cmp.Or(dir, azcli.DefaultDir(a.userHome())), azcli.ProfileName), nil
}

// azpsFile is Az PowerShell's file of contexts.
func (a *app) azpsFile() string { return azps.ContextFile(a.userHome(), os.ReadFile) }
