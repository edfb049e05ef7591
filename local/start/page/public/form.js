/** @import { Problem } from "./types.d.ts" */
import { post } from "./api.js";
import { now } from "./clock.js";
import { byId, input, setText } from "./dom.js";
import { clearErrors, clearStatus, showError, showFirstError } from "./form-errors.js";
import { duration, localDateTime, moment, zone } from "./format.js";

const FULL_SECOND_MS = 1_000;
const AN_HOUR_MS = 3_600_000;

/** @param {() => void} refresh */
export function startForm(refresh) {
  const form = byId("schedule");
  input("at").value = localDateTime(Math.ceil((now() + AN_HOUR_MS) / 60_000) * 60_000);
  form.addEventListener("change", showWhen);
  form.addEventListener("input", () => {
    showHint();
    clearStatus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(refresh);
  });
  setInterval(showHint, 1_000);
  showWhen();
}

/** @param {() => void} refresh */
async function submit(refresh) {
  const button = byId("submit");
  if (button.getAttribute("aria-disabled") === "true") return;
  clearErrors();
  const request = read();
  if (!request) return showFirstError();
  button.setAttribute("aria-disabled", "true");
  const { error, timestamp } = await post("/page/schedule", request, input("secret").value);
  button.removeAttribute("aria-disabled");
  if (error) {
    showRefusal(error);
    showFirstError();
    return refresh();
  }
  const due = Date.parse(timestamp ?? "");
  setText(byId("form-status"), due > now() ? `Scheduled for ${moment(due)}` : "Scheduled: due at once");
  // The next task is another one, and needs another id.
  input("id").value = "";
  refresh();
}

/** The request that the form makes, or undefined when it shows what is wrong with it. */
function read() {
  const due = dueTime();
  if (due === undefined) {
    if (isIn()) showError("seconds", "Give a whole number of seconds, 0 or more.");
    else showError("at", "Give a date and a time.");
  }
  const message = parseMessage();
  const id = input("id").value.trim();
  if (due === undefined || message === undefined) return undefined;
  return { timestamp: new Date(due).toISOString(), message: message.value, ...(id && { id }) };
}

function parseMessage() {
  const text = input("message").value;
  if (text.trim() === "") {
    showError("message", "Give a message: any JSON value, such as null.");
    return undefined;
  }
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    showError("message", `This is not JSON: ${/** @type {Error} */ (error).message}`);
    return undefined;
  }
}

/** Tasks are emitted at full seconds, so that is what a number of seconds leads to. */
function dueTime() {
  if (!isIn()) {
    const ms = new Date(input("at").value).getTime();
    return Number.isNaN(ms) ? undefined : ms;
  }
  const text = input("seconds").value.trim();
  if (!/^\d{1,9}$/.test(text)) return undefined;
  return Math.ceil(now() / FULL_SECOND_MS + Number(text)) * FULL_SECOND_MS;
}

/** @type {Record<string, string>} */
const FIELD_OF_CODE = { invalid_secret: "secret", id_in_use: "id", message_too_large: "message" };
const WRONG_SECRET = "The secret is missing or wrong.";

/** @param {Problem} problem */
function showRefusal({ code = "", message, issues = [] }) {
  const when = isIn() ? "seconds" : "at";
  for (const { path, message: issue } of issues) {
    const field = path === "timestamp" ? when : path.split(/[./]/)[0];
    showError(field, `${field === when ? "The time" : "This"} ${issue}.`);
  }
  if (issues.length === 0) showError(FIELD_OF_CODE[code], code === "invalid_secret" ? WRONG_SECRET : message);
}

function isIn() {
  const checked = /** @type {HTMLInputElement | null} */ (document.querySelector("input[name=when]:checked"));
  return checked?.value === "in";
}

function showWhen() {
  byId("when-in").hidden = !isIn();
  byId("when-at").hidden = isIn();
  showHint();
}

function showHint() {
  const due = dueTime();
  const isPast = due !== undefined && due <= now();
  const left = due === undefined ? "" : isPast ? ", at once" : isIn() ? "" : `, in ${duration(due - now())}`;
  const text = due === undefined || Math.abs(due) > 8.64e15 ? "" : `Due ${moment(due)}${left}. `;
  setText(byId("when-hint"), `${text}Your zone: ${zone(due)}.`);
}
