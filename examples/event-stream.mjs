/*
 * Follows the events of your task scheduler for as long as you like: when the stream is cut, it connects again, and
 * fetches what was emitted meanwhile. For Node 20 and browsers, without any package. Copy it, and then:
 *
 *   import { followEvents } from "./event-stream.mjs";
 *
 *   for await (const event of followEvents({ sourceId: "dc_...", apiKey: "..." })) {
 *     console.log(event.message);
 *   }
 *
 * `history: true` begins with the events there were before, up to a hundred. `signal` ends it. `onStatus` is told
 * "connected", or "reconnecting" and why. It throws only if Pipedream refuses the key or knows no such source.
 */

/** Pipedream sends something every 15 seconds. A stream that is silent for longer is dead. */
const SILENCE_MS = 45_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Pipedream keeps a hundred events, so none that is older can come again. */
const REMEMBERED = 200;

export async function* followEvents({
  sourceId,
  apiKey,
  api = "https://api.pipedream.com",
  history = false,
  signal = new AbortController().signal,
  onStatus = () => {},
}) {
  const id = encodeURIComponent(sourceId);
  const get = (path, until = signal) => request(new URL(path, api), apiKey, until);
  const kept = async () => {
    const response = await get(`/v1/sources/${id}/event_summaries?expand=event`);
    const { data } = await response.json();
    return data.map(({ event }) => event).reverse();
  };
  const isNew = memory();
  let isPrepared = history;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const connection = new AbortController();
    let reason = "The stream has ended";
    try {
      if (!isPrepared) (await kept()).forEach(isNew);
      isPrepared = true;
      const { body } = await get(`/sources/${id}/sse`, AbortSignal.any([signal, connection.signal]));
      onStatus("connected");
      // The stream does not begin with what was emitted before it was open.
      for (const event of await kept()) if (isNew(event)) yield event;
      pause = FIRST_PAUSE_MS;
      for await (const data of messagesOf(body, connection)) {
        const { e: event } = JSON.parse(data);
        if (isNew(event)) yield event;
      }
    } catch (error) {
      if (error instanceof Refusal) throw error;
      reason = error.message;
    } finally {
      connection.abort();
    }
    if (signal.aborted) return;
    onStatus("reconnecting", reason);
    // Not all at the same moment, if many were cut off at once.
    await sleep(pause * (0.5 + Math.random() / 2), signal);
  }
}

class Refusal extends Error {}

async function request(url, apiKey, signal) {
  const response = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` }, signal });
  if (response.ok) return response;
  const problem = `${url.host} answered ${response.status} for ${url.pathname}`;
  if ([401, 403].includes(response.status)) throw new Refusal(`${problem}: is the API key right?`);
  if (response.status === 404) throw new Refusal(`${problem}: is the id of the source right?`);
  throw new Error(problem);
}

/** Tells whether an event is seen for the first time: a task is known by its execution. */
function memory() {
  const seen = new Set();
  return ({ executionArn }) => {
    if (seen.has(executionArn)) return false;
    seen.add(executionArn);
    if (seen.size > REMEMBERED) seen.delete(seen.values().next().value);
    return true;
  };
}

/** The data of each message of an event stream. Its other fields, and comments, are of no use here. */
async function* messagesOf(body, connection) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const timer = setTimeout(() => connection.abort(new Error("The stream is silent")), SILENCE_MS);
    const { done, value } = await reader.read().finally(() => clearTimeout(timer));
    if (done) return;
    const blocks = (text + value).split(/\r\n\r\n|\n\n|\r\r/);
    text = blocks.pop();
    for (const block of blocks) {
      const lines = block.split(/\r\n|\n|\r/).filter((line) => line.startsWith("data:"));
      if (lines.length > 0) yield lines.map((line) => line.slice(5).replace(/^ /, "")).join("\n");
    }
  }
}

function sleep(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => resolve(clearTimeout(timer)), { once: true });
  });
}
