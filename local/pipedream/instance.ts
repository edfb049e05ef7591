import type { Deployment } from "./deployment.ts";
import type { EmitBuffer } from "./emits.ts";
import { propDefinitions } from "./props.ts";
import type { ResponseInit } from "./responder.ts";
import type { ServiceDb } from "./service-db.ts";

export type Respond = (response: ResponseInit) => Promise<void>;

/** `this` of one hook or run: props, methods bound to it, and `$emit`. `respond` exists in runs only. */
export function createInstance(
  source: Deployment,
  db: ServiceDb,
  emits: EmitBuffer,
  respond?: Respond,
): object {
  const instance: Record<string, unknown> = { $emit: emits.emit.bind(emits) };
  for (const [name, method] of Object.entries(source.component.methods ?? {}))
    instance[name] = method.bind(instance);
  for (const [name, { type }] of propDefinitions(source.component)) {
    if (type === "$.interface.http")
      instance[name] = { endpoint: source.endpoint, ...(respond && { respond }) };
    else if (type === "$.service.db") instance[name] = { get: db.get, set: db.set };
    else instance[name] = withSession(structuredClone(source.props[name]), type, source);
  }
  return instance;
}

function withSession(value: unknown, type: string, { behaviour, process }: Deployment): unknown {
  if (!behaviour.tellProcesses || type !== "app") return value;
  const { $auth } = value as { $auth: object };
  return { $auth: { ...$auth, sessionToken: process.id } };
}
