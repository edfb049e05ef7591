import { getState } from "./api.js";
import { showCancelled } from "./cancelled.js";
import { setClock } from "./clock.js";
import { followEvents, startEvents } from "./events.js";
import { startForm } from "./form.js";
import { clearStatus } from "./form-errors.js";
import { showBack, showGone } from "./host.js";
import { showLog } from "./log.js";
import { countDown, pendingOffset, showPending, startPending } from "./pending.js";
import { showResources } from "./resources.js";
import { showSource, startCopying } from "./source.js";
import { showClock, showTime, startTime } from "./time.js";

const POLL_MS = 2_000;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {string | undefined} */
let shown;
let isAsking = false;
let isStale = false;

/** Shows what there is now, and looks again in a while if anybody is looking. */
async function refresh() {
  isStale = true;
  if (isAsking) return;
  isAsking = true;
  while (isStale) {
    isStale = false;
    await showState();
  }
  isAsking = false;
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(refresh, POLL_MS);
}

async function showState() {
  try {
    const { now, canAdvance, source, stacks, pending, cancelled, logs } = await getState(pendingOffset());
    // What the page shows of an earlier run would mix with this one's.
    if (source && shown && source.id !== shown) return location.reload();
    shown = source?.id ?? shown;
    // What a request met while the host was gone does not hold any more.
    if (showBack()) clearStatus();
    setClock(now);
    showTime(canAdvance);
    showSource(source);
    if (pending) showPending(pending);
    if (cancelled) showCancelled(cancelled);
    if (stacks) showResources(stacks);
    showLog(logs ?? []);
  } catch {
    showGone();
  }
}

startCopying();
startForm(refresh);
startPending(refresh);
startTime(refresh);
startEvents();
followEvents(refresh);
setInterval(() => {
  countDown();
  showClock();
}, 250);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh();
});
refresh();
