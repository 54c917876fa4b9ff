package home

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/adrg/xdg"
)

// row is a row of TestRoots.
type row struct {
	name, goos    string
	env           map[string]string
	told          string
	config, state string
}

func TestRoots(t *testing.T) {
	top := t.TempDir() // absolute on every system
	at := func(parts ...string) string { return filepath.Join(append([]string{top}, parts...)...) }
	const relative = "relative"
	type env = map[string]string
	tests := []row{
		{"a home", "linux", env{"HOME": at("h"), "LOCALAPPDATA": at("l")}, "", at("h", ".config"), at("h", ".local", "state")},
		{"a home", "freebsd", env{"HOME": at("h")}, "", at("h", ".config"), at("h", ".local", "state")},
		{"a home", "darwin", env{"HOME": at("h"), "LOCALAPPDATA": at("l")}, "", at("h", "Library", "Application Support"), at("h", "Library", "Application Support")},
		{"a home of other systems", "windows", env{"HOME": at("h")}, "", "", ""},
		{"a folder for programs", "windows", env{"LOCALAPPDATA": at("l"), "USERPROFILE": at("u")}, "", at("l"), at("l")},
		{"a profile", "windows", env{"LOCALAPPDATA": relative, "USERPROFILE": at("u")}, "", at("u", "AppData", "Local"), at("u", "AppData", "Local")},
		{"what Windows says", "windows", env{"LOCALAPPDATA": at("l"), "XDG_STATE_HOME": at("s")}, at("told"), at("told"), at("s")},
		{"what Windows says, elsewhere", "linux", env{}, at("told"), "", ""},
		{"a home that is relative", "linux", env{"HOME": relative}, "", "", ""},
		{"a home that is relative", "darwin", env{"HOME": relative}, "", "", ""},
		{"a profile that is relative", "windows", env{"USERPROFILE": relative}, "", "", ""},
		{"nothing", "linux", env{}, "", "", ""},
		{"nothing", "darwin", env{}, "", "", ""},
		{"nothing", "windows", env{}, "", "", ""},
	}
	for _, goos := range []string{"linux", "darwin", "windows"} {
		base := env{"HOME": at("h"), "LOCALAPPDATA": at("l")}
		config, state := roots(goos, getenv(base), "")
		for _, xdg := range []string{"", relative, "~/x", "$HOME/x", ".", at("x", "..", "y")} {
			with := env{"HOME": at("h"), "LOCALAPPDATA": at("l"), "XDG_CONFIG_HOME": xdg}
			want := config
			if filepath.IsAbs(xdg) {
				want = at("y")
			}
			tests = append(tests, row{"XDG_CONFIG_HOME=" + xdg, goos, with, "", want, state})
		}
		tests = append(tests, row{"both, and no home", goos, env{"XDG_CONFIG_HOME": at("c"), "XDG_STATE_HOME": at("s")}, "", at("c"), at("s")})
	}
	for _, tt := range tests {
		t.Run(tt.goos+" "+tt.name, func(t *testing.T) {
			config, state := roots(tt.goos, getenv(tt.env), tt.told)
			if config != tt.config || state != tt.state {
				t.Errorf("got %q and %q, want %q and %q", config, state, tt.config, tt.state)
			}
		})
	}
}

// TestRoots_areThoseOfXDG holds roots against adrg/xdg, on the system that runs it.
func TestRoots_areThoseOfXDG(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("adrg/xdg asks Windows itself, see told")
	}
	t.Cleanup(xdg.Reload)
	for _, config := range []string{"", "relative", "/c", "/c/"} {
		for _, state := range []string{"", "../s", "/s"} {
			for name, value := range map[string]string{"HOME": "/home/ops", "XDG_CONFIG_HOME": config, "XDG_STATE_HOME": state} {
				t.Setenv(name, value)
			}
			xdg.Reload()
			gotConfig, gotState := roots(runtime.GOOS, os.Getenv, "")
			if gotConfig != filepath.Clean(xdg.ConfigHome) || gotState != filepath.Clean(xdg.StateHome) {
				t.Errorf("config %q, state %q: got %q and %q, want %q and %q", config, state, gotConfig, gotState, xdg.ConfigHome, xdg.StateHome)
			}
		}
	}
}

func TestNoHome_namesTheVariable(t *testing.T) {
	for goos, name := range map[string]string{"darwin": "HOME", "linux": "HOME", "windows": "LOCALAPPDATA"} {
		if err := noHome(goos); !strings.HasPrefix(err.Cause, name+" ") || !strings.Contains(err.Mend, name+"=") && !strings.Contains(err.Mend, name+" =") {
			t.Errorf("%s: %+v", goos, err)
		}
	}
}
