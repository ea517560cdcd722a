#!/usr/bin/env bash
# Tell Pulumi Deployments how to run each stack of the data file: state and machines are Pulumi Cloud's.
#   examples/fleet/machines/deployments.sh ORGANISATION GITHUB-OWNER/REPOSITORY
# PULUMI=echo prints the commands instead of running them.
set -euo pipefail

organisation=$1 repository=$2
python -m examples.fleet stacks | while IFS=$'\t' read -r stack tenant client; do
  ${PULUMI:-pulumi} deployment settings edit --stack "$organisation/fleet/$stack" \
    --github-repo "$repository" --branch main --folder examples/fleet/program \
    --preview-prs --push-to-deploy \
    --pre-run-command 'pip install "../../..[cli]"' \
    --env "AZURE_TENANT_ID=$tenant" --env "AZURE_CLIENT_ID=$client" \
    --oidc-azure-tenant-id "$tenant" --oidc-azure-client-id "$client"
done
