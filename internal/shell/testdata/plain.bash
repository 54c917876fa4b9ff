export AZURE_CONFIG_DIR=/run/azenv/azenv-sealed--run-azenv-show &&
export AZENV_ACTIVE=$'Contoso Development' &&
export ARM_TENANT_ID=22222222-aaaa-4bbb-8ccc-000000000001 &&
unset -v AZURE_LOCATION &&
unset -v ARM_CLIENT_SECRET &&
unset -v AZURE_TENANT &&
export AZURE_CONFIG_DIR=/srv/ops/.azure
