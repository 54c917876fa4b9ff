package term

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestWriteTable(t *testing.T) {
	tests := []struct {
		name   string
		header []string
		rows   [][]string
		want   string
	}{
		{"nothing", nil, nil, ""},
		{"header only", []string{"NAME", "TENANT"}, nil, "NAME  TENANT\n"},
		{"no header", nil, [][]string{{"a", "b"}}, "a  b\n"},
		{
			"aligned, no blanks at the end",
			[]string{"NAME", "SUBSCRIPTION", "X"},
			[][]string{{"production", "a", "1"}, {"dev", "bc", ""}},
			"NAME        SUBSCRIPTION  X\nproduction  a             1\ndev         bc            -\n",
		},
		{
			"header of a column without a name",
			[]string{"", "NAME", ""},
			[][]string{{"*", "a", "b"}, {"", "c", "d"}},
			"   NAME\n*  a     b\n-  c     d\n",
		},
		{"missing cells", []string{"A", "B"}, [][]string{{"1"}, {}, nil}, "A  B\n1  -\n-  -\n-  -\n"},
		{"more cells than the header", []string{"A"}, [][]string{{"1", "2"}}, "A\n1  2\n"},
		{"blank cells", []string{"A", "B"}, [][]string{{" ", "x  "}, {"y", "\u3000"}}, "A  B\n-  x\ny  -\n"},
		{"unsafe cells", []string{"A\x1b", "B"}, [][]string{{"a\nb", "\x1b[2J"}, {"\t", "\xff"}}, "A?   B\na?b  ?[2J\n?    ?\n"},
		{
			"wide runes and marks",
			[]string{"NAME", "B"},
			[][]string{{"日本語", "1"}, {"e\u0301te\u0301", "2"}, {"🚀", "3"}, {"한", "4"}, {"\u1112\u1161\u11ab", "5"}},
			"NAME    B\n日本語  1\ne\u0301te\u0301     2\n🚀      3\n한      4\n\u1112\u1161\u11ab      5\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteTable(&b, tt.header, tt.rows); err != nil {
				t.Fatal(err)
			}
			if got := b.String(); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestWriteTSV(t *testing.T) {
	tests := []struct {
		name string
		rows [][]string
		want string
	}{
		{"nothing", nil, ""},
		{"cells", [][]string{{"a", "b c"}, {"d", "e"}}, "a\tb c\nd\te\n"},
		{"empty cells", [][]string{{"", "b", ""}, {}}, "\tb\t\n\n"},
		{"unsafe cells", [][]string{{"a\tb\nc", "\x1b[2J\r"}}, "a?b?c\t?[2J?\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteTSV(&b, tt.rows); err != nil {
				t.Fatal(err)
			}
			if got := b.String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWidth(t *testing.T) {
	tests := []struct {
		in   string
		want int
	}{
		{"", 0},
		{"abc", 3},
		{"é", 1},
		{"e\u0301", 1},
		{"\u0300\u0489", 0},
		{"Ж", 1},
		{"日", 2},
		{"\u3000", 2},
		{"\u303f", 1},
		{"Ａ", 2},
		{"ｱ", 1},
		{"￦", 2},
		{"한", 2},
		{"ᄒ", 2},
		{"ᄒ\u1161\u11ab", 2},
		{"か\u3099", 2},
		{"⌚", 2},
		{"❤", 1},
		{"✓", 1},
		{"🚀", 2},
		{"🇨🇭", 2},
		{"🌡", 1},
		{"𠀀", 2},
		{"\U000323af", 2},
		{"…", 1},
	}
	for _, tt := range tests {
		if got := width(tt.in); got != tt.want {
			t.Errorf("%+q: got %d, want %d", tt.in, got, tt.want)
		}
	}
}

// broken is a writer that always fails.
type broken struct{}

var errBroken = errors.New("broken pipe")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestWrite_errorOfTheWriter(t *testing.T) {
	row := []string{strings.Repeat("x", 10)}
	for name, err := range map[string]error{
		"table": WriteTable(broken{}, row, [][]string{row}),
		"tsv":   WriteTSV(broken{}, [][]string{row}),
		"json":  WriteJSON(broken{}, row),
	} {
		if !errors.Is(err, errBroken) {
			t.Errorf("%s: got error %v, want %v", name, err, errBroken)
		}
	}
}
