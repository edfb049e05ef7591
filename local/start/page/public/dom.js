/** The element of that id, which the page is known to have. */
export function byId(id) {
  return document.getElementById(id);
}

/** A new element. Children are elements or text: nothing is ever read as HTML. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** Writes only what differs, so that nothing is selected away or read out again. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setBadge(element, level, text) {
  element.dataset.level = level;
  setText(element, text);
}

/** Tells people who do not see the page change. */
export function announce(text) {
  byId("announcer").textContent = text;
}
