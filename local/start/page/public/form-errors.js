import { byId, setText } from "./dom.js";

const FIELDS = ["seconds", "at", "message", "id", "secret"];

/** Says what is wrong beside the field that is meant, or else beneath the form. */
export function showError(field, message) {
  const input = FIELDS.includes(field) ? byId(field) : undefined;
  if (!input) {
    const status = byId("form-status");
    status.classList.add("is-error");
    return setText(status, message);
  }
  input.setAttribute("aria-invalid", "true");
  setText(byId(`${field}-error`), message);
}

export function showFirstError() {
  const field = FIELDS.find((name) => byId(name).getAttribute("aria-invalid") === "true");
  if (field) byId(field).focus();
}

/** What stands beneath the form. */
export function clearStatus() {
  const status = byId("form-status");
  status.classList.remove("is-error");
  setText(status, "");
}

export function clearErrors() {
  clearStatus();
  for (const field of FIELDS) {
    byId(field).removeAttribute("aria-invalid");
    setText(byId(`${field}-error`), "");
  }
}
