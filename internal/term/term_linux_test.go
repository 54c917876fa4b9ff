package term

import (
	"os"
	"testing"
)

func TestIsTTY_terminal(t *testing.T) {
	f, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	if !IsTTY(f) {
		t.Error("a terminal is none")
	}
}
