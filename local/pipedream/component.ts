import type { SourceEvent } from "./event.ts";

/** A source as its module exports it, as far as the host looks at it. What `this` is to it stays its own matter. */
export interface Component {
  readonly name?: string;
  readonly dedupe?: string;
  readonly props?: Readonly<Record<string, unknown>>;
  readonly methods?: Readonly<Record<string, (...args: never[]) => unknown>>;
  readonly hooks?: { deploy?(): unknown; activate?(): unknown; deactivate?(): unknown };
  run?(event: SourceEvent): unknown;
}

export type HookName = "deploy" | "activate" | "deactivate";

/** Pipedream also knows `greatest` and `last`; only what the project needs is imitated. */
export function requireSupported(component: Component): void {
  if (component.dedupe === undefined || component.dedupe === "unique") return;
  throw new Error(`The local Pipedream knows dedupe "unique" only, not "${component.dedupe}"`);
}
