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

func (s sample) median() float64 { return s.at(0.5) }

// span shows s with its extremes, in microseconds.
func (s sample) span() string {
	return fmt.Sprintf("%s [%s..%s]", micros(s.median()), number(s.at(0)), number(s.at(1)))
}

// low shows s with what a tenth of it does not exceed, in milliseconds: above the
// median it is mostly what else the machine did.
func (s sample) low() string {
	return fmt.Sprintf("%.2f ms, p10 %.2f", s.median(), s.at(0.1))
}

func micros(f float64) string { return number(f) + " µs" }

func number(f float64) string {
	if f < 10 {
		return fmt.Sprintf("%.1f", f)
	}
	return fmt.Sprintf("%.0f", f)
}
