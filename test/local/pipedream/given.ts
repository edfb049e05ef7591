import { onTestFinished } from "vitest";
import type { Component } from "../../../local/pipedream/component.ts";
import type { EmitMetadata } from "../../../local/pipedream/emits.ts";
import type { SourceEvent } from "../../../local/pipedream/event.ts";
import { type LocalPipedreamOptions, startLocalPipedream } from "../../../local/pipedream/host.ts";
import type { ResponseInit } from "../../../local/pipedream/responder.ts";
import type { ServiceDb } from "../../../local/pipedream/service-db.ts";

/** `this` of the tiny components below. */
export interface This {
  http: { endpoint: string; respond(response: ResponseInit): Promise<void> };
  db: ServiceDb;
  region: string;
  $emit(event: unknown, metadata?: EmitMetadata): Promise<void>;
}

export const props = { http: { type: "$.interface.http", customResponse: true }, db: "$.service.db" };

/** A component with only a `run`, which answers 200 unless it is given one of its own. */
export function component(
  run: (this: This, event: SourceEvent) => unknown = function () {
    this.http.respond({ status: 200 });
  },
  rest: Component = {},
): Component {
  return { props, run, ...rest };
}

/** A host that ends with the test. */
export async function given(options?: LocalPipedreamOptions) {
  const host = await startLocalPipedream(options);
  onTestFinished(() => host.close());
  return host;
}

/** A host with one source deployed. */
export async function givenSource(of: Component, options?: LocalPipedreamOptions) {
  const host = await given(options);
  return host.deploy({ component: of });
}

/** A promise that is kept from outside. */
export function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
