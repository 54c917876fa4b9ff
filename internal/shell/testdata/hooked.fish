__azenv_begin AZURE_CONFIG_DIR /run/azenv/azenv-sealed--run-azenv-show
__azenv_set AZENV_ACTIVE 'Contoso Development'
__azenv_shade ARM_TENANT_ID
__azenv_set ARM_TENANT_ID 22222222-aaaa-4bbb-8ccc-000000000001
__azenv_unset AZURE_LOCATION
__azenv_hide ARM_CLIENT_SECRET
__azenv_return AZURE_TENANT
__azenv_restore
__azenv_end AZURE_CONFIG_DIR /srv/ops/.azure
builtin set -g __azenv_mark bWFyaw
builtin set -g __azenv_at '/srv/ops/prod|eu/app'
builtin set -g __azenv_run /run/azenv/boot-1-2
builtin set -g __azenv_watch 'AZENV_CONTEXT AZURE_CONFIG_DIR ARM_TENANT_ID'
builtin set -g __azenv_note 'azenv: Contoso Development (process): it\'s here'\x0a'azenv: hint: 100%'
builtin set -g __azenv_file '/srv/ops/prod|eu/.azcontext'
builtin set -g __azenv_passed -o -e '/srv/ops/prod|eu/app/.azcontext' -o -L '/srv/ops/prod|eu/app/.azcontext'
function __azenv_fresh
    builtin set -l c ''
    builtin set -l d ''
    builtin test "$AZURE_CONFIG_DIR" = '/srv/a|b'
    and builtin test "$AZENV_CONTEXT|$ARM_TENANT_ID" = '|22222222-aaaa-4bbb-8ccc-000000000001'
    and not builtin test -z x -o -e /run/azenv/boot-1-2/handover -o -L /run/azenv/boot-1-2/handover $__azenv_passed
    and builtin test -e /srv/ops/.local/state/azenv/trust/0123-4567
    and builtin test -f '/srv/ops/it\'s here/stamp'
    and builtin read -z c <'/srv/ops/it\'s here/stamp'
    and builtin test "$c" = 'azenv 1 0123456789abcdef'\x0a''
    and builtin test -f '/srv/ops/prod|eu/.azcontext'
    and begin; builtin read -z c; and not builtin read -z -n 1 d; end <'/srv/ops/prod|eu/.azcontext'
    and builtin test "$c" = 'subscription = 10000000-0000-4000-8000-000000000001'\x0a''
    and begin; builtin test "$PWD" = "$__azenv_at"; or __azenv_same; end
    and builtin true
end
# azenv:end
