package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// prompt is the goal of every command among many contexts, in milliseconds: what is not
// felt as waiting.
const prompt = 100

// bulk measures commands from start to end in a home with many contexts, against a
// program that does nothing, and the most memory each takes.
func (w *world) bulk(e effort) ([]row, error) {
	file := filepath.Join(".azure", "azureProfile.json")
	one := fmt.Sprintf("bench-%05d", e.many/2)
	subscription := fmt.Sprintf("33333333-aaaa-4bbb-8ccc-%012d", e.many/3)
	times := 0
	all := []*program{
		{name: "hello", env: w.env(w.small), says: "hello"},
		{what: "import", args: []string{"import", "--no-use", filepath.Join(w.fresh.dir, file)}, env: w.env(w.fresh),
			says: fmt.Sprintf("%d of them new", e.many), before: func(*program) error { return w.fresh.forget() }},
		{what: "import, nothing new", args: []string{"import", "--no-use", filepath.Join(w.large.dir, file)}, says: " 0 of them new"},
		{what: "list -o table", args: []string{"list", "-o", "table"}, says: one},
		{what: "list -o json", args: []string{"list", "-o", "json"}, says: one},
		{what: "list -o name", args: []string{"list", "-o", "name"}, says: one},
		{what: "show NAME", args: []string{"show", one}, says: one},
		{what: "set NAME", before: func(p *program) error { // something else each time
			times++
			p.args = []string{"set", "changed", "--subscription", subscription, "--group", fmt.Sprintf("group-%d", times)}
			return nil
		}, says: "no azenv hook"},
		{what: "completion of a NAME", args: []string{"__complete", "use", one[:len(one)-1]}, says: one},
	}
	for _, p := range all[1:] {
		p.name = "azenv"
		if p.env == nil {
			p.env = w.env(w.large)
		}
	}
	if err := w.race(all, e.bulk); err != nil {
		return nil, err
	}
	rows := make([]row, 0, len(all)-1)
	for _, p := range all[1:] {
		r := row{what: fmt.Sprintf("%s, of %d contexts", p.what, e.many), other: "hello world in Go", goal: fmt.Sprintf("<= %d ms", prompt)}
		r.times(p, all[0])
		r.ok = p.took.median() <= prompt
		rows = append(rows, r)
	}
	return rows, nil
}

// forget removes what azenv keeps in h.
func (h home) forget() error {
	for _, dir := range []string{".config", ".local"} {
		if err := os.RemoveAll(filepath.Join(h.dir, dir)); err != nil {
			return err
		}
	}
	return nil
}
