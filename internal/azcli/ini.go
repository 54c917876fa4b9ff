package azcli

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// iniLimit is the most bytes of a config or clouds.config that are read.
const iniLimit = 1 << 20

// iniFile is a config or clouds.config, as Python's configparser reads it with its
// defaults. az reads it so (knack: config.py, azure-cli: core/cloud.py). It has sections
// in brackets, `key = value` or `key: value`, keys in any case, whole lines of comment
// after # or ;, and values that go on in lines with a deeper indentation. Section names
// keep their case. Lines are kept, except for their indentation, until a key is set or
// removed.
type iniFile struct {
	head     []string // what stands before the first section
	sections []*iniSection
	named    map[string]*iniSection
}

type iniSection struct {
	name  string
	line  string
	items []iniItem
	at    map[string]int // where a key's item is
	end   int            // after the last of them
}

// iniItem is a key with its value. Without a key it is lines that mean nothing to az.
type iniItem struct {
	key, value string
	lines      []string
}

// parseINI reads data. Its error says at which line az would fail.
func parseINI(data []byte) (*iniFile, error) {
	switch {
	case len(data) > iniLimit:
		return nil, fmt.Errorf("longer than %d bytes", iniLimit)
	case !utf8.Valid(data):
		return nil, errors.New("not UTF-8")
	case slices.Contains(data, 0):
		return nil, errors.New("has NUL bytes")
	}
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	text = strings.TrimSuffix(strings.ReplaceAll(text, "\r", "\n"), "\n")
	p := iniParser{}
	if text == "" {
		return &p.file, nil
	}
	for i, line := range strings.Split(text, "\n") {
		if err := p.line(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	p.endItem()
	return &p.file, nil
}

// iniParser does what RawConfigParser._read does, and holds its state.
type iniParser struct {
	file   iniFile
	at     *iniSection
	inItem bool // the last item may go on
	value  []string
	indent int
	// idle are the lines after the last item. They belong to its value if the value goes on
	// after them; blank says which of them are part of the value then.
	idle  []string
	blank []bool
}

type iniKey struct{ section, key string }

func (p *iniParser) line(line string) error {
	value := strings.TrimFunc(line, pySpace)
	comment := strings.HasPrefix(value, "#") || strings.HasPrefix(value, ";")
	if value == "" || comment {
		switch {
		case p.at == nil:
			p.file.head = append(p.file.head, line)
		case p.inItem:
			p.idle, p.blank = append(p.idle, line), append(p.blank, !comment)
		default:
			p.at.items = append(p.at.items, iniItem{lines: []string{line}})
		}
		return nil
	}
	indent := utf8.RuneCountInString(line[:strings.IndexFunc(line, func(r rune) bool { return !pySpace(r) })])
	if p.inItem && indent > p.indent {
		p.goOn(value)
		return nil
	}
	p.endItem()
	p.indent = indent
	if end := strings.LastIndexByte(value, ']'); value[0] == '[' && end > 1 {
		return p.section(value, value[1:end])
	}
	if p.at == nil {
		return errors.New("no section header before it")
	}
	return p.item(value)
}

// goOn adds a line to the last item's value.
func (p *iniParser) goOn(value string) {
	item := &p.at.items[p.at.end-1]
	for i, idle := range p.idle {
		item.lines = append(item.lines, idle)
		if p.blank[i] {
			p.value = append(p.value, "")
		}
	}
	item.lines = append(item.lines, "\t"+value)
	p.value = append(p.value, value)
	p.idle, p.blank = nil, nil
}

// endItem ends the last item: the lines after it are no part of its value.
func (p *iniParser) endItem() {
	if p.inItem {
		p.at.items[p.at.end-1].value = strings.Join(p.value, "\n")
	}
	for _, line := range p.idle {
		p.at.items = append(p.at.items, iniItem{lines: []string{line}})
	}
	p.idle, p.blank, p.inItem = nil, nil, false
}

func (p *iniParser) section(line, name string) error {
	if s := p.file.named[name]; s != nil {
		if name != "DEFAULT" {
			return errors.New("a section that was there before")
		}
		p.at = s // only this section may be there twice, and its keys are put together
		return nil
	}
	p.at = p.file.add(name, line)
	return nil
}

func (p *iniParser) item(value string) error {
	i := strings.IndexAny(value, "=:")
	if i < 1 {
		return errors.New("neither a section nor a key with a value")
	}
	key := strings.ToLower(strings.TrimRightFunc(value[:i], pySpace))
	if _, ok := p.at.at[key]; ok {
		return errors.New("a key that was there before")
	}
	p.at.items = append(p.at.items, iniItem{key: key, lines: []string{value}})
	p.at.end = len(p.at.items)
	p.at.at[key] = p.at.end - 1
	p.inItem, p.value = true, []string{strings.TrimFunc(value[i+1:], pySpace)}
	return nil
}

// pySpace is str.isspace, which has four separators more than Unicode's white space.
func pySpace(r rune) bool { return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f }

// bytes is the file as text.
func (f *iniFile) bytes() []byte {
	lines := slices.Clone(f.head)
	for _, s := range f.sections {
		lines = append(lines, s.line)
		for _, item := range s.items {
			lines = append(lines, item.lines...)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return []byte(strings.Join(lines, "\n") + "\n")
}

// values are the file's keys and values. The other lines mean nothing to az.
func (f *iniFile) values() map[iniKey]string {
	values := map[iniKey]string{}
	for _, s := range f.sections {
		for _, item := range s.items {
			if item.key != "" {
				values[iniKey{s.name, item.key}] = item.value
			}
		}
	}
	return values
}

// clone is a copy that can be changed.
func (f *iniFile) clone() *iniFile {
	c := &iniFile{head: slices.Clone(f.head)}
	for _, s := range f.sections {
		n := c.add(s.name, s.line)
		n.items, n.at, n.end = slices.Clone(s.items), maps.Clone(s.at), s.end
	}
	return c
}

// add returns a new section at the end.
func (f *iniFile) add(name, line string) *iniSection {
	if f.named == nil {
		f.named = map[string]*iniSection{}
	}
	s := &iniSection{name: name, line: line, at: map[string]int{}}
	f.sections, f.named[name] = append(f.sections, s), s
	return s
}

// set gives k a value. If its section is missing, it is added at the end.
func (f *iniFile) set(k iniKey, value string) {
	item := iniItem{k.key, value, strings.Split(k.key+" = "+strings.ReplaceAll(value, "\n", "\n\t"), "\n")}
	s := f.named[k.section]
	if s == nil {
		s = f.add(k.section, "["+k.section+"]")
		s.items = []iniItem{{lines: []string{""}}}
	}
	if i, ok := s.at[k.key]; ok {
		s.items[i] = item
		return
	}
	s.items = slices.Insert(s.items, s.end, item)
	s.at[k.key] = s.end
	s.end++
}

// remove removes k.
func (f *iniFile) remove(k iniKey) {
	if s := f.named[k.section]; s != nil {
		if i, ok := s.at[k.key]; ok {
			s.items[i] = iniItem{}
			delete(s.at, k.key)
		}
	}
}

// front moves a section before all others.
func (f *iniFile) front(section string) {
	i := slices.IndexFunc(f.sections, func(s *iniSection) bool { return s.name == section })
	if i > 0 {
		s := f.sections[i]
		f.sections = slices.Insert(slices.Delete(f.sections, i, i+1), 0, s)
	}
}
