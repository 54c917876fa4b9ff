package azcli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/azenv/azenv/internal/home"
)

// These are the files of an az configuration folder besides azureProfile.json, and the
// most bytes that azenv reads of a file.
const (
	configName = "config"
	cloudsName = "clouds.config"
	indexName  = "commandIndex.json"
	httpName   = "msal_http_cache.bin"

	profileLimit = 32 << 20
	seedLimit    = 16 << 20
)

// tokenNames are the names that az's token cache can have. The .sig file is there if a
// keychain has the tokens (azure-cli: core/auth/persistence.py). az account clear removes
// the cache.
var tokenNames = []string{"msal_token_cache.bin", "msal_token_cache.json", "msal_token_cache.sig"}

// seeds are the files that az needs to start fast, and to use a token without a network.
// They are copied once; then az updates them itself.
var seeds = []string{"az.json", "az.sess", indexName, httpName, "versionCheck.json"}

// az overwrites these files without a lock that azenv could take. So a file that was
// written just now is read again until it no longer changes and can be parsed.
const (
	youngAge    = 2 * time.Second
	youngPause  = 5 * time.Millisecond
	tornPause   = 20 * time.Millisecond
	steadyTries = 6
)

// readFile returns a regular file's bytes, and whether it was written just now. With own
// the file is in a folder of azenv's, and must not be a link.
func readFile(path string, limit int64, own bool) (data []byte, young bool, err error) {
	read := home.ReadSmall
	if own {
		read = home.ReadSmallOwn
	}
	data, fi, err := read(path, limit)
	if fi != nil {
		age := time.Since(fi.ModTime())
		young = 0 <= age && age < youngAge
	}
	return data, young, home.Cause(err)
}

// steady reads a file until it no longer changes and can be parsed. It gives up after a
// tenth of a second. Nobody is writing a file that is older than youngAge.
func steady[T any](path string, limit int64, own bool, parse func([]byte) (T, error)) (T, []byte, error) {
	var none T
	for try := 1; ; try++ {
		data, young, err := readFile(path, limit, own)
		if err == nil && young {
			if !own {
				time.Sleep(youngPause)
			}
			var again []byte
			if again, _, err = readFile(path, limit, own); err == nil && !bytes.Equal(data, again) {
				err = errors.New("changes while it is read")
			}
		}
		var parsed T
		if err == nil {
			parsed, err = parse(data)
		}
		switch {
		case err == nil:
			return parsed, data, nil
		case !young || try == steadyTries:
			return none, nil, err
		}
		time.Sleep(tornPause)
	}
}

// filledINI is parseINI, but an empty file is an error. az empties a file before it writes
// it, and may have been killed in between.
func filledINI(data []byte) (*iniFile, error) {
	if len(data) == 0 {
		return nil, errEmpty
	}
	return parseINI(data)
}

var errEmpty = errors.New("empty")

// seed copies the seeds that are missing in the folder. A copy that fails only costs time.
func (f *Folder) seed() {
	for _, name := range seeds {
		if _, err := os.Lstat(filepath.Join(f.Path, name)); err == nil {
			continue
		}
		if data, err := f.seedData(name); err == nil {
			_ = home.ReplaceOwn(filepath.Join(f.Path, name), data, false)
		}
	}
}

// noSecrets returns an error if az's cache of HTTP answers may hold a secret. For a POST
// that was refused the cache keeps the body, which has the refresh token or the secret in
// it. The name of an entry begins with its HTTP verb (MSAL for Python:
// throttled_http_client.py).
func noSecrets(data []byte) error {
	if bytes.Contains(data, []byte("POST ")) {
		return errors.New("may hold a secret")
	}
	return nil
}

// seedData returns one of the seeds of base, if it could be read in full.
func (f *Folder) seedData(name string) ([]byte, error) {
	_, data, err := steady(filepath.Join(f.Base, name), seedLimit, false, func(data []byte) (struct{}, error) {
		if name == httpName {
			return struct{}{}, noSecrets(data)
		}
		_, err := pyRead(data)
		return struct{}{}, err
	})
	return data, err
}
