//go:build unix

package azctx

import (
	"fmt"
	"os"
	"syscall"
)

// filePrint tells one state of a file from another without reading it: device,
// inode, size, time of change and of modification. The time of change cannot be
// set back, so a file restored with its old times still shows.
func filePrint(fi os.FileInfo) string {
	var dev, ino uint64
	var sec, nsec int64
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		dev, ino = uint64(st.Dev), uint64(st.Ino)
		sec, nsec = changed(st)
	}
	return fmt.Sprintf("%x.%x.%x.%x.%x.%x", dev, ino, fi.Size(), sec, nsec, fi.ModTime().UnixNano())
}
