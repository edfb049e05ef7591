import type { LocalPipedream } from "../pipedream/host.ts";
import type { LocalSource } from "../pipedream/source.ts";
import type { StartOptions } from "./options.ts";

/** What a newcomer can do now, in lines to copy. Each can be run as often as one likes. */
export function whatNext(
  { apiUrl, apiKey }: LocalPipedream,
  { id, endpoint }: LocalSource,
  { secret }: StartOptions,
): string {
  const header = secret ? ` -H 'x-pd-secret: ${secret.replaceAll("'", "'\\''")}'` : "";
  const post = (path: string, quotedBody: string) =>
    `curl -H 'Content-Type: application/json'${header} ${endpoint}${path} -d ${quotedBody}`;
  // An id of its own each time: Node is on every machine that runs this, where `date` differs from one to the next.
  const newTask = "TASK=task-$(node -p 'Date.now()')";
  const scheduling = post("/schedule", `'{"delay":"PT1H","message":"hello","id":"'$TASK'"}'`);
  const cancelling = post("/cancel", `'{"id":"'$TASK'"}'`);
  const authorization = `-H 'Authorization: Bearer ${apiKey}'`;
  return `The source stays up. Its page: ${apiUrl}/

To follow the events, in another terminal:

    curl -N ${authorization} ${apiUrl}/sources/${id}/sse

To schedule a task for 30 seconds from now:

    ${post("/schedule", `'{"delay":"PT30S","message":"hello"}'`)}

To schedule one for an hour from now, and cancel it:

    ${newTask}; ${scheduling}; ${cancelling}

To see the last events:

    curl ${authorization} '${apiUrl}/v1/sources/${id}/event_summaries?expand=event'

Ctrl-C deactivates the source and ends this.`;
}
