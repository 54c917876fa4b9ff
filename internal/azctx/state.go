package azctx

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// StateLimit is the most bytes an encoded State has. Linux takes 128 KiB in one
// variable; half of it is left free.
const StateLimit = 64 << 10

// stateVersion is the beginning of an encoded State.
const stateVersion = "1:"

// State is what a shell carries from prompt to prompt and hands to what it starts, in
// AZENV_STATE. It is hostile input: whoever can set a variable can forge it. A forger
// gains nothing, since ids are looked up in the user's own profile, and the earlier values
// are only given back.
type State struct {
	Home             string `json:"home"`             // the profile that the ids belong to, see HomeMark
	Choice           string `json:"choice,omitempty"` // id chosen for this shell, NoContext, or empty
	Held             string `json:"held,omitempty"`   // id of the default as this shell found it
	Name             string `json:"name,omitempty"`   // AZENV_CONTEXT as azenv wrote it, or as it was last honoured
	Active           string `json:"active,omitempty"` // id in force; empty for none and while sealed
	Print            string `json:"print,omitempty"`  // ContentPrint of the context in force, as applied
	Seal             string `json:"seal,omitempty"`   // why the shell is sealed; empty while it is not
	Hint             string `json:"hint,omitempty"`   // what to type about the seal, if that is known
	BlockOnSelection bool   `json:"loose,omitempty"`  // the seal is about the selection: another directory may select well
	Moved            string `json:"moved,omitempty"`  // id of the context that moved, if the shell is sealed for that
	Scope            Scope  `json:"scope,omitempty"`  // of what is in force or sealed
	Dir              Path   `json:"dir,omitempty"`    // the .azcontext that decided, or sealed; empty for none
	File             string `json:"file,omitempty"`   // Nearest.Print of it, as applied
	SteppedBack      bool   `json:"back,omitempty"`   // stepped back from a foreign AZURE_CONFIG_DIR
	Made             bool   `json:"made,omitempty"`   // made by azenv export, in an eval, and not by a hook

	Owner Owner `json:"owner,omitzero"`
	// Keep names the folders, nearest first, of shells with contexts of their own.
	Keep []string `json:"keep,omitempty"`

	// Vars has what azenv set, by name.
	Vars map[string]Saved `json:"vars,omitempty"`
}

// Owner is the shell that made a choice: boot, pid and start time, and a mark of the
// multiplexer's window that it is in. If the owner is init, a multiplexer's server that
// was left to init still has the owner as an ancestor. The mark tells its windows from
// the owner.
type Owner struct {
	Boot  string `json:"boot,omitempty"`
	PID   int    `json:"pid,omitempty"`
	Start string `json:"start,omitempty"`
	Mux   string `json:"mux,omitempty"`
}

// Path is a file's name as the system has it, which may be any bytes. As text it is
// base64.
type Path string

// MarshalText implements encoding.TextMarshaler; its error is always nil.
func (p Path) MarshalText() ([]byte, error) {
	return base64.RawURLEncoding.AppendEncode(nil, []byte(p)), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Path) UnmarshalText(text []byte) error {
	data, err := base64.RawURLEncoding.AppendDecode(nil, text)
	*p = Path(data)
	return err
}

// NoContext is the Choice of `use --none`: the user asked for plain az.
const NoContext = "none"

// heldUnread is the Held of a shell that could not read the default. It differs from no
// default, which would be plain az.
const heldUnread = "unread"

// Scope says where a selection lives.
type Scope string

// The scopes, the strongest first.
const (
	ScopeProcess   Scope = "process"
	ScopeDirectory Scope = "directory"
	ScopeUser      Scope = "user"
)

// Saved is one variable that azenv set: a short hash of what it wrote and the
// value from before, nil for a variable that was unset.
type Saved struct {
	Mark    string  `json:"w"`
	Earlier *[]byte `json:"e,omitempty"`
	Before  []Saved `json:"b,omitempty"` // what azenv wrote before that, newest first
}

// beforeMost and beforeLong limit Saved.Before: beforeMost is the most elements,
// beforeLong the most bytes of a value in Earlier.
const (
	beforeMost = 4
	beforeLong = 256
)

// Then returns s after azenv wrote another value, nil for none. earlier is the value from
// before azenv.
func (s Saved) Then(value *string, earlier *[]byte) Saved {
	next := Saved{Mark: Mark(value), Earlier: earlier}
	for _, b := range append([]Saved{{Mark: s.Mark, Earlier: s.Earlier}}, s.Before...) {
		known := slices.ContainsFunc(next.Before, func(o Saved) bool { return o.Mark == b.Mark })
		long := b.Earlier != nil && len(*b.Earlier) > beforeLong
		if b.Mark != "" && b.Mark != Mark(nil) && b.Mark != next.Mark && !known && !long && len(next.Before) < beforeMost {
			next.Before = append(next.Before, b)
		}
	}
	return next
}

// Own says whether azenv wrote value, now or earlier, and returns the Saved of that time.
// Tools that save and restore variables bring azenv's own earlier values back.
func (s Saved) Own(value *string) (was Saved, own bool) {
	w := Mark(value)
	for _, b := range append([]Saved{s}, s.Before...) {
		if b.Mark == w && (value != nil || w == s.Mark) {
			return b, true
		}
	}
	return s, false
}

// Mark returns the mark by which a later azenv knows its own value again. A nil value
// stands for unset.
func Mark(value *string) string {
	if value == nil {
		return "-"
	}
	sum := sha256.Sum256([]byte(*value))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// Encode returns s as AZENV_STATE carries it: letters, digits, colon, dash and
// underscore. If there is not enough room, earlier values are left out, the longest
// first. lost has the names of their variables.
func (s *State) Encode() (text string, lost []string) {
	for {
		data, err := json.Marshal(s)
		if err != nil {
			panic(err) // cannot be: State has only strings, flags, numbers and bytes
		}
		text = stateVersion + base64.RawURLEncoding.EncodeToString(data)
		if len(text) <= StateLimit {
			return text, lost
		}
		longest := ""
		for _, name := range slices.Sorted(maps.Keys(s.Vars)) {
			v := s.Vars[name]
			if v.Earlier != nil && (longest == "" || len(*v.Earlier) > len(*s.Vars[longest].Earlier)) {
				longest = name
			}
		}
		if longest == "" {
			return text, lost
		}
		lost = append(lost, longest)
		s.Vars[longest] = Saved{Mark: s.Vars[longest].Mark, Before: s.Vars[longest].Before}
	}
}

// DecodeState reads AZENV_STATE. For an empty text there is no state: nil.
func DecodeState(text string) (*State, error) {
	if text == "" {
		return nil, nil
	}
	if len(text) > StateLimit {
		return nil, fmt.Errorf("AZENV_STATE: longer than %d bytes", StateLimit)
	}
	v, body, ok := strings.Cut(text, ":")
	if !ok || v+":" != stateVersion {
		return nil, errors.New("AZENV_STATE: not of this azenv's making")
	}
	data, err := base64.RawURLEncoding.DecodeString(body)
	s := &State{}
	if err == nil {
		err = json.Unmarshal(data, s)
	}
	if err != nil {
		return nil, errors.New("AZENV_STATE: damaged")
	}
	return s, nil
}

// ContentPrint is a mark of what a context puts in force: its identity and its defaults,
// not its name.
func (c *Context) ContentPrint() string {
	id := c.Identity()
	text := strings.Join([]string{id.Cloud, id.Account, id.Tenant, id.Subscription, fold(c.Group), fold(c.Location)}, "\x00")
	return Mark(&text)
}

// HomeMark tells one user's profile from another's.
func HomeMark(uid int, profile string) string {
	text := fmt.Sprintf("%d\x00%s", uid, profile)
	return Mark(&text)
}
