import { post } from "./api.js";
import { announce, byId, make, setText } from "./dom.js";
import { duration, escapeTurning, moment } from "./format.js";

/** The rows by the ARN of their execution. They are kept as they are, so that focus and countdown stay. */
const rows = new Map();
/** Tasks that are emitted or cancelled, though AWS may list them as running for some moments more. */
const gone = new Set();
const NEEDS_SECRET = "The secret is missing or wrong: fill it in beside the id, and cancel again.";
let onChange = () => {};
let hasMore = false;

export function startPending(refresh) {
  onChange = refresh;
}

/** Shows what waits, the next one due first. Undefined if AWS has not been asked yet. */
export function showPending(stacks = []) {
  const tasks = stacks
    .flatMap(({ pending }) => pending)
    .filter(({ executionArn }) => !gone.has(executionArn));
  const arns = new Set(tasks.map(({ executionArn }) => executionArn));
  for (const arn of rows.keys()) if (!arns.has(arn)) removeRow(arn);
  const list = byId("pending");
  tasks.forEach((task, index) => {
    const row = rows.get(task.executionArn) ?? newRow(task);
    rows.set(task.executionArn, row);
    if (list.children[index] !== row.element) list.insertBefore(row.element, list.children[index] ?? null);
  });
  showNote(stacks);
  hasMore = stacks.some((stack) => stack.hasMore);
  showCount();
  countDown();
}

/** Takes a task from the list that has been emitted, or cancelled. */
export function removeTask(executionArn) {
  gone.add(executionArn);
  removeRow(executionArn);
  showCount();
}

/** Brings all countdowns up to date. */
export function countDown() {
  const now = Date.now();
  for (const { countdown, element, due } of rows.values()) {
    const left = due - now;
    element.classList.toggle("is-due", left <= 0);
    setText(countdown, left > 0 ? `in ${duration(left)}` : "due");
  }
}

function newRow({ executionArn, id, waitUntil, message }) {
  const due = Date.parse(waitUntil);
  const json = escapeTurning(message);
  const name = id ?? `${executionArn.split(":").at(-1).slice(0, 8)}…`;
  const countdown = make("span", { class: "countdown" });
  const problem = make("p", { class: "error", role: "alert" });
  const cancel = make(
    "button",
    { type: "button", class: "quiet danger", "aria-label": `Cancel task ${name}` },
    "Cancel",
  );
  cancel.addEventListener("click", () => cancelTask({ executionArn, name, cancel, problem }));
  const element = make(
    "li",
    { class: "row task" },
    make(
      "div",
      { class: "task-when" },
      countdown,
      make("time", { class: "muted", datetime: waitUntil, title: waitUntil }, moment(due)),
    ),
    make(
      "div",
      { class: "task-what" },
      make(
        "details",
        {},
        make(
          "summary",
          {},
          make("code", { class: "preview" }, json),
          make("span", { class: "muted small name", title: executionArn }, name),
        ),
        make("pre", { tabindex: "0", role: "group", "aria-label": `What task ${name} says, as JSON` }, json),
      ),
      problem,
    ),
    cancel,
  );
  return { element, countdown, due };
}

async function cancelTask({ executionArn, name, cancel, problem }) {
  cancel.disabled = true;
  problem.textContent = "";
  const { error } = await post("/page/cancel", { executionArn }, byId("secret").value);
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

function removeRow(executionArn) {
  rows.get(executionArn)?.element.remove();
  rows.delete(executionArn);
}

function showCount() {
  setText(byId("pending-count"), `${rows.size}${hasMore ? "+" : ""}`);
  byId("pending-empty").hidden = rows.size > 0;
}

function showNote(stacks) {
  const notes = stacks.flatMap(({ error, hasMore }) => [
    ...(error ? [`Pending tasks cannot be seen. ${error}.`] : []),
    ...(hasMore
      ? ["More tasks are waiting than are shown here. Of the thousand scheduled last, these are due first."]
      : []),
  ]);
  const note = byId("pending-note");
  setText(note, notes.join(" "));
  note.hidden = notes.length === 0;
}
