__azenv_begin AZURE_CONFIG_DIR /run/azenv/azenv-sealed--run-azenv-show
__azenv_set AZENV_ACTIVE $'Contoso Development'
__azenv_shade ARM_TENANT_ID
__azenv_set ARM_TENANT_ID 22222222-aaaa-4bbb-8ccc-000000000001
__azenv_unset AZURE_LOCATION
__azenv_hide ARM_CLIENT_SECRET
__azenv_return AZURE_TENANT
__azenv_restore
__azenv_end AZURE_CONFIG_DIR /srv/ops/.azure
__azenv_mark=bWFyaw
__azenv_at=$'/srv/ops/prod|eu/app'
__azenv_run=/run/azenv/boot-1-2
__azenv_watch=$'AZENV_CONTEXT AZURE_CONFIG_DIR ARM_TENANT_ID'
__azenv_note=$'azenv: Contoso Development (process): it\'s here\nazenv: hint: 100%'
__azenv_file=$'/srv/ops/prod|eu/.azcontext'
__azenv_passed=($'/srv/ops/prod|eu/app/.azcontext')
function __azenv_fresh {
  \builtin local c='' IFS=' ' || \builtin return 1
  \builtin test "${AZURE_CONFIG_DIR-}" = $'/srv/a|b' &&
  \builtin test "${AZENV_CONTEXT-}|${ARM_TENANT_ID-}" = $'|22222222-aaaa-4bbb-8ccc-000000000001' &&
  [[ ! -e /run/azenv/boot-1-2/handover && ! -L /run/azenv/boot-1-2/handover ]] &&
  { \builtin test "${__azenv_passed[0]-}" = $'/srv/ops/prod|eu/app/.azcontext' && [[ ! -e $'/srv/ops/prod|eu/app/.azcontext' && ! -L $'/srv/ops/prod|eu/app/.azcontext' ]] || for c in "${__azenv_passed[@]-}"; do [[ ! -e $c && ! -L $c ]] || \builtin return 1; done; } &&
  \builtin test -e /srv/ops/.local/state/azenv/trust/0123-4567 &&
  ! IFS= \builtin read -r -d '' -n 26 c 2>/dev/null <$'/srv/ops/it\'s here/stamp' &&
  \builtin test "$c" = $'azenv 1 0123456789abcdef\n' &&
  \builtin test -f $'/srv/ops/prod|eu/.azcontext' && ! IFS= \builtin read -r -d '' -n 53 c 2>/dev/null <$'/srv/ops/prod|eu/.azcontext' &&
  \builtin test "$c" = $'subscription = 10000000-0000-4000-8000-000000000001\n' &&
  { \builtin test "${PWD-}" = "$__azenv_at" || __azenv_same; } &&
  \builtin :
}
# azenv:end
