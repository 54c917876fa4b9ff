# azenv's completion for PowerShell 7.2 and later. `azenv completion pwsh` prints this
# file. What it relies on:
#  - a completer that is registered with -Native is looked up by the name as typed,
#    whatever that is an alias of: of the hook's script, too, as that declares no
#    parameters. Behind a lone dash PowerShell then looks for a script's parameters
#    itself, and finds none; -- and what follows it are words like others;
#  - where there is nothing to offer PowerShell offers files;
#  - functions and aliases of a user may be named like cmdlets, and there may be
#    Set-StrictMode, as in the hook.

# __azenv_word TEXT: TEXT as one word. What begins with a digit would be a number.
function global:__azenv_word([string]$text) {
    if ($text -match '\A[\p{L}_-][\p{L}\p{N}_./:@+=-]*\z') { return $text }
    return "'" + [Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($text) + "'"
}

# __azenv_ask_words WORDS: what azenv prints for them. Before 7.3 an empty argument is
# lost, unless it is written as quotes.
function global:__azenv_ask_words($words) {
    $ErrorActionPreference = 'Continue'
    $PSNativeCommandUseErrorActionPreference = $false
    $vars = $ExecutionContext.SessionState.PSVariable
    $bin = [string]$vars.GetValue('global:__azenv_bin')
    if (-not [IO.File]::Exists($bin)) { $bin = 'azenv' }
    $style = [string]$vars.GetValue('PSNativeCommandArgumentPassing')
    if ($style -eq '' -or $style -eq 'Legacy') {
        $words = @(foreach ($word in $words) { if ($word -eq '') { '""' } else { $word } })
    }
    $code = $vars.GetValue('global:LASTEXITCODE')
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [Text.UTF8Encoding]::new($false)
        [Environment]::SetEnvironmentVariable('__AZENV_CALL', "pwsh,$PID,typed,,")
        $bin = $ExecutionContext.InvokeCommand.GetCommand($bin, 'Application')
        if ($null -ne $bin) { & $bin __complete @words 2>$null }
    } catch {
        $null = 1
    } finally {
        [Environment]::SetEnvironmentVariable('__AZENV_CALL', [NullString]::Value)
        [Console]::OutputEncoding = $encoding
        if ($null -eq $code) { $vars.Remove('global:LASTEXITCODE') } else { $vars.Set('global:LASTEXITCODE', $code) }
    }
}

# __azenv_typed_words AST CURSOR: the words before the cursor, without azenv; the last
# is the one at the cursor.
function global:__azenv_typed_words($ast, [int]$cursor) {
    $at = ''
    for ($i = 1; $i -lt $ast.CommandElements.Count; $i++) {
        $element = $ast.CommandElements[$i]
        $extent = $element.Extent
        if ($extent.StartOffset -ge $cursor) { break }
        $text = $extent.Text
        if ($extent.EndOffset -gt $cursor) {
            $text = $text.Substring(0, $cursor - $extent.StartOffset).TrimStart("'", '"')
        } elseif ($element -is [Management.Automation.Language.StringConstantExpressionAst] -or $element -is [Management.Automation.Language.ExpandableStringExpressionAst]) {
            $text = $element.Value
        }
        if ($extent.EndOffset -ge $cursor) {
            $at = $text
            break
        }
        $text
    }
    $at
}

# __azenv_completions AST CURSOR: what can stand at the cursor.
function global:__azenv_completions($ast, [int]$cursor) {
    foreach ($line in (__azenv_ask_words @(__azenv_typed_words $ast $cursor))) {
        if ($line -eq '') { continue }
        if ($line[0] -ne "`t") {
            [Management.Automation.CompletionResult]::new((__azenv_word $line), $line, 'ParameterValue', $line)
            continue
        }
        if ($line -notmatch 'command (\d+)') { continue }
        $first = 1 + [int]$Matches[1]
        if ($first -ge $ast.CommandElements.Count) { continue }
        $start = $ast.CommandElements[$first].Extent.StartOffset - $ast.Extent.StartOffset
        $rest = $ast.Extent.Text.PadRight($cursor - $ast.Extent.StartOffset).Substring($start)
        $rest = $rest.Substring(0, $cursor - $ast.Extent.StartOffset - $start)
        [Management.Automation.CommandCompletion]::CompleteInput($rest, $rest.Length, $null).CompletionMatches
    }
}

Register-ArgumentCompleter -Native -CommandName azenv -ScriptBlock {
    param($word, $ast, $cursor)
    __azenv_completions $ast $cursor
}
