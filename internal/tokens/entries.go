package tokens

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	"github.com/azenv/azenv/internal/home"
)

// EntriesName is the file in an az folder that lists its service principals, unless az
// encrypts them (azure-cli: core/auth/identity.py, ServicePrincipalStore).
const EntriesName = "service_principal_entries.json"

// Entry is what az gets to know of a service principal. It has one credential or none.
// Without one az uses the access tokens in its cache, and asks for "az login" when they
// have expired.
type Entry struct {
	ClientID string // in the case that az is to have: az compares it by case
	Tenant   string // a GUID
	// Certificate is the absolute path of a PEM with key and certificate.
	Certificate string
	// SubjectName makes az send the certificate along (subject name and issuer).
	SubjectName bool
	Assertion   string // the federated token itself, not its file
	Secret      string // in clear text
}

// json is e as az writes it.
func (e Entry) json() entry {
	out := entry{"client_id": jsonText(e.ClientID), "tenant": jsonText(e.Tenant)}
	for field, value := range map[string]string{"certificate": e.Certificate, "client_assertion": e.Assertion, "client_secret": e.Secret} {
		if value != "" {
			out[field] = jsonText(value)
		}
	}
	if e.SubjectName {
		out["use_cert_sn_issuer"] = json.RawMessage("true")
	}
	return out
}

// PutEntry keeps e, a service principal at the authority env, in the folder shared. The
// next Sync copies it to the az folders of its contexts, over what they took before.
func PutEntry(shared, env string, e Entry) error {
	a := Account{Env: env, ClientID: e.ClientID, Tenant: e.Tenant}
	if err := home.MakeOwn(shared); err != nil {
		return err
	}
	release, err := acquireAll([]string{SharedCache(shared, a)})
	if err != nil {
		return err
	}
	defer release()
	f := lookEntries(entryPath(shared, a), locked)
	_, err = entriesFile{f.mended()}.write(f.with(e.json()))
	return err
}

// entriesFile is az's list of service principals, as it was read from a file.
type entriesFile struct{ stored[[]entry] }

func lookEntries(path string, how reading) entriesFile {
	return entriesFile{look(path, how, parseEntries)}
}

// parseEntries reads a list of service principals. az fails on an empty file, too.
func parseEntries(data []byte) ([]entry, error) {
	if err := checkText(data); err != nil {
		return nil, err
	}
	var list []entry
	err := json.Unmarshal(data, &list)
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		return nil, badJSON(data, syntax)
	}
	if err != nil || list == nil {
		return nil, errors.New("not a list of objects")
	}
	for _, e := range list {
		if e.text("client_id") == "" || e.text("tenant") == "" {
			return nil, errors.New("an element without client_id or tenant")
		}
	}
	return list, nil
}

// find returns the entry of exactly this client and tenant, nil if there is none. az
// would also use an entry of another tenant; azenv never does.
func (f entriesFile) find(client, tenant string) entry {
	for _, e := range f.value {
		if e.text("client_id") == client && e.text("tenant") == tenant {
			return e
		}
	}
	return nil
}

// with returns the list with put in it. An entry of the same client and tenant is replaced.
func (f entriesFile) with(put entry) []entry {
	var list []entry
	for _, e := range f.value {
		if e.text("client_id") != put.text("client_id") || e.text("tenant") != put.text("tenant") {
			list = append(list, e)
		}
	}
	return append(list, put) // last, as az does
}

// without returns the list without a client's entries, of any tenant and in any case.
func (f entriesFile) without(client string) []entry {
	list := []entry{}
	for _, e := range f.value {
		if !strings.EqualFold(e.text("client_id"), client) {
			list = append(list, e)
		}
	}
	return list
}

// write replaces the list, unless it is the same. The caller holds its lock. An empty
// list is written as [].
func (f entriesFile) write(list []entry) (changed bool, err error) {
	if f.same(list) {
		return false, nil
	}
	return true, write(f.path, listBytes(list))
}

func (f entriesFile) same(list []entry) bool {
	return !f.cut && (len(f.value) == 0 && len(list) == 0 || bytes.Equal(listBytes(f.value), listBytes(list)))
}

func listBytes(list []entry) []byte {
	if len(list) == 0 {
		return []byte("[]")
	}
	return indented(list)
}

// fingerprint tells e from other entries: 32 bits of a hash, too few to guess a secret.
func (e entry) fingerprint() string {
	if e == nil {
		return ""
	}
	sum := sha256.Sum256(indented(e))
	return hex.EncodeToString(sum[:4])
}
