/** @import { LogLine } from "./types.d.ts" */
import { withShortArns } from "./arn.js";
import { byId, make, setRows } from "./dom.js";
import { moment } from "./format.js";

/** The rows by their lines. They stay as they are, so that what is unfolded stays unfolded. */
let rows = new Map();

/**
 * The last lines of the source's log, the newest first.
 * @param {readonly LogLine[]} lines
 */
export function showLog(lines) {
  const shown = new Map();
  for (const line of lines) {
    let key = JSON.stringify(line);
    while (shown.has(key)) key += "'";
    shown.set(key, rows.get(key) ?? toRow(line));
  }
  rows = shown;
  setRows(byId("log"), [...rows.values()].toReversed());
  byId("log-empty").hidden = lines.length > 0;
}

/** @param {LogLine} line */
function toRow({ ts, level, text }) {
  return make(
    "li",
    { class: "log-line", "data-level": level },
    make("time", { class: "muted", datetime: new Date(ts).toISOString() }, moment(ts)),
    make("span", { class: "level" }, level),
    make("span", { class: "text" }, ...withShortArns(text)),
  );
}
