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

// What azenv notes of a derivation lies beside the folder, in two files: what tells
// that nothing changed since, which each prompt's export reads, and what the next
// derivation compares with. Both can be lost: then all is derived again.
const (
	derivedName  = "derived.json"
	writtenName  = "written.json"
	lockName     = "lock"
	notesVersion = 1
	notesLimit   = 2 * (profileLimit + 2*iniLimit)
)

// derived says that the folder is as the last derivation left it while print is that
// of what it read.
type derived struct {
	Version int `json:"version"`
	// Print is of the sizes, times and inodes of all that was read.
	Print string `json:"print"`
	// Watched is of the text a prompt compares: two changes within one tick of a file
	// system's clock may have one print.
	Watched   string `json:"watched"`
	SignedOut bool   `json:"signedOut,omitempty"`
}

// written is what the last derivation was made of.
type written struct {
	Version int `json:"version"`
	// Profile is azureProfile.json as azenv last wrote it.
	Profile json.RawMessage `json:"profile,omitempty"`
	// Base are the IDs that base listed of the account.
	Base []string `json:"base,omitempty"`
	// Config and Clouds are base's files.
	Config string `json:"config,omitempty"`
	Clouds string `json:"clouds,omitempty"`
	// Index is of base's command index when it was copied.
	Index string `json:"index,omitempty"`
	// SignedOut says that az's empty list was left as it was, so that any list in its
	// place is az's.
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

// watched is that file with its text.
func (f *Folder) watched(data []byte) []Watched {
	end := min(len(data), WatchLimit)
	for end > 0 && end < len(data) && !utf8.RuneStart(data[end]) {
		end--
	}
	return []Watched{{Path: f.inside(f.watchedName()), Text: string(data[:end]), More: end < len(data)}}
}

// fresh returns what the last derivation found, if nothing changed since.
func (f *Folder) fresh() (Entered, bool) {
	var d derived
	if !readNotes(f.beside(derivedName), &d) || d.Version != notesVersion || d.Print != f.print() {
		return Entered{}, false
	}
	data, _, err := readFile(f.inside(f.watchedName()), profileLimit, true)
	if err != nil || d.Watched != hash(data) {
		return Entered{}, false
	}
	return Entered{Watch: f.watched(data), SignedOut: d.SignedOut}, true
}

// print is of all that a derivation depends on: the context, and the files it reads.
func (f *Folder) print() string {
	c := &f.Context
	said, _ := json.Marshal([]any{notesVersion, f.All, f.Base, c.Account, c.Tenant, c.Subscription, c.Cloud})
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
	// What its owner may do changes nothing about what is in it.
	return fmt.Sprintf("\n%v %x %x %x", fi.Mode()&^0o700, fi.Size(), fi.ModTime().UnixNano(), inode(fi))
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// readNotes says whether the file at path could be read into v.
func readNotes(path string, v any) bool {
	data, _, err := readFile(path, notesLimit, true)
	return err == nil && json.Unmarshal(data, v) == nil
}

// writeNotes replaces the file at path, unless it says so already.
func writeNotes(path string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	data = append(data, '\n')
	if now, _, err := readFile(path, notesLimit, true); err == nil && string(now) == string(data) {
		return nil
	}
	return home.ReplaceOwn(path, data, false)
}
