import { byId, setBadge, setText } from "./dom.js";

const GONE = "The host is gone. Start it again with npm start: this page goes on by itself.";
let isGone = false;

/** Says that the host does not answer, and lets the buttons rest: none of them could do anything. */
export function showGone() {
  isGone = true;
  byId("page-error").hidden = false;
  setText(byId("page-error"), GONE);
  setBadge(byId("status"), "bad", "Gone");
  for (const button of document.querySelectorAll("button")) {
    if (button.disabled) continue;
    button.disabled = true;
    button.dataset.rests = "";
  }
}

/** Whether it had been gone until now. */
export function showBack() {
  if (!isGone) return false;
  isGone = false;
  byId("page-error").hidden = true;
  setText(byId("page-error"), "");
  for (const button of document.querySelectorAll("button")) {
    if (button.dataset.rests === undefined) continue;
    button.disabled = false;
    delete button.dataset.rests;
  }
  return true;
}
