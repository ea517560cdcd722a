#!/usr/bin/env bash
# Finds the plan that a merge was reviewed with: the artifact of the last preview that succeeded for
# the head commit of its pull request. Puts run-id and pull-request into GITHUB_OUTPUT.
#
# A squash or a rebase makes another commit of it, so the way leads over the pull request.
#
# Environment: GH_TOKEN, and what every job of GitHub Actions has.
set -euo pipefail

fail() {
  echo "::error::$1 Open a pull request, with an empty commit if the program is right as it is, so that its preview makes a plan; then review and merge that."
  exit 1
}

repository="repos/$GITHUB_REPOSITORY"
pull=$(gh api "$repository/commits/$GITHUB_SHA/pulls" |
  jq --arg sha "$GITHUB_SHA" 'first(.[] | select(.merged_at != null and .merge_commit_sha == $sha))')
if [ -z "$pull" ]; then
  fail "Commit $GITHUB_SHA came without a pull request, so nobody has reviewed what it does to seats."
fi
number=$(jq .number <<< "$pull")
head=$(jq --raw-output .head.sha <<< "$pull")

# A fork may run a workflow of its own under this name, so its runs do not count.
previews="$repository/actions/workflows/preview.yml/runs?event=pull_request&status=success&head_sha=$head"
run=$(gh api "$previews" | jq --arg own "$GITHUB_REPOSITORY" '
  first(.workflow_runs[] | select(.head_repository.full_name == $own)).id
')
if [ -z "$run" ]; then
  fail "No preview of pull request $number succeeded for its last commit $head, so there is no reviewed plan."
fi

kept=$(gh api "$repository/actions/runs/$run/artifacts?name=seats" |
  jq 'first(.artifacts[] | select(.expired | not)).id')
if [ -z "$kept" ]; then
  fail "The plan of pull request $number is gone: artifacts of a run are kept for 30 days."
fi

echo "Run $run previewed pull request $number."
{
  echo "run-id=$run"
  echo "pull-request=$number"
} >> "$GITHUB_OUTPUT"
