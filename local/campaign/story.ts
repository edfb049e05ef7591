import type { LocalAws } from "../aws/server.ts";
import type { LocalSource } from "../pipedream/source.ts";

/** All that happened to a task, a line each, in order of time: to see why it was lost, or emitted twice. */
export function storyOf(executionArn: string, aws: LocalAws, source: LocalSource): string[] {
  const name = executionArn.split(":").at(-1) ?? "";
  const texts = aws.deliveries.filter(({ body }) => body.includes(executionArn)).map(({ body }) => body);
  const isAbout = (input: object) => {
    const { executionArn: arn, name: asked, taskToken } = input as Record<string, unknown>;
    if (taskToken !== undefined) return texts.some((body) => body.includes(String(taskToken)));
    return arn === executionArn || asked === name;
  };
  const calls = aws.calls
    .filter(({ input }) => isAbout(input))
    .map(({ at, action, error, session }) => ({ at, line: `${action} ${error ?? "ok"} by ${session}` }));
  const deliveries = aws.deliveries
    .filter(({ body }) => body.includes(executionArn))
    .map(({ at, attempt, status, error }) => ({
      at,
      line: `delivery, attempt ${attempt}: ${status ?? error}`,
    }));
  const logs = source.logs.flatMap((entry) => {
    if (entry.k === "hook") return { at: entry.ts, line: `hook ${entry.h}` };
    const text = entry.k === "log" ? entry.msg : entry.err.message;
    const isHooks = !/^(Scheduled|Emitted|Cancelled|Not emitted|POST|Confirmed) /.test(text);
    return isHooks || text.includes(executionArn) ? { at: entry.ts, line: `log: ${text.slice(0, 300)}` } : [];
  });
  const emissions = source.events
    .filter(({ e }) => (e as { executionArn: string }).executionArn === executionArn)
    .map(({ id }) => ({ at: Number(id.split("-")[0]), line: "EMITTED" }));
  return [...calls, ...deliveries, ...logs, ...emissions]
    .sort((a, b) => a.at - b.at)
    .map(({ at, line }) => `${new Date(at).toISOString()} ${line}`);
}
