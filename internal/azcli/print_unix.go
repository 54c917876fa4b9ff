//go:build unix

package azcli

import (
	"os"
	"syscall"
)

// inode tells a file from another one that was given its name later.
func inode(fi os.FileInfo) uint64 {
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Ino)
	}
	return 0
}
