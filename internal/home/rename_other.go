//go:build !windows

package home

import "os"

func rename(from, to string) error { return os.Rename(from, to) }
