/** @import { Source } from "./types.d.ts" */
import { announce, button, byId, setBadge, setText } from "./dom.js";

/** @type {Record<string, string>} */
const LEVELS = { active: "good", failed: "bad", deleted: "bad", deactivated: "idle" };
const COPIED_MS = 2_000;

/**
 * Name, status and endpoint of the source.
 * @param {Source | undefined} source
 */
export function showSource(source) {
  const { name = "AWS Task Scheduler", id = "no source", endpoint = "", status = "not there" } = source ?? {};
  setText(byId("source-name"), name);
  setText(byId("source-id"), id);
  setText(byId("endpoint"), endpoint || "…");
  button("copy").disabled = endpoint === "";
  setBadge(byId("status"), LEVELS[status] ?? "waiting", status.charAt(0).toUpperCase() + status.slice(1));
}

export function startCopying() {
  const copy = button("copy");
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(byId("endpoint").textContent ?? "");
      copy.textContent = "Copied";
      announce("The endpoint is copied.");
      setTimeout(() => setText(copy, "Copy"), COPIED_MS);
    } catch {
      getSelection()?.selectAllChildren(byId("endpoint"));
      announce("The browser does not allow copying. The endpoint is selected.");
    }
  });
}
