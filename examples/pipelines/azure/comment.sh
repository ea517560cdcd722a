#!/usr/bin/env bash
# Posts review/review.md as the one comment that a pull request has of a stack, or updates it.
#
# Environment: SYSTEM_ACCESSTOKEN, PULUMI_STACK, and what every job of Azure Pipelines has.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=api.sh
. "$(dirname "$0")/api.sh"

body="$AGENT_TEMPDIRECTORY/comment.md"
{
  if [ -s review/review.md ]; then
    cat review/review.md
  else
    echo "**Seats of stack $PULUMI_STACK could not be previewed.** The log says why."
  fi
  echo
  echo "Commit $SYSTEM_PULLREQUEST_SOURCECOMMITID · [full report and plan]($(run_page)&view=artifacts) · [log]($(run_page))"
} > "$body"

pull="git/repositories/$BUILD_REPOSITORY_ID/pullRequests/$SYSTEM_PULLREQUEST_PULLREQUESTID"
# A thread has properties that nobody sees: this one says whose comment it is.
existing=$(pages "$pull/threads?" | jq --raw-output --slurp --arg stack "$PULUMI_STACK" '
  first(.[].value[] | select(.isDeleted != true)
    | select(.properties["microsoft-seats"]["$value"]? == $stack))
  | "\(.id)/comments/\(.comments[0].id)"
')

if [ -n "$existing" ]; then
  jq --null-input --rawfile content "$body" '{content: $content}' |
    api PATCH "$pull/threads/$existing?" --header 'Content-Type: application/json' --data @- > /dev/null
else
  jq --null-input --rawfile content "$body" --arg stack "$PULUMI_STACK" '{
    comments: [{parentCommentId: 0, commentType: "text", content: $content}],
    status: "closed",
    properties: {"microsoft-seats": $stack}
  }' | api POST "$pull/threads?" --header 'Content-Type: application/json' --data @- > /dev/null
fi
