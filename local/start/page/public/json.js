import { make, setText } from "./dom.js";
import { escapeTurning, legible } from "./format.js";

/**
 * One line that unfolds to JSON, well laid out.
 * @param {{ preview: string, facts: Node, label: string, load: () => unknown }} content `load` gives the value, or a promise of it.
 */
export function unfolding({ preview, facts, label, load }) {
  const pre = make("pre", { tabindex: "0", role: "group", "aria-label": label }, "…");
  const summary = make("summary", {}, make("code", { class: "preview" }, escapeTurning(preview)), facts);
  const details = make("details", {}, summary, pre);
  details.addEventListener("toggle", async () => {
    if (!(/** @type {HTMLDetailsElement} */ (details).open) || pre.dataset.loaded !== undefined) return;
    try {
      setText(pre, legible(await load(), 2));
      pre.dataset.loaded = "";
    } catch {
      setText(pre, "It cannot be read now. Fold this, and unfold it again.");
    }
  });
  return details;
}
