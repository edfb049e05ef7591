/**
 * The element of that id, which the page is known to have.
 * @param {string} id
 */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @param {string} id */
export function button(id) {
  return /** @type {HTMLButtonElement} */ (byId(id));
}

/**
 * An element of the form that holds a value.
 * @param {string} id
 */
export function input(id) {
  return /** @type {HTMLInputElement} */ (byId(id));
}

/**
 * A new element. Children are elements or text: nothing is ever read as HTML.
 * @param {string} name
 * @param {Record<string, string | boolean | undefined>} attributes
 * @param {...(Node | string)} children
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/**
 * Writes only what differs, so that nothing is selected away or read out again.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {HTMLElement} element
 * @param {string} level
 * @param {string} text
 */
export function setBadge(element, level, text) {
  element.dataset.level = level;
  setText(element, text);
}

/**
 * Puts these elements into the list, in that order, and takes all others out. Those that stay are not touched, so that focus
 * stays as well.
 * @param {Element} list
 * @param {readonly Element[]} elements
 */
export function setRows(list, elements) {
  const kept = new Set(elements);
  for (const element of [...list.children]) if (!kept.has(element)) element.remove();
  elements.forEach((element, index) => {
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
  });
}

/**
 * Tells people who do not see the page change.
 * @param {string} text
 */
export function announce(text) {
  byId("announcer").textContent = text;
}
