//go:build unix

package home

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// Guarded returns an error, a *UnfitError where the file is there, if somebody else than
// this user and root may change it, or put another one in its folder in its place. Links
// are followed. This user's own primary group is nobody else, since with umask 002 all
// files are the group's, too; nor is the group to which root gives a folder of its own, as
// Debian's staff.
func Guarded(path string) error {
	for _, p := range []string{path, filepath.Dir(path)} {
		fi, err := os.Stat(p)
		if err != nil {
			return err
		}
		st, ok := fi.Sys().(*syscall.Stat_t)
		if !ok {
			continue
		}
		mode := fi.Mode().Perm()
		group := mode&0o020 != 0 && int(st.Gid) != os.Getegid() && !(st.Uid == 0 && fi.IsDir())
		switch {
		case st.Uid != 0 && int(st.Uid) != os.Geteuid():
			return &UnfitError{path, fmt.Sprintf("user %d may change it", st.Uid), "ls -ld " + Word(p)}
		case mode&0o002 != 0 || group:
			return &UnfitError{path, fmt.Sprintf("others may change it (%s has mode %04o)", p, mode), "chmod go-w " + Word(p)}
		}
	}
	return nil
}
