#!/usr/bin/env bash
# Finds the plan that a merge was reviewed with: the artifact of the last preview of its own pull
# request that succeeded for the head commit. Puts run-id, pull-request and plan-of into GITHUB_OUTPUT;
# plan-of is what has to stand in the artifact's pull-request.txt.
#
# A squash or a rebase makes another commit of it, so the way leads over the pull request. What a run
# keeps is written by the workflow of the branches that it ran for, so a run counts only where it can
# have been of this pull request and base alone, by what GitHub itself says of it.
#
# Environment: GH_TOKEN, and what every job of GitHub Actions has.
set -euo pipefail

fail() {
  echo "::error::$1 Open a pull request, with an empty commit if the program is right as it is, so that its preview makes a plan; then review and merge that."
  exit 1
}

repository="repos/$GITHUB_REPOSITORY"
# Pull requests into other branches, and some that are not merged, may hold the same commit.
pull=$(gh api --paginate "$repository/commits/$GITHUB_SHA/pulls?per_page=100" |
  jq --slurp --arg sha "$GITHUB_SHA" --arg base "$GITHUB_REF_NAME" '
    [.[][] | select(.merged_at != null and .merge_commit_sha == $sha and .base.ref == $base)]
    | select(length == 1)[0]
  ')
if [ -z "$pull" ]; then
  fail "Commit $GITHUB_SHA came into $GITHUB_REF_NAME without a pull request, or with more than one, so no plan of it was reviewed."
fi
number=$(jq .number <<< "$pull")
head=$(jq --raw-output .head.sha <<< "$pull")
branch=$(jq --raw-output .head.ref <<< "$pull")

# A fork may run a workflow of its own under this name, so its runs do not count.
runs=$(gh api --paginate "$repository/actions/runs?head_sha=$head&per_page=100" |
  jq --raw-output --slurp --arg own "$GITHUB_REPOSITORY" --arg branch "$branch" '
    [.[].workflow_runs[] | select(.head_repository.full_name == $own and .head_branch == $branch
      and (.path | split("@")[0]) == ".github/workflows/preview.yml"
      and .event == "pull_request" and .conclusion == "success")]
    | sort_by(.created_at) | reverse[] | "\(.id) \(.created_at)"
  ')
# A run does not say whose it is once its pull request is closed: the name of what it kept does.
expired=
while read -r run created && [ -n "$run" ]; do
  expired=$(gh api --paginate "$repository/actions/runs/$run/artifacts?per_page=100" |
    jq --slurp --arg name "seats-$number" 'first(.[].artifacts[] | select(.name == $name)).expired')
  [ -z "$expired" ] || break
done <<< "$runs"
case $expired in
  false) ;;
  true) fail "The plan of pull request $number is gone: artifacts of a run are kept for 30 days." ;;
  *) fail "No preview of pull request $number succeeded for its last commit $head, or what it kept was deleted." ;;
esac

siblings=$(gh api --paginate "$repository/pulls?state=all&head=$(jq --raw-output '.head.label | @uri' <<< "$pull")&per_page=100" |
  jq --slurp --arg created "$created" --argjson number "$number" '
    any(.[][]; .number != $number and .created_at <= $created and (.closed_at // $created) >= $created)')
retargeted=$(gh api --paginate "$repository/issues/$number/events?per_page=100" |
  jq --slurp --arg created "$created" '
    any(.[][]; (.event | test("base_ref_changed|automatic_base_change")) and .created_at >= $created)')
if [ "$siblings/$retargeted" != false/false ]; then
  fail "The preview of pull request $number is perhaps of another one: its branch was in two pull requests at once, or its base was changed afterwards."
fi

echo "Run $run previewed pull request $number."
{
  echo "run-id=$run"
  echo "pull-request=$number"
  echo "plan-of=pull request $number into $GITHUB_REF_NAME at $head"
} >> "$GITHUB_OUTPUT"
