// Package secret owns references to secrets: env:NAME, file:PATH and keyring:NAME. It reads
// a secret at the moment it is needed, and keeps nothing. None of its errors holds a
// secret. They do not repeat a text that is no reference either, since that may be a
// secret that was typed by mistake. The package must not know what a secret is for.
package secret

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/zalando/go-keyring"

	"github.com/azenv/azenv/internal/home"
)

// Service is the service name of azenv's secrets in the system's keyring. The name in a
// reference is the user name there.
const Service = "azenv"

// limit is the most bytes that a file with a secret may have. A certificate chain fits.
const limit = 1 << 16

// ErrForm says that a text is no reference.
var ErrForm = errors.New("a secret is not given itself, but as env:NAME, file:PATH or keyring:NAME")

// Ref says where a secret is. Its zero value refers to none.
type Ref string

// Parse reads a reference. A path becomes absolute.
func Parse(text string) (Ref, error) {
	kind, where, _ := strings.Cut(text, ":")
	switch {
	case where == "":
	case kind == "file":
		path, err := filepath.Abs(where)
		return Ref("file:" + path), err
	case kind == "env" && isName(where), kind == "keyring":
		return Ref(text), nil
	}
	return "", ErrForm
}

func isName(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !(r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z')
	})
}

// Read returns the secret, without blanks and newlines at its ends. If the variable, file
// or key is missing or empty, the error names it.
func (r Ref) Read(getenv func(string) string) (string, error) {
	kind, where, _ := strings.Cut(string(r), ":")
	var text string
	var err error
	switch kind {
	case "env":
		text = getenv(where)
	case "file":
		var data []byte
		data, _, err = home.ReadSmall(where, limit)
		text = string(data)
	case "keyring":
		text, err = keyring.Get(Service, where)
		if errors.Is(err, keyring.ErrNotFound) {
			err = fmt.Errorf("no secret of service %q and user name %q there", Service, where)
		}
	default:
		return "", ErrForm
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", r, home.Cause(err))
	}
	if text = strings.TrimSpace(text); text == "" {
		return "", fmt.Errorf("%s: not set, or empty", r)
	}
	return text, nil
}
