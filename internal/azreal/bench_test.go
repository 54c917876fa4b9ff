//go:build linux

package azreal

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkToken asks for a token that is still good, turn by turn azenv and az, in one
// context. It prints the medians, and how many times longer az takes.
func BenchmarkToken(b *testing.B) {
	w := newWorld(b, sample())
	w.login(user)
	w.azenv("import", "--no-use")
	w.in("Dev", "account", "get-access-token", "-o", "none")
	w.azenv("token", "--context", "Dev")
	env := strings.Split(strings.TrimSuffix(w.azenv("exec", "Dev", "--", "env", "-0"), "\x00"), "\x00")
	start := func(name string, args ...string) float64 {
		cmd := exec.Command(name, args...)
		cmd.Env, cmd.Dir = env, w.home
		begin := time.Now()
		out, err := cmd.Output()
		took := time.Since(begin)
		if err != nil || len(out) == 0 {
			b.Fatalf("%s: %v", name, err)
		}
		return float64(took.Microseconds()) / 1000
	}
	var azenv, az []float64
	for b.Loop() {
		for range 10 { // it varies more, and costs less
			azenv = append(azenv, start(filepath.Join(tools, "azenv"), "token"))
		}
		az = append(az, start("az", "account", "get-access-token", "--query", "accessToken", "-o", "tsv"))
	}
	slices.Sort(azenv)
	slices.Sort(az)
	ours, theirs := azenv[len(azenv)/2], az[len(az)/2]
	b.ReportMetric(0, "ns/op") // of both together, which means nothing
	b.ReportMetric(ours, "ms-azenv")
	b.ReportMetric(theirs, "ms-az")
	b.ReportMetric(theirs/ours, "x-faster(goal:80)")
	if _, err := os.Stat(w.path(stateDir, "tokens")); err != nil {
		b.Fatal(err)
	}
}
