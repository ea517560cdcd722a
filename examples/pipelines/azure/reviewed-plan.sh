#!/usr/bin/env bash
# Finds the plan that a merge was reviewed with: the artifact of the last preview that succeeded for
# the head commit of its pull request. Sets REVIEWED_RUN, REVIEWED_ARTIFACT and REVIEWED_PULL_REQUEST.
#
# A squash or a rebase makes another commit of it, so the way leads over the pull request.
#
# Environment: SYSTEM_ACCESSTOKEN, PREVIEW_PIPELINE_ID, and what every job of Azure Pipelines has.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=api.sh
. "$(dirname "$0")/api.sh"

fail() {
  echo "##vso[task.logissue type=error]$1 Open a pull request, with an empty commit if the program is right as it is, so that its preview makes a plan; then review and merge that."
  exit 1
}

repository="git/repositories/$BUILD_REPOSITORY_ID"
number=$(jq --null-input --arg commit "$BUILD_SOURCEVERSION" \
  '{queries: [{type: "lastMergeCommit", items: [$commit]}]}' |
  api POST "$repository/pullrequestquery?" --header 'Content-Type: application/json' --data @- |
  jq --arg commit "$BUILD_SOURCEVERSION" \
    'first(.results[][$commit] // [] | .[] | select(.status == "completed")).pullRequestId')
if [ -z "$number" ]; then
  fail "Commit $BUILD_SOURCEVERSION came without a pull request, so nobody has reviewed what it does to seats."
fi
head=$(api GET "$repository/pullRequests/$number?" | jq --raw-output .lastMergeSourceCommit.commitId)

previews="definitions=$PREVIEW_PIPELINE_ID&branchName=refs/pull/$number/merge&statusFilter=completed"
run=$(api GET "build/builds?$previews&resultFilter=succeeded&queryOrder=finishTimeDescending" |
  jq --arg head "$head" '
    def source: .triggerInfo["pr.sourceSha"]
      // (.parameters // "{}" | fromjson | .["system.pullRequest.sourceCommitId"]);
    first(.value[] | select(source == $head)).id
  ')
if [ -z "$run" ]; then
  fail "No preview of pull request $number succeeded for its last commit $head, so there is no reviewed plan."
fi

# Of several attempts, the last one.
artifact=$(api GET "build/builds/$run/artifacts?" |
  jq --raw-output '[.value[].name | select(test("^seats-[0-9]+$"))] | max_by(.[6:] | tonumber) // empty')
if [ -z "$artifact" ]; then
  fail "The plan of pull request $number is gone: artifacts are kept as long as their run."
fi

echo "Run $run previewed pull request $number."
echo "##vso[task.setvariable variable=REVIEWED_RUN]$run"
echo "##vso[task.setvariable variable=REVIEWED_ARTIFACT]$artifact"
echo "##vso[task.setvariable variable=REVIEWED_PULL_REQUEST]$number"
