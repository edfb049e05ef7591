import { awsClients } from "../../common/aws/clients.ts";
import type { Context } from "../../common/context.ts";
import type { CompleteStack, ServiceDb } from "../../common/state.ts";

export const NOW = Date.parse("2026-11-23T12:00:00.000Z");
const ACCOUNT = "arn:aws:states:us-east-1:123456789012";

/** A complete stack in us-east-1. */
export const STACK: CompleteStack = {
  region: "us-east-1",
  topicArn: "arn:aws:sns:us-east-1:123456789012:pipedream-scheduled-tasks-dc_test",
  roleName: "pipedream-scheduled-tasks-dc_test-us-east-1",
  roleArn: "arn:aws:iam::123456789012:role/pipedream/pipedream-scheduled-tasks-dc_test-us-east-1",
  policyName: "publish-scheduled-tasks",
  stateMachineName: "pipedream-scheduled-tasks-dc_test",
  stateMachineArn: `${ACCOUNT}:stateMachine:pipedream-scheduled-tasks-dc_test`,
  subscriptionArn: "arn:aws:sns:us-east-1:123456789012:pipedream-scheduled-tasks-dc_test:1f",
  generation: 1,
};

export const EXECUTION_ARN = `${ACCOUNT}:execution:pipedream-scheduled-tasks-dc_test:a`;

export interface GivenContext extends Context {
  readonly emitted: { event: unknown; metadata: unknown }[];
  readonly lines: string[];
  readonly slept: number[];
}

/** A context of an activated source, with what happens recorded. Sleeping moves the clock. */
export function givenContext(change: Partial<Context> = {}): GivenContext {
  let now = NOW;
  const emitted: GivenContext["emitted"] = [];
  const lines: string[] = [];
  const slept: number[] = [];
  const log = (line: string) => void lines.push(line);
  return {
    componentId: "dc_test",
    region: "us-east-1",
    endpoint: "https://abc.m.pipedream.net",
    secret: undefined,
    pendingTasks: "keep",
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "-" },
    db: givenDb({ state: { version: 1, current: STACK.topicArn, stacks: [STACK] } }),
    log: { info: log, warn: log, error: log },
    fetch: () => Promise.reject(new Error("no network in this test")),
    aws: ({ region, credentials = { accessKeyId: "AKIATEST", secretAccessKey: "-" } }) =>
      awsClients(credentials, region, "standard"),
    emit: (event, metadata) => void emitted.push({ event, metadata }),
    now: () => now,
    async sleep(ms) {
      slept.push(ms);
      now += ms;
    },
    emitted,
    lines,
    slept,
    ...change,
  };
}

export function givenDb(content: Record<string, unknown> = {}): ServiceDb {
  const map = new Map(Object.entries(content));
  return {
    get: (key) => structuredClone(map.get(key)),
    set: (key, value) => void map.set(key, structuredClone(value)),
  };
}

/** An error as the SDK throws them. */
export function awsError(name: string, message = name, httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}
