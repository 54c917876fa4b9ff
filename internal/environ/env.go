// Package environ owns what a context means to the environment: which variables
// it sets and hides, what they were before, and the changes that lead from one
// state to the next. It is pure: no files, no clock, no process. It must not know
// shells.
package environ

import (
	"maps"
	"runtime"
	"slices"
	"strings"
)

// Env is an environment.
type Env map[string]string

// FromList reads an environment as the system gives it, NAME=value. If a name comes
// twice, its first value counts, as in the shells.
func FromList(list []string) Env { return fromList(list, runtime.GOOS == "windows") }

// fromList is FromList. With fold, names that differ only in upper and lower case are
// the same, as on Windows.
func fromList(list []string, fold bool) Env {
	e := make(Env, len(list))
	for _, kv := range list {
		name, value, ok := strings.Cut(kv, "=")
		if fold {
			name = strings.ToUpper(name)
		}
		if _, twice := e[name]; ok && name != "" && !twice {
			e[name] = value
		}
	}
	return e
}

// List returns e as the system takes it, sorted by name.
func (e Env) List() []string {
	list := make([]string, 0, len(e))
	for _, name := range slices.Sorted(maps.Keys(e)) {
		list = append(list, name+"="+e[name])
	}
	return list
}

// Get returns the value of name, empty for an unset one.
func (e Env) Get(name string) string { return e[name] }

// lookup returns the value of name, nil for an unset one.
func (e Env) lookup(name string) *string {
	if v, ok := e[name]; ok {
		return &v
	}
	return nil
}

// isName says whether a shell can set and unset the variable.
func isName(s string) bool {
	if s == "" || s[0] >= '0' && s[0] <= '9' {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}
