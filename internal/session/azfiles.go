package session

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

// AzFile is az's list of subscriptions: the user's own, not that of a context, which
// azenv made of it.
func (s *Session) AzFile() (string, error) {
	dir := s.Env.Get(environ.ConfigDir)
	if s.Dirs.Owns(dir) {
		if o, err := s.Resolve(); err == nil && o.Context != nil {
			return filepath.Join(s.AzBase(o.Context), azcli.ProfileName), nil
		}
		// Sealed. What was there before is in a variable that anybody can set, so no
		// file is opened on its word, nor another one in its place.
		if st, err := azctx.DecodeState(s.Env.Get(environ.StateIn)); err != nil || st == nil || st.Vars[environ.ConfigDir].Earlier != nil {
			return "", Hint(errors.New("this shell is sealed, so which folder of az is meant is not known"), "azenv use --unset, then azenv import")
		}
		dir = ""
	}
	return filepath.Join(cmp.Or(dir, azcli.DefaultDir(s.UserHome())), azcli.ProfileName), nil
}

// AzPSFile is Az PowerShell's file of contexts.
func (w *World) AzPSFile() string { return azps.ContextFile(w.UserHome(), os.ReadFile) }
