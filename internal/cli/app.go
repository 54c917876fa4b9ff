package cli

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// Version is azenv's version; releases set it when they are built.
var Version = "0.1.0-dev"

const appHelp = `azenv gives each shell its own Azure context: account, tenant, subscription,
cloud and defaults. What is started in that shell follows it, and no other shell
moves.

  eval "$(azenv hook bash)"     load the hook (also zsh; fish: azenv hook fish | source)
  azenv import                  take over what az and Az PowerShell know
  azenv list                    see the contexts there are
  azenv use NAME                put one in force, in this shell only
  azenv use -                   back to the one before

Commands:
  use      choose the context of this shell, or the default of new ones
  list     all contexts
  show     the context in force, or a named one
  set      create or change a context
  import   take over contexts of az, Az PowerShell or azenv
  exec     run one command in a context
  export   print a context as code, for scripts and CI
  hook     print the code that makes a shell follow
  help     this text, or that of a command

  --version   print the version

Every command explains itself: azenv help COMMAND
`

// run parses and runs one command line.
func (a *app) run(args []string) error {
	a.call.forget()
	c := &cli.App{
		Name:                  "azenv",
		Version:               Version,
		CustomAppHelpTemplate: appHelp,
		Writer:                a.out,
		ErrWriter:             a.err,
		Commands: []*cli.Command{
			a.execCommand(), a.exportCommand(), a.hookCommand(), a.importCommand(), a.listCommand(),
			a.setCommand(), a.showCommand(), a.useCommand(),
		},
	}
	harden(c)
	return c.Run(permute(c, args))
}

// harden takes urfave/cli v2's surprises away, in one place: help or an error on
// standard output, sub-commands called h and help that shadow contexts' names,
// exits from within, unknown commands that succeed.
func harden(app *cli.App) {
	app.ExitErrHandler = func(*cli.Context, error) {}
	app.DisableSliceFlagSeparator = true
	app.HideHelpCommand = true
	// Added by itself only where no command is called help.
	app.Flags = append(app.Flags, cli.HelpFlag)
	app.OnUsageError = func(_ *cli.Context, err error, _ bool) error { return usagef("", "%v", err) }
	app.Action = func(c *cli.Context) error {
		if c.NArg() == 0 {
			return cli.ShowAppHelp(c)
		}
		return usagef("", "no command %q", c.Args().First())
	}
	for _, cmd := range app.Commands {
		cmd.HideHelpCommand = true
		cmd.OnUsageError = func(_ *cli.Context, err error, _ bool) error { return usagef(cmd.Name, "%v", err) }
	}
	app.Commands = append(app.Commands, &cli.Command{
		Name:            "help",
		HideHelpCommand: true,
		OnUsageError:    app.OnUsageError,
		Action: func(c *cli.Context) error {
			name := c.Args().First()
			cmd := app.Command(name)
			switch {
			case name == "" || name == "help":
				return cli.ShowAppHelp(c)
			case cmd == nil:
				return usagef("", "no command %q", name)
			}
			_, err := app.Writer.Write([]byte(cmd.CustomHelpTemplate))
			return err
		},
	})
}

// permute puts flags before arguments, since urfave/cli v2 stops at the first
// argument. What follows -- stays as it is.
func permute(app *cli.App, args []string) []string {
	if len(args) < 2 || app.Command(args[1]) == nil {
		return args
	}
	takesValue := map[string]bool{}
	for _, f := range app.Command(args[1]).Flags {
		_, isBool := f.(*cli.BoolFlag)
		for _, name := range f.Names() {
			takesValue[name] = !isBool
		}
	}
	var flags, rest []string
	for i := 2; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			rest = append(rest, args[i:]...)
			break
		}
		if len(arg) < 2 || arg[0] != '-' {
			rest = append(rest, arg)
			continue
		}
		flags = append(flags, arg)
		if takesValue[strings.TrimLeft(arg, "-")] && i+1 < len(args) {
			i++
			flags = append(flags, args[i])
		}
	}
	// A leading -- keeps an argument like - from being read again; exec has one of
	// its own inside, which stays.
	if len(rest) > 0 && (rest[0] != "--" || args[1] == "exec") {
		rest = append([]string{"--"}, rest...)
	}
	if args[1] != "exec" {
		rest = dropSecond(rest)
	}
	return slices.Concat(args[:2], flags, rest)
}

// dropSecond removes the user's own -- behind the one that permute put first.
func dropSecond(rest []string) []string {
	for i := 1; i < len(rest); i++ {
		if rest[i] == "--" {
			return slices.Delete(rest, i, i+1)
		}
	}
	return rest
}
