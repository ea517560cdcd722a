#!/usr/bin/env bash
# Stands in for GitHub's own `gh api`, with the options that the scripts use. The test's server answers
# with all pages, a line each.
set -euo pipefail
[ "$1" = api ]
shift
method=GET fields='{}' pages=1
while [ $# -gt 0 ]; do
  case $1 in
    --method) method=$2 && shift ;;
    --field) fields=$(jq --arg name "${2%%=*}" --rawfile it "${2#*=@}" '.[$name] = $it' <<< "$fields") && shift ;;
    --raw-field) fields=$(jq --arg name "${2%%=*}" --arg it "${2#*=}" '.[$name] = $it' <<< "$fields") && shift ;;
    --paginate) pages=1000 ;;
    --silent) pages=0 ;;
    -*) echo "gh: $1?" >&2 && exit 2 ;;
    *) endpoint=$1 ;;
  esac
  shift
done
answer=$(curl --silent --show-error --fail --request "$method" --data "$fields" \
  --header "Authorization: token $GH_TOKEN" "$GITHUB_API_URL/$endpoint")
head --lines "$pages" <<< "$answer"
