package term

import (
	"bytes"
	"io"
	"strings"
)

// gap is the space between two columns.
const gap = "  "

// WriteTable writes rows under header with aligned columns. Cells are cleaned.
// Empty and missing ones are shown as "-". A row may be longer than the header.
// With a nil header there is no line for it.
func WriteTable(w io.Writer, header []string, rows [][]string) error {
	columns := len(header)
	for _, row := range rows {
		columns = max(columns, len(row))
	}
	lines := make([][]cell, 0, len(rows)+1)
	if len(header) > 0 {
		lines = append(lines, cells(header, columns, ""))
	}
	for _, row := range rows {
		lines = append(lines, cells(row, columns, "-"))
	}
	widths := make([]int, columns)
	for _, line := range lines {
		for i, c := range line {
			widths[i] = max(widths[i], c.width)
		}
	}
	var b bytes.Buffer
	for _, line := range lines {
		align(&b, line, widths)
		b.WriteByte('\n')
	}
	_, err := w.Write(b.Bytes())
	return err
}

// WriteTSV writes rows with one tab between cells, for programs. Cells are
// cleaned, so there is no tab or newline in them. Empty ones stay empty.
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

// cell is cleaned text and its width.
type cell struct {
	text  string
	width int
}

// cells returns n cells for row. One that is empty or missing becomes blank.
func cells(row []string, n int, blank string) []cell {
	out := make([]cell, n)
	for i := range out {
		text := blank
		if i < len(row) {
			if c := Clean(row[i]); strings.TrimSpace(c) != "" {
				text = c
			}
		}
		out[i] = cell{text, width(text)}
	}
	return out
}

// align writes line padded to widths, without blanks at its end.
func align(b *bytes.Buffer, line []cell, widths []int) {
	end := b.Len()
	for i, c := range line {
		b.WriteString(c.text)
		if blanks := strings.TrimRight(c.text, " "); blanks != "" {
			end = b.Len() - len(c.text) + len(blanks)
		}
		for range widths[i] - c.width + len(gap) {
			b.WriteByte(' ')
		}
	}
	b.Truncate(end)
}
