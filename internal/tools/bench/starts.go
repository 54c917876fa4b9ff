package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"
)

// The goals of an export: how many times what it is compared with it takes. What a hook
// asks is answered by azenv-hook.
const (
	hookOverHello = 1.35
	overHello     = 2
	overFew       = 1.25
)

// program is one that is started again and again.
type program struct {
	what   string
	name   string // for its argv[0] and its file in world.bin
	args   []string
	env    []string
	says   string               // what it prints, or part of it
	before func(*program) error // makes ready for a start, which is not measured
	took   sample
	memory sample // the most it had, in MiB
}

// starts measures programs from start to end: azenv against one that does nothing,
// and with many contexts against few.
func (w *world) starts(e effort) ([]row, error) {
	const exported = "AZURE_SUBSCRIPTION_ID"
	hello := &program{name: "hello", env: w.env(w.small), says: "hello"}
	small := &program{name: "azenv", args: []string{"export", "bash", "--context", w.small.context}, env: w.env(w.small), says: exported}
	large := &program{name: "azenv", args: []string{"export", "bash", "--context", w.large.context}, env: w.env(w.large), says: exported}
	hooked := &program{name: "azenv-hook", args: []string{"export", "bash"}, says: exported}
	all := []*program{hello, small, large}

	rows := []row{
		{what: "azenv-hook export bash, from the hook", other: "hello world in Go"},
		{what: "azenv export bash --context NAME", other: "hello world in Go"},
		{what: fmt.Sprintf("the same of %d contexts", e.many), other: fmt.Sprintf("of %d contexts", few)},
	}
	bash := &shells[0]
	if rows[0].missing = bash.missing(); rows[0].missing == "" {
		t, err := w.open(bash, azenv, w.small)
		if err != nil {
			return nil, err
		}
		defer t.kill() // it lives while its export is timed, as it would
		if hooked.env, err = w.atPrompt(t); err != nil {
			return nil, err
		}
		all = append(all, hooked)
	}
	if err := w.race(all, e.starts); err != nil {
		return nil, err
	}
	compare(&rows[0], hooked, hello, hookOverHello)
	compare(&rows[1], small, hello, overHello)
	compare(&rows[2], large, small, overFew)
	return rows, nil
}

// compare fills in a row.
func compare(r *row, a, b *program, goal float64) {
	r.goal = fmt.Sprintf("<= %gx", goal)
	if r.missing == "" {
		r.ok = r.times(a, b) <= goal
	}
}

// times fills in what a and b took, and returns how many times b's time a's is.
func (r *row) times(a, b *program) float64 {
	ratio := a.took.median() / b.took.median()
	r.azenv, r.otherNumber = a.low(), b.low()
	r.ratio = fmt.Sprintf("%.2fx, p10 %.2fx", ratio, a.took.at(0.1)/b.took.at(0.1))
	return ratio
}

// low shows the time of p with what a tenth of it does not exceed: above the median it
// is mostly what else the machine did.
func (p *program) low() string {
	return fmt.Sprintf("%.2f ms, p10 %.2f, %.0f MiB", p.took.median(), p.took.at(0.1), p.memory.at(1))
}

// atPrompt returns the environment that the hook of the shell in t gives azenv
// when it asks at a prompt.
func (w *world) atPrompt(t *terminal) ([]string, error) {
	file := filepath.Join(w.dir, "environ")
	if err := t.inForce(w.small); err != nil {
		return nil, err
	}
	answer, err := t.ask("dump '%s'", file)
	if err != nil {
		return nil, err
	}
	mark, text, _ := strings.Cut(answer, ",")
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	env := strings.Split(strings.TrimRight(string(data), "\x00"), "\x00")
	return append(env, fmt.Sprintf("__AZENV_CALL=bash,%d,prompt,%s,", t.cmd.Process.Pid, mark), "__AZENV_STUCK=",
		"__AZENV_HOOK="+text+",azenv", "GOMAXPROCS=1"), nil // as the hook gives it
}

// race starts each of the programs rounds times, in another order each round, and
// notes how many milliseconds each took from fork to end.
func (w *world) race(all []*program, rounds int) error {
	for _, p := range all { // once for its output, and to warm up
		out, err := p.run(w, true)
		if err == nil && !bytes.Contains(out, []byte(p.says)) {
			err = fmt.Errorf("%s %s: no %q in what it prints:\n%s", p.name, strings.Join(p.args, " "), p.says, out)
		}
		if err != nil {
			return err
		}
		p.took, p.memory = nil, nil
	}
	// The most memory of a child is never less than what its parent had at its most.
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // in Linux, that is forgotten
	order := rand.New(rand.NewPCG(1, 2))
	for range rounds {
		for _, i := range order.Perm(len(all)) {
			if _, err := all[i].run(w, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// run runs p once and notes what it took. Its output is thrown away or kept; what it says
// beside that is told where it fails.
func (p *program) run(w *world, keep bool) ([]byte, error) {
	if p.before != nil {
		if err := p.before(p); err != nil {
			return nil, err
		}
	}
	name := os.DevNull
	if keep {
		name = filepath.Join(w.dir, "out")
	}
	out, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	talk, err := os.Create(filepath.Join(w.dir, "talk"))
	if err != nil {
		return nil, err
	}
	defer talk.Close()
	path := filepath.Join(w.bin, p.name)
	start := time.Now()
	child, err := os.StartProcess(path, append([]string{path}, p.args...), &os.ProcAttr{
		Dir: w.dir, Env: p.env, Files: []*os.File{nil, out, talk},
	})
	if err != nil {
		return nil, err
	}
	state, err := child.Wait()
	if err != nil {
		return nil, err
	}
	p.took = append(p.took, float64(time.Since(start).Microseconds())/1000)
	p.memory = append(p.memory, memory(state))
	said, err := os.ReadFile(talk.Name())
	if err == nil && !state.Success() {
		err = fmt.Errorf("%s %s: %v\n%s", p.name, strings.Join(p.args, " "), state, said)
	}
	if err != nil || !keep {
		return nil, err
	}
	printed, err := os.ReadFile(name)
	return append(printed, said...), err
}
