package azcli

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
)

// mergeINI returns base with the changes that were made inside. was is the base from which
// inside was last derived. A key was changed if its value differs between was and inside,
// or if only one of them has it.
func mergeINI(base, was, inside *iniFile) *iniFile {
	merged, old, now := base.clone(), was.values(), inside.values()
	keys := maps.Clone(old)
	maps.Copy(keys, now)
	for _, k := range slices.SortedFunc(maps.Keys(keys), iniKey.compare) {
		before, had := old[k]
		value, has := now[k]
		switch {
		case has && (!had || value != before):
			merged.set(k, value)
		case had && !has:
			merged.remove(k)
		}
	}
	return merged
}

func (k iniKey) compare(o iniKey) int {
	return cmp.Or(cmp.Compare(k.section, o.section), cmp.Compare(k.key, o.key))
}

// literal is text as a value in which configparser finds no references to other values.
func literal(text string) string { return strings.ReplaceAll(text, "%", "%%") }

// encodeINI returns f as text. It fails if az would read that text as something else than
// f, as some characters in names and values could cause.
func encodeINI(f *iniFile) ([]byte, error) {
	data := f.bytes()
	back, err := parseINI(data)
	if err != nil {
		return nil, err
	}
	if !maps.Equal(back.values(), f.values()) {
		return nil, errors.New("a name in it is not one that az can read back")
	}
	return data, nil
}

// sameINI says whether two files mean the same to az.
func sameINI(a, b *iniFile) bool { return maps.Equal(a.values(), b.values()) }
