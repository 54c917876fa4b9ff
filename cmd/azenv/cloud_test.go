package main

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/azenv/azenv/internal/fakeazure"
)

// cloudVerbs are what the script command cloud takes:
//
//	cloud start               a cloud of the sample, for this script
//	cloud add [NAME]          azenv cloud add; Fake is the rule
//	cloud machine             this machine has identities; cloud job: it runs a job of GitHub's
//	cloud browser             there is a desktop, and a browser that signs in by itself
//	cloud env NAME FILE       a variable with what is in a file
//	cloud user [NAME]         who signs in, in browsers and by codes; nobody
//	cloud decline             who signs in presses Cancel
//	cloud mfa TENANT CODE     the tenant asks for a sign-in of its own
//	cloud refuse CODE FIELD=VALUE…   token requests with tenant, user, client, grant, resource
//	cloud allow               no more of that
//	cloud revoke USER [CODE]  refresh tokens are refused from now on
//	cloud rename USER NAME    the user is called otherwise now
//	cloud throttle PATH N SECONDS, cloud break PATH N STATUS, cloud challenge N
//	cloud life DURATION       of access tokens; cloud latency DURATION; cloud skew DURATION
//	cloud stop                nobody answers any more
//	cloud clear               forget the requests so far
//	cloud requests N [KIND…]  there were so many
//	cloud live FILE USER      the token in FILE is the user's; ! cloud live FILE: taken no more
var cloudVerbs = map[string]func(*world, *testscript.TestScript, []string) error{
	"start":   func(w *world, ts *testscript.TestScript, _ []string) error { w.start(ts); return nil },
	"add":     (*world).add,
	"browser": (*world).browser,
	"machine": func(w *world, ts *testscript.TestScript, _ []string) error {
		ts.Setenv("IDENTITY_ENDPOINT", w.machine.URL+"/msi/token")
		ts.Setenv("IDENTITY_HEADER", machineSecret)
		return nil
	},
	"job": func(w *world, ts *testscript.TestScript, _ []string) error {
		ts.Setenv("ACTIONS_ID_TOKEN_REQUEST_URL", w.machine.URL+"/oidc?api-version=2.0")
		ts.Setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", machineSecret)
		return nil
	},
	"env": func(_ *world, ts *testscript.TestScript, args []string) error {
		ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile(args[1]))) // not shown, as env would
		return nil
	},
	"user": func(w *world, _ *testscript.TestScript, args []string) error {
		w.cloud.Change(func(c *fakeazure.World) { c.AtBrowser = strings.Join(args, "") })
		return nil
	},
	"decline": func(w *world, _ *testscript.TestScript, _ []string) error {
		w.cloud.Change(func(c *fakeazure.World) { c.Declines = true })
		return nil
	},
	"mfa":    (*world).mfa,
	"refuse": (*world).refuse,
	"allow": func(w *world, _ *testscript.TestScript, _ []string) error {
		w.cloud.Change(func(c *fakeazure.World) { c.Refusals, c.Declines = nil, false })
		return nil
	},
	"revoke": func(w *world, _ *testscript.TestScript, args []string) error {
		w.cloud.Revoke(args[0], number(args, 1, 50173))
		return nil
	},
	"rename": func(w *world, _ *testscript.TestScript, args []string) error {
		w.cloud.Change(func(c *fakeazure.World) {
			for i := range c.Users {
				if c.Users[i].Name == args[0] {
					c.Users[i].Name = args[1]
				}
			}
		})
		return nil
	},
	"throttle": func(w *world, _ *testscript.TestScript, args []string) error {
		w.cloud.Throttle(args[0], number(args, 1, 1), time.Duration(number(args, 2, 0))*time.Second)
		return nil
	},
	"break": func(w *world, _ *testscript.TestScript, args []string) error {
		w.cloud.Break(args[0], number(args, 1, 1), number(args, 2, 500))
		return nil
	},
	"challenge": func(w *world, _ *testscript.TestScript, args []string) error {
		w.cloud.Challenge(number(args, 0, 1))
		return nil
	},
	"life":    duration(func(c *fakeazure.World, d time.Duration) { c.TokenLife = d }),
	"latency": duration(func(c *fakeazure.World, d time.Duration) { c.Latency = d }),
	"skew":    duration(func(c *fakeazure.World, d time.Duration) { c.Skew = d }),
	"stop":    func(w *world, _ *testscript.TestScript, _ []string) error { return w.server.Close() },
	"clear": func(w *world, _ *testscript.TestScript, _ []string) error {
		w.cloud.ClearLog()
		return nil
	},
	"requests": func(w *world, ts *testscript.TestScript, args []string) error {
		if got := w.cloud.Count(args[1:]...); strconv.Itoa(got) != args[0] {
			ts.Fatalf("%d requests, want %s: %v", got, args[0], w.cloud.Requests())
		}
		return nil
	},
}

// cloudCommand is the script command cloud.
func cloudCommand(ts *testscript.TestScript, neg bool, args []string) {
	w := worldOf(ts)
	if len(args) > 1 && args[0] == "live" {
		w.live(ts, neg, args[1:])
		return
	}
	if neg || len(args) == 0 || cloudVerbs[args[0]] == nil {
		ts.Fatalf("cloud %q: no such verb", args)
	}
	ts.Check(cloudVerbs[args[0]](w, ts, args[1:]))
}

func number(args []string, i, rule int) int {
	if i >= len(args) {
		return rule
	}
	n, err := strconv.Atoi(args[i])
	if err != nil {
		return rule
	}
	return n
}

func duration(set func(*fakeazure.World, time.Duration)) func(*world, *testscript.TestScript, []string) error {
	return func(w *world, _ *testscript.TestScript, args []string) error {
		d, err := time.ParseDuration(args[0])
		w.cloud.Change(func(c *fakeazure.World) { set(c, d) })
		return err
	}
}

func (w *world) add(ts *testscript.TestScript, args []string) error {
	name := strings.Join(args, "")
	if name == "" {
		name = "Fake"
	}
	return ts.Exec("azenv", "cloud", "add", name, "--authority", w.server.URL, "--resource-manager", w.server.URL,
		"--audience", "https://management.core.windows.net/", "--portal", "https://portal.fake.example", "--ca-file", ts.Getenv("CLOUD_CA"), "--yes")
}

// browser puts this very program in PATH as xdg-open.
func (w *world) browser(ts *testscript.TestScript, _ []string) error {
	bin := ts.MkAbs("desktop")
	self, err := os.Executable()
	if err == nil {
		err = os.MkdirAll(bin, 0o755)
	}
	if err == nil {
		err = os.Symlink(self, filepath.Join(bin, "xdg-open"))
	}
	ts.Setenv("DISPLAY", ":0")
	ts.Setenv("SSL_CERT_FILE", ts.Getenv("CLOUD_CA")) // for the browser; azenv has --ca-file
	ts.Setenv("PATH", bin+string(os.PathListSeparator)+ts.Getenv("PATH"))
	return err
}

// browse is xdg-open. It is noisy, as browsers are.
func browse() {
	os.Stdout.WriteString("Opening in existing browser session.\n")
	if err := fakeazure.Browse(http.DefaultClient, os.Args[1]); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}

func (w *world) mfa(_ *testscript.TestScript, args []string) error {
	if len(args) != 2 {
		return errors.New("cloud mfa takes a tenant and a code")
	}
	w.cloud.Change(func(c *fakeazure.World) {
		for i := range c.Tenants {
			if c.Tenants[i].ID == args[0] {
				c.Tenants[i].MFA = number(args, 1, 50076)
			}
		}
	})
	return nil
}

func (w *world) refuse(_ *testscript.TestScript, args []string) error {
	r := fakeazure.Refusal{Code: number(args, 0, 0)}
	for _, arg := range args[1:] {
		field, value, _ := strings.Cut(arg, "=")
		to := map[string]*string{"tenant": &r.Tenant, "user": &r.User, "client": &r.Client, "grant": &r.Grant, "resource": &r.Resource}[field]
		if to == nil {
			return errors.New("cloud refuse: no field " + field)
		}
		*to = value
	}
	w.cloud.Change(func(c *fakeazure.World) { c.Refusals = append(c.Refusals, r) })
	return nil
}

func (w *world) live(ts *testscript.TestScript, neg bool, args []string) {
	who, live := w.cloud.Live(strings.TrimSpace(ts.ReadFile(args[0])))
	switch {
	case neg && live:
		ts.Fatalf("%s: a token of %s is taken", args[0], who)
	case !neg && (!live || len(args) > 1 && who != args[1]):
		ts.Fatalf("%s: a token of %q, taken: %v", args[0], who, live)
	}
}

// secrets holds that exactly these files below $WORK/home hold secrets of the cloud; in
// place of ids and hashes stands *:
//
//	secrets [PATTERN…]
func secrets(ts *testscript.TestScript, neg bool, args []string) {
	var left []string
	used := map[string]bool{}
	for _, name := range secretFiles(ts.MkAbs(ts.Getenv("HOME"))) {
		i := slices.IndexFunc(args, func(p string) bool { ok, _ := filepath.Match(p, name); return ok })
		if i < 0 {
			left = append(left, name)
		} else {
			used[args[i]] = true
		}
	}
	for _, p := range args {
		if !used[p] {
			left = append(left, "(nothing is "+p+")")
		}
	}
	if neg || len(left) > 0 {
		ts.Fatalf("secrets: %q", left)
	}
}
