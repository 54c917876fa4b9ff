//go:build !windows

package term

import "os"

func enableStyle(*os.File) {}
