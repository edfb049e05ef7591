import { type AddressInfo, connect } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import { generate } from "selfsigned";
import { type LocalAws, type LocalAwsOptions, startLocalAws } from "../../local/aws/server.ts";
import { post } from "../requests.ts";
import { serve } from "./serve.ts";

/** The local AWS in a process of its own, so that its work is not taken for that of a source. */

let aws: LocalAws;
let counted = { calls: 0, deliveries: 0, transitions: 0 };

/** What AWS was asked to do since the last count, and did. */
export interface Count {
  readonly calls: Readonly<Record<string, number>>;
  readonly failed: number;
  readonly transitions: number;
  readonly publishes: number;
  readonly deliveries: number;
}

export interface Fill {
  readonly stateMachineArn: string;
  readonly input: string;
  readonly times: number;
}

const handlers = {
  async start(options: LocalAwsOptions): Promise<string> {
    aws = await startLocalAws(options);
    return aws.url;
  },
  /** An https address that leads to a port of this machine: the original subscribes no other. */
  front: openFront,
  count(): Count {
    const calls = aws.calls.slice(counted.calls);
    const deliveries = aws.deliveries.slice(counted.deliveries).filter(({ type }) => type === "Notification");
    const transitions = aws.records.transitions - counted.transitions;
    counted = {
      calls: aws.calls.length,
      deliveries: aws.deliveries.length,
      transitions: aws.records.transitions,
    };
    return {
      calls: Object.fromEntries(tally(calls.map(({ action }) => action))),
      failed: calls.filter(({ error }) => error !== undefined).length,
      transitions,
      publishes: new Set(deliveries.map(({ messageId }) => messageId)).size,
      deliveries: deliveries.length,
    };
  },
  fill,
  /** Refuses these calls to everybody, as a policy without them would. */
  deny(actions: readonly string[]) {
    aws.intercept = ({ action }) => {
      const message = `User: arn:aws:iam::123456789012:user/bench is not authorized to perform: states:${action}`;
      return actions.includes(action) ? { status: 400, code: "AccessDeniedException", message } : undefined;
    };
  },
};

export type AwsHandlers = typeof handlers;

function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Starts executions of one kind, without the SDK: it signs each call, which is longer than the call. */
async function fill({ stateMachineArn, input, times }: Fill): Promise<void> {
  const headers = {
    "x-amz-target": "AWSStepFunctions.StartExecution",
    authorization: `AWS4-HMAC-SHA256 Credential=AKIABENCHBENCHBENCH1/20260101/${stateMachineArn.split(":")[3]}/states/aws4_request, SignedHeaders=host, Signature=0`,
  };
  let left = times;
  const worker = async () => {
    while (left-- > 0) await post(aws.url, { stateMachineArn, input }, headers);
  };
  await Promise.all(Array.from({ length: 20 }, worker));
}

async function openFront(port: number): Promise<string> {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    keySize: 2048,
  });
  const forward = (socket: TLSSocket) => {
    const target = connect(port, "127.0.0.1");
    socket.pipe(target).pipe(socket);
    for (const end of [socket, target]) end.on("error", () => [socket, target].map((each) => each.destroy()));
  };
  const server = createServer({ key, cert }, forward);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

serve(handlers);
