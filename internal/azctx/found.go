package azctx

// Found is what a reader found in a foreign file: contexts in the file's order.
// They have no ID and no Label, and a Name only if a person gave one.
type Found struct {
	Contexts []Context
	Current  int // index into Contexts of the file's current one, -1 for none
	Warnings []string
}
