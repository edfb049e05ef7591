import { advance } from "./api.js";
import { now } from "./clock.js";
import { announce, byId, setText } from "./dom.js";
import { dayAndTime } from "./format.js";
import { nextDue } from "./pending.js";

/**
 * The buttons that move the clock.
 * @param {() => void} refresh
 */
export function startTime(refresh) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
    byId("time").querySelectorAll("button")
  )) {
    button.addEventListener("click", async () => {
      const { seconds } = button.dataset;
      const ms = seconds === undefined ? nextDue() - now() : Number(seconds) * 1_000;
      if (!Number.isFinite(ms)) return announce("Nothing is pending.");
      button.disabled = true;
      const { error } = await advance(Math.max(0, Math.ceil(ms / 1_000)));
      button.disabled = false;
      setText(byId("time-error"), error?.message ?? "");
      refresh();
      if (!error) announce("The clock has moved.");
    });
  }
}

/** @param {boolean} canAdvance */
export function showTime(canAdvance) {
  byId("time").hidden = !canAdvance;
  if (canAdvance) showClock();
}

export function showClock() {
  const clock = byId("clock");
  if (!byId("time").hidden) setText(clock, dayAndTime(now()));
}
