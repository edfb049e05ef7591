import type { Component } from "./component.ts";
import type { Deployment } from "./deployment.ts";
import type { EmitBuffer, EmitMetadata } from "./emits.ts";
import type { SourceProcess } from "./process.ts";
import { propDefinitions } from "./props.ts";
import type { ResponseInit } from "./responder.ts";
import type { ServiceDb } from "./service-db.ts";

export type Respond = (response: ResponseInit) => Promise<void>;

/** `this` of one hook or run: props, methods bound to it, and `$emit`. `respond` exists in runs only. */
export function createInstance(
  source: Deployment,
  process: SourceProcess,
  component: Component,
  db: ServiceDb,
  emits: EmitBuffer,
  respond?: Respond,
): object {
  const $emit = (event: unknown, metadata?: EmitMetadata) => {
    source.tell(process, "emit", "before");
    const emitted = emits.emit(event, metadata);
    source.tell(process, "emit", "after");
    return emitted;
  };
  const instance: Record<string, unknown> = { $emit };
  for (const [name, method] of Object.entries(component.methods ?? {}))
    instance[name] = method.bind(instance);
  const values = { ...source.props, ...source.propOverrides };
  for (const [name, { type }] of propDefinitions(component)) {
    if (type === "$.interface.http")
      instance[name] = { endpoint: source.endpoint, ...(respond && { respond }) };
    else if (type === "$.service.db") instance[name] = { get: db.get, set: db.set };
    else instance[name] = withSession(structuredClone(values[name]), type, source, process);
  }
  return instance;
}

/** The session token tells an AWS which process calls. */
function withSession(
  value: unknown,
  type: string,
  { behaviour }: Deployment,
  { id }: SourceProcess,
): unknown {
  if (!behaviour.tellProcesses || type !== "app") return value;
  const $auth = (value as { $auth?: object } | undefined)?.$auth;
  return $auth ? { $auth: { ...$auth, sessionToken: id } } : value;
}
