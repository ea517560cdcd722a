# shellcheck shell=bash
# Sourced by the other scripts: one request to Azure DevOps, as this job.

# api METHOD PATH [ARGUMENT OF CURL …]: PATH begins after the project's _apis/ and has a query.
api() {
  local method=$1 path=$2
  shift 2
  # A header from a file, so that the token is on no command line. Without the second header a token
  # that is not accepted leads to a page for people to sign in.
  curl --silent --show-error --fail-with-body --max-time 60 --request "$method" \
    --header @<(printf 'Authorization: Bearer %s\n' "$SYSTEM_ACCESSTOKEN") \
    --header 'X-TFS-FedAuthRedirect: Suppress' \
    "$@" "$SYSTEM_COLLECTIONURI$SYSTEM_TEAMPROJECTID/_apis/$path&api-version=7.1"
}

# pages PATH: a list to its end, one JSON document for each page.
pages() {
  local headers="$AGENT_TEMPDIRECTORY/headers" token=
  while
    api GET "$1" --dump-header "$headers" \
      ${token:+--get --data-urlencode "continuationToken=$token"} || return
    token=$(tr --delete '\r' < "$headers" | sed --quiet 's/^x-ms-continuationtoken: *//Ip')
    [ -n "$token" ]
  do :; done
}

# run_page: the address of this run, for people.
run_page() {
  echo "$SYSTEM_COLLECTIONURI$SYSTEM_TEAMPROJECTID/_build/results?buildId=$BUILD_BUILDID"
}
