/** @import { Answer, History, Problem, State } from "./types.d.ts" */

/**
 * What there is now, with a page of the pending tasks.
 * @param {number} offset
 * @returns {Promise<State>}
 */
export function getState(offset) {
  return read(`/page/state?offset=${offset}`);
}

/**
 * A page of events: those before that one, or the last ones.
 * @param {string | undefined} before
 * @returns {Promise<History>}
 */
export function getHistory(before) {
  return read(`/page/history${before === undefined ? "" : `?before=${encodeURIComponent(before)}`}`);
}

/**
 * The whole message of a task.
 * @param {string} executionArn
 * @returns {Promise<{ message?: unknown }>}
 */
export function getMessage(executionArn) {
  return read(`/page/message?executionArn=${encodeURIComponent(executionArn)}`);
}

/**
 * Sends a request on to the source's endpoint. `error` is what the source, or the way to it, said against it.
 * @param {"/page/schedule" | "/page/cancel"} path
 * @param {object} body
 * @param {string} secret
 * @returns {Promise<Answer>}
 */
export async function post(path, body, secret) {
  const answer = await send(path, body, secret ? { "x-pd-secret": secret } : {});
  if (answer.error || answer.executionArn) return answer;
  return { error: { message: "The source is not active: something else answered in its place." } };
}

/**
 * Moves the clock.
 * @param {number} seconds
 * @returns {Promise<{ error?: Problem }>}
 */
export function advance(seconds) {
  return send("/dev/advance", { seconds }, {});
}

/**
 * @param {string} path
 * @param {object} body
 * @param {Record<string, string>} headers
 * @returns {Promise<Answer>}
 */
async function send(path, body, headers) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    const answer = parse(await response.text());
    return response.ok || answer.error
      ? answer
      : { error: { message: `It answered with the status ${response.status}.` } };
  } catch {
    return { error: { message: "The host is gone. Start it again." } };
  }
}

/** @param {string} path */
async function read(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`The page's host answered ${response.status}`);
  return response.json();
}

/**
 * @param {string} text
 * @returns {Answer}
 */
function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
