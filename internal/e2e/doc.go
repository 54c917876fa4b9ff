// Package e2e tests azenv as people meet it: the built program in real,
// interactive shells on a terminal, beside the real az, tmux and sudo. It has no
// code but tests, and reaches azenv by nothing but its commands and files.
package e2e
