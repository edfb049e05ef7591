import type { StartOptions } from "./options.ts";
import type { Running } from "./run.ts";

/** What a newcomer can do now, in lines to copy. */
export function whatNext({ pipedream, source, executionArn }: Running, { secret }: StartOptions): string {
  const header = secret ? ` -H 'x-pd-secret: ${secret.replaceAll("'", "'\\''")}'` : "";
  const post = (path: string, body: string) =>
    `curl -H 'Content-Type: application/json'${header} ${source.endpoint}${path} -d '${body}'`;
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  return `The source stays up. Its page: ${pipedream.apiUrl}/

In another terminal, follow the events as they are emitted:

    curl -N -H 'Authorization: Bearer ${pipedream.apiKey}' ${pipedream.apiUrl}/sources/${source.id}/sse

And in one more:

  Schedule a task for an hour from now:
    ${post("/schedule", `{"timestamp":"${inAnHour}","message":"hello","id":"my-task"}`)}
  Cancel it:
    ${post("/cancel", '{"id":"my-task"}')}
  Cancel by ARN (the sample task has run, so this says that it is too late):
    ${post("/cancel", `{"executionArn":"${executionArn}"}`)}
  List the last events:
    curl -H 'Authorization: Bearer ${pipedream.apiKey}' '${pipedream.apiUrl}/v1/sources/${source.id}/event_summaries?expand=event'

Ctrl-C deactivates the source and ends this.`;
}
