#!/bin/sh
# The whole API of the task scheduler, with curl: schedules two tasks, cancels one, and reads the event of the other.
#
#   ENDPOINT=https://your-endpoint.m.pipedream.net SECRET=... SOURCE_ID=dc_... PIPEDREAM_API_KEY=... sh curl.sh
#
# SECRET may be empty if the source has none. Without an API key, it only schedules and cancels. To try it on the source of
# `npm start`, set API to the address of its page, and the others to what its lines show.
set -eu

ENDPOINT=${ENDPOINT:?"is not set: give it the URL of your source, as the first lines of this script say"}
ENDPOINT=${ENDPOINT%/}
SECRET=${SECRET:-}
API=${API:-https://api.pipedream.com}
API=${API%/}
SECONDS_AHEAD=${SECONDS_AHEAD:-5}
SECONDS_TO_LISTEN=${SECONDS_TO_LISTEN:-10}

if [ -n "${PIPEDREAM_API_KEY:-}" ]; then : "${SOURCE_ID:?is not set: give it the id of your source, such as dc_abc1234}"; fi

# Of a 200, see that it holds an executionArn: for a source that is inactive Pipedream answers with a page of its own.
# Errors come as JSON, which is shown, and end the script.
request() { curl --silent --show-error --fail-with-body "$@" && echo; }

# The time so many seconds from now, as RFC 3339. The first form is that of GNU's date, the second that of BSD and macOS.
in_seconds() {
  then=$(($(date +%s) + $1))
  date -u -d "@$then" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -r "$then" +%Y-%m-%dT%H:%M:%SZ
}

echo "Schedule a task"
request "$ENDPOINT/schedule" \
  -H "Content-Type: application/json" -H "x-pd-secret: $SECRET" \
  -d '{ "timestamp": "'"$(in_seconds "$SECONDS_AHEAD")"'", "message": { "name": "Luke" } }'

# With an id of your own, a request can be repeated: there is one task, and the answer is the same.
id="curl-$(date +%s)-$$"

echo "Schedule a task with an id"
request "$ENDPOINT/schedule" \
  -H "Content-Type: application/json" -H "x-pd-secret: $SECRET" \
  -d '{ "timestamp": "'"$(in_seconds 3600)"'", "message": "Call back", "id": "'"$id"'" }'

echo "Cancel it"
request "$ENDPOINT/cancel" \
  -H "Content-Type: application/json" -H "x-pd-secret: $SECRET" \
  -d '{ "id": "'"$id"'" }'

if [ -z "${PIPEDREAM_API_KEY:-}" ]; then exit 0; fi

echo "Follow the events for a while"
curl --silent --no-buffer --max-time "$SECONDS_TO_LISTEN" \
  -H "Authorization: Bearer $PIPEDREAM_API_KEY" "$API/sources/$SOURCE_ID/sse" || true

echo "Read the last event"
request -H "Authorization: Bearer $PIPEDREAM_API_KEY" "$API/v1/sources/$SOURCE_ID/event_summaries?expand=event&limit=1"
