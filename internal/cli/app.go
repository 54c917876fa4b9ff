package cli

import (
	"io"
	"slices"

	"github.com/urfave/cli/v2"
)

// Version is azenv's version; releases set it when they are built.
var Version = "0.1.0-dev"

const appHelp = `azenv gives each shell its own Azure context: account, tenant, subscription,
cloud and defaults. What is started in that shell follows it, and no other shell
moves.

  eval "$(azenv hook bash)"     load the hook (also zsh; fish: azenv hook fish | source)
  azenv login                   sign in, or:
  azenv import                  take over what az and Az PowerShell know
  azenv list                    see the contexts there are
  azenv use NAME                put one in force, in this shell only
  azenv use -                   back to the one before

Commands:
  use      choose the context of this shell, or the default of new ones
  list     all contexts
  show     the context in force, or a named one
  login    sign in, and make contexts of what there is; logout signs out
  set      create or change a context
  rename   give a context another name
  remove   remove contexts; clear removes all
  import   take over contexts of az, Az PowerShell or azenv; save writes a file of them
  autosave whether new contexts are stored, or live in their shell only
  pin      let this directory choose a context; unpin takes that back
  allow    trust the .azcontext of a directory; deny takes that back
  token    an access token, for scripts
  subscriptions, tenants
           what the account can reach, asked of Azure
  console  Azure's portal at the context in force
  exec     run one command in a context
  export   print a context as code, for scripts and CI
  prompt   text for a prompt or a title
  cloud    the clouds that contexts can be of, sovereign and custom
  hook     print the code that makes a shell follow
  completion
           print the code by which TAB completes
  doctor   what is wrong, how to mend it, and where every file is
  help     this text, or that of a command

  --version   print the version

Every command explains itself: azenv help COMMAND
`

// table is the command table.
func (a *app) table() *cli.App {
	c := &cli.App{
		Name:                  "azenv",
		Version:               Version,
		CustomAppHelpTemplate: appHelp,
		Writer:                a.out,
		ErrWriter:             a.err,
		Commands: []*cli.Command{
			a.allowCommand(), a.autosaveCommand(), a.clearCommand(), a.cloudCommand(),
			a.completeCommand(), a.completionCommand(), a.consoleCommand(), a.denyCommand(), a.doctorCommand(), a.execCommand(),
			a.exportCommand(), a.hookCommand(), a.importCommand(),
			a.listCommand(), a.loginCommand(), a.logoutCommand(), a.pinCommand(), a.promptCommand(), a.removeCommand(), a.renameCommand(), a.saveCommand(),
			a.setCommand(), a.showCommand(), a.subscriptionsCommand(), a.tenantsCommand(), a.tokenCommand(), a.unpinCommand(), a.useCommand(),
		},
	}
	harden(c)
	return c
}

// run parses one command line and runs it.
func (a *app) run(args []string) error {
	a.Call.Forget()
	c := a.table()
	if len(args) > 1 {
		if cmd := c.Command(args[1]); cmd != nil && !cmd.SkipFlagParsing {
			l := readWords(cmd, args[2:], a.Call.Shell == "pwsh") // which removes --
			if l.help {
				return a.explain(cmd)
			}
			if cmd.Name != "help" {
				a.command = cmd.Name
			}
			args = append(args[:2:2], l.flagsFirst()...)
		}
	}
	return c.Run(args)
}

// explain prints a command's help. If a shell evals the command's standard output, the
// help goes to standard error.
func (a *app) explain(cmd *cli.Command) error {
	w := a.out
	if slices.Contains([]string{"completion", "export", "hook"}, cmd.Name) {
		w = a.err
	}
	_, err := io.WriteString(w, cmd.CustomHelpTemplate)
	return err
}

// harden turns off what urfave/cli v2 does and azenv must not do: it prints help or an error
// on standard output, adds sub-commands h and help, which hide contexts of those names,
// ends the process by itself, and lets unknown commands succeed.
func harden(app *cli.App) {
	app.ExitErrHandler = func(*cli.Context, error) {}
	app.DisableSliceFlagSeparator = true
	app.HideHelpCommand = true
	// urfave/cli would add it only if no command is called help.
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
		Name:               "help",
		CustomHelpTemplate: appHelp,
		ArgsUsage:          "COMMAND",
		HideHelpCommand:    true,
		OnUsageError:       app.OnUsageError,
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
