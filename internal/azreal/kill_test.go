//go:build linux

package azreal

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/azenv/azenv/internal/fakeazure"
)

// killed starts a program with all that it starts, and kills them at some moment, or sees
// it end before.
func (w *world) killed(within time.Duration, name string, args ...string) {
	w.t.Helper()
	w.kills = true
	if name == "azenv" {
		name = filepath.Join(tools, name)
	}
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Dir = w.environ(), w.home
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	late := time.AfterFunc(rand.N(within), func() { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	cmd.Wait() // killed, as it should be, or not
	late.Stop()
}

// TestKill kills az and azenv at any moment: what is left can be entered and used.
func TestKill(t *testing.T) {
	w := contexts(t)
	w.cloud.Change(func(c *fakeazure.World) { c.AtBrowser = user })
	began := time.Now()
	w.in("Dev", "account", "set", "-s", "Dev")
	took := 2 * time.Since(began)
	loop := "while :; do azenv exec Dev -- true; azenv exec Prod -- true; azenv export bash --context Two >/dev/null; done"
	for n := range many(20, 400) { // of each kind a quarter
		switch n % 4 {
		case 0:
			w.killed(took, "azenv", "exec", "Dev", "--", "az", "login", "--use-device-code", "-o", "none")
		case 1:
			w.killed(took, "azenv", "exec", "Dev", "--", "az", "account", "set", "-s", "Dev")
		case 2:
			w.killed(took, "az", "login", "--use-device-code", "-o", "none")
		case 3:
			w.renew(".azure") // so that there is something to write
			w.killed(took/4, "sh", "-c", loop)
		}
		for _, name := range []string{"Dev", "Prod", "Two"} {
			w.azenv("exec", name, "--", "true")
			w.whole(w.folder(name))
		}
	}
	for name, id := range map[string]string{"Dev": subDev, "Two": subTwo} {
		equal(t, name, w.in(name, "account", "show", "--query", "id", "-o", "tsv"), id+"\n")
		w.expire(w.folder(name))
		w.in(name, "group", "list", "-o", "none")
	}
	w.azOK("login", "--use-device-code", "-o", "none")
	w.azOK("group", "list", "-o", "none")
	for _, dir := range []string{".azure", w.folder("Dev"), w.folder("Two"), filepath.Join(stateDir, "tokens")} {
		equal(t, "locks left in "+dir, w.lockfiles(dir), []string(nil))
	}
}

// renew gives the folder's refresh token another time: it is newer than others have it.
func (w *world) renew(dir string) {
	w.t.Helper()
	c := tokenCache{}
	path := w.path(dir, "msal_token_cache.json")
	data, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(data, &c) != nil {
		return // az was killed in it, or before it
	}
	for _, e := range c["RefreshToken"] {
		e["last_modification_time"] = strconv.FormatInt(time.Now().Unix(), 10)
	}
	if data, err = json.MarshalIndent(c, "", "    "); err == nil {
		err = os.WriteFile(path, data, 0o600)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// whole fails where one of az's JSON files in a context's folder is torn.
func (w *world) whole(dir string) {
	w.t.Helper()
	for name, text := range w.files(dir) {
		if filepath.Ext(name) == ".json" && !json.Valid([]byte(strings.TrimPrefix(text, "\ufeff"))) {
			w.t.Errorf("%s/%s is torn: %q", dir, name, text)
		}
	}
}

// TestTorn cuts files short where az was killed in writing them: who enters mends them.
func TestTorn(t *testing.T) {
	w := contexts(t)
	w.in("Dev", "account", "show", "-o", "none")
	dir := w.folder("Dev")
	for _, name := range []string{"azureProfile.json", "clouds.config", "config", "msal_token_cache.json"} {
		text := w.files(dir)[name]
		for _, keep := range []int{0, len(text) / 2} {
			if err := os.WriteFile(w.path(dir, name), []byte(text[:keep]), 0o600); err != nil {
				t.Fatal(err)
			}
			w.azenv("exec", "Dev", "--", "true")
		}
		w.whole(dir)
	}
	w.cloud.ClearLog()
	equal(t, "az in Dev", w.in("Dev", "account", "get-access-token", "--query", "subscription", "-o", "tsv"), subDev+"\n")
	equal(t, "requests", w.requested(), []string(nil))
}

// lockfiles are the locks of az's below a folder of the home.
func (w *world) lockfiles(dir string) (names []string) {
	w.t.Helper()
	for name := range w.files(dir) {
		if strings.HasSuffix(name, ".lockfile") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
