#!/usr/bin/env bash
# Finds the plan that a merge was reviewed with: the artifact of the last preview of its own pull
# request that succeeded for the head commit. Sets REVIEWED_RUN, REVIEWED_ARTIFACT,
# REVIEWED_PULL_REQUEST and PLAN_OF, which is what has to stand in the artifact's pull-request.txt.
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
# Pull requests into other branches, and some that are not completed, may have the same commit.
number=$(jq --null-input --arg commit "$BUILD_SOURCEVERSION" \
  '{queries: [{type: "lastMergeCommit", items: [$commit]}]}' |
  api POST "$repository/pullrequestquery?" --header 'Content-Type: application/json' --data @- |
  jq --arg commit "$BUILD_SOURCEVERSION" --arg base "$BUILD_SOURCEBRANCH" '
    [.results[][$commit] // [] | .[] | select(.status == "completed" and .targetRefName == $base)]
    | select(length == 1)[0].pullRequestId
  ')
if [ -z "$number" ]; then
  fail "Commit $BUILD_SOURCEVERSION came into $BUILD_SOURCEBRANCH without a pull request, or with more than one, so no plan of it was reviewed."
fi
head=$(api GET "$repository/pullRequests/$number?" |
  jq --raw-output 'select(.forkSource == null).lastMergeSourceCommit.commitId')
if [ -z "$head" ]; then
  fail "Pull request $number is one of a fork, whose plans do not count."
fi

previews="definitions=$PREVIEW_PIPELINE_ID&branchName=refs/pull/$number/merge&statusFilter=completed"
build=$(pages "build/builds?$previews&queryOrder=finishTimeDescending" |
  jq --raw-output --slurp --arg head "$head" --arg repository "$BUILD_REPOSITORY_ID" '
    def source: .triggerInfo["pr.sourceSha"]
      // (.parameters // "{}" | fromjson | .["system.pullRequest.sourceCommitId"]);
    first(.[].value[] | select(source == $head and .repository.id == $repository
      and .reason == "pullRequest" and .result == "succeeded")) | "\(.id) \(.queueTime)"
  ')
read -r run queued <<< "$build"
if [ -z "$run" ]; then
  fail "No preview of pull request $number succeeded for its last commit $head, so there is no reviewed plan."
fi
# What a build publishes is written by the pipeline of the branches that it ran for.
retargeted=$(api GET "$repository/pullRequests/$number/iterations?" |
  jq --arg queued "$queued" 'any(.value[]; .reason == "retarget" and .createdDate >= $queued)')
if [ "$retargeted" != false ]; then
  fail "The preview of pull request $number is perhaps of another one: its target branch was changed afterwards."
fi

# Of several attempts, the last one.
artifact=$(pages "build/builds/$run/artifacts?" | jq --raw-output --slurp '
  [.[].value[].name | select(test("^seats-[0-9]+$"))] | max_by(.[6:] | tonumber) // empty
')
if [ -z "$artifact" ]; then
  fail "The plan of pull request $number is gone: artifacts are kept as long as their run."
fi

echo "Run $run previewed pull request $number."
echo "##vso[task.setvariable variable=REVIEWED_RUN]$run"
echo "##vso[task.setvariable variable=REVIEWED_ARTIFACT]$artifact"
echo "##vso[task.setvariable variable=REVIEWED_PULL_REQUEST]$number"
echo "##vso[task.setvariable variable=PLAN_OF]pull request $number into $BUILD_SOURCEBRANCH at $head"
