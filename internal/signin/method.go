package signin

import (
	"encoding/json"
	"maps"
	"os"

	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/secret"
	"github.com/azenv/azenv/internal/tokens"
)

// The ways in which accounts sign in again by themselves. That of a user is by tokens.
const (
	WaySecret      = "secret"
	WayCertificate = "certificate"
	WayFederated   = "federated"
	WayGitHub      = "github"
)

// Method is what is kept beside an account's tokens: how it signs in again, by references.
// There is no secret in it.
type Method struct {
	Version     int        `json:"version"`
	Way         string     `json:"way,omitempty"`
	ClientID    string     `json:"clientId,omitempty"` // that a user signed in to; empty for az's
	Secret      secret.Ref `json:"secret,omitempty"`
	Certificate string     `json:"certificate,omitempty"` // absolute path
	Password    secret.Ref `json:"password,omitempty"`    // of the certificate
	SendChain   bool       `json:"sendChain,omitempty"`
	TokenFile   string     `json:"tokenFile,omitempty"` // absolute path
	LetAz       bool       `json:"letAz,omitempty"`     // az has the secret itself
	// Claims are what the next sign-in must meet, by tenant.
	Claims map[string]string `json:"claims,omitempty"`
}

// methodVersion is the form of Method that this azenv reads and writes.
const methodVersion = 1

// readMethod returns the method of an account in the first of folders that has one. One
// that cannot be read is none: the next sign-in writes it anew.
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

// write keeps n in a folder of accounts.
func (n Method) write(a tokens.Account, dir string) error {
	n.Version = methodVersion
	data, err := json.Marshal(n)
	if err != nil {
		return err
	}
	return home.ReplaceOwn(tokens.MethodPath(dir, a), data, false)
}

// withClaims is n, asking for claims at the next sign-in at a tenant.
func (n Method) withClaims(tenant, claims string) Method {
	all := maps.Clone(n.Claims)
	if all == nil {
		all = map[string]string{}
	}
	all[tenant] = claims
	n.Claims = all
	return n
}
