package main

import (
	"fmt"
	"strconv"
	"strings"
)

// quicker is the goal of entering and leaving together: how many times quicker than
// direnv.
const quicker = 10

// steps are what steps into a directory and out of it took, and the two together,
// and how long it takes to read the clock, for which fish starts a process. All in
// milliseconds.
type steps struct{ entering, leaving, both, clock [2]sample }

// walk measures entering and leaving a directory that has a say, in one shell.
func (w *world) walk(s *shell, e effort) ([]row, error) {
	both := row{what: "entering and leaving, " + s.name, goal: fmt.Sprintf(">= %gx quicker", float64(quicker))}
	entering, leaving := row{what: "  entering"}, row{what: "  leaving"}
	if why := s.missing(); why != "" {
		both.missing, entering.missing, leaving.missing = why, why, why
		return []row{both, entering, leaving}, nil
	}
	took, err := w.steps(s, e)
	if err != nil {
		return nil, err
	}
	both.ok = both.against(took.both, "ms") >= quicker
	entering.against(took.entering, "ms")
	leaving.against(took.leaving, "ms")
	return []row{both, entering, leaving}, nil
}

// steps walks with the tools turn by turn, each in a shell of its own. Of what a step
// takes it leaves out what the clock does.
func (w *world) steps(s *shell, e effort) (took steps, err error) {
	var in [2]*terminal
	tools := w.tools()
	for _, tool := range tools {
		if in[tool], err = w.open(s, tool, w.project); err != nil {
			return took, err
		}
		defer in[tool].kill()
		if err = in[tool].walk(1, tool, &steps{}); err != nil { // to warm up
			return took, err
		}
	}
	for round := range e.rounds {
		for i := range tools {
			tool := tools[(i+round)%len(tools)]
			if err = in[tool].walk(e.walks, tool, &took); err != nil {
				return took, err
			}
		}
	}
	for _, tool := range tools {
		clock := took.clock[tool].median()
		took.entering[tool].less(clock)
		took.leaving[tool].less(clock)
		took.both[tool].less(2 * clock)
	}
	return took, nil
}

// walk leaves the directory and enters it again, n times, and notes what each step
// took. After each it checks that the context is gone or in force, as it should be.
func (t *terminal) walk(n, tool int, took *steps) error {
	const each = 3 // stamps: at the start, outside, inside
	line := fmt.Sprintf("walk %d", n)
	at := make([]float64, 1+each*n)
	answer, err := t.ask("%s", line)
	for i := range at {
		if i > 0 {
			answer, err = t.hear(line)
		}
		if err != nil {
			return err
		}
		us, told, _ := strings.Cut(answer, " ")
		if outside := i%each == 2; outside && told != "" || !outside && !means(told, few/2) {
			return t.wrong(told)
		}
		if at[i], err = strconv.ParseFloat(us, 64); err != nil {
			return err
		}
	}
	for i := 0; i+each < len(at); i += each {
		start, again, out, in := at[i], at[i+1], at[i+2], at[i+3]
		took.clock[tool] = append(took.clock[tool], (again-start)/1000)
		took.leaving[tool] = append(took.leaving[tool], (out-again)/1000)
		took.entering[tool] = append(took.entering[tool], (in-out)/1000)
		took.both[tool] = append(took.both[tool], (in-again)/1000)
	}
	return nil
}
