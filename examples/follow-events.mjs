/*
 * Prints each task that is emitted, as a line of JSON, and goes on doing so when the connection is cut. Put what your
 * application does with a task in place of the printing.
 *
 *   SOURCE_ID=dc_... PIPEDREAM_API_KEY=... node follow-events.mjs
 *
 * Needs Node 20 and event-stream.mjs beside it. To follow the source of `npm start`, set API to the address of its page,
 * and the others to what its line for /sse shows.
 */
import { followEvents } from "./event-stream.mjs";

const { SOURCE_ID, PIPEDREAM_API_KEY, API } = process.env;
if (!SOURCE_ID || !PIPEDREAM_API_KEY) {
  console.error(
    "Set SOURCE_ID to the id of your source (dc_...), and PIPEDREAM_API_KEY to the API key of your account.",
  );
  process.exit(2);
}

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => stop.abort());

const events = followEvents({
  sourceId: SOURCE_ID,
  apiKey: PIPEDREAM_API_KEY,
  api: API,
  signal: stop.signal,
  onStatus: (...news) => console.error(news.join(": ")),
});

try {
  for await (const event of events) console.log(JSON.stringify(event));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
