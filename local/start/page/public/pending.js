/** @import { Pending, Task } from "./types.d.ts" */
import { getMessage, post } from "./api.js";
import { lastPart } from "./arn.js";
import { now } from "./clock.js";
import { announce, byId, input, make, setRows, setText } from "./dom.js";
import { duration, moment } from "./format.js";
import { unfolding } from "./json.js";
import { showPager, startPager } from "./pager.js";
import { showNote } from "./pending-note.js";

/**
 * @typedef {{ element: HTMLElement, countdown: HTMLElement, due: number }} Row
 * The rows by the ARN of their execution. They stay as they are, so that focus and countdown stay.
 * @type {Map<string, Row>}
 */
let rows = new Map();
/** Tasks that are emitted or cancelled, though AWS may list them as running for some moments more. */
const gone = new Set();
const PAGE = 25;
const NEEDS_SECRET = "The secret is missing or wrong: fill it in beside the id, and cancel again.";
let onChange = () => {};
let offset = 0;

/** From which of the pending tasks on they are to be shown. */
export function pendingOffset() {
  return offset;
}

/** @param {() => void} refresh */
export function startPending(refresh) {
  onChange = refresh;
  const turnTo = (/** @type {number} */ from) => {
    offset = Math.max(0, from);
    refresh();
  };
  startPager(
    "pending",
    () => turnTo(offset - PAGE),
    () => turnTo(offset + PAGE),
  );
}

/**
 * Shows a page of what waits, the next one due first.
 * @param {Pending} pending
 */
export function showPending(pending) {
  const tasks = pending.tasks.filter(({ executionArn }) => !gone.has(executionArn));
  const total = pending.total - (pending.tasks.length - tasks.length);
  rows = new Map(tasks.map((task) => [task.executionArn, rows.get(task.executionArn) ?? newRow(task)]));
  setRows(
    byId("pending"),
    [...rows.values()].map(({ element }) => element),
  );
  offset = pending.offset;
  setText(byId("pending-count"), `${total}${pending.hasMore ? "+" : ""}`);
  byId("pending-empty").hidden = total > 0 || pending.errors.length > 0;
  showPager("pending", { from: offset, shown: tasks.length, total: pending.known, more: pending.hasMore });
  showNote(pending);
  countDown();
}

/**
 * Takes a task from the list that has been emitted, or cancelled.
 * @param {string} executionArn
 */
export function removeTask(executionArn) {
  gone.add(executionArn);
  const row = rows.get(executionArn);
  if (!row) return;
  row.element.remove();
  rows.delete(executionArn);
  const count = byId("pending-count");
  setText(
    count,
    (count.textContent ?? "").replace(/^\d+/, (text) => String(Number(text) - 1)),
  );
}

/** When the task that is due next is due, in ms, if it is on the page. */
export function nextDue() {
  return Math.min(...[...rows.values()].map(({ due }) => due));
}

/** Brings all countdowns up to date. */
export function countDown() {
  for (const { countdown, element, due } of rows.values()) {
    const left = due - now();
    element.classList.toggle("is-due", left <= 0);
    setText(countdown, left > 0 ? `in ${duration(left)}` : "due");
  }
}

/** @param {Task} task */
function newRow({ executionArn, id, waitUntil, preview }) {
  const due = Date.parse(waitUntil);
  const name = id ?? lastPart(executionArn);
  const countdown = make("span", { class: "countdown" });
  const problem = make("p", { class: "error", role: "alert" });
  const cancel = /** @type {HTMLButtonElement} */ (
    make("button", { type: "button", class: "quiet danger", "aria-label": `Cancel task ${name}` }, "Cancel")
  );
  cancel.addEventListener("click", () => cancelTask({ executionArn, name, cancel, problem }));
  const message = unfolding({
    preview,
    facts: make("span", { class: "muted small name", title: executionArn }, name),
    label: `The message of task ${name}, as JSON`,
    load: async () => (await getMessage(executionArn)).message,
  });
  const element = make(
    "li",
    { class: "row task" },
    make(
      "div",
      { class: "task-when" },
      countdown,
      make("time", { class: "muted", datetime: waitUntil, title: waitUntil }, moment(due)),
    ),
    make("div", { class: "task-what" }, message, problem),
    cancel,
  );
  return { element, countdown, due };
}

/** @param {{ executionArn: string, name: string, cancel: HTMLButtonElement, problem: HTMLElement }} task */
async function cancelTask({ executionArn, name, cancel, problem }) {
  cancel.disabled = true;
  problem.textContent = "";
  const { error } = await post("/page/cancel", { executionArn }, input("secret").value);
  cancel.disabled = false;
  if (error) {
    problem.textContent = error.code === "invalid_secret" ? NEEDS_SECRET : error.message;
    cancel.focus();
  } else {
    // A button that is gone would leave people with a keyboard at the top of the page.
    const row = rows.get(executionArn)?.element;
    const next = (row?.nextElementSibling ?? row?.previousElementSibling)?.querySelector("button");
    removeTask(executionArn);
    (next ?? byId("pending-title")).focus();
    announce(`Task ${name} is cancelled.`);
  }
  onChange();
}
