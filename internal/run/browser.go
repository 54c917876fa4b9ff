package run

import (
	"errors"
	"os/exec"
	"runtime"
)

// openers are the programs that show a web page, by system. The first one that exists is
// used. It gets the address as its last argument.
var openers = map[string][][]string{
	"darwin":  {{"open"}},
	"windows": {{"rundll32", "url.dll,FileProtocolHandler"}},
	"":        {{"xdg-open"}, {"x-www-browser"}, {"www-browser"}, {"wslview"}},
}

// Browser shows a web page, and does not wait for it. The output of the program that shows
// it is dropped, since standard output is for the command's answer.
func Browser(url string) error {
	argv := opener()
	if argv == nil {
		return errors.New("no program that shows web pages is in PATH")
	}
	cmd := exec.Command(argv[0], append(argv[1:len(argv):len(argv)], url)...)
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait()
	return nil
}

// HasBrowser says whether Browser has a program to start.
func HasBrowser() bool { return opener() != nil }

func opener() []string {
	of, known := openers[runtime.GOOS]
	if !known {
		of = openers[""]
	}
	for _, argv := range of {
		if _, err := exec.LookPath(argv[0]); err == nil {
			return argv
		}
	}
	return nil
}
