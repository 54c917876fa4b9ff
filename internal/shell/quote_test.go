//go:build unix

package shell

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// nasty are values that a quoter may get wrong; a NUL is in none, since neither
// an environment nor an argument can hold one.
func nasty() []string {
	all := make([]byte, 0, 255)
	for c := 1; c < 256; c++ {
		all = append(all, byte(c))
	}
	backwards := slices.Clone(all)
	slices.Reverse(backwards)
	values := []string{
		"", " ", "  two  blanks  ", "plain", "a b", "\t", "a\tb", "\n", "a\nb", "trailing newline\n", "three\n\n\n", "\nleading",
		"\r", "\r\n", "\v\f\b\a",
		// quotes
		"'", "''", `"`, `""`, "`", "``", `'"'`, `"'"`, `'\''`, `' ' '`, `"' ' '"`, `'''''`, `"""""`, `' '' ' ''' '`, `$'a'`, `$"a"`, `'"'"'"'`, "don't", "can''t",
		// what runs
		"$(touch owned)", "`touch owned`", "$((1+1))", "$[1+1]", "${HOME}", "$HOME", "$", "$$", "$?", "$!", "$'", "$(", "${", "${x:-$(touch owned)}",
		"(touch owned)", "<(touch owned)", ">(touch owned)", "=(touch owned)", "; touch owned", "&& touch owned", "| touch owned", "\ntouch owned\n",
		"a & b", "x;y", "{a,b}", "{1..3}", "()", "(", ")", "{", "}", "begin", "end", "[", "]", "[[", "]]", "if", "then", "fi", "EOF", "<<EOF\nx\nEOF",
		"<owned", ">owned", ">|owned", "2>&1", "1>owned",
		// escapes
		`\`, `\\`, `\\\`, `a\`, `\n`, `\t`, `\0`, `\000`, `\x41`, `\u0041`, `\U00000041`, `\c`, `\ca`, `\e[31m`, `\'`, `\"`, `\$x`, "\\\n", "a\\\nb", "a\\\n", `%`, `%s`, `%n`, `%d%d%d`, `%%`, `%1v`, `%F{red}`, `%{x%}`,
		// expansions
		"*", "?", "[a-z]", "**/*", "a*", "~", "~root", "~/x", "~+", "x=~", "x:~", "=ls", "^a^b", "!", "!!", "!x", "!-1", "a!b", "!$", "^", "^x^y^", "#", "#x", "a#b", "a #b", "# azenv:end", "\n# azenv:end\n",
		"-", "--", "-n", "-e", "-x", "-gx", "-h", "--help", "-a", "!=", "=", "==", "-eq", "a=b", "=a", "1", "0", "-1", "1:2", "a:b", "+", "+x", "@", ",", ".", "..", "/", "/*", "%1", "&", "&&", "|", "||", "^^",
		// what a terminal obeys
		"\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;https://contoso.example\x1b\\link", "\x1bP\x1b\\", "\x9b31m", "\u009b31m", "\u0085", "\x7f", "a\x7fb", "\x01", "\x01\x01", "\x01\x7f", "\x7f\x01\x7f", "\x02\x03\x04",
		"\u202eright to left\u202c", "\u2066x\u2069", "\u200b", "\u200d", "\ufeff", "\u2028", "\u2029", "\u00a0", "\u00ad",
		// text of all kinds, and what is none
		"Größe", "naïve", "日本語", "한국어", "中文订阅", "العربية", "עברית", "😀", "👩‍👩‍👧", "e\u0301", "\u0301", strings.Repeat("e\u0301\u0302", 40), "Ⅷ", "ﬀ", "İ", "ß",
		"\x80", "\xbf", "\xc0", "\xff", "\xfe\xff", "\xc3", "\xc3(", "(\xc3", "\xe2\x82", "\xe2\x82x", "a\x80b", "\xf0\x9f\x98", "\xc0\x80", "\xc0\xaf", "\xed\xa0\x80", "\xed\xb0\x80\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80",
		"\x83", "\x84\x85\x86", "\x83\x20", "\xc3\x83", "\u0083", "'\x80'", "\x80'", "\\\x80", "\x80\\", "\xff\n\xff",
		// what fish keeps for itself
		"\uf600", "\uf641", "\uf6ff", "\uf700", "\ue000", "\uf8ff", "\ufdd0", "\ufdd5", "\ufdef", "\uffff", "\ufffd", "\U0010ffff", "\U000f0000",
		string(all), string(backwards),
	}
	for _, c := range all {
		values = append(values, string([]byte{c}))
	}
	// pairs of what is special, and noise: the same in every run
	const special = "'\"\\$`!\n\t ~*\x01\x7f\x80\xc3\xa9%-"
	for i := range len(special) {
		for k := range len(special) {
			values = append(values, string([]byte{special[i], special[k]}))
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		noise := make([]byte, 1+random.IntN(60))
		for i := range noise {
			noise[i] = byte(1 + random.IntN(255))
		}
		values = append(values, string(noise))
	}
	return values
}

// long are values as long as one variable can hold.
func long() []string {
	return []string{strings.Repeat("x", 100_000), strings.Repeat("' ", 50_000), strings.Repeat("é\n日", 15_000), strings.Repeat("\\", 30_001)}
}

// valuesFor are all values, without the long ones where odd options would only
// make them slow again.
func valuesFor(options string) [][]string {
	if options == "" {
		return batches(append(nasty(), long()...))
	}
	return batches(nasty())
}

// batches cuts values so that each fits one process.
func batches(values []string) [][]string {
	var all [][]string
	size := 0
	for i, v := range values {
		if i == 0 || len(all[len(all)-1]) == 200 || size+len(v) > 500_000 {
			all, size = append(all, nil), 0
		}
		size += len(v)
		last := &all[len(all)-1]
		*last = append(*last, v)
	}
	return all
}

// hostile are options of each shell under which quoting must hold as well.
var hostile = map[string][]string{
	"bash": {
		"", "set -u", "shopt -s extglob nocasematch", "set -o posix", "set -o history -o histexpand", "set -f",
		"set -uH; shopt -s extglob nocasematch nullglob globstar dotglob expand_aliases",
	},
	"fish": {""},
	"zsh": {
		"", "setopt rc_quotes", "setopt csh_junkie_quotes", "setopt extended_glob", "setopt glob_subst", "setopt sh_word_split",
		"setopt no_interactive_comments", "setopt ksh_arrays", "setopt magic_equal_subst", "setopt no_multibyte", "setopt ignore_braces", "setopt bang_hist csh_junkie_history",
		"setopt rc_quotes csh_junkie_quotes extended_glob glob_subst sh_word_split no_interactive_comments ksh_arrays magic_equal_subst no_unset null_glob rc_expand_param posix_strings",
		"emulate sh", "emulate ksh",
	},
}

// stop divides the words from the environment in what a shell prints.
const stop = "\x1estop\x1e"

// name is the variable of the i-th value of a batch.
func name(i int) string { return fmt.Sprintf("V%03d", i) }

// roundTrip returns values as the shell has them: as the words of a command, and
// exported, as a program it starts has them.
func roundTrip(t testing.TB, s *Shell, lang, options string, values []string) (words, exported []string, err error) {
	t.Helper()
	var b strings.Builder
	for i, v := range values {
		fmt.Fprintf(&b, s.export+"\n", name(i), s.quote(v))
	}
	b.WriteString("printf '%s\\0'")
	for _, v := range values {
		b.WriteString(" " + s.quote(v))
	}
	fmt.Fprintf(&b, "\nprintf '%%s\\0' %s\n", s.quote(stop))
	r := run(t, s, lang, options+"\n"+evalFile(s, "code")+"command env -0\n", map[string]string{"code": b.String()})
	items := r.items()
	at := slices.Index(items, stop)
	if r.status != 0 || r.stderr != "" || at != len(values) {
		return nil, nil, fmt.Errorf("status %d, %d words, standard error %s", r.status, at, short(r.stderr))
	}
	env := environment(items[at+1:])
	for i := range values {
		v, ok := env[name(i)]
		if !ok {
			v = "(unset)"
		}
		exported = append(exported, v)
	}
	return items[:at], exported, nil
}

func testQuote(t *testing.T, s *Shell) {
	need(t, s)
	for _, lang := range locales {
		for _, options := range hostile[s.Name] {
			t.Run(lang+" "+options, func(t *testing.T) {
				t.Parallel()
				for _, values := range valuesFor(options) {
					words, exported, err := roundTrip(t, s, lang, options, values)
					if err != nil {
						t.Fatalf("batch from %s: %v", short(values[0]), err)
					}
					for i, v := range values {
						if words[i] != v || exported[i] != v {
							t.Errorf("%s as %s\n word     %s\n exported %s", short(v), short(s.quote(v)), short(words[i]), short(exported[i]))
						}
					}
				}
			})
		}
	}
}

func TestQuote_bash(t *testing.T) { testQuote(t, bash) }
func TestQuote_fish(t *testing.T) { testQuote(t, fish) }
func TestQuote_zsh(t *testing.T)  { testQuote(t, zsh) }

// fuzzQuote gives each value to a process of its own.
func fuzzQuote(f *testing.F, s *Shell) {
	need(f, s)
	for i, v := range nasty() {
		if i%7 == 0 { // TestQuote has them all
			f.Add([]byte(v), i%2 == 0)
		}
	}
	f.Fuzz(func(t *testing.T, value []byte, utf8 bool) {
		v := strings.ReplaceAll(string(value), "\x00", "")
		if len(v) > 100_000 {
			return // more than one variable can hold
		}
		lang := locales[0]
		if utf8 {
			lang = locales[1]
		}
		checkSafe(t, s, v)
		words, exported, err := roundTrip(t, s, lang, "", []string{v})
		if err != nil || words[0] != v || exported[0] != v {
			t.Errorf("%q as %q: word %q, exported %q, %v", v, s.quote(v), words, exported, err)
		}
	})
}

func FuzzQuoteBash(f *testing.F) { fuzzQuote(f, bash) }
func FuzzQuoteFish(f *testing.F) { fuzzQuote(f, fish) }
func FuzzQuoteZsh(f *testing.F)  { fuzzQuote(f, zsh) }

// checkSafe holds that code with v in it can be shown on a terminal, which is
// where `azenv hook` without eval goes. In fish text above ASCII stays as it is.
func checkSafe(t *testing.T, s *Shell, v string) {
	t.Helper()
	q := s.quote(v)
	for i := range len(q) {
		if c := q[i]; c < ' ' || c == 0x7f || c > 0x7f && s != fish {
			t.Errorf("%s quotes %s as %s, with the byte %#02x as it is", s.Name, short(v), short(q), c)
			return
		}
	}
}

func TestQuote_isSafeToShow(t *testing.T) {
	for _, s := range all {
		for _, v := range append(nasty(), long()...) {
			checkSafe(t, s, v)
		}
	}
}

func TestQuote_leavesPlainWordsAlone(t *testing.T) {
	for _, s := range real { // PowerShell takes some of them for more than words
		for _, v := range []string{"dev", "AzureCloud", "33333333-aaaa-4bbb-8ccc-000000000001", "https://login.microsoftonline.us/", "ops@contoso.example", "1:abc_-+,"} {
			if got := s.quote(v); got != v {
				t.Errorf("%s: %q becomes %q", s.Name, v, got)
			}
		}
		if got := s.quote(""); got == "" {
			t.Errorf("%s: the empty text becomes no word at all", s.Name)
		}
	}
}
