import { withConsole } from "./console.ts";
import type { Deployment } from "./deployment.ts";
import { EmitBuffer } from "./emits.ts";
import { createInstance, type Respond } from "./instance.ts";
import { type LogEntry, type LogLevel, toLoggedError } from "./logs.ts";
import { withTimeLimit } from "./time-limit.ts";

export interface Outcome {
  /** What the component threw, if it did. */
  readonly failure?: { readonly thrown: unknown };
  readonly observations: readonly LogEntry[];
}

/** Executes one hook or run of a source, from loading its db to publishing what it emitted. Never rejects. */
export async function execute(
  source: Deployment,
  call: (instance: object) => unknown,
  respond?: Respond,
): Promise<Outcome> {
  const { clock, dbMode, onThrow } = source.behaviour;
  const observations: LogEntry[] = [];
  const observe = (entry: LogEntry) => {
    observations.push(entry);
    source.log(entry);
  };
  const write = (level: LogLevel, msg: string) => observe({ k: "log", ts: clock.now(), level, msg });
  const requiresId = source.component.dedupe !== undefined;
  const { process: host } = source;
  const emits = new EmitBuffer(
    requiresId,
    () => clock.now(),
    (message) => write("warn", message),
    () => host.isAlive,
  );
  const db = source.db.open(dbMode);
  const instance = createInstance(source, db, emits, respond);
  let failure: Outcome["failure"];
  try {
    await withTimeLimit(() => {
      // One process hosts several sources here, so the variable is right until the first await only.
      process.env.PD_COMPONENT = source.id;
      return host.run(() => withConsole(write, () => call(instance)));
    });
  } catch (thrown) {
    failure = { thrown };
    observe({ k: "error", ts: clock.now(), err: toLoggedError(thrown) });
  }
  if (host.isAlive) db.close();
  else db.abandon();
  const collected = emits.close();
  if (!failure || onThrow === "keep-emits") publish(source, requiresId, collected);
  return { observations, ...(failure && { failure }) };
}

function publish(source: Deployment, dedupes: boolean, emits: ReturnType<EmitBuffer["close"]>): void {
  const fresh = dedupes ? emits.filter(({ metadata }) => source.uniqueIds.add(metadata.id)) : emits;
  for (const emit of fresh) source.events.publish(emit, source.behaviour.clock.now());
}
