package main

import (
	"os"
	"path/filepath"
)

// newPlain makes a home whose shells start in a directory that has two below it. In /tmp
// it is 7 levels deep, as /home/you/src/contoso/billing/infra/prod is, and so many
// directories have to be looked at from there.
func (w *world) newPlain(name string) (home, error) {
	h, err := w.newHome(name, few)
	if err != nil {
		return h, err
	}
	h.work = filepath.Join(h.dir, "src", "contoso", "billing", "prod")
	for _, dir := range []string{"one", "two"} {
		if err := os.MkdirAll(filepath.Join(h.work, dir), 0o700); err != nil {
			return h, err
		}
	}
	return h, nil
}

// newProject makes a plain home whose shells choose nothing: where they start there is an
// .azcontext and an .envrc of the same meaning, both allowed.
func (w *world) newProject() (home, error) {
	h, err := w.newPlain("project")
	if err != nil {
		return h, err
	}
	if _, err := w.output(h, "azenv", "pin", h.context); err != nil {
		return h, err
	}
	err = w.envrc(h)
	h.context = ""
	return h, err
}
