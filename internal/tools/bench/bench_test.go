package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestMeasure says that every row is there and that azenv starts nothing at an
// idle prompt. It says nothing of times: those are for a quiet machine.
func TestMeasure(t *testing.T) {
	for _, tool := range []string{"direnv", "strace"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(err)
		}
	}
	rows, about, err := measure(short)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := write(&text, about, rows); err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", &text)

	var want []string
	for _, s := range []string{"bash", "zsh", "fish"} {
		want = append(want,
			"idle prompt, "+s, "  an empty loop", "  forks, execs",
			"idle prompt under .azcontext, "+s, "  an empty loop", "  forks, execs",
			"cd between directories that decide nothing, "+s, "  an empty loop", "  forks, execs",
			"cd between directories under .azcontext, "+s, "  an empty loop", "  forks, execs",
			"entering and leaving, "+s, "  entering", "  leaving")
	}
	want = append(want,
		"azenv-hook export bash, from the hook", "azenv export bash --context NAME", "the same of 300 contexts")
	for _, what := range []string{"import", "import, nothing new", "list -o table", "list -o json", "list -o name",
		"show NAME", "set NAME", "completion of a NAME"} {
		want = append(want, what+", of 300 contexts")
	}
	want = append(want, "login, 5 tenants of 3 subscriptions, 100 ms a request")
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d", len(rows), len(want))
	}
	for i, r := range rows {
		if r.what != want[i] {
			t.Errorf("row %d is %q, want %q", i, r.what, want[i])
		}
		if r.azenv == "" && r.missing == "" {
			t.Errorf("%s: neither measured nor said to be missing", r.what)
		}
		if r.what == "  forks, execs" && r.missing == "" && r.azenv != "0, 0" {
			t.Errorf("%s: %s, want 0, 0", rows[i-2].what, r.azenv)
		}
	}
}

func TestWrite_missing(t *testing.T) {
	var text strings.Builder
	rows := []row{
		{what: "measured", azenv: "1.00 ms", ratio: "2.0x", goal: "<= 3x", ok: true},
		{what: "too slow", azenv: "4.00 ms", ratio: "4.0x", goal: "<= 3x"},
		{what: "no tool", goal: "<= 3x", missing: "fish is missing"},
	}
	if err := write(&text, "about", rows); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<= 3x  ok\n", "<= 3x  missed\n", "no tool   not measured: fish is missing"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, &text)
		}
	}
}

func TestSample(t *testing.T) {
	s := sample{5, 1, 4, 2, 3}
	for p, want := range map[float64]float64{0: 1, 0.5: 3, 1: 5} {
		if got := s.at(p); got != want {
			t.Errorf("at(%g) = %g, want %g", p, got, want)
		}
	}
	if got := (sample)(nil).median(); got != 0 {
		t.Errorf("the median of nothing is %g", got)
	}
}
