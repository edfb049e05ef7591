/** @import { CancelledTask } from "./types.d.ts" */
import { getMessage } from "./api.js";
import { lastPart } from "./arn.js";
import { byId, make, setRows } from "./dom.js";
import { moment } from "./format.js";
import { unfolding } from "./json.js";

let rows = new Map();

/**
 * The tasks that were cancelled last.
 * @param {readonly CancelledTask[]} tasks
 */
export function showCancelled(tasks) {
  rows = new Map(tasks.map((task) => [task.executionArn, rows.get(task.executionArn) ?? newRow(task)]));
  setRows(byId("cancelled"), [...rows.values()]);
  byId("cancelled-part").hidden = tasks.length === 0;
}

/** @param {CancelledTask} task */
function newRow({ executionArn, id, waitUntil, preview, cancelledAt }) {
  const name = id ?? lastPart(executionArn);
  const at = new Date(cancelledAt).toISOString();
  const message = unfolding({
    preview,
    facts: make("span", { class: "muted small name", title: executionArn }, name),
    label: `The message of the cancelled task ${name}, as JSON`,
    load: async () => (await getMessage(executionArn)).message,
  });
  return make(
    "li",
    { class: "row task" },
    make(
      "div",
      { class: "task-when" },
      make("span", { class: "muted" }, "cancelled"),
      make("time", { class: "muted", datetime: at }, moment(cancelledAt)),
    ),
    make("div", { class: "task-what" }, message),
    make("span", { class: "muted small due" }, `was due ${moment(Date.parse(waitUntil))}`),
  );
}
