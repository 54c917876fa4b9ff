//go:build unix

package azure

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestFederatedFile_doesNotWaitForAFIFO(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	got := make(chan error, 1)
	go func() {
		_, err := FederatedFile(path)(t.Context())
		got <- err
	}()
	select {
	case err := <-got:
		if err == nil || !strings.Contains(err.Error(), path+": not a regular file") {
			t.Errorf("error %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it blocks")
	}
}
