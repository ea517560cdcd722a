#!/usr/bin/env bash
# Posts review/review.md as the one comment that a pull request has of a stack, or updates it.
#
# Environment: GH_TOKEN, PULL_REQUEST, HEAD_COMMIT, ARTIFACT_URL (may be empty), PULUMI_STACK, and
# what every job of GitHub Actions has.
set -euo pipefail

marker="<!-- microsoft-seats: preview of $PULUMI_STACK -->"
log="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
body="$RUNNER_TEMP/comment.md"

{
  echo "$marker"
  if [ -s review/review.md ]; then
    cat review/review.md
  else
    echo "**Seats of stack $PULUMI_STACK could not be previewed.** The log says why."
  fi
  echo
  echo "Commit $HEAD_COMMIT · ${ARTIFACT_URL:+[full report and plan]($ARTIFACT_URL) · }[log]($log)"
} > "$body"

comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
# Somebody else's comment may quote the marker.
existing=$(gh api --paginate "$comments?per_page=100" | jq --slurp --arg marker "$marker" '
  first(.[][] | select(.user.login == "github-actions[bot]" and (.body | startswith($marker)))).id
')

if [ -n "$existing" ]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$existing" \
    --field body=@"$body" --silent
else
  gh api --method POST "$comments" --field body=@"$body" --silent
fi
