package fastjson

import "encoding/json"

// AppendText appends s in quotes, as json.Marshal writes it.
func AppendText(b []byte, s string) []byte {
	for i := range len(s) {
		if !asItIs[s[i]] {
			quoted, _ := json.Marshal(s) // a text has no error
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// asItIs are the bytes that a text has as they are, whatever stands around them.
var asItIs = func() (is [256]bool) {
	for c := byte(' '); c <= '~'; c++ {
		is[c] = c != '"' && c != '\\' && c != '<' && c != '>' && c != '&'
	}
	return is
}()
