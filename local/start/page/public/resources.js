/** @import { Resource, StackView } from "./types.d.ts" */
import { byId, make } from "./dom.js";

let last = "";

/**
 * The AWS resources, a table for each region in which there are some.
 * @param {readonly StackView[]} stacks
 */
export function showResources(stacks) {
  const state = JSON.stringify(stacks);
  if (state === last) return;
  last = state;
  byId("resources").replaceChildren(...stacks.map(toTable));
  byId("resources-empty").hidden = stacks.length > 0;
}

/** @param {StackView} stack */
function toTable({ region, accountId, resources }) {
  const heading = (/** @type {string} */ text) => make("th", { scope: "col" }, text);
  return make(
    "table",
    {},
    make("caption", {}, `Account ${accountId}, ${region}`),
    make("thead", { class: "visually-hidden" }, make("tr", {}, heading("Resource"), heading("State"))),
    make("tbody", {}, ...resources.map(toRow)),
  );
}

/** @param {Resource} resource */
function toRow({ kind, name, state, level }) {
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, kind, make("code", {}, name)),
    make("td", {}, make("span", { class: "badge", "data-level": level }, state)),
  );
}
