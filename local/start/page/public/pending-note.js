/** @import { Pending } from "./types.d.ts" */
import { byId, setText } from "./dom.js";

/**
 * Says why some of the pending tasks are not shown.
 * @param {Pending} pending
 */
export function showNote({ errors, known, total, hasMore }) {
  const notes = errors.map((error) => `Pending tasks cannot be shown: ${error}.`);
  if (known < total)
    notes.push(`${known} of ${total} tasks are listed so far: AWS is asked for some at a time.`);
  if (hasMore) notes.push("More tasks are pending than are counted here: these are the ones scheduled last.");
  const note = byId("pending-note");
  setText(note, notes.join(" "));
  note.hidden = notes.length === 0;
}
