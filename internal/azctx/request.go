package azctx

// Event is why a shell's context is resolved.
type Event int

const (
	Look   Event = iota // a command asks; nothing about the shell changes
	Start               // an interactive shell has just started
	Prompt              // a shell that runs already is about to draw its prompt
	Typed               // a selection was typed in the shell
)

// Pick is a selection that was typed.
type Pick struct {
	ID    string // the context for this shell, or NoContext; empty drops the shell's choice
	Hold  bool   // ID is held as the default, and is not the shell's choice
	Again bool   // keeps what was selected; only the directory decides anew
}

// Foreign says what was changed in the environment since azenv set it.
type Foreign struct {
	Seal     string // a reason to seal, empty for none
	Hand     bool   // the reason is a value that was changed: to set all anew mends it
	StepBack bool   // another tool took over, so azenv steps back
	Cut      bool   // a change by azenv was cut short: nobody set anything by hand
}

// Request is all that resolution depends on.
type Request struct {
	Event    Event
	Pick     Pick     // for Typed
	Contexts Contexts // nil if Err is set
	Err      error    // why the profile cannot be read
	// Usable says why a context cannot be put in force, nil if it can. again says that the
	// shell is sealed because the context moved, and that it was chosen anew.
	Usable func(c *Context, again bool) error

	Dir  string                   // the working directory as the shell writes it; empty if no file decides
	From string                   // Dir of the last resolution, empty if not known
	At   func(dir string) Nearest // what decides in a directory

	State    *State // as decoded, nil for none
	StateErr error  // why State could not be decoded, or is not this shell's own
	Name     string // AZENV_CONTEXT as it is now, empty for unset
	Foreign  Foreign
	Stuck    string // the variables that could not be changed, empty for none

	Made     bool             // becomes State.Made
	Home     string           // HomeMark of this user's profile
	Owner    Owner            // this shell
	Keep     []string         // State.Keep as it should be
	Inherits func(Owner) bool // whether that owner is this shell or a live ancestor
	Mux      bool             // started by a multiplexer or an editor's terminal
}

// UnusableError says why a context cannot be put in force, and what to type about it.
// Moved says that the context drifted: to choose it anew puts it back.
type UnusableError struct {
	Why, Mend string
	Moved     bool
}

func (e *UnusableError) Error() string { return e.Why }

// Hint is what to type about it.
func (e *UnusableError) Hint() string { return e.Mend }

// Result is what a shell's context is now.
type Result struct {
	State   State    // the next state; its Vars are the old one's
	Context *Context // the one in force; nil for none, if sealed and if stepped back
	Was     State    // the state before, zero for none
	Lost    bool     // there was a state that could not be read
	Notes   []string // what the user must be told, a line each
	// DirDecides says that the working directory decides, and Nearest by which file.
	DirDecides bool
	Nearest    Nearest
	// Switched says that all variables must be set anew: another context is in force than
	// before, or none, or the shell became sealed or stepped back.
	Switched bool
}

// Empty says that the shell has nothing to carry, so azenv touches nothing.
func (s *State) Empty() bool {
	return s.Choice == "" && s.Held == "" && s.Active == "" && s.Seal == "" && !s.SteppedBack
}
