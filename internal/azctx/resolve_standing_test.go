package azctx

import "testing"

// A change of files around a shell seals it, if another context would be in force by that.
// The seal belongs to the file: to leave its folder opens the shell, and so does an azenv
// command.
func TestDirectory_changesUnderAShell(t *testing.T) {
	const unset = "azenv use --unset"
	tests := []struct {
		name, start string
		change      func(*shellTest)
		want, hint  string
		by          string // the file that the seal is of
		out         string // a directory out of its reach
		then        string // what is in force there
	}{
		{"appears", "/c", func(s *shellTest) { s.files["/c/.azcontext"] = names("prod") },
			`/c/.azcontext appeared: it names "prod"`, unset, "/c/.azcontext", "/d", "dev (user)"},
		{"appears above", "/c/x", func(s *shellTest) { s.files["/c/.azcontext"] = names("prod") },
			`/c/.azcontext appeared: it names "prod"`, unset, "/c/.azcontext", "/", "dev (user)"},
		{"appears, not allowed", "/c", func(s *shellTest) { s.files["/c/.azcontext"] = saying(Untrusted, "dev\n") },
			"/c/.azcontext appeared: not allowed", "azenv allow", "/c/.azcontext", "/", "dev (user)"},
		{"appears nearer", "/a/x", func(s *shellTest) { s.files["/a/x/.azcontext"] = names("dev") },
			`/a/x/.azcontext appeared: it names "dev"`, unset, "/a/x/.azcontext", "/a", "prod (directory)"},
		{"changes", "/a", func(s *shellTest) { s.files[fileA] = names("dev") },
			`/a/.azcontext was changed: it names "dev"`, unset, fileA, "/", "dev (user)"},
		{"changes, not allowed", "/a/x", func(s *shellTest) { s.files[fileA] = saying(Untrusted, "prod # x\n") },
			"/a/.azcontext was changed: not allowed", "azenv allow", fileA, "/", "dev (user)"},
		{"becomes protected, and changes", "/a", func(s *shellTest) {
			s.files[fileA] = names("dev")
			s.world.Contexts[0].Protected = true
		}, `/a/.azcontext was changed: context "dev" is protected: no directory puts it in force`, `azenv use "dev"`, fileA, "/b", "twin@fabrikam (directory)"},
		{"wants another group", "/a", func(s *shellTest) { s.files[fileA] = saying(Allowed, "context = prod\ngroup = rg\n") },
			`/a/.azcontext was changed: it names "prod"`, unset, fileA, "/", "dev (user)"},
		{"becomes a directory", "/a", func(s *shellTest) { s.files[fileA] = &Nearest{Err: errNoFile} },
			"/a/.azcontext was changed: a directory, not a file", "azenv use NAME; or mend the file and type azenv allow", fileA, "/", "dev (user)"},
		{"vanishes", "/a/x", func(s *shellTest) { delete(s.files, fileA) },
			"/a/.azcontext is gone", unset, fileA, "/", "dev (user)"},
		{"vanishes before another", "/a/in", func(s *shellTest) { delete(s.files, fileIn) },
			"/a/in/.azcontext is gone", unset, fileIn, "/a", "prod (directory)"},
		{"vanishes before one that is not allowed", "/a/in", func(s *shellTest) { delete(s.files, fileIn); s.files[fileA] = saying(Untrusted, "x") },
			"/a/in/.azcontext is gone", unset, fileIn, "/b", "twin@fabrikam (directory)"},
		{"is denied", "/a", func(s *shellTest) { s.files[fileA] = saying(Denied, "prod\n") },
			"/a/.azcontext: denied", "azenv allow", fileA, "/", "dev (user)"},
		{"is no longer allowed", "/a/x", func(s *shellTest) { s.files[fileA] = saying(Untrusted, "prod\n") },
			"/a/.azcontext: not allowed", "azenv allow", fileA, "/", "dev (user)"},
		{"names a context that is gone", "/a", func(s *shellTest) { without(prod)(s.world) },
			`/a/.azcontext: no context "prod"`, "azenv use NAME", fileA, "/", "dev (user)"},
		{"names a context that became protected", "/a", func(s *shellTest) { s.world.Contexts[1].Protected = true },
			`/a/.azcontext: context "prod" is protected: no directory puts it in force`, `azenv use "prod"`, fileA, "/", "dev (user)"},
		{"names a context that was changed", "/a", func(s *shellTest) { s.world.Contexts[1].Group = "rg" },
			`context "prod" was changed in another shell`, "", fileA, "/", "dev (user)"},
		{"names another context by now", "/a", func(s *shellTest) { s.world.Contexts[0].Label, s.world.Contexts[1].Label = "prod", "dev" },
			`context "prod" was replaced in another shell`, "", fileA, "/b", "twin@fabrikam (directory)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			seal := func() *shellTest {
				t.Helper()
				s := startIn(t, "/").cd(tt.start)
				was := s.last.State.Active
				tt.change(s)
				s.prompt().is("sealed by directory: " + tt.want)
				if st := s.last.State; st.Hint != tt.hint || string(st.Dir) != tt.by || was == "" || !s.last.Switched {
					t.Errorf("hint %q, by %q, was %q, switched %v", st.Hint, st.Dir, was, s.last.Switched)
				}
				s.prompt().is("sealed by directory: " + tt.want)
				if len(s.last.Notes) > 0 || s.last.Switched {
					t.Errorf("said again: %q", s.last.Notes)
				}
				return s
			}
			why := "sealed by directory: " + tt.want
			seal().cd(tt.start + "/below").is(why).cd(tt.start).is(why).cd(tt.out).is(tt.then)
			seal().ask(Look, func(r *Request) { r.Dir, r.From = tt.start, tt.start }).is(why)
			seal().ask(Start, nil).is(why) // a child

			// What is typed takes what is there now, as out and back do.
			s := seal().cd(tt.out).cd(tt.start)
			back := s.now("")
			if s := seal().typed(Pick{}); s.now("") != back {
				t.Errorf("unset: %s, but out and back: %s", s.now(""), back)
			}
			if s := seal().typed(Pick{Again: true}); s.now("") != back {
				t.Errorf("again: %s, but out and back: %s", s.now(""), back)
			}
			seal().typed(Pick{ID: twinB}).is("twin@fabrikam (process)")
		})
	}
}

// What would change nothing passes without a word.
func TestDirectory_changesToTheSame(t *testing.T) {
	tests := []struct {
		name, start string
		change      func(*shellTest)
		want        string
	}{
		{"appears, and names the default", "/c", func(s *shellTest) { s.files["/c/.azcontext"] = names("dev") }, "dev (directory)"},
		{"appears nearer, and names the same", "/a/x", func(s *shellTest) { s.files["/a/x/.azcontext"] = saying(Under, "prod\n") }, "prod (directory)"},
		{"changes, and names the same", "/a", func(s *shellTest) { s.files[fileA] = saying(Allowed, "# ours\nsubscription = "+guid(2)+"\n") }, "prod (directory)"},
		{"vanishes before one that names the same", "/a/in", func(s *shellTest) { s.files[fileA] = names("twin@contoso"); delete(s.files, fileIn) }, "twin@contoso (directory)"},
		{"is trusted otherwise", "/a", func(s *shellTest) { s.files[fileA] = saying(Under, "prod\n") }, "prod (directory)"},
		{"names a context that is called otherwise by Azure", "/a", func(s *shellTest) { s.world.Contexts[1].Subscription.Name = "new" }, "prod (directory)"},
		{"another that does not decide changes", "/a/in", func(s *shellTest) { s.files[fileA] = names("dev"); s.files[fileB] = names("dev") }, "twin@contoso (directory)"},
		{"another that is below appears", "/a", func(s *shellTest) { s.files["/a/x/.azcontext"] = names("dev") }, "prod (directory)"},
		{"the default changes", "/a", func(s *shellTest) { s.world.Default = twinB }, "prod (directory)"},
		{"the default is gone", "/a", func(s *shellTest) { without(dev)(s.world) }, "prod (directory)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := startIn(t, "/").cd(tt.start)
			tt.change(s)
			for range 2 {
				s.prompt().is(tt.want)
				if s.last.Switched || len(s.last.Notes) > 0 {
					t.Errorf("switched %v, notes %q", s.last.Switched, s.last.Notes)
				}
			}
			tt.change(s)
			s.cd("/b").cd(tt.start).is(tt.want)
		})
	}
	s := startIn(t, "/").cd("/b")
	s.files[fileB] = names("dev")
	s.cd("/c").is("dev (user)") // typed, so not sealed
	s.cd("/b").is("dev (directory)")
	delete(s.files, fileB)
	s.prompt().is("dev (user)") // the default is the same
}

// A seal goes where a nearer file is entered, and nowhere by the files' doing.
func TestDirectory_sealsAreTheFiles(t *testing.T) {
	changed := func(t *testing.T, dir string) *shellTest {
		s := startIn(t, "/").cd(dir)
		s.files[fileA] = names("dev")
		return s.prompt().is(changedA)
	}
	changed(t, "/a").cd("/a/in").is("twin@contoso (directory)").cd("/a").is("dev (directory)")
	changed(t, "/a/x").cd("/a").is(changedA).cd("/a/x/y").is(changedA)
	changed(t, "/a/x").cd("/").is("dev (user)")

	s := changed(t, "/a/x")
	s.files["/a/x/.azcontext"] = names("dev") // nearer, but nobody went there
	s.prompt().is(changedA).cd("/a/x/y").is(changedA).cd("/a").is(changedA).cd("/a/x").is("dev (directory)")

	s = changed(t, "/a/x")
	s.files[fileA] = names("prod") // as it was
	s.prompt().is(changedA).cd("/a").is(changedA)
	delete(s.files, fileA)
	s.prompt().is(changedA).cd("/a/y").is(changedA).cd("/b").is("twin@fabrikam (directory)")
}

const changedA = `sealed by directory: /a/.azcontext was changed: it names "dev"`

// A shell that the default sealed is opened by a directory that has a say.
func TestDirectory_opensWhatTheDefaultSealed(t *testing.T) {
	const removed = "sealed by user: the context of this shell was removed or replaced"
	s := startIn(t, "/")
	without(dev)(s.world)
	s.prompt().is(removed)
	s.cd("/c").is(removed)
	s.files["/c/.azcontext"] = names("prod")
	s.prompt().is(removed).cd("/c/x").is(removed) // it was not entered
	s.cd("/").is(removed)
	s.cd("/c").is("prod (directory)")
	s.cd("/").is(removed)
	s.cd("/a").is("prod (directory)")

	s = startIn(t, "/")
	without(dev)(s.world)
	s.prompt().is(removed).cd("/a").is("prod (directory)")
	s.world = world()
	s.cd("/").is("dev (user)")
}

// A default that could not be read is not taken for none.
func TestDirectory_whereTheDefaultWasNotRead(t *testing.T) {
	const broken = "/p/profile.json: broken"
	for _, dir := range []string{"/", "/a"} {
		for _, mended := range []bool{false, true} {
			s := &shellTest{t: t, files: pinned(), world: world(), dir: dir}
			s.ask(Start, corrupt).is("sealed by user: " + broken)
			how := corrupt
			if mended {
				how = nil
			}
			if dir == "/" {
				s.cd("/c", how).is("sealed by user: " + broken)
				s.cd("/a", how)
			}
			s.cd("/c", how)
			if s.last.State.Seal == "" {
				t.Errorf("started in %s, mended %v: in force is %s", dir, mended, s.now(""))
			}
			s.move(Typed, "/c", func(r *Request) {
				r.Pick.Again = true
				if how != nil {
					how(r)
				}
			})
			if s.last.State.Seal == "" {
				t.Errorf("started in %s, mended %v, asked again: in force is %s", dir, mended, s.now(""))
			}
			s.typed(Pick{}).is("dev (user)")
		}
	}
}
