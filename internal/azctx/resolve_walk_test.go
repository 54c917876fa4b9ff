package azctx

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestResolve_aLookTakesNoOwnership(t *testing.T) {
	for _, owner := range []Owner{parent, dead, {}} {
		if got := Resolve(request(Look, chose(owner, prod))).State.Owner; got != owner {
			t.Errorf("owner %+v, want %+v", got, owner)
		}
	}
	for _, event := range []Event{Start, Prompt, Typed} {
		if got := Resolve(request(event, chose(parent, prod))).State.Owner; got != me {
			t.Errorf("event %d: owner %+v, want this shell", event, got)
		}
	}
}

func TestResolve_changesNothingOfTheRequest(t *testing.T) {
	st := chose(parent, prod)
	st.Vars = map[string]Saved{"A": {Mark: "-"}}
	for _, event := range []Event{Look, Start, Prompt, Typed} {
		r := request(event, st)
		res := Resolve(r)
		if d := cmp.Diff(chose(parent, prod).Owner, st.Owner); d != "" || len(st.Vars) != 1 {
			t.Errorf("event %d: the state is now %+v", event, st)
		}
		if d := cmp.Diff(*st, res.Was); d != "" {
			t.Errorf("event %d: was (-want +got):\n%s", event, d)
		}
		if d := cmp.Diff(st.Vars, res.State.Vars); d != "" {
			t.Errorf("event %d: earlier values (-want +got):\n%s", event, d)
		}
	}
}

// TestResolve_aStandingShellNeverMoves walks at random through what can happen to
// a shell while the profile changes under it. At a prompt nothing may come into
// force that was not, unless AZENV_CONTEXT was changed by hand.
func TestResolve_aStandingShellNeverMoves(t *testing.T) {
	seeded(t, 40, func(t *testing.T, r *randSource) {
		p := world()
		var st *State
		for step := range 150 {
			switch r.IntN(8) {
			case 0:
				p = world()
			case 1:
				_, _, _ = p.Set(randomContext(r))
			case 2:
				if len(p.Contexts) > 0 {
					without(pickOne(r, ids(p)...))(p)
				}
			case 3:
				p.Default = pickOne(r, append(ids(p), "", gone)...)
			case 4:
				if len(p.Contexts) > 0 {
					c := &p.Contexts[r.IntN(len(p.Contexts))]
					c.Label = fmt.Sprintf("label %d", step)
				}
			}
			q := request(pickOne(r, Start, Prompt, Prompt, Prompt, Prompt, Typed, Look), st)
			q.Contexts = p
			byHand := r.IntN(6) == 0
			if byHand {
				q.Name = pickOne(r, append(labelsOf(p), "", "nobody", "twin")...)
			}
			switch q.Event {
			case Typed:
				q.Pick = Pick{ID: pickOne(r, append(ids(p), "", NoContext, gone)...), Hold: r.IntN(4) == 0}
				if q.Pick.Hold && q.Pick.ID == NoContext {
					q.Pick.Hold = false
				}
			case Prompt:
				q.Foreign = pickOne(r, Foreign{}, Foreign{}, Foreign{}, Foreign{Seal: "x"}, Foreign{StepBack: true})
				q.Stuck = pickOne(r, "", "", "", "", "STUCK")
			}
			if r.IntN(12) == 0 {
				q.Contexts, q.Err = nil, errors.New("broken")
			}
			res := Resolve(q)
			checkResult(t, q, res)
			s := res.State
			if q.Event == Prompt && q.State != nil && nameMark(q.Name) == q.State.Name && s.Active != "" && s.Active != q.State.Active {
				t.Fatalf("step %d: from %+v to %+v", step, *q.State, s)
			}
			if q.Event == Prompt && q.State != nil && nameMark(q.Name) == q.State.Name && q.State.Seal != "" && s.Seal == "" {
				t.Fatalf("step %d: a seal was lifted by nothing: from %+v to %+v", step, *q.State, s)
			}
			if q.Event != Look {
				st = &s
				if s.Empty() {
					st = nil
				}
			}
		}
	})
}
