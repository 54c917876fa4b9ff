package session

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/azenv/azenv/internal/azcli"
	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azps"
	"github.com/azenv/azenv/internal/environ"
)

// Source is a file of contexts that was read. It is az's, Az PowerShell's or azenv's.
type Source struct {
	azctx.Source
	Found azctx.Found
	Base  string // the az configuration folder that the file is in, if any
}

// Sources reads both Az PowerShell's and az's contexts. Az PowerShell's come first, since
// people may have given them names.
func (s *Session) Sources() ([]Source, error) {
	azFile, err := s.AzFile()
	if err != nil {
		return nil, err
	}
	paths := []string{s.AzPSFile(), azFile}
	var sources []Source
	for i, path := range paths {
		// Az PowerShell leaves an empty file where nobody ever signed in.
		fi, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) || i == 0 && err == nil && fi.Size() == 0 {
			continue
		}
		src, err := s.ReadSteadily(path)
		if err != nil {
			return nil, err
		}
		sources = append(sources, src)
	}
	if len(sources) == 0 {
		return nil, Hint(fmt.Errorf("nothing to import: neither %s nor %s is there", paths[1], paths[0]), "az login, then azenv import")
	}
	return sources, nil
}

// ReadSteadily is ReadSource for a file that az or Az PowerShell may be writing at this
// moment. They empty the file first, so ReadSteadily tries again after an error.
func (s *Session) ReadSteadily(path string) (src Source, err error) {
	for try := range 5 {
		if try > 0 {
			time.Sleep(50 * time.Millisecond)
		}
		if src, err = s.ReadSource(path); err == nil {
			break
		}
	}
	return src, err
}

// importLimit is the most bytes that a file to import may have. 40,000 subscriptions of az
// need a tenth of it.
const importLimit = 256 << 20

// ReadSource reads one file. It finds out itself which of the three kinds it is.
func (s *Session) ReadSource(path string) (Source, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Source{}, err
	}
	fi, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Source{}, Hint(fmt.Errorf("%s: no such file", path), "azenv import --help")
	case err != nil:
		return Source{}, err
	case !fi.Mode().IsRegular():
		return Source{}, Hint(fmt.Errorf("%s: not a file", path), "azenv import --help")
	case fi.Size() > importLimit:
		return Source{}, Hint(fmt.Errorf("%s: larger than %d MiB", path, importLimit>>20), "azenv import --help")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return Source{}, err
	}
	src := Source{Source: azctx.Source{Path: path}}
	switch kindOf(data) {
	case azctx.SourceAzPowerShell:
		src.Kind = azctx.SourceAzPowerShell
		src.Found, err = azps.ReadContexts(data)
	case azctx.SourceAzenv:
		src.Kind = azctx.SourceAzenv
		src.Found, err = ownContexts(path, data)
	default:
		src.Kind = azctx.SourceAz
		src.Found, err = azcli.ReadProfile(data)
		src.Base = s.baseOf(path)
	}
	if err != nil {
		var newer *azctx.NewerError // names the file, and has a hint of its own
		if errors.As(err, &newer) {
			return Source{}, err
		}
		var own *azctx.CorruptError // names the file
		if !errors.As(err, &own) {
			err = fmt.Errorf("%s: %w", path, err)
		}
		return Source{}, Hint(err, "azenv import --help")
	}
	return src, nil
}

// baseOf is the az configuration folder that the file is in. It is empty if the file is a
// copy in another folder, or is in a context's own az folder.
func (s *Session) baseOf(path string) string {
	dir := filepath.Dir(path)
	usual := dir == azcli.DefaultDir(s.UserHome()) || dir == filepath.Clean(s.Env.Get(environ.ConfigDir))
	if filepath.Base(path) != azcli.ProfileName || s.Dirs.Owns(dir) || !usual && !azcli.IsDir(dir) {
		return ""
	}
	return dir
}

// kindOf finds out the kind of a file by its members. A file that is none of them is left
// to az's reader, which says what is wrong.
func kindOf(data []byte) string {
	var members map[string]json.RawMessage
	if json.Unmarshal(bytes.TrimSpace(azctx.TrimBOM(data)), &members) != nil {
		return ""
	}
	has := func(key string) bool { _, ok := members[key]; return ok }
	switch {
	case has("Contexts") || has("DefaultContextKey"):
		return azctx.SourceAzPowerShell
	case has("version") && has("contexts"):
		return azctx.SourceAzenv
	}
	return azctx.SourceAz
}

// ownContexts reads a profile as a source. Its contexts get new ids when they are stored.
func ownContexts(path string, data []byte) (azctx.Found, error) {
	p, err := azctx.ParseProfile(path, data)
	if err != nil {
		return azctx.Found{Current: -1}, err
	}
	f := azctx.Found{Contexts: p.Contexts, Current: -1}
	for i := range f.Contexts {
		c := &f.Contexts[i]
		if c.ID == p.Default {
			f.Current = i
		}
		c.Base = ""
		if name := azctx.CleanLabel(c.Name); name != c.Name {
			f.Warnings = append(f.Warnings, fmt.Sprintf("the name %q has characters that names cannot have", name))
			c.Name = name
		}
	}
	return f, nil
}
