import { byId, make } from "./dom.js";
import { moment } from "./format.js";

let last = "";

/** The last lines of the source's log, the newest first. */
export function showLog(lines) {
  const state = JSON.stringify(lines);
  if (state === last) return;
  last = state;
  byId("log").replaceChildren(...lines.toReversed().map(toRow));
  byId("log-empty").hidden = lines.length > 0;
}

function toRow({ ts, level, text }) {
  return make(
    "li",
    { class: "log-line", "data-level": level },
    make("time", { class: "muted", datetime: new Date(ts).toISOString() }, moment(ts)),
    make("span", { class: "level" }, level),
    make("span", { class: "text" }, text),
  );
}
