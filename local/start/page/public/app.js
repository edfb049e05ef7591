import { getState } from "./api.js";
import { byId, setText } from "./dom.js";
import { followEvents } from "./events.js";
import { startForm } from "./form.js";
import { clearStatus } from "./form-errors.js";
import { showLog } from "./log.js";
import { countDown, showPending, startPending } from "./pending.js";
import { showResources } from "./resources.js";
import { showSource, startCopying } from "./source.js";

const POLL_MS = 2_000;
let timer;
let shown;

/** Shows what there is now, and looks again in a while if anybody is looking. */
async function refresh() {
  clearTimeout(timer);
  try {
    const { source, stacks, logs = [] } = await getState();
    // What the page shows of an earlier run would mix with this one's.
    if (source && shown && source.id !== shown) return location.reload();
    shown = source?.id ?? shown;
    showSource(source);
    showPending(stacks);
    showResources(stacks);
    showLog(logs);
    // What a request met while the host was away does not hold any more.
    if (!byId("page-error").hidden) clearStatus();
    showProblem("");
  } catch {
    showSource(undefined);
    showProblem("The host does not answer. Is npm start still running? This page goes on trying.");
  }
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(refresh, POLL_MS);
}

function showProblem(text) {
  const element = byId("page-error");
  setText(element, text);
  element.hidden = text === "";
}

startCopying();
startForm(refresh);
startPending(refresh);
followEvents(refresh);
setInterval(countDown, 250);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh();
});
refresh();
