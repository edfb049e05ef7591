import type { LocalPipedream } from "../pipedream/host.ts";
import type { LocalSource } from "../pipedream/source.ts";
import type { StartOptions } from "./options.ts";

/** A time, for the lines to copy: Node is on every machine that runs this, where `date` differs from one to the next. */
const inSeconds = (seconds: number) => `$(node -p 'new Date(Date.now() + ${seconds * 1_000}).toISOString()')`;

/** What a newcomer can do now, in lines to copy. Each can be run as often as one likes. */
export function whatNext(
  { apiUrl, apiKey }: LocalPipedream,
  { id, endpoint }: LocalSource,
  { secret }: StartOptions,
): string {
  const header = secret ? ` -H 'x-pd-secret: ${secret.replaceAll("'", "'\\''")}'` : "";
  const post = (path: string, body: string) =>
    `curl -H 'Content-Type: application/json'${header} ${endpoint}${path} -d "${body.replaceAll('"', '\\"')}"`;
  const scheduling = post("/schedule", `{"timestamp":"${inSeconds(3_600)}","message":"hello","id":"$TASK"}`);
  const cancelling = post("/cancel", '{"id":"$TASK"}');
  const authorization = `-H 'Authorization: Bearer ${apiKey}'`;
  return `The source stays up. Its page: ${apiUrl}/

To follow the events, in another terminal:

    curl -N ${authorization} ${apiUrl}/sources/${id}/sse

To schedule a task for 30 seconds from now:

    ${post("/schedule", `{"timestamp":"${inSeconds(30)}","message":"hello"}`)}

To schedule one for an hour from now, and cancel it:

    TASK=task-$(node -p 'Date.now()'); ${scheduling}; ${cancelling}

To see the last events:

    curl ${authorization} '${apiUrl}/v1/sources/${id}/event_summaries?expand=event'

Ctrl-C deactivates the source and ends this.`;
}
