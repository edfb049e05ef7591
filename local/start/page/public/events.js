/** @import { TaskEvent } from "./types.d.ts" */
import { getHistory } from "./api.js";
import { lastPart } from "./arn.js";
import { announce, byId, make, setBadge, setRows, setText } from "./dom.js";
import { lateness, legible, moment } from "./format.js";
import { unfolding } from "./json.js";
import { showPager, startPager } from "./pager.js";
import { removeTask } from "./pending.js";

const RECONNECT_MS = 2_000;
const ANNOUNCE_AFTER_MS = 500;

/** The rows by the id of their event. They stay as they are, so that what is unfolded stays unfolded. */
let rows = new Map();
/** The events before which each page begins, from the newest page to the one that is shown. @type {(string | undefined)[]} */
let pages = [undefined];
let total = 0;

/**
 * Follows the event stream for as long as the page is open, also over a restart of the host.
 * @param {() => void} onChange
 */
export function followEvents(onChange) {
  const stream = new EventSource("/page/events");
  stream.onopen = () => {
    setBadge(byId("stream"), "good", "Live");
    showPage();
  };
  stream.onmessage = ({ data }) => {
    const event = /** @type {TaskEvent} */ (JSON.parse(data));
    if (event.e?.executionArn) removeTask(event.e.executionArn);
    tell(event);
    showPage();
    onChange();
  };
  stream.onerror = () => {
    setBadge(byId("stream"), "waiting", "Reconnecting");
    onChange();
    // The browser tries again by itself, unless it was given an answer that is none.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => followEvents(onChange), RECONNECT_MS);
  };
}

export function startEvents() {
  const turnTo = (/** @type {(string | undefined)[]} */ next) => {
    pages = next;
    showPage();
  };
  const oldest = () => [...rows.keys()].at(-1);
  startPager(
    "events",
    () => turnTo(pages.length > 1 ? pages.slice(0, -1) : pages),
    () => turnTo([...pages, oldest()]),
  );
}

let isAsking = false;
let isStale = false;

/** Shows the page of events that is turned to. One question at a time: what comes meanwhile is asked for afterwards. */
async function showPage() {
  isStale = true;
  if (isAsking) return;
  isAsking = true;
  while (isStale) {
    isStale = false;
    try {
      show(await getHistory(pages.at(-1)));
    } catch {
      // The host is gone, which the page says; the stream tells when it is back.
    }
  }
  isAsking = false;
}

/** @param {Awaited<ReturnType<typeof getHistory>>} history */
function show(history) {
  rows = new Map(history.events.map((event) => [event.id, rows.get(event.id) ?? newRow(event)]));
  total = history.total;
  setRows(byId("events"), [...rows.values()]);
  setText(byId("events-count"), String(total));
  byId("events-empty").hidden = total > 0;
  byId("events-scroll").hidden = total === 0;
  showPager("events", { from: history.newer, shown: rows.size, total });
}

/** @param {TaskEvent} event */
function newRow(event) {
  const { e } = event;
  const at = emittedAt(event);
  const due = Date.parse(e?.timestamp ?? "");
  const name = e?.id ?? (e?.executionArn ? lastPart(e.executionArn) : event.id);
  const facts = make(
    "span",
    { class: "event-facts muted small" },
    make("span", { class: "name", title: e?.executionArn }, name),
    make("time", { datetime: new Date(at).toISOString() }, moment(at)),
    ...(Number.isNaN(due) ? [] : [make("span", { class: "late" }, lateness(at, due))]),
  );
  const label = `The event of task ${name}, as JSON`;
  const content = { preview: legible(e?.message), facts, label, load: () => e };
  return make("li", { class: "row event" }, unfolding(content));
}

/** Events that come in quick succession are told together. @type {TaskEvent[]} */
let untold = [];
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {TaskEvent} event */
function tell(event) {
  untold.push(event);
  clearTimeout(timer);
  timer = setTimeout(() => {
    const name = untold[0]?.e?.id ? `Task ${untold[0].e.id}` : "A task";
    announce(untold.length === 1 ? `${name} was emitted.` : `${untold.length} tasks were emitted.`);
    untold = [];
  }, ANNOUNCE_AFTER_MS);
}

/**
 * The ids of events begin with the moment they were emitted.
 * @param {TaskEvent} event
 */
function emittedAt({ id, ts }) {
  return Number(String(id).split("-")[0]) || ts;
}
