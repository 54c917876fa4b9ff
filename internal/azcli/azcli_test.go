package azcli

import (
	"path/filepath"
	"testing"
)

func TestDefaultDir(t *testing.T) {
	got, want := DefaultDir(filepath.Join("home", "ops")), filepath.Join("home", "ops", ".azure")
	if got != want {
		t.Errorf("DefaultDir = %q, want %q", got, want)
	}
}
