import { make, setText } from "./dom.js";

const ARN = /arn:aws[\w-]*:[\w-]+:[\w-]*:\d*:[\w/:+=,.@-]*[\w/]/g;

/**
 * A text in which each ARN is a button with the last part of it, and shows all of it when it is pressed.
 * @param {string} text
 */
export function withShortArns(text) {
  const parts = [];
  let end = 0;
  for (const { 0: arn, index } of text.matchAll(ARN)) {
    parts.push(text.slice(end, index), shortArn(arn));
    end = index + arn.length;
  }
  return [...parts, text.slice(end)];
}

/** @param {string} arn */
export function lastPart(arn) {
  return arn.split(/[:/]/).at(-1) ?? arn;
}

/** @param {string} arn */
function shortArn(arn) {
  const name = lastPart(arn);
  const button = make("button", { type: "button", class: "arn", title: arn, "aria-expanded": "false" }, name);
  button.addEventListener("click", () => {
    const isLong = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!isLong));
    setText(button, isLong ? name : arn);
  });
  return button;
}
