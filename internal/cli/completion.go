package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"
)

const completionHelp = `azenv completion SHELL prints the code by which TAB completes azenv's commands, flags
and the names of contexts in SHELL.

SHELL is bash, zsh, fish or pwsh. Put one line into the shell's rc file, with the hook
or without it; in zsh behind compinit:

  ~/.bashrc                   eval "$(azenv completion bash)"
  ~/.zshrc                    eval "$(azenv completion zsh)"
  ~/.config/fish/config.fish  azenv completion fish | source
  $PROFILE of PowerShell      azenv completion pwsh | Out-String | Invoke-Expression

What stands behind azenv exec NAME -- completes as that program does by itself.
`

func (a *app) completionCommand() *cli.Command {
	return &cli.Command{
		Name:               "completion",
		CustomHelpTemplate: completionHelp,
		ArgsUsage:          "SHELL",
		Action: func(c *cli.Context) error {
			sh, err := shellArg("completion", c.Args().Slice())
			if err == nil {
				_, err = fmt.Fprint(a.out, sh.Completion())
			}
			return err
		},
	}
}
