#!/usr/bin/env bash
# Opens one work item while seats differ from what the program did, updates it, and closes it
# afterwards. Reads review/review.json and review/review.txt.
#
# Environment: SYSTEM_ACCESSTOKEN, PULUMI_STACK, WORK_ITEM_TYPE, WORK_ITEM_CLOSED, and what every job
# of Azure Pipelines has.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=api.sh
. "$(dirname "$0")/api.sh"

tag="microsoft-seats drift of $PULUMI_STACK"
# Of secret users it is not known, and whatever is to be done may be drift.
drifted=$(jq '.totals.drifted // 1' review/review.json)
verdict=$(jq --raw-output .verdict review/review.json)

# patch METHOD PATH FIELDS: creates or changes a work item, FIELDS being a JSON object.
patch() {
  jq 'to_entries | map({op: "add", path: "/fields/\(.key)", value: .value})' <<< "$3" |
    api "$1" "$2" --header 'Content-Type: application/json-patch+json' --data @- > /dev/null
}

query="SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project\
 AND [System.Tags] CONTAINS '$tag' AND [System.State] <> '$WORK_ITEM_CLOSED'"
existing=$(jq --null-input --arg query "$query" '{query: $query}' |
  api POST 'wit/wiql?' --header 'Content-Type: application/json' --data @- |
  jq 'first(.workItems[]).id')

if [ "$drifted" -gt 0 ]; then
  fields=$(jq --null-input --rawfile report review/review.txt --arg page "$(run_page)" --arg tag "$tag" \
    --arg title "Seats of stack $PULUMI_STACK changed outside the program" '{
      "System.Title": $title,
      "System.Tags": $tag,
      "System.Description": ("<p>Somebody changed seats outside the program. To undo that, merge a "
        + "pull request with an empty commit. To keep it, change the program\u0027s lists.</p>"
        + "<pre>\($report | @html)</pre><p><a href=\"\($page | @html)\">Report and log</a></p>")
    }')
  if [ -n "$existing" ]; then
    patch PATCH "wit/workitems/$existing?" "$fields"
  else
    patch POST "wit/workitems/\$$WORK_ITEM_TYPE?" "$fields"
  fi
elif [ -n "$existing" ] && { [ "$verdict" = nothing ] || [ "$verdict" = changes ]; }; then
  patch PATCH "wit/workitems/$existing?" "$(jq --null-input --arg state "$WORK_ITEM_CLOSED" \
    '{"System.State": $state, "System.History": "The drift is gone."}')"
fi

case $verdict/$drifted in
  broken/*)
    echo "##vso[task.logissue type=error]The preview broke, so drift was not looked at in full. The summary says why."
    exit 1
    ;;
  refused/0)
    echo "##vso[task.logissue type=error]The merged program is refused as it is. The summary says why."
    exit 1
    ;;
  changes/0)
    echo "##vso[task.logissue type=warning]The merged program declares changes that are not applied. The summary names them."
    ;;
esac
