//go:build !windows

package home

// told is empty: elsewhere the environment alone says where a user's files are.
func told(func(string) string) string { return "" }
