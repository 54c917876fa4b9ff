set -gx AZURE_CONFIG_DIR /run/azenv/azenv-sealed--run-azenv-show
set -gx AZENV_ACTIVE 'Contoso Development'
set -gx ARM_TENANT_ID 22222222-aaaa-4bbb-8ccc-000000000001
set -eg AZURE_LOCATION; if set -q AZURE_LOCATION; set -gx AZURE_LOCATION ''; end
set -eg ARM_CLIENT_SECRET; if set -q ARM_CLIENT_SECRET; set -gx ARM_CLIENT_SECRET ''; end
set -eg AZURE_TENANT; if set -q AZURE_TENANT; set -gx AZURE_TENANT ''; end
set -gx AZURE_CONFIG_DIR /srv/ops/.azure
