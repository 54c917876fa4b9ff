// Command azenv gives each shell its own Azure context.
package main

import (
	"os"

	"github.com/azenv/azenv/internal/cli"
)

func main() { os.Exit(cli.Run()) }
