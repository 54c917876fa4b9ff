package azcli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/azenv/azenv/internal/home"
)

// azenv keeps two records of a derivation beside the folder. derived.json tells whether
// anything has changed since; every export for a prompt reads it. written.json is what the
// next derivation compares with. If they are lost, the folder is derived again.
const (
	derivedName   = "derived.json"
	writtenName   = "written.json"
	lockName      = "lock"
	recordVersion = 1
	recordLimit   = 2 * (profileLimit + 2*iniLimit)
)

// derived is the record that tells whether the folder is still up to date: it is, if the
// files that the derivation read still have the same Print.
type derived struct {
	Version int `json:"version"`
	// Print is a hash of the sizes, times and inodes of all files that were read.
	Print string `json:"print"`
	// Watched is a hash of the text that a prompt compares. Print alone could miss a change:
	// two of them within one tick of a file system's clock have the same.
	Watched   string `json:"watched"`
	SignedOut bool   `json:"signedOut,omitempty"`
}

// written is the record of what the last derivation used and wrote.
type written struct {
	Version int `json:"version"`
	// Profile is azureProfile.json as azenv last wrote it.
	Profile json.RawMessage `json:"profile,omitempty"`
	// Base are the IDs of the account's subscriptions that base listed.
	Base []string `json:"base,omitempty"`
	// Config and Clouds are the texts of base's files.
	Config string `json:"config,omitempty"`
	Clouds string `json:"clouds,omitempty"`
	// Index is a hash of base's command index when it was copied.
	Index string `json:"index,omitempty"`
	// SignedOut says that azenv left az's empty list as it was. If there is another list
	// later, az has made it.
	SignedOut bool `json:"signedOut,omitempty"`
}

// beside is a path next to the folder.
func (f *Folder) beside(name string) string { return filepath.Join(filepath.Dir(f.Path), name) }

// inside is a path in the folder.
func (f *Folder) inside(name string) string { return filepath.Join(f.Path, name) }

// watchedName is the file that prompts compare.
func (f *Folder) watchedName() string {
	if f.All {
		return cloudsName
	}
	return ProfileName
}

// watched is that file, with the start of data as its text.
func (f *Folder) watched(data []byte) []Watched {
	end := min(len(data), WatchLimit)
	for end > 0 && end < len(data) && !utf8.RuneStart(data[end]) {
		end--
	}
	return []Watched{{Path: f.inside(f.watchedName()), Text: string(data[:end]), More: end < len(data)}}
}

// fresh returns what the last derivation found, if nothing has changed since then.
func (f *Folder) fresh() (Entered, bool) {
	var d derived
	if !readRecord(f.beside(derivedName), &d) || d.Version != recordVersion || d.Print != f.print() {
		return Entered{}, false
	}
	data, _, err := readFile(f.inside(f.watchedName()), profileLimit, true)
	if err != nil || d.Watched != hash(data) {
		return Entered{}, false
	}
	return Entered{Watch: f.watched(data), SignedOut: d.SignedOut}, true
}

// print is a hash of all that a derivation depends on: the context, and the sizes, times
// and inodes of the files that it reads.
func (f *Folder) print() string {
	c := &f.Context
	said, _ := json.Marshal([]any{recordVersion, f.All, f.Base, c.Account, c.Tenant, c.Subscription, c.Cloud})
	var b strings.Builder
	b.Write(said)
	for _, name := range []string{ProfileName, configName, cloudsName, indexName} {
		b.WriteString(filePrint(os.Stat(filepath.Join(f.Base, name))))
	}
	for _, name := range append([]string{ProfileName, configName, cloudsName}, tokenNames...) {
		b.WriteString(filePrint(os.Lstat(f.inside(name))))
	}
	for _, path := range f.Also {
		b.WriteString(filePrint(os.Stat(path)))
	}
	return hash([]byte(b.String()))
}

func filePrint(fi os.FileInfo, err error) string {
	if err != nil {
		return "\n-"
	}
	// The owner's permissions are left out: they do not change the contents.
	return fmt.Sprintf("\n%v %x %x %x", fi.Mode()&^0o700, fi.Size(), fi.ModTime().UnixNano(), inode(fi))
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// readRecord says whether the record at path could be read into v.
func readRecord(path string, v any) bool {
	data, _, err := readFile(path, recordLimit, true)
	return err == nil && json.Unmarshal(data, v) == nil
}

// writeRecord replaces the record at path, unless it has that text already.
func writeRecord(path string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	data = append(data, '\n')
	if now, _, err := readFile(path, recordLimit, true); err == nil && string(now) == string(data) {
		return nil
	}
	return home.ReplaceOwn(path, data, false)
}
