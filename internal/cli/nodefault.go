package cli

import "errors"

// errLocalDefault says that new shells could not find what would be their default.
var errLocalDefault = hint(errors.New("what lives in this shell only can be no default"), "azenv autosave on")
