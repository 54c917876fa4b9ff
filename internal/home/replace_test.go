package home

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// entries returns the names in dir.
func entries(t *testing.T, dir string) string {
	t.Helper()
	var names []string
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func text(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestReplace(t *testing.T) {
	for _, durable := range []bool{false, true} {
		dir := t.TempDir()
		path := filepath.Join(dir, "f")
		for _, data := range []string{"one", "", "three\x00\xff", strings.Repeat("x", 1<<20)} {
			if err := Replace(path, []byte(data), durable); err != nil {
				t.Fatal(err)
			}
			if got := text(t, path); got != data {
				t.Errorf("%d bytes, want %d", len(got), len(data))
			}
		}
		if got := entries(t, dir); got != "f" {
			t.Errorf("the folder holds %q", got)
		}
	}
}

func TestReplace_isSeenWholeOrNotAtAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	texts := [][]byte{bytes.Repeat([]byte("a"), 70_000), bytes.Repeat([]byte("b"), 3), bytes.Repeat([]byte("c"), 200_000)}
	if err := Replace(path, texts[0], false); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for _, data := range texts {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := Replace(path, data, false); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 300 {
		got, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
			break
		}
		whole := false
		for _, data := range texts {
			whole = whole || bytes.Equal(got, data)
		}
		if !whole {
			t.Errorf("read %d bytes that nobody wrote", len(got))
			break
		}
	}
	close(stop)
	wg.Wait()
	if got := entries(t, filepath.Dir(path)); got != "f" {
		t.Errorf("the folder holds %q", got)
	}
}

func TestReplace_keepsLinks(t *testing.T) {
	tests := []struct {
		name  string
		there bool // the target
		link  func(t *testing.T, link, target string) string
	}{
		{"an absolute link", true, func(_ *testing.T, _, target string) string { return target }},
		{"a relative link", true, relative},
		{"an absolute link to what is not there yet", false, func(_ *testing.T, _, target string) string { return target }},
		{"a relative link to what is not there yet", false, relative},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			link, target := filepath.Join(t.TempDir(), "link"), filepath.Join(t.TempDir(), "target")
			if tt.there {
				if err := os.WriteFile(target, []byte("old"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			to := tt.link(t, link, target)
			if err := os.Symlink(to, link); err != nil {
				t.Skip(err)
			}
			if err := Replace(link, []byte("new"), true); err != nil {
				t.Fatal(err)
			}
			if got, err := os.Readlink(link); err != nil || got != to {
				t.Errorf("the link is %q, error %v; want %q", got, err, to)
			}
			if data, err := os.ReadFile(target); err != nil || string(data) != "new" {
				t.Errorf("the target is %q, error %v", data, err)
			}
			if got := entries(t, filepath.Dir(link)) + " " + entries(t, filepath.Dir(target)); got != "link target" {
				t.Errorf("the folders hold %q", got)
			}
		})
	}
}

func relative(t *testing.T, link, target string) string {
	t.Helper()
	rel, err := filepath.Rel(filepath.Dir(link), target)
	if err != nil {
		t.Fatal(err)
	}
	return rel
}

func TestReplace_leavesNothingBehindWhereItFails(t *testing.T) {
	t.Run("a folder is there instead", func(t *testing.T) {
		dir := t.TempDir()
		path := filepath.Join(dir, "f")
		if err := os.MkdirAll(filepath.Join(path, "x"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := Replace(path, []byte("x"), true); err == nil {
			t.Error("no error")
		}
		if got := entries(t, dir); got != "f" {
			t.Errorf("the folder holds %q", got)
		}
	})
	t.Run("there is no folder for it", func(t *testing.T) {
		dir := t.TempDir()
		if err := Replace(filepath.Join(dir, "missing", "f"), []byte("x"), true); err == nil {
			t.Error("no error")
		}
		if got := entries(t, dir); got != "" {
			t.Errorf("the folder holds %q", got)
		}
	})
	t.Run("links that go round", func(t *testing.T) {
		dir := t.TempDir()
		path := filepath.Join(dir, "f")
		if err := os.Symlink("f", path); err != nil {
			t.Skip(err)
		}
		if err := Replace(path, []byte("x"), true); err == nil && text(t, path) != "x" {
			t.Error("no error, and nothing written")
		}
		if got := entries(t, dir); got != "f" {
			t.Errorf("the folder holds %q", got)
		}
	})
}

func TestReplace_durableHasTheTimeOfTheReplacement(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	for range 20 {
		before := time.Now()
		if err := ReplaceOwn(path, []byte("x"), true); err != nil {
			t.Fatal(err)
		}
		fi, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		// A file system may have whole seconds only.
		if fi.ModTime().Before(before.Truncate(time.Second)) || fi.ModTime().After(time.Now()) {
			t.Errorf("time %v, replaced after %v", fi.ModTime(), before)
		}
	}
}
