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

// EntriesName is the file in an az folder with its service principals, where they are
// not encrypted: a list (azure-cli: core/auth/identity.py, ServicePrincipalStore).
const EntriesName = "service_principal_entries.json"

// Entry is a service principal for az. It has one credential, or none: then az lives on
// the access tokens in its cache, and says "az login" when they have expired.
type Entry struct {
	ClientID string // as az is to have it: it compares the case
	Tenant   string // a GUID
	// Certificate is the absolute path of a PEM with key and certificate.
	Certificate string
	// SubjectName has az send the certificate along (subject name and issuer).
	SubjectName bool
	Assertion   string // a federated token itself, not its file
	Secret      string // in clear
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

// PutEntry keeps a service principal of the authority env in the folder shared, for the
// folders of its contexts: it replaces what they had from there.
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

// entriesFile is az's list of service principals as it was read.
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
// would take one of another tenant; azenv never does.
func (f entriesFile) find(client, tenant string) entry {
	for _, e := range f.value {
		if e.text("client_id") == client && e.text("tenant") == tenant {
			return e
		}
	}
	return nil
}

// with returns the list with one more entry, or another one for its client and tenant.
func (f entriesFile) with(put entry) []entry {
	var list []entry
	for _, e := range f.value {
		if e.text("client_id") != put.text("client_id") || e.text("tenant") != put.text("tenant") {
			list = append(list, e)
		}
	}
	return append(list, put) // last, as az does
}

// without returns the list without a client's entries, whatever their tenant and case.
func (f entriesFile) without(client string) []entry {
	list := []entry{}
	for _, e := range f.value {
		if !strings.EqualFold(e.text("client_id"), client) {
			list = append(list, e)
		}
	}
	return list
}

// write replaces the list, whose lock is held, unless it is the same. One without
// anything is written as [].
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

// seed tells an entry from another by 32 bits of a hash, too few to guess a secret by.
func (e entry) seed() string {
	if e == nil {
		return ""
	}
	sum := sha256.Sum256(indented(e))
	return hex.EncodeToString(sum[:4])
}
