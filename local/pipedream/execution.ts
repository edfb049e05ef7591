import type { Component } from "./component.ts";
import { withConsole } from "./console.ts";
import type { Deployment } from "./deployment.ts";
import { type Emit, EmitBuffer } from "./emits.ts";
import { createInstance, type Respond } from "./instance.ts";
import { type LogEntry, type LogLevel, toLoggedError } from "./logs.ts";
import { CrashError, type SourceProcess } from "./process.ts";
import { withTimeLimit } from "./time-limit.ts";

export interface Outcome {
  /** What the component threw, if it did. */
  readonly failure?: { readonly thrown: unknown };
  readonly observations: readonly LogEntry[];
}

/** Executes one hook or run of a source, from loading its db to publishing what it emitted. Never rejects. */
export async function execute(
  source: Deployment,
  process: SourceProcess,
  call: (component: Component, instance: object) => unknown,
  respond?: Respond,
): Promise<Outcome> {
  const { clock, dbMode } = source.behaviour;
  const observations: LogEntry[] = [];
  const observe = (entry: LogEntry) => {
    observations.push(entry);
    source.log(entry);
  };
  const write = (level: LogLevel, msg: string) => observe({ k: "log", ts: clock.now(), level, msg });
  const requiresId = source.component.dedupe !== undefined;
  const emits = new EmitBuffer(
    requiresId,
    () => clock.now(),
    (message) => write("warn", message),
    () => process.isAlive,
  );
  const db = source.db.open(dbMode);
  let failure: Outcome["failure"];
  try {
    const component = await process.component;
    const instance = createInstance(source, process, component, db, emits, respond);
    await withTimeLimit(() => {
      // One process hosts several sources here, so the variable is right until the first await only.
      globalThis.process.env.PD_COMPONENT = source.id;
      return process.run(() => withConsole(write, () => call(component, instance)));
    });
    source.tell(process, "end", "before");
    if (!process.isAlive) throw new CrashError();
  } catch (thrown) {
    failure = { thrown };
    observe({ k: "error", ts: clock.now(), err: toLoggedError(thrown) });
  }
  if (process.isAlive) db.close();
  else db.abandon();
  const collected = emits.close();
  if (!failure || survive(source, process)) publish(source, requiresId, collected);
  source.tell(process, "end", "after");
  return { observations, ...(failure && { failure }) };
}

/** Whether what was emitted outlives the failure that came after it. */
function survive({ behaviour }: Deployment, { isAlive }: SourceProcess): boolean {
  if (!isAlive && behaviour.onCrash === "lose-emits") return false;
  return behaviour.onThrow === "keep-emits";
}

function publish(source: Deployment, dedupes: boolean, emits: readonly Emit[]): void {
  const fresh = dedupes ? emits.filter(({ metadata }) => source.uniqueIds.add(metadata.id)) : emits;
  for (const emit of fresh) source.events.publish(emit, source.behaviour.clock.now());
}
