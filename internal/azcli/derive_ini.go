package azcli

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
)

// readINI is a file inside, as it was read. A file that is missing, empty or cut short has
// an error, and is made again from base.
type readINI struct {
	file *iniFile
	data []byte
	err  error
}

func insideINI(path string) readINI {
	file, data, err := steady(path, iniLimit, true, filledINI)
	return readINI{file, data, err}
}

// cloudKey is the key under which az keeps its current cloud.
var cloudKey = iniKey{"cloud", "name"}

// subscriptionKey is the key under which az keeps the subscription that it has selected in
// the context's cloud.
func (f *Folder) subscriptionKey() iniKey { return iniKey{f.Context.Cloud, "subscription"} }

// config writes az's settings. The cloud is always the context's, even if somebody ran
// az cloud set inside.
func (d *derivation) config() error {
	now, want := insideINI(d.f.inside(configName)), literal(d.f.Context.Cloud)
	merged := d.merge(configName, d.was.Config, &d.next.Config, now)
	if now.err == nil {
		if chose, ok := now.file.values()[cloudKey]; ok && chose != want {
			d.note(fmt.Sprintf("az cloud set in here chose %s: %s is put back", shown(chose), shown(d.f.Context.Cloud)))
		}
	}
	merged.set(cloudKey, want)
	return d.writeINI(configName, &now, merged)
}

// cloudsConfig writes az's clouds. The context's cloud comes first, since prompts compare
// only the start of the file.
func (d *derivation) cloudsConfig() error {
	merged := d.merge(cloudsName, d.was.Clouds, &d.next.Clouds, d.clouds)
	k := d.f.subscriptionKey()
	merged.set(k, literal(ownID(&d.f.Context)))
	for _, option := range slices.Sorted(maps.Keys(d.f.Cloud)) {
		merged.set(iniKey{k.section, option}, literal(d.f.Cloud[option]))
	}
	merged.front(k.section)
	return d.writeINI(cloudsName, &d.clouds, merged)
}

// merge derives a file from base's, and keeps the changes that were made inside. was is
// base's text at the last derivation; it is used again if base's file cannot be used now.
// next becomes the text that was used.
func (d *derivation) merge(name, was string, next *string, now readINI) *iniFile {
	old, err := parseINI([]byte(was))
	if err != nil {
		old, was = &iniFile{}, ""
	}
	*next = was
	path := filepath.Join(d.f.Base, name)
	base, data, err := steady(path, iniLimit, false, filledINI)
	switch {
	case err == nil:
		*next = string(data)
	default:
		base = old
		if !errors.Is(err, errEmpty) {
			d.trouble(path, err)
		}
	}
	if now.err == nil {
		return mergeINI(base, old, now.file)
	}
	if !errors.Is(now.err, fs.ErrNotExist) && !errors.Is(now.err, errEmpty) {
		d.note(fmt.Sprintf("%s: %v; made again", d.f.inside(name), now.err))
	}
	return base.clone()
}

// writeINI replaces a file of the folder, unless it means the same to az as merged.
func (d *derivation) writeINI(name string, now *readINI, merged *iniFile) error {
	if now.err == nil && sameINI(now.file, merged) {
		return d.tighten(name)
	}
	data, err := encodeINI(merged)
	if err != nil {
		return fmt.Errorf("%s: %w", d.f.inside(name), err)
	}
	now.file, now.err = merged, nil
	return d.write(name, &now.data, data)
}
