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

// AzFile is the path of az's list of subscriptions. It is the user's own list, never the
// one in a context's az folder, which azenv has made.
func (s *Session) AzFile() (string, error) {
	dir := s.Env.Get(environ.ConfigDir)
	if s.Dirs.Owns(dir) {
		if o, err := s.Resolve(); err == nil && o.Context != nil {
			return filepath.Join(s.AzBase(o.Context), azcli.ProfileName), nil
		}
		// The shell is sealed. The earlier folder is known only from AZENV_STATE, which
		// anybody can set. So azenv opens no file there, and no other file instead.
		if st, err := azctx.DecodeState(s.Env.Get(environ.StateIn)); err != nil || st == nil || st.Vars[environ.ConfigDir].Earlier != nil {
			return "", Hint(errors.New("this shell is sealed, so which folder of az is meant is not known"), "azenv use --unset, then azenv import")
		}
		dir = ""
	}
	return filepath.Join(cmp.Or(dir, azcli.DefaultDir(s.UserHome())), azcli.ProfileName), nil
}

// AzPSFile is the path of Az PowerShell's file of contexts.
func (w *World) AzPSFile() string { return azps.ContextFile(w.UserHome(), os.ReadFile) }
