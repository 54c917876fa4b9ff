package term

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestStyle(t *testing.T) {
	tests := []struct {
		name string
		tty  bool
		env  map[string]string
		want bool
	}{
		{"terminal", true, map[string]string{"TERM": "xterm-256color"}, true},
		{"terminal without TERM", true, nil, true},
		{"NO_COLOR is empty", true, map[string]string{"NO_COLOR": ""}, true},
		{"NO_COLOR", true, map[string]string{"NO_COLOR": "1"}, false},
		{"NO_COLOR of any value", true, map[string]string{"NO_COLOR": "0"}, false},
		{"dumb terminal", true, map[string]string{"TERM": "dumb"}, false},
		{"no terminal", false, map[string]string{"TERM": "xterm-256color"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			y := NewStyle(tt.tty, func(k string) string { return tt.env[k] })
			got := [2]string{y.Dim("a"), y.Red("c")}
			want := [2]string{"a", "c"}
			if tt.want {
				want = [2]string{"\x1b[2ma\x1b[22m", "\x1b[31mc\x1b[39m"}
			}
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if e := y.Red(""); e != "" {
				t.Errorf("empty text becomes %q", e)
			}
		})
	}
}

func TestStyle_zeroIsPlain(t *testing.T) {
	if got := (Style{}).Dim("a"); got != "a" {
		t.Errorf("got %q", got)
	}
}

func TestIsTTY_not(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "f"))
	if err != nil {
		t.Fatal(err)
	}
	closed, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	defer f.Close()
	if IsTTY(f) || IsTTY(w) || IsTTY(closed) || IsTTY((*os.File)(nil)) || IsTTY(&bytes.Buffer{}) || IsTTY(nil) {
		t.Error("a file, a pipe, a closed file, nil or a buffer is a terminal")
	}
}
