package azps

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestContextFile(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	other := filepath.Join(t.TempDir(), "other")
	standard := filepath.Join(home, ".Azure", "AzureRmContext.json")
	sample, err := os.ReadFile(filepath.Join("testdata", "AzureRmContextSettings.json"))
	if err != nil {
		t.Fatal(err)
	}
	quoted := func(path string) string { return `"` + filepath.ToSlash(path) + `"` } // backslashes would be escapes
	tests := []struct{ name, settings, want string }{
		{"folder and file", `{"ContextDirectory":` + quoted(other) + `,"ContextFile":"c.json"}`, filepath.Join(other, "c.json")},
		{"with a byte order mark", "\ufeff" + `{"ContextDirectory":` + quoted(other) + `,"ContextFile":"c.json"}`, filepath.Join(other, "c.json")},
		{"folder alone", `{"ContextDirectory":` + quoted(other) + `}`, filepath.Join(other, "AzureRmContext.json")},
		{"file alone", `{"ContextFile":"c.json"}`, filepath.Join(home, ".Azure", "c.json")},
		{"absolute file", `{"ContextDirectory":` + quoted(home) + `,"ContextFile":` + quoted(filepath.Join(other, "c.json")) + `}`, filepath.Join(other, "c.json")},
		{"relative folder", `{"ContextDirectory":"other","ContextFile":null}`, standard},
		{"autosave off", `{"Mode":"Process","ContextDirectory":null,"ContextFile":null,"Settings":{}}`, standard},
		{"wrong type", `{"ContextDirectory":` + quoted(other) + `,"ContextFile":7}`, standard},
		{"not an object", `[]`, standard},
		{"not JSON", `{`, standard},
		{"empty", ``, standard},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var asked string
			got := ContextFile(home, func(path string) ([]byte, error) {
				asked = path
				return []byte(tt.settings), nil
			})
			if got != tt.want {
				t.Errorf("ContextFile = %q, want %q", got, tt.want)
			}
			if want := filepath.Join(home, ".Azure", "AzureRmContextSettings.json"); asked != want {
				t.Errorf("read %q, want %q", asked, want)
			}
		})
	}
	t.Run("sample", func(t *testing.T) {
		want := filepath.Join("/srv/ops/.Azure", "Contexts.json")
		if !filepath.IsAbs(want) { // Windows, where the sample's folder is relative
			want = filepath.Join(home, ".Azure", "Contexts.json")
		}
		got := ContextFile(home, func(string) ([]byte, error) { return sample, nil })
		if got != want {
			t.Errorf("ContextFile = %q, want %q", got, want)
		}
	})
	t.Run("no settings", func(t *testing.T) {
		got := ContextFile(home, func(string) ([]byte, error) { return nil, errors.New("no such file") })
		if got != standard {
			t.Errorf("ContextFile = %q, want %q", got, standard)
		}
	})
}
