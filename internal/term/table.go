package term

import (
	"bytes"
	"io"
	"strings"
)

// gap stands between two columns.
const gap = "  "

// WriteTable writes rows under header with aligned columns. Cells are cleaned,
// empty and missing ones shown as "-". A row may be longer than the header; a
// nil header writes no line.
func WriteTable(w io.Writer, header []string, rows [][]string) error {
	columns := len(header)
	for _, row := range rows {
		columns = max(columns, len(row))
	}
	lines := make([][]string, 0, len(rows)+1)
	if len(header) > 0 {
		lines = append(lines, cells(header, columns, ""))
	}
	for _, row := range rows {
		lines = append(lines, cells(row, columns, "-"))
	}
	widths := make([]int, columns)
	for _, line := range lines {
		for i, c := range line {
			widths[i] = max(widths[i], width(c))
		}
	}
	var b bytes.Buffer
	for _, line := range lines {
		b.WriteString(align(line, widths))
		b.WriteByte('\n')
	}
	_, err := w.Write(b.Bytes())
	return err
}

// WriteTSV writes rows with one tab between cells, for programs. Cells are
// cleaned, which leaves no tab or newline in them; empty ones stay empty.
func WriteTSV(w io.Writer, rows [][]string) error {
	var b bytes.Buffer
	for _, row := range rows {
		for i, c := range row {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(Clean(c))
		}
		b.WriteByte('\n')
	}
	_, err := w.Write(b.Bytes())
	return err
}

// cells returns n cleaned cells of row, blank where it has none.
func cells(row []string, n int, blank string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = blank
		if i >= len(row) {
			continue
		}
		if c := Clean(row[i]); strings.TrimSpace(c) != "" {
			out[i] = c
		}
	}
	return out
}

// align pads line to widths, without blanks at its end.
func align(line []string, widths []int) string {
	var b strings.Builder
	for i, c := range line {
		b.WriteString(c)
		b.WriteString(strings.Repeat(" ", widths[i]-width(c)))
		b.WriteString(gap)
	}
	return strings.TrimRight(b.String(), " ")
}
