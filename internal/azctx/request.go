package azctx

// Event is why a shell's context is resolved.
type Event int

const (
	Look   Event = iota // a command wants to know; nothing about the shell changes
	Start               // an interactive shell has just started
	Prompt              // a standing shell is about to draw its prompt
	Typed               // a selection was typed in the shell
)

// Pick is a selection that was typed: a context's id for this shell, NoContext,
// or neither, which drops the shell's choice. With Hold the id is held as the
// default instead. Again keeps what was selected, and only asks the directory anew.
type Pick struct {
	ID    string
	Hold  bool
	Again bool
}

// Foreign is what was found changed in the environment since azenv set it.
type Foreign struct {
	Seal     string // a reason to seal, empty for none
	Hand     bool   // that reason is a value that was changed: setting all anew mends it
	StepBack bool   // another tool took over: step back
	Cut      bool   // a change was cut short: nothing here was set by hand
}

// Request is all that resolution depends on.
type Request struct {
	Event    Event
	Pick     Pick     // for Typed
	Contexts Contexts // nil where Err is set
	Err      error    // why the profile cannot be read
	// Usable says why a context cannot be put in force, nil if it can. With again it
	// was chosen anew by a shell that is sealed since the context moved.
	Usable func(c *Context, again bool) error

	Dir  string                   // the working directory as the shell calls it; empty: no file is asked
	From string                   // Dir of the last resolution, empty for not known
	At   func(dir string) Nearest // what decides in a directory

	State    *State // as decoded, nil for none
	StateErr error  // why it could not be decoded, or is not this shell's own
	Name     string // AZENV_CONTEXT as it is now, empty for unset
	Foreign  Foreign
	Stuck    string // the variables that would not change, empty for none

	Made     bool             // for State.Made
	Home     string           // HomeMark of this user's profile
	Owner    Owner            // this shell
	Keep     []string         // State.Keep as it should be
	Inherits func(Owner) bool // whether that owner is this shell or a live ancestor
	Mux      bool             // started by a multiplexer or an editor's terminal
}

// UnusableError says why a context cannot be put in force, and what to type about it.
// Moved says that it is not where it was left: choosing it anew puts it back.
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
	Context *Context // in force, nil for none, sealed and stepped back
	Was     State    // the state before, zero for none
	Lost    bool     // there was a state that could not be read
	Notes   []string // what the user must be told, a line each
	// DirDecides says that the working directory has a say, and Place what it says.
	DirDecides bool
	Nearest    Nearest
	// Switched says that another context is in force than before, or none, or
	// that the shell became sealed or stepped back: variables are set anew.
	Switched bool
}

// Empty says that there is nothing a shell need carry: azenv touches nothing.
func (s *State) Empty() bool {
	return s.Choice == "" && s.Held == "" && s.Active == "" && s.Seal == "" && !s.SteppedBack
}
