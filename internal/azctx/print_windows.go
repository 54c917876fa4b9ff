package azctx

import (
	"fmt"
	"os"
)

// filePrint tells one state of a file from another without reading it.
func filePrint(fi os.FileInfo) string {
	return fmt.Sprintf("%x.%x", fi.Size(), fi.ModTime().UnixNano())
}
