//go:build linux

package azreal

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/azenv/azenv/internal/fakeazure"
)

// TestREADME_twoTerminals types the README's section "az in two terminals" in two shells,
// with the subscriptions of make demo.
func TestREADME_twoTerminals(t *testing.T) {
	w := newWorld(t, sample())
	profile, err := os.ReadFile("../../tools/demo/azureProfile.json")
	if err == nil {
		err = os.WriteFile(w.path(".azure/azureProfile.json"), profile, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	w.azenv("import", "--no-use")
	shells := map[string]*session{"1": w.shell("bash"), "2": w.shell("bash")}
	var said, block []string // what was typed and answered; the README's
	for _, line := range firstBlock(t, "../../README.md", "## az in two terminals") {
		block = append(block, line)
		s := shells[line[:1]]
		if len(line) < 5 || line[1:4] != " $ " || s == nil {
			continue // what is said
		}
		said = append(append(said, line), s.said(line[4:])...)
	}
	if len(said) == 0 {
		t.Fatal("the README's section is empty")
	}
	equal(t, "README", block, said)
}

// TestREADME_signIn types the README's section "Signing in", in a home in which nobody
// ever signed in, at a cloud with the subscriptions of make demo.
func TestREADME_signIn(t *testing.T) {
	var demo profile
	data, err := os.ReadFile("../../tools/demo/azureProfile.json")
	if err == nil {
		err = json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &demo)
	}
	if err != nil {
		t.Fatal(err)
	}
	you := fakeazure.User{Name: demo.Subscriptions[0].User.Name, OID: oid, Home: demo.Subscriptions[0].TenantID}
	of := fakeazure.World{AtBrowser: you.Name}
	for _, s := range demo.Subscriptions {
		if !slices.ContainsFunc(of.Tenants, func(t fakeazure.Tenant) bool { return t.ID == s.TenantID }) {
			domain := []string{"contoso.example", "fabrikam.example"}[len(of.Tenants)]
			of.Tenants = append(of.Tenants, fakeazure.Tenant{ID: s.TenantID, Domain: domain})
			you.Tenants = append(you.Tenants, s.TenantID)
		}
		of.Subscriptions = append(of.Subscriptions, fakeazure.Subscription{ID: s.ID, Name: s.Name, Tenant: s.TenantID, State: s.State})
	}
	of.Users = []fakeazure.User{you}
	w := newWorld(t, of)
	s := w.shell("bash")
	code := regexp.MustCompile("the code F[0-9A-F]+")
	progress := regexp.MustCompile("azenv: [0-9]+ of [0-9]+ tenants are listed") // a terminal writes over it
	var said, block []string
	for _, line := range firstBlock(t, "../../README.md", "## Signing in") {
		block = append(block, code.ReplaceAllString(line, "the code"))
		if typed, is := strings.CutPrefix(line, "$ "); is {
			said = append(said, line)
			for _, l := range s.said(typed) {
				said = append(said, code.ReplaceAllString(progress.ReplaceAllString(l, ""), "the code"))
			}
		}
	}
	if len(said) == 0 {
		t.Fatal("the README's section is empty")
	}
	equal(t, "README", block, said)
}

// firstBlock are the lines of the first indented block behind a heading of a file.
func firstBlock(t *testing.T, path, heading string) (lines []string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(data), "\n"+heading+"\n")
	if !found {
		t.Fatalf("%s: no %q", path, heading)
	}
	for line := range strings.Lines(section) {
		switch text, indented := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "    "); {
		case indented && text != "":
			lines = append(lines, text)
		case len(lines) > 0:
			return lines
		}
	}
	return lines
}

// escapes are the colours on a terminal.
var escapes = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]")

// said types a line and returns the lines that a shell then shows before its prompt,
// without colours. Nothing is typed ahead, whose echo would be among them.
func (s *session) said(line string) []string {
	s.w.t.Helper()
	from := len(s.screen())
	s.send(line + "\n")
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		shown := strings.ReplaceAll(escapes.ReplaceAllString(s.screen()[from:], ""), "\r", "")
		if said, prompt := strings.CutSuffix(shown, "\n> "); prompt {
			return strings.Split(said, "\n")[1:] // behind the line itself
		}
	}
	s.w.t.Fatalf("%s: no prompt after %s; the screen:\n%s", s.sh, patience, s.screen())
	return nil
}
