#!/usr/bin/env bash
# Opens one issue while seats differ from what the program did, updates it, and closes it afterwards.
# Reads review/review.json and review/review.md.
#
# Environment: GH_TOKEN, ARTIFACT_URL, PULUMI_STACK, and what every job of GitHub Actions has.
set -euo pipefail

marker="<!-- microsoft-seats: drift of $PULUMI_STACK -->"
log="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
body="$RUNNER_TEMP/issue.md"
issues="repos/$GITHUB_REPOSITORY/issues"

# Of secret users it is not known, and whatever is to be done may be drift.
drifted=$(jq '.totals.drifted // 1' review/review.json)
verdict=$(jq --raw-output .verdict review/review.json)

existing=$(gh api --paginate "$issues?state=open&per_page=100" | jq --slurp --arg marker "$marker" '
  first(.[][] | select(.user.login == "github-actions[bot]")
    | select(.body // "" | startswith($marker))).number
')

if [ "$drifted" -gt 0 ]; then
  {
    echo "$marker"
    echo "Somebody changed seats outside the program. To undo that, merge a pull request with an empty commit. To keep it, change the program's lists."
    echo
    cat review/review.md
    echo
    echo "[Full report]($ARTIFACT_URL) · [log]($log)"
  } > "$body"
  title="Seats of stack $PULUMI_STACK changed outside the program"
  if [ -n "$existing" ]; then
    gh api --method PATCH "$issues/$existing" --field body=@"$body" --silent
  else
    gh api --method POST "$issues" --raw-field title="$title" --field body=@"$body" --silent
  fi
elif [ -n "$existing" ] && { [ "$verdict" = nothing ] || [ "$verdict" = changes ]; }; then
  gh api --method POST "$issues/$existing/comments" \
    --raw-field body="The drift is gone, [tonight's check]($log) found." --silent
  gh api --method PATCH "$issues/$existing" \
    --raw-field state=closed --raw-field state_reason=completed --silent
fi

case $verdict/$drifted in
  broken/*)
    echo "::error::The preview broke, so drift was not looked at in full. The summary says why."
    exit 1
    ;;
  refused/0)
    echo "::error::The merged program is refused as it is. The summary says why."
    exit 1
    ;;
  changes/0)
    echo "::warning::The merged program declares changes that are not applied. The summary names them."
    ;;
esac
