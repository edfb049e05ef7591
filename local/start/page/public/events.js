import { announce, byId, make, setBadge, setText } from "./dom.js";
import { lateness, legible, moment } from "./format.js";
import { removeTask } from "./pending.js";

const SHOWN = 100;
const RECONNECT_MS = 2_000;
const ANNOUNCE_AFTER_MS = 500;
/** Events that have come with the connection, or while it was announced, are told together. */
let unannounced = [];
let timer;
let count = 0;
const seen = new Set();

/** Follows the event stream for as long as the page is open, also over a restart of the host. */
export function followEvents(onEvent) {
  const stream = new EventSource("/page/events");
  const opened = Date.now();
  stream.onopen = () => setBadge(byId("stream"), "good", "Live");
  stream.onmessage = ({ data, lastEventId }) => {
    if (seen.has(lastEventId)) return;
    seen.add(lastEventId);
    const event = JSON.parse(data);
    show(event);
    if (event.e?.executionArn) removeTask(event.e.executionArn);
    if (emittedAt(event) >= opened) tell(event);
    onEvent();
  };
  stream.onerror = () => {
    setBadge(byId("stream"), "waiting", "Reconnecting");
    // The browser tries again by itself, unless it was given an answer that is none.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => followEvents(onEvent), RECONNECT_MS);
  };
}

function show(event) {
  const { e } = event;
  const at = emittedAt(event);
  const late = at - Date.parse(e?.timestamp);
  const element = make(
    "li",
    { class: "row event" },
    make(
      "details",
      {},
      make(
        "summary",
        {},
        make("code", { class: "preview" }, legible(e?.message)),
        make(
          "span",
          { class: "event-facts muted small" },
          make("time", { datetime: new Date(at).toISOString() }, moment(at)),
          ...(Number.isNaN(late) ? [] : [make("span", { class: "late" }, lateness(Math.max(0, late)))]),
        ),
      ),
      make("pre", { tabindex: "0", role: "group", "aria-label": "The event as JSON" }, legible(e, 2)),
    ),
  );
  const list = byId("events");
  list.prepend(element);
  if (list.children.length > SHOWN) list.lastElementChild.remove();
  count += 1;
  setText(byId("events-count"), String(count));
  byId("events-empty").hidden = true;
}

function tell(event) {
  unannounced.push(event);
  clearTimeout(timer);
  timer = setTimeout(() => {
    const [first] = unannounced;
    const name = first.e?.id ? `Task ${first.e.id}` : "A task";
    announce(unannounced.length === 1 ? `${name} was emitted.` : `${unannounced.length} tasks were emitted.`);
    unannounced = [];
  }, ANNOUNCE_AFTER_MS);
}

/** The ids of events begin with the moment they were emitted. */
function emittedAt({ id, ts }) {
  return Number(String(id).split("-")[0]) || ts;
}
