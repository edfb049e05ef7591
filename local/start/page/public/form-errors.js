import { byId, input, setText } from "./dom.js";

const FIELDS = ["seconds", "at", "message", "id", "secret"];

/**
 * Says what is wrong beside the field that is meant, or else beneath the form.
 * @param {string | undefined} field
 * @param {string} message
 */
export function showError(field, message) {
  if (field === undefined || !FIELDS.includes(field)) {
    const status = byId("form-status");
    status.classList.add("is-error");
    return setText(status, message);
  }
  input(field).setAttribute("aria-invalid", "true");
  setText(byId(`${field}-error`), message);
}

export function showFirstError() {
  const field = FIELDS.find((name) => input(name).getAttribute("aria-invalid") === "true");
  if (field) input(field).focus();
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
    input(field).removeAttribute("aria-invalid");
    setText(byId(`${field}-error`), "");
  }
}
