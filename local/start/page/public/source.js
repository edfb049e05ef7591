import { announce, byId, setBadge, setText } from "./dom.js";

const LEVELS = { active: "good", failed: "bad", deleted: "bad", deactivated: "idle" };
const COPIED_MS = 2_000;

/** Name, status and endpoint of the source. */
export function showSource(source) {
  const { name = "AWS Task Scheduler", id = "no source", endpoint = "", status = "not there" } = source ?? {};
  setText(byId("source-name"), name);
  setText(byId("source-id"), id);
  setText(byId("endpoint"), endpoint || "…");
  byId("copy").disabled = endpoint === "";
  setBadge(byId("status"), LEVELS[status] ?? "waiting", status[0].toUpperCase() + status.slice(1));
}

export function startCopying() {
  const button = byId("copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(byId("endpoint").textContent);
      button.textContent = "Copied";
      announce("The endpoint is copied.");
      setTimeout(() => setText(button, "Copy"), COPIED_MS);
    } catch {
      getSelection().selectAllChildren(byId("endpoint"));
      announce("Copying is not allowed here. The endpoint is selected.");
    }
  });
}
