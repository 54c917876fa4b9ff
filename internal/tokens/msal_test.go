package tokens

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// python is a Python that has az's libraries: the package azure-cli brings them for the
// system's own.
var python = sync.OnceValue(func() string {
	for _, python := range []string{"/usr/bin/python3", "/opt/az/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import msal, msal_extensions").Run() == nil {
			return python
		}
	}
	return ""
})

// msal is a command of testdata/aztokens.py.
func msal(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	if python() == "" {
		t.Skipf("no python3 has msal and msal_extensions (Debian: python3-msal-extensions)")
	}
	cmd := exec.Command(python(), append([]string{"-W", "ignore", "testdata/aztokens.py"}, args...)...)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	return cmd
}

func run(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%q: %v", cmd.Args[1:], err)
	}
	return strings.TrimSpace(string(out))
}

// nowSignIn is signIn with times that MSAL, which looks at the clock, takes for now.
func nowSignIn(make func(int) tables) tables { return make(int(time.Now().Unix())) }

func TestMSAL_readsWhatIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), CacheName)
	if _, err := Merge(path, nowSignIn(ops.goSignIn).and(nowSignIn(robotTokens)).bytes(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if got := run(t, msal(t, "get", path, ops.name, tenant)); !strings.HasPrefix(got, "SECRET-AT-"+ops.name) {
		t.Errorf("az would use %q", got)
	}
	if got := run(t, msal(t, "app", path, robot.ClientID, tenant)); !strings.HasPrefix(got, "SECRET-SP-AT") {
		t.Errorf("for the service principal az would use %q", got)
	}
	noLocks(t, filepath.Dir(path))
}

func TestMSAL_signsOutOfWhatIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), CacheName)
	// az's own, with what MSAL for Go made of it folded in.
	put(t, path, nowSignIn(ops.signIn).and(nowSignIn(dev.signIn)).bytes())
	if _, err := Merge(path, ops.goSignIn(int(time.Now().Unix())+1).bytes(), time.Now()); err != nil {
		t.Fatal(err)
	}
	run(t, msal(t, "logout", path, ops.name))
	data := text(t, path)
	if strings.Contains(data, ops.name) || strings.Contains(data, ops.id) {
		t.Errorf("az leaves behind %s", data)
	}
	if !strings.Contains(data, "SECRET-RT-"+dev.name) || !strings.Contains(data, "appmetadata-") {
		t.Error("and takes too much")
	}
}

// TestMSAL_sameEntries holds the entries that azenv writes against those that az does.
func TestMSAL_sameEntries(t *testing.T) {
	path := filepath.Join(t.TempDir(), CacheName)
	run(t, msal(t, "add", path, "Ops", "1", "0"))
	az, err := ParseCache([]byte(text(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	if got := fold(az, time.Now()); !bytes.Equal(got.Bytes(), az.Bytes()) {
		t.Errorf("azenv would change what az wrote: %s", cmp.Diff(string(az.Bytes()), string(got.Bytes())))
	}
	if changed, err := Update(path, func(c *Cache) (*Cache, error) { return fold(c, time.Now()), nil }); changed || err != nil {
		t.Errorf("changed %v, error %v", changed, err)
	}
	// The same with a sign-in of MSAL for Go: its keys, and no time on the refresh token.
	goKeys := &Cache{sections: map[string]map[string]entry{}}
	for section, entries := range az.sections {
		goKeys.sections[section] = map[string]entry{}
		for key, e := range entries {
			e = maps.Clone(e)
			switch section {
			case refreshToken:
				key = e.text("home_account_id") + "-" + env + "-refreshtoken-1"
				delete(e, "last_modification_time")
			case idToken:
				key = strings.TrimSuffix(key, "-")
			}
			goKeys.sections[section][key] = e
		}
	}
	if diff := cmp.Diff(string(az.Bytes()), string(fold(goKeys, time.Now()).Bytes())); diff != "" {
		t.Error(diff)
	}
}

// TestMSAL_withRealWriters has two of az's writers at work, each in a folder of its own,
// while both folders are synced.
func TestMSAL_withRealWriters(t *testing.T) {
	count, every := many(12, 200), 250*time.Millisecond
	w := newWorld(t)
	var wg sync.WaitGroup
	worst := make([]string, 2)
	stop := make(chan struct{})
	names := []string{"a", "b"}
	for i, name := range names {
		// Each signs in as somebody of its own, again and again, each time for another
		// scope. Both contexts are then synced for both accounts.
		cmd := msal(t, "add", w.cache(name), "Ops"+name, strconv.Itoa(count), "0.05")
		put(t, w.cache(name), []byte("{}"))
		wg.Go(func() { worst[i] = run(t, cmd) })
	}
	go func() { wg.Wait(); close(stop) }()
	known := map[string][]Account{}
	syncs := 0
	for done := false; !done; {
		select {
		case <-stop:
			done = true
		case <-time.After(every):
		}
		for _, name := range names {
			for _, user := range names {
				p := Stores{Dir: w.dir(name), Shared: w.shared(), User: "Ops" + user, Kind: User, Env: env, Tenant: tenant,
					HomeID: "Ops" + user + ".tid", Known: known[name]}
				out, err := Sync(p, time.Now())
				if err != nil || out.SignedOut || len(out.Warnings) > 0 {
					t.Errorf("%s: %+v, error %v", name, out, err)
				}
				known[name] = out.Known
				syncs++
			}
		}
	}
	for _, name := range names { // the last of b's, after a's turn
		for _, user := range names {
			if _, err := Sync(Stores{Dir: w.dir(name), Shared: w.shared(), User: "Ops" + user, Kind: User, Env: env, Tenant: tenant,
				HomeID: "Ops" + user + ".tid", Known: known[name]}, time.Now()); err != nil {
				t.Error(err)
			}
		}
	}
	for i, name := range names {
		for _, user := range names {
			var got []string
			for _, e := range w.read(name).sections[accessToken] {
				if e.text("home_account_id") == "Ops"+user+".tid" {
					got = append(got, e.text("secret"))
				}
			}
			if slices.Sort(got); len(got) != count {
				t.Errorf("%s has %d of %d tokens of %s", name, len(got), count, user)
			}
			if n := w.read(name).presence(Account{Env: env, HomeID: "Ops" + user + ".tid"}); !n.token || !n.row {
				t.Errorf("%s lacks the account of %s", name, user)
			}
		}
		if d, err := strconv.ParseFloat(worst[i], 64); err != nil || d > 5 {
			t.Errorf("%s: one sign-in took %s s", name, worst[i])
		}
	}
	t.Logf("%d tokens each, %d syncs, the worst sign-in took %s s", count, syncs, strings.Join(worst, " and "))
	noLocks(t, w.root)
}

// TestMSAL_lock has az's lock and this one on one file.
func TestMSAL_lock(t *testing.T) {
	path := filepath.Join(t.TempDir(), CacheName)
	count := many(10, 200)
	cmd := msal(t, "add", path, "Ops", strconv.Itoa(count), "0")
	var wg sync.WaitGroup
	wg.Go(func() { run(t, cmd) })
	added := 0
	for i := range count {
		if _, err := Merge(path, dev.tokens("scope-"+strconv.Itoa(i), int(time.Now().Unix())), time.Now()); err != nil {
			t.Error(err)
			continue
		}
		added++
		time.Sleep(60 * time.Millisecond)
	}
	wg.Wait()
	c, err := ParseCache([]byte(text(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(c.sections[accessToken]); got != count+added {
		t.Errorf("%d tokens, want %d", got, count+added)
	}
	noLocks(t, filepath.Dir(path))
}
