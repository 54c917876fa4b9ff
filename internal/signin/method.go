package signin

import (
	"encoding/json"
	"maps"
	"os"

	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/secret"
	"github.com/azenv/azenv/internal/tokens"
)

// These are the ways by which a service principal signs in again. A user signs in again by
// tokens, and has none of them.
const (
	WaySecret      = "secret"
	WayCertificate = "certificate"
	WayFederated   = "federated"
	WayGitHub      = "github"
)

// Method says how an account signs in again. It is kept beside the account's tokens. It has
// references to secrets, never a secret.
type Method struct {
	Version     int        `json:"version"`
	Way         string     `json:"way,omitempty"`
	ClientID    string     `json:"clientId,omitempty"` // the application that a user signed in to; empty for az's
	Secret      secret.Ref `json:"secret,omitempty"`
	Certificate string     `json:"certificate,omitempty"` // absolute path
	Password    secret.Ref `json:"password,omitempty"`    // of the certificate
	SendChain   bool       `json:"sendChain,omitempty"`
	TokenFile   string     `json:"tokenFile,omitempty"` // absolute path
	LetAz       bool       `json:"letAz,omitempty"`     // az may have the secret itself
	// Claims are the claims that the next sign-in must meet, by tenant.
	Claims map[string]string `json:"claims,omitempty"`
}

// methodVersion is the version of Method that this azenv reads and writes.
const methodVersion = 1

// readMethod returns the method of an account from the first of folders that has one. A
// method that cannot be read counts as none; the next sign-in writes it anew.
func readMethod(a tokens.Account, folders ...string) (n Method) {
	for _, dir := range folders {
		data, err := os.ReadFile(tokens.MethodPath(dir, a))
		if err != nil {
			continue
		}
		if json.Unmarshal(data, &n) == nil && n.Version == methodVersion {
			return n
		}
		n = Method{}
	}
	return n
}

// write writes n into dir, the folder of the accounts' token caches.
func (n Method) write(a tokens.Account, dir string) error {
	n.Version = methodVersion
	data, err := json.Marshal(n)
	if err != nil {
		return err
	}
	return home.ReplaceOwn(tokens.MethodPath(dir, a), data, false)
}

// withClaims returns n with claims that the next sign-in at a tenant must meet.
func (n Method) withClaims(tenant, claims string) Method {
	all := maps.Clone(n.Claims)
	if all == nil {
		all = map[string]string{}
	}
	all[tenant] = claims
	n.Claims = all
	return n
}
