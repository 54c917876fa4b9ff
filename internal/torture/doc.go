// Package torture tests what becomes of azenv's files where things go wrong: many
// writers at once, a kill at any moment, an older program beside, a full disk,
// folders that are not to be written to or somebody else's, planted links, a home of
// two hosts, a clock that was set back. It has no code but tests, and reaches azenv by
// nothing but its program and its files. `make torture` runs it long.
package torture
