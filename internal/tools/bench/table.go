package main

import (
	"fmt"
	"slices"
)

// row is one line of the table. What could not be measured says why.
type row struct {
	what        string
	azenv       string
	other       string // what azenv is compared with
	otherNumber string
	ratio       string
	goal        string
	ok          bool
	missing     string
}

func (r row) cells() []string {
	switch {
	case r.missing != "":
		return []string{r.what, "not measured: " + r.missing}
	case r.goal == "":
		return []string{r.what, r.azenv, r.other, r.otherNumber, r.ratio, "", ""}
	case r.ok:
		return []string{r.what, r.azenv, r.other, r.otherNumber, r.ratio, r.goal, "ok"}
	}
	return []string{r.what, r.azenv, r.other, r.otherNumber, r.ratio, r.goal, "missed"}
}

// against fills in the times of azenv, and of direnv if there are any; it returns
// how many times azenv's they are.
func (r *row) against(took [2]sample, unit string) float64 {
	r.azenv = took[azenv].span(unit)
	if len(took[direnv]) == 0 {
		r.missing = "direnv is missing; azenv takes " + r.azenv
		return 0
	}
	ratio := took[direnv].median() / took[azenv].median()
	r.other, r.otherNumber = "direnv", took[direnv].span(unit)
	r.ratio = fmt.Sprintf("%.1fx, least %.1fx", ratio, took[direnv].at(0)/took[azenv].at(0))
	return ratio
}

// sample is what was measured, a number a round.
type sample []float64

// at returns the value that the share p of s does not exceed.
func (s sample) at(p float64) float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	return sorted[int(p*float64(len(sorted)-1)+0.5)]
}

// less takes f off each.
func (s sample) less(f float64) {
	for i := range s {
		s[i] -= f
	}
}

func (s sample) median() float64 { return s.at(0.5) }

// span shows s with its extremes.
func (s sample) span(unit string) string {
	return fmt.Sprintf("%s %s [%s..%s]", number(s.median()), unit, number(s.at(0)), number(s.at(1)))
}

func number(f float64) string {
	if f < 10 {
		return fmt.Sprintf("%.1f", f)
	}
	return fmt.Sprintf("%.0f", f)
}
