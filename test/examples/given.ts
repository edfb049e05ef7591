import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { vi } from "vitest";
import { startLocalAws } from "../../local/aws/server.ts";
import type { Component } from "../../local/pipedream/component.ts";
import { startLocalPipedream } from "../../local/pipedream/host.ts";
import component from "../../sources/new-scheduled-tasks/new-scheduled-tasks.ts";
import { newCredentials, post } from "../lives/world.ts";

/** A source on an AWS whose time is real, as it is in the processes that the tests start. */
export async function startInRealTime(props: Record<string, unknown> = {}) {
  const aws = await startLocalAws({ rolePropagationMs: 0 });
  vi.stubEnv("AWS_ENDPOINT_URL", aws.url);
  const pipedream = await startLocalPipedream();
  const source = await pipedream.deploy({
    component: component as Component,
    props: { ...newCredentials(), ...props },
  });
  await aws.settled();
  return {
    pipedream,
    source,
    emit: (message: unknown) => post(source, "/schedule", { timestamp: new Date().toISOString(), message }),
    async close() {
      await pipedream.close();
      await aws.close();
      vi.unstubAllEnvs();
    },
  };
}

/** What becomes of a request on its way; `silent` is an answer that begins and never goes on. */
export type Fault =
  | "arrives"
  | "refused"
  | "answer lost"
  | "silent"
  | { status: number; headers?: Record<string, string>; body?: string };

/** A way to a server that goes wrong when a test says so. */
export interface Way {
  readonly url: string;
  /** Each request takes the first of them; with none left, it arrives. */
  readonly faults: Fault[];
  /** How many requests have come, by any end. */
  readonly count: number;
  /** Ends all that is under way, and lets nothing through until `mend`. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function wayTo(target: string): Promise<Way> {
  const faults: Fault[] = [];
  let isCut = false;
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    count += 1;
    const fault = isCut ? "refused" : faults.shift();
    if (fault === "refused") incoming.socket.destroy();
    else if (fault === "silent") outgoing.writeHead(200).flushHeaders();
    else if (typeof fault === "object") outgoing.writeHead(fault.status, fault.headers).end(fault.body);
    else forward(target, incoming, outgoing, fault === "answer lost");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    faults,
    get count() {
      return count;
    },
    cut() {
      isCut = true;
      server.closeAllConnections();
    },
    mend() {
      isCut = false;
    },
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

function forward(target: string, incoming: IncomingMessage, outgoing: ServerResponse, losing: boolean): void {
  const { method, headers, url } = incoming;
  const onward = request(`${target}${url}`, { method, headers }, (answer) => {
    if (losing) {
      answer.resume().once("end", () => incoming.socket.destroy());
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
    // Headers travel with the first bytes of the body, which a stream may be long about.
    outgoing.flushHeaders();
  });
  onward.on("error", () => incoming.socket.destroy());
  incoming.socket.once("close", () => onward.destroy());
  incoming.pipe(onward);
}
