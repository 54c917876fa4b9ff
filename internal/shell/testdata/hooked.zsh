__azenv_begin AZURE_CONFIG_DIR /run/azenv/azenv-sealed--run-azenv-show
__azenv_set AZENV_ACTIVE $'Contoso Development'
__azenv_shade ARM_TENANT_ID
__azenv_set ARM_TENANT_ID 22222222-aaaa-4bbb-8ccc-000000000001
__azenv_unset AZURE_LOCATION
__azenv_hide ARM_CLIENT_SECRET
__azenv_return AZURE_TENANT
__azenv_restore
__azenv_end AZURE_CONFIG_DIR /srv/ops/.azure
typeset -g __azenv_mark=bWFyaw
typeset -g __azenv_at=$'/srv/ops/prod|eu/app'
typeset -g __azenv_run=/run/azenv/boot-1-2
typeset -g __azenv_watch=$'AZENV_CONTEXT AZURE_CONFIG_DIR ARM_TENANT_ID'
typeset -g __azenv_note=$'azenv: Contoso Development (process): it\'s here\nazenv: hint: 100%'
typeset -g __azenv_file=$'/srv/ops/prod|eu/.azcontext'
typeset -ga __azenv_passed=($'/srv/ops/prod|eu/app/.azcontext')
function __azenv_fresh {
  local c=''
  [[ "${AZURE_CONFIG_DIR-}" == $'/srv/a|b' ]] &&
  [[ "${AZENV_CONTEXT-}|${ARM_TENANT_ID-}" == $'|22222222-aaaa-4bbb-8ccc-000000000001' ]] &&
  [[ ! -e /run/azenv/boot-1-2/handover && ! -L /run/azenv/boot-1-2/handover ]] &&
  { \builtin test "${__azenv_passed[1]-}" = $'/srv/ops/prod|eu/app/.azcontext' && [[ ! -e $'/srv/ops/prod|eu/app/.azcontext' && ! -L $'/srv/ops/prod|eu/app/.azcontext' ]] || for c in "${__azenv_passed[@]}"; do [[ ! -e $c && ! -L $c ]] || \builtin return 1; done } &&
  [[ -e /srv/ops/.local/state/azenv/trust/0123-4567 ]] &&
  { c="$(<$'/srv/ops/it\'s here/stamp')" || builtin : } 2>/dev/null &&
  [[ "$c" == $'azenv 1 0123456789abcdef' ]] &&
  [[ -f $'/srv/ops/prod|eu/.azcontext' ]] && { c="$(<$'/srv/ops/prod|eu/.azcontext')" || builtin : } 2>/dev/null &&
  [[ "$c" == $'subscription = 10000000-0000-4000-8000-000000000001' ]] &&
  { [[ "${PWD-}" == "$__azenv_at" ]] || __azenv_same } &&
  builtin :
}
# azenv:end
