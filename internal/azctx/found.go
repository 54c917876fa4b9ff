package azctx

// Found is what a reader of a foreign file brings: contexts without ID and
// Label, with Name only where a person gave one, in the file's order.
type Found struct {
	Contexts []Context
	Current  int // index into Contexts of the file's current one, -1 for none
	Warnings []string
}
