import { button, byId, setText } from "./dom.js";

/**
 * The two buttons under a list, and what they say about it. They are there only if the list has more than one page.
 * @param {string} name The list: its pager has the id `<name>-pager`.
 * @param {{ from: number, shown: number, total: number, more?: boolean }} page `from` counts from 0.
 */
export function showPager(name, { from, shown, total, more = false }) {
  const isNeeded = from > 0 || from + shown < total;
  byId(`${name}-pager`).hidden = !isNeeded;
  setText(
    byId(`${name}-range`),
    isNeeded ? `${from + 1} to ${from + shown} of ${total}${more ? "+" : ""}` : "",
  );
  button(`${name}-previous`).disabled = from === 0;
  button(`${name}-next`).disabled = from + shown >= total;
}

/**
 * @param {string} name
 * @param {() => void} previous
 * @param {() => void} next
 */
export function startPager(name, previous, next) {
  button(`${name}-previous`).addEventListener("click", previous);
  button(`${name}-next`).addEventListener("click", next);
}
