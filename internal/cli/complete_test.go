package cli

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// What completes a word is written beside the command: no kind is misspelt, and no
// flag's value is forgotten.
func TestTable_saysWhatCompletesAWord(t *testing.T) {
	table := newApp(strings.NewReader(""), io.Discard, io.Discard, []string{"HOME=" + t.TempDir()}).table()
	known := func(where, usage string) {
		if kinds[usage] == nil && strings.ToUpper(usage) == usage && usage != "-" {
			t.Errorf("%s: %q is no kind of word", where, usage)
		}
	}
	used := map[string]bool{}
	for _, cmd := range table.Commands {
		for _, usage := range strings.Fields(cmd.ArgsUsage) {
			usage = strings.TrimSuffix(usage, "…")
			known(cmd.Name, usage)
			used[usage] = true
		}
		for name, f := range valued(cmd) {
			known(cmd.Name+" --"+name, usageOf(f))
			used[usageOf(f)] = true
		}
	}
	for kind := range kinds {
		if !used[kind] {
			t.Errorf("%s completes nothing", kind)
		}
	}
}

// Whatever stands on the line, completion ends well and says nothing but candidates.
func FuzzComplete(f *testing.F) {
	env := []string{"HOME=" + f.TempDir()}
	for _, line := range []string{
		"", "us", "use\n", "use\n-", "use\n--scope=", "use\n--=", "use\n=", "use\n--scope\n", "exec\na\n--\n", "exec\n--dir=\n\n", "exec\n--\n--\n",
		"help\n", "__complete\n", "\n\n\n", "-\n", "--version\n", "use\n\xff\x00", "save\nf\n--\n--\n", "list\n-o=\n", "use\n--help\n-h",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		var out, errOut bytes.Buffer
		args := append([]string{"azenv", "__complete"}, strings.Split(line, "\n")...)
		if code := Main(args, strings.NewReader(""), &out, &errOut, env); code != 0 || errOut.Len() > 0 {
			t.Errorf("%q: exit %d, standard error %q", args, code, errOut.String())
		}
		for _, l := range strings.SplitAfter(out.String(), "\n") {
			if l != "" && (!strings.HasSuffix(l, "\n") || l == "\n") {
				t.Errorf("%q: the line %q", args, l)
			}
		}
	})
}
