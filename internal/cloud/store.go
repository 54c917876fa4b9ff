package cloud

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/azenv/azenv/internal/home"
)

// version is the form of the file that this package reads and writes.
const version = 1

// limit is the most bytes that the file may have.
const limit = 1 << 20

// lockWait is how long a writer waits for another one.
const lockWait = 10 * time.Second

// Store is the file with the clouds that the user added, beside the profile.
type Store struct {
	Dirs home.Dirs
}

// file is the form of that file.
type file struct {
	Version int     `json:"version"`
	Clouds  []Cloud `json:"clouds"`
}

// UnknownError says that there is no cloud of that name.
type UnknownError struct{ Name string }

func (e *UnknownError) Error() string {
	return fmt.Sprintf("cloud %q: not one that azenv knows", printable(e.Name))
}

// Hint is what to type about it.
func (e *UnknownError) Hint() string { return "azenv cloud list, or azenv cloud add NAME" }

// printable is text from outside, made one line without control characters.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '_'
		}
		return r
	}, s[:min(len(s), 200)])
}

// All returns all clouds, sorted by name.
func (s Store) All() ([]Cloud, error) {
	own, err := s.own()
	all := append(Builtin(), own...)
	slices.SortFunc(all, func(a, b Cloud) int { return strings.Compare(a.Name, b.Name) })
	return all, err
}

// Find returns the cloud of that name, in any case, or an *UnknownError. It reads no file
// for a built-in cloud.
func (s Store) Find(name string) (Cloud, error) {
	if c, ok := find(builtin, name); ok {
		return c, nil
	}
	own, err := s.own()
	if err != nil {
		return Cloud{}, err
	}
	if c, ok := find(own, name); ok {
		return c, nil
	}
	return Cloud{}, &UnknownError{name}
}

// own are the clouds that the user has added.
func (s Store) own() ([]Cloud, error) {
	if s.Dirs.Config == "" {
		return nil, nil
	}
	if err := home.Mine(s.Dirs.Config); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	path := s.Dirs.Clouds()
	data, _, err := home.ReadSmall(path, limit)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	clouds, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return clouds, nil
}

// parse reads the file. It checks each cloud as Add does, since anybody may have written
// the file.
func parse(data []byte) ([]Cloud, error) {
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, errors.New("not JSON as azenv writes it")
	}
	switch {
	case f.Version > version:
		return nil, fmt.Errorf("format %d is newer than this azenv, which knows %d", f.Version, version)
	case f.Version < 1:
		return nil, errors.New("not a list of clouds: no version")
	}
	clouds := make([]Cloud, 0, len(f.Clouds))
	for _, c := range f.Clouds {
		c, err := c.tidy()
		switch {
		case err != nil:
			return nil, fmt.Errorf("cloud %q: %w", printable(c.Name), err)
		case IsBuiltin(c.Name):
			return nil, fmt.Errorf("cloud %q: built in", c.Name)
		}
		if _, twice := find(clouds, c.Name); twice {
			return nil, fmt.Errorf("cloud %q: there twice", c.Name)
		}
		if err := c.clash(clouds); err != nil {
			return nil, err
		}
		clouds = append(clouds, c)
	}
	return clouds, nil
}

// Check returns c as Add would keep it, or an error that says why it cannot be added. known
// says that exactly this cloud is there already.
func (s Store) Check(c Cloud) (tidied Cloud, known bool, err error) {
	if c, err = c.tidy(); err != nil {
		return c, false, err
	}
	if IsBuiltin(c.Name) {
		return c, false, fmt.Errorf("cloud %q: built in", c.Name)
	}
	own, err := s.own()
	if err != nil {
		return c, false, err
	}
	if old, there := find(own, c.Name); there {
		if old == c {
			return c, true, nil
		}
		return c, false, &TakenError{old.Name}
	}
	return c, false, c.clash(own)
}

// TakenError says that another cloud has that name already.
type TakenError struct{ Name string }

func (e *TakenError) Error() string { return fmt.Sprintf("cloud %q: there, and another one", e.Name) }

// Hint is what to type about it.
func (e *TakenError) Hint() string { return "azenv cloud remove " + e.Name + ", then add it" }

// Add adds a cloud to the file.
func (s Store) Add(c Cloud) error {
	return s.update(func(own []Cloud) ([]Cloud, error) {
		c, known, err := s.Check(c)
		if err != nil || known {
			return own, err
		}
		return append(own, c), nil
	})
}

// Remove removes the cloud of that name from the file.
func (s Store) Remove(name string) error {
	if IsBuiltin(name) {
		return fmt.Errorf("cloud %q: built in", name)
	}
	return s.update(func(own []Cloud) ([]Cloud, error) {
		if _, there := find(own, name); !there {
			return nil, &UnknownError{name}
		}
		return slices.DeleteFunc(own, func(c Cloud) bool { return strings.EqualFold(c.Name, name) }), nil
	})
}

// update changes the file, under a lock.
func (s Store) update(fn func([]Cloud) ([]Cloud, error)) error {
	for _, dir := range []string{s.Dirs.Config, s.Dirs.State} {
		if err := home.Make(dir); err != nil {
			return err
		}
	}
	unlock, err := home.Lock(s.Dirs.Clouds()+".lock", lockWait)
	if err != nil {
		return err
	}
	defer unlock()
	own, err := s.own()
	if err != nil {
		return err
	}
	if own, err = fn(own); err != nil {
		return err
	}
	data, err := json.MarshalIndent(file{version, own}, "", "  ")
	if err != nil {
		return err
	}
	return home.Replace(s.Dirs.Clouds(), append(data, '\n'), true)
}
