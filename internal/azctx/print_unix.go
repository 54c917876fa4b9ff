//go:build unix

package azctx

import (
	"fmt"
	"os"
	"syscall"
)

// filePrint tells one state of a file from another without reading it: by device,
// inode, size, time of change and time of modification. Nobody can set the time of
// change, so it tells even a file that was restored with its old times.
func filePrint(fi os.FileInfo) string {
	var dev, ino uint64
	var sec, nsec int64
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		dev, ino = uint64(st.Dev), uint64(st.Ino)
		sec, nsec = changed(st)
	}
	return fmt.Sprintf("%x.%x.%x.%x.%x.%x", dev, ino, fi.Size(), sec, nsec, fi.ModTime().UnixNano())
}
