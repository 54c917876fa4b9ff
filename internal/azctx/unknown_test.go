package azctx

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// newerFile is a profile with a member "x" at every level, which a newer azenv of
// the same format might have added.
func newerFile() string {
	context := func(n int) string {
		return fmt.Sprintf(`{"id":%q,"label":"c%d","x":{"deep":[1,{"y":null}]},
			"account":{"name":"ops","x":"account"}, "tenant":{"id":%q,"x":"tenant"},
			"subscription":{"id":%q,"name":"S%d","x":"subscription"}, "cloud":"AzureCloud",
			"sources":[{"kind":"az","path":"/a","x":"one"},{"kind":"az","path":"/b","x":"two"}]}`,
			ctxID(n), n, guid(0xc0), guid(n), n)
	}
	return fmt.Sprintf(`{"version":1,"x":{"a":[true]},"default":%q,"contexts":[%s,%s,%s]}`,
		ctxID(1), context(1), context(2), context(3))
}

// at walks down v: a number is an element of a list, text a member.
func at(v any, path ...any) any {
	for _, p := range path {
		switch key := p.(type) {
		case int:
			list, _ := v.([]any)
			if key >= len(list) {
				return nil
			}
			v = list[key]
		case string:
			m, _ := v.(map[string]any)
			v = m[key]
		}
	}
	return v
}

func TestUpdate_keepsMembersItDoesNotKnow(t *testing.T) {
	s := newStore(t, nil)
	write(t, s.Dirs.Profile(), newerFile())
	err := s.Update(func(p *Profile) error {
		p.Default = ctxID(3)
		p.Contexts = append(p.Contexts[:1], p.Contexts[2]) // the second is removed, so the third moves up
		p.Contexts[0].Group = "rg"
		c := sample(4)
		c.ID, c.Label = ctxID(4), "c4"
		p.Contexts = append(p.Contexts, c)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var got any
	if err := json.Unmarshal([]byte(read(t, s.Dirs.Profile())), &got); err != nil {
		t.Fatal(err)
	}
	deep := map[string]any{"deep": []any{1.0, map[string]any{"y": nil}}}
	tests := []struct {
		name string
		path []any
		want any
	}{
		{"of the profile", []any{"x"}, map[string]any{"a": []any{true}}},
		{"of a context that changed", []any{"contexts", 0, "x"}, deep},
		{"of a context that moved up", []any{"contexts", 1, "x"}, deep},
		{"of an account", []any{"contexts", 0, "account", "x"}, "account"},
		{"of a tenant", []any{"contexts", 1, "tenant", "x"}, "tenant"},
		{"of a subscription", []any{"contexts", 1, "subscription", "x"}, "subscription"},
		{"of a source", []any{"contexts", 0, "sources", 0, "x"}, "one"},
		{"of another source", []any{"contexts", 1, "sources", 1, "x"}, "two"},
		{"none for a new context", []any{"contexts", 2, "x"}, nil},
		{"and what changed is changed", []any{"contexts", 0, "group"}, "rg"},
		{"the default, too", []any{"default"}, ctxID(3)},
		{"the new context is there", []any{"contexts", 2, "id"}, ctxID(4)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, at(got, tt.path...)); d != "" {
				t.Errorf("%v (-want +got):\n%s", tt.path, d)
			}
		})
	}
}

func TestUpdate_dropsTheDefaultOfANewerFile(t *testing.T) {
	s := newStore(t, nil)
	write(t, s.Dirs.Profile(), newerFile())
	if err := s.Update(func(p *Profile) error { p.Default = ""; return nil }); err != nil {
		t.Fatal(err)
	}
	p, err := s.Load()
	if err != nil {
		t.Fatal(err)
	}
	if p.Default != "" || len(p.Contexts) != 3 {
		t.Errorf("default %q, %d contexts; want none and 3", p.Default, len(p.Contexts))
	}
}

// encoding/json reads members whatever their case, so what was read as the
// default must not stay behind as a member that is not known.
func TestUpdate_dropsADefaultThatWasWrittenInCapitals(t *testing.T) {
	s := newStore(t, nil)
	write(t, s.Dirs.Profile(), fmt.Sprintf(`{"version":1,"Default":%q,"x":1,"contexts":[]}`, ctxID(1)))
	if err := s.Update(func(p *Profile) error { p.Default = ""; return nil }); err != nil {
		t.Fatal(err)
	}
	if p, err := s.Load(); err != nil || p.Default != "" {
		t.Errorf("default %q, error %v; want none", p.Default, err)
	}
}
