# azenv for PowerShell 7.2 and later. `azenv hook pwsh` prints this file and what
# this shell starts with. What it relies on, and what it must survive:
#  - functions and aliases of a user may be named like cmdlets, so it calls .NET,
#    functions of its own, and cmdlets by their module; what it reads exists, for
#    Set-StrictMode;
#  - __azenv_fresh, from the last export, says whether that still holds, without a
#    process; -eq would take Dev for dev, so texts are compared by ordinal;
#  - a change is whole or the shell is sealed: see __azenv_begin, __azenv_end;
#  - `azenv` is a script, not a function: only a script's exit code decides whether
#    what stands behind && runs.

$global:__azenv_run = ''
$global:__azenv_mark = ''
$global:__azenv_at = ''
$global:__azenv_watch = ''
$global:__azenv_note = ''
$global:__azenv_bad = ''
$global:__azenv_skip = ''
$global:__azenv_broken = ''
$global:__azenv_status = 0
if ($null -eq $ExecutionContext.SessionState.PSVariable.Get('global:__azenv_asides')) {
    # Unlike @{}, it tells Name from NAME.
    $global:__azenv_asides = [Collections.Generic.Dictionary[string, string]]::new()
    $global:__azenv_prompts = @()
    $global:__azenv_moved = $null
}

function global:__azenv_fresh { return $false }

# __azenv_dir is the working directory; in another provider, as Env:, the last one
# of the file system.
function global:__azenv_dir { $ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath }

# __azenv_is ACTUAL WANTED, as texts.
function global:__azenv_is([string]$is, [string]$want) { [string]::Equals($is, $want, [StringComparison]::Ordinal) }

function global:__azenv_there([string]$path) { [IO.File]::Exists($path) -or [IO.Directory]::Exists($path) }

# __azenv_holds PATH BYTES TEXT: whether the file holds that text. Its size is asked
# first: a FIFO has none, and would block.
function global:__azenv_holds([string]$path, [long]$bytes, [string]$want) {
    try {
        if ($bytes -eq 0) { return (-not [IO.File]::Exists($path)) -or [IO.FileInfo]::new($path).Length -eq 0 }
        if (-not [IO.File]::Exists($path)) { return $false }
        if ([IO.FileInfo]::new($path).Length -ne $bytes) { return $false }
        return __azenv_is ([IO.File]::ReadAllText($path)) $want
    } catch { return $false }
}

# __azenv_begin NAME VALUE: NAME seals until __azenv_end says its real value.
function global:__azenv_begin([string]$name, [string]$value) {
    $global:__azenv_bad = ''
    $global:__azenv_skip = ''
    __azenv_set $name $value
    $global:__azenv_skip = $global:__azenv_bad
}

# __azenv_end NAME [VALUE]: all that went before is checked; open up.
function global:__azenv_end([string]$name) {
    if ($global:__azenv_bad) { return }
    __azenv_return $name @args
}

# __azenv_return NAME [VALUE]: NAME gets an earlier value back, or is unset again.
function global:__azenv_return([string]$name) {
    if ($args.Count -gt 0) { __azenv_set $name $args[0] } else { __azenv_unset $name }
}

# __azenv_set: before 7.5 an empty value removes the variable. What the system will
# not take, as a very long one on Windows, must not end this under 'Stop'.
function global:__azenv_set([string]$name, [string]$value) {
    if ($global:__azenv_skip) { return }
    try { [Environment]::SetEnvironmentVariable($name, $value) } catch { }
    if (-not (__azenv_is ([Environment]::GetEnvironmentVariable($name)) $value)) { __azenv_failed $name }
}

function global:__azenv_unset([string]$name) {
    if ($global:__azenv_skip) { return }
    [Environment]::SetEnvironmentVariable($name, [NullString]::Value)
    if ($null -ne [Environment]::GetEnvironmentVariable($name)) { __azenv_failed $name }
}

function global:__azenv_failed([string]$name) { $global:__azenv_bad = "$global:__azenv_bad $name".Trim() }

# __azenv_hide NAME: keeps NAME's value out of the environment.
function global:__azenv_hide([string]$name) {
    if ($global:__azenv_skip) { return }
    $value = [Environment]::GetEnvironmentVariable($name)
    if ($null -eq $value) { return }
    $global:__azenv_asides[$name] = $value
    __azenv_unset $name
}

# __azenv_shade NAME: there is no variable of the environment that is not exported.
function global:__azenv_shade([string]$name) { }

# __azenv_restore gives back what was put aside, but for what was set since.
function global:__azenv_restore {
    foreach ($name in @($global:__azenv_asides.Keys)) {
        if ($null -eq [Environment]::GetEnvironmentVariable($name)) {
            [Environment]::SetEnvironmentVariable($name, $global:__azenv_asides[$name])
        }
    }
    $global:__azenv_asides.Clear()
}

# __azenv_eval CODE [STUCK]: runs what azenv printed, if it is whole, and says whether
# that worked. Variables that would not change are told to azenv, once, which then
# seals.
function global:__azenv_eval([string]$code, [string]$stuck) {
    if (-not $code.TrimEnd().EndsWith('# azenv:end', [StringComparison]::Ordinal)) { return $false }
    $global:__azenv_bad = ''
    $null = . ([scriptblock]::Create($code))
    $global:__azenv_broken = ''
    if ($global:__azenv_bad -and -not $stuck) {
        $global:__azenv_note = ''
        $null = __azenv_refresh prompt $global:__azenv_bad
        return $false
    }
    return $true
}

# __azenv_tells EVENT FILE STUCK: what the program is told of this shell, and by
# __azenv_told no other one.
function global:__azenv_tells([string]$when, [string]$file, [string]$stuck) {
    [Environment]::SetEnvironmentVariable('__AZENV_CALL', "pwsh,$PID,$when,$global:__azenv_mark,$file")
    [Environment]::SetEnvironmentVariable('__AZENV_DIR', (__azenv_dir))
    [Environment]::SetEnvironmentVariable('__AZENV_FROM', $global:__azenv_at)
    [Environment]::SetEnvironmentVariable('__AZENV_STUCK', $stuck)
    [Environment]::SetEnvironmentVariable('__AZENV_HOOK', "$global:__azenv_text,$global:__azenv_bin")
}

function global:__azenv_told {
    foreach ($name in '__AZENV_CALL', '__AZENV_DIR', '__AZENV_FROM', '__AZENV_STUCK', '__AZENV_HOOK') {
        [Environment]::SetEnvironmentVariable($name, [NullString]::Value)
    }
}

# __azenv_refresh EVENT [STUCK]: asks azenv what holds now. Where azenv cannot be run
# the environment stays, one line says so, and nothing is tried again until azenv is
# typed.
function global:__azenv_refresh([string]$when, [string]$stuck) {
    $ErrorActionPreference = 'Continue'
    $PSNativeCommandUseErrorActionPreference = $false
    $code = ''
    try {
        __azenv_tells $when '' $stuck
        # azenv itself where there is no azenv-hook, or that is gone.
        $bin = $global:__azenv_asked
        if (-not $bin -or -not [IO.File]::Exists($bin)) { $bin = $global:__azenv_bin }
        $code = @(& $bin export pwsh) -join "`n"
    } catch {
        $code = ''
    } finally {
        __azenv_told
    }
    if ($code.TrimEnd().EndsWith('# azenv:end', [StringComparison]::Ordinal)) { return __azenv_eval $code $stuck }
    $global:__azenv_broken = 'yes'
    [Console]::Error.WriteLine("azenv: error: $global:__azenv_bin did not answer: this shell stays as it is")
    return $false
}

# __azenv_hook EVENT keeps the exit code of the last program. None was run yet where
# there is no such variable.
function global:__azenv_hook([string]$when) {
    $vars = $ExecutionContext.SessionState.PSVariable
    $code = $vars.GetValue('global:LASTEXITCODE')
    if (-not $global:__azenv_broken -and -not (__azenv_fresh)) {
        $null = __azenv_refresh $when ''
        if ($null -eq $code) { $vars.Remove('global:LASTEXITCODE') } else { $vars.Set('global:LASTEXITCODE', $code) }
    }
    __azenv_tell
}

# __azenv_tell prints what azenv had to say, once.
function global:__azenv_tell {
    if (-not $global:__azenv_note) { return }
    [Console]::Error.WriteLine($global:__azenv_note)
    $global:__azenv_note = ''
}

# __azenv_typed ARGUMENTS PIPED INPUT runs the program; what that means for this shell
# it leaves in a file.
function global:__azenv_typed($arguments, [bool]$piped, $in) {
    $global:__azenv_broken = ''
    $global:__azenv_status = 1
    if ($null -ne $global:__azenv_moved) { __azenv_wrap }
    $bin = $global:__azenv_bin
    if (-not [IO.File]::Exists($bin)) { $bin = 'azenv' }
    $file = ''
    if ($global:__azenv_run) { $file = [IO.Path]::Combine($global:__azenv_run, "call-$PID") }
    # By its name alone it would be this very script.
    $bin = $ExecutionContext.InvokeCommand.GetCommand($bin, 'Application')
    if ($null -eq $bin) {
        [Console]::Error.WriteLine("azenv: error: $global:__azenv_bin is gone, and no azenv is in the PATH")
        $global:__azenv_status = 127
        return
    }
    try {
        __azenv_tells typed $file ''
        if ($piped) { $in | & $bin @arguments } else { & $bin @arguments }
        $global:__azenv_status = $global:LASTEXITCODE
    } finally {
        __azenv_told
        if ([IO.File]::Exists($file)) {
            $code = [IO.File]::ReadAllText($file)
            [IO.File]::Delete($file)
            if ($code -and -not (__azenv_eval $code '')) { $global:__azenv_status = 1 }
            __azenv_tell
        }
    }
}

# __azenv_wrap puts the hook around the prompt, and again where something replaced
# it since. What is within finds $? and $LASTEXITCODE as the command left them. Each
# wrap has its own prompt within: another tool's may have an earlier wrap in it.
function global:__azenv_wrap {
    if (([string]$function:prompt).Contains('__azenv_hook')) { return }
    $global:__azenv_prompts += , $function:prompt
    $wrap = 'function global:prompt {
        $ok = $?
        __azenv_hook prompt
        if ($ok) { $null = 1 } else { Microsoft.PowerShell.Utility\Write-Error failed -ErrorAction Ignore }
        & $global:__azenv_prompts[LAST]
    }'
    . ([scriptblock]::Create($wrap.Replace('LAST', [string]($global:__azenv_prompts.Count - 1))))
}

# __azenv_install also makes `cd x && terraform plan` follow on one line.
function global:__azenv_install {
    __azenv_wrap
    if ($null -ne $global:__azenv_moved) { return }
    $global:__azenv_moved = [EventHandler[System.Management.Automation.LocationChangedEventArgs]] {
        __azenv_wrap
        __azenv_hook cd
    }
    $commands = $ExecutionContext.SessionState.InvokeCommand
    $now = $commands.LocationChangedAction
    if ($null -eq $now) {
        $commands.LocationChangedAction = $global:__azenv_moved
    } else {
        $commands.LocationChangedAction = [Delegate]::Combine($now, $global:__azenv_moved)
    }
}

# __azenv_command makes `azenv` the script; without a folder for it, it stays the
# program, which says why it cannot change this shell.
function global:__azenv_command {
    if (-not $global:__azenv_run) { return }
    $script = [IO.Path]::Combine($global:__azenv_run, 'azenv.ps1')
    [IO.File]::WriteAllText($script, '__azenv_typed $args $MyInvocation.ExpectingInput $input; exit $global:__azenv_status')
    Microsoft.PowerShell.Utility\Set-Alias -Name azenv -Value $script -Scope Global -Force
}

# __azenv_interactive: whether somebody types here. Profiles are read for -File and
# -Command as well, and what comes from a pipe is a script, unless -Interactive says
# otherwise. The words are read as PowerShell reads them.
function global:__azenv_interactive {
    if ($Host.Name -eq 'Visual Studio Code Host') { return $true }
    $words = [Environment]::GetCommandLineArgs()
    $stays = $false
    $asked = $false
    for ($i = 1; $i -lt $words.Count; $i++) {
        if ($words[$i] -notmatch '^[-/]') { return $stays }
        $word = $words[$i] -replace '^(--?|/)', ''
        if ($word -match '[/.]') { return $stays }
        elseif ($word -match '^noni') { return $false }
        elseif ($word -match '^noe') { $stays = $true }
        elseif ($word -match '^(i|int.*)$') { $asked = $true }
        elseif ($word -match '^(config|cus|ea$|encodeda|ep$|ex|if$|inp|o|settings|w)') { $i++ }
        elseif ($word -match '^[cef]') { return $stays }
    }
    return $asked -or $stays -or -not [Console]::IsInputRedirected
}

# __azenv_start PID RUN CODE: RUN is the folder of the shell PID, and CODE is right for
# it if it is interactive; any other one asks for its own. A shell that is not
# interactive keeps what it inherited.
function global:__azenv_start([int]$shell, [string]$run, [string]$code) {
    if ($shell -eq $PID) { $global:__azenv_run = $run }
    if (__azenv_interactive) {
        if ($shell -eq $PID) { $null = __azenv_eval $code '' } else { $null = __azenv_refresh start '' }
        __azenv_install
    }
    __azenv_command
}
