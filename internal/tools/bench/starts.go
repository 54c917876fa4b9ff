package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The goals of `azenv export`: how many times what it is compared with it takes.
const (
	overHello = 2
	overFew   = 1.25
)

// program is one that is started again and again.
type program struct {
	name string // for its argv[0] and its file in world.bin
	args []string
	env  []string
	took sample
}

// starts measures programs from start to end: azenv against one that does nothing,
// and with many contexts against few.
func (w *world) starts(e effort) ([]row, error) {
	hello := &program{name: "hello", env: w.env(w.small)}
	small := &program{name: "azenv", args: []string{"export", "bash", "--context", w.small.context}, env: w.env(w.small)}
	large := &program{name: "azenv", args: []string{"export", "bash", "--context", w.large.context}, env: w.env(w.large)}
	hooked := &program{name: "azenv", args: []string{"export", "bash"}}
	all := []*program{hello, small, large}

	rows := []row{
		{what: "azenv export bash, from the hook", other: "hello world in Go"},
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
	compare(&rows[0], hooked, hello, overHello)
	compare(&rows[1], small, hello, overHello)
	compare(&rows[2], large, small, overFew)
	return rows, nil
}

// compare fills in a row.
func compare(r *row, a, b *program, goal float64) {
	r.goal = fmt.Sprintf("<= %gx", goal)
	if r.missing == "" {
		ratio := a.took.median() / b.took.median()
		r.azenv, r.otherNumber = a.took.low(), b.took.low()
		r.ratio = fmt.Sprintf("%.2fx, p10 %.2fx", ratio, a.took.at(0.1)/b.took.at(0.1))
		r.ok = ratio <= goal
	}
}

// atPrompt returns the environment that the hook of the shell in t gives azenv
// when it asks at a prompt.
func (w *world) atPrompt(t *terminal) ([]string, error) {
	file := filepath.Join(w.dir, "environ")
	if err := t.inForce(few / 2); err != nil {
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
		"__AZENV_HOOK="+text+",azenv"), nil
}

// race starts each of the programs rounds times, in another order each round, and
// notes how many milliseconds each took from fork to end.
func (w *world) race(all []*program, rounds int) error {
	for _, p := range all { // once for its output, and to warm up
		out, err := p.run(w, true)
		if err == nil && p.name == "azenv" && !bytes.Contains(out, []byte("AZURE_SUBSCRIPTION_ID")) {
			err = fmt.Errorf("azenv %s: no subscription in what it prints:\n%s", strings.Join(p.args, " "), out)
		}
		if err != nil {
			return err
		}
	}
	order := rand.New(rand.NewPCG(1, 2))
	for range rounds {
		for _, i := range order.Perm(len(all)) {
			p := all[i]
			start := time.Now()
			if _, err := p.run(w, false); err != nil {
				return err
			}
			p.took = append(p.took, float64(time.Since(start).Microseconds())/1000)
		}
	}
	return nil
}

// run runs p once, with its output thrown away or kept.
func (p *program) run(w *world, keep bool) ([]byte, error) {
	name := os.DevNull
	if keep {
		name = filepath.Join(w.dir, "out")
	}
	out, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	path := filepath.Join(w.bin, p.name)
	child, err := os.StartProcess(path, append([]string{path}, p.args...), &os.ProcAttr{
		Dir: w.dir, Env: p.env, Files: []*os.File{nil, out, os.Stderr},
	})
	if err != nil {
		return nil, err
	}
	state, err := child.Wait()
	if err == nil && !state.Success() {
		err = fmt.Errorf("%s %s: %v", p.name, strings.Join(p.args, " "), state)
	}
	if err != nil || !keep {
		return nil, err
	}
	return os.ReadFile(name)
}
