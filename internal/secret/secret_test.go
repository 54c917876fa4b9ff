package secret

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"
)

func TestParse(t *testing.T) {
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]Ref{
		"env:APP_SECRET": "env:APP_SECRET", "keyring:ci app": "keyring:ci app", "file:/a/b": "file:/a/b",
		"file:x": Ref("file:" + filepath.Join(wd, "x")),
	} {
		if got, err := Parse(text); got != want || err != nil {
			t.Errorf("%s: %q, error %v", text, got, err)
		}
	}
	for _, text := range []string{"", "hunter2", "env:", "env:A-B", "file:", "keyring:", "vault:x", "Env:hunter2", "https://hunter2"} {
		got, err := Parse(text)
		if got != "" || !errors.Is(err, ErrForm) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %q, error %v", text, got, err)
		}
	}
}

func TestRead(t *testing.T) {
	keyring.MockInit()
	if err := keyring.Set(Service, "ci", "kept\n"); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := func(name, text string) Ref {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return Ref("file:" + p)
	}
	env := func(name string) string { return map[string]string{"A": "of A"}[name] }
	for ref, want := range map[Ref]string{"env:A": "of A", "keyring:ci": "kept", path("one", " two words \r\n"): "two words"} {
		if got, err := ref.Read(env); got != want || err != nil {
			t.Errorf("%s: %q, error %v", ref, got, err)
		}
	}
	for ref, want := range map[Ref]string{
		"": ErrForm.Error(), "env:B": "env:B: not set, or empty", "keyring:none": `no secret of service "azenv" and user name "none"`,
		path("empty", " \n"): "not set, or empty", path("large", strings.Repeat("x", limit+1)): "larger than 64 KiB",
		Ref("file:" + dir): "not a file", "file:/nowhere/at/all": "file:/nowhere/at/all: no such file",
	} {
		got, err := ref.Read(env)
		if got != "" || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q, error %v, want %q", ref, got, err, want)
		}
	}
}
