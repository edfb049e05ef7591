let ahead = 0;

/** The time at the host, which may have been moved, in ms. */
export function now() {
  return Date.now() + ahead;
}

/** @param {number} hostNow */
export function setClock(hostNow) {
  ahead = hostNow - Date.now();
}
