package term

import (
	"os"

	"golang.org/x/sys/windows"
)

// enableStyle turns escape sequences on. Every console of Windows 10 and later
// knows them, but they are off at first:
// https://learn.microsoft.com/windows/console/console-virtual-terminal-sequences
func enableStyle(f *os.File) {
	h := windows.Handle(f.Fd())
	var mode uint32
	if windows.GetConsoleMode(h, &mode) != nil {
		return
	}
	// A console that refuses shows sequences as text. Nothing can be done about it.
	_ = windows.SetConsoleMode(h, mode|windows.ENABLE_PROCESSED_OUTPUT|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING)
}
