import { createAwsClients } from "../../common/aws/clients.ts";
import type { Context, Emission, Log } from "../../common/context.ts";
import { createMemory } from "../../common/memory.ts";
import { LIMITS } from "../../common/pipedream/limits.ts";
import type { CompleteStack } from "../../common/stack.ts";
import type { ServiceDb } from "../../common/state.ts";

export const NOW = Date.parse("2026-11-23T12:00:00.000Z");
const ACCOUNT = "arn:aws:states:us-east-1:123456789012";

/** A complete stack in us-east-1. */
export const STACK: CompleteStack = {
  number: 1,
  region: "us-east-1",
  topicName: "pipedream-scheduled-tasks-dc_test",
  topicArn: "arn:aws:sns:us-east-1:123456789012:pipedream-scheduled-tasks-dc_test",
  roleName: "pipedream-scheduled-tasks-dc_test-us-east-1",
  roleArn: "arn:aws:iam::123456789012:role/pipedream/pipedream-scheduled-tasks-dc_test-us-east-1",
  policyName: "publish-scheduled-tasks",
  stateMachineName: "pipedream-scheduled-tasks-dc_test",
  stateMachineArn: `${ACCOUNT}:stateMachine:pipedream-scheduled-tasks-dc_test`,
  subscriptionArn: "arn:aws:sns:us-east-1:123456789012:pipedream-scheduled-tasks-dc_test:1f",
};

export const EXECUTION_ARN = `${ACCOUNT}:execution:pipedream-scheduled-tasks-dc_test:a`;

export interface GivenContext extends Context {
  readonly emitted: Emission[];
  /** The lines of the log. */
  readonly lines: string[];
  /** The same, each with its level. */
  readonly logged: [level: keyof Log, line: string][];
  readonly slept: number[];
}

/** A context of an activated source, with what happens recorded. Sleeping moves the clock. */
export function givenContext(change: Partial<Context> = {}): GivenContext {
  let now = NOW;
  const emitted: GivenContext["emitted"] = [];
  const lines: string[] = [];
  const slept: number[] = [];
  const logged: GivenContext["logged"] = [];
  const log = (level: keyof Log) => (line: string) => {
    lines.push(line);
    logged.push([level, line]);
  };
  return {
    sourceId: "dc_test",
    region: "us-east-1",
    endpoint: "https://abc.m.pipedream.net",
    secret: undefined,
    pendingTasks: "keep",
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "-" },
    db: givenDb({ state: { version: 2, lastNumber: 1, current: 1, stacks: [STACK], lastHook: "activate" } }),
    log: { info: log("info"), warn: log("warn"), error: log("error") },
    fetch: () => Promise.reject(new Error("no network in this test")),
    limits: LIMITS,
    memory: createMemory(),
    aws: ({ region, credentials = { accessKeyId: "AKIATEST", secretAccessKey: "-" } }) =>
      createAwsClients(credentials, region, "standard"),
    emit: (emission) => void emitted.push(emission),
    now: () => now,
    async sleep(ms, signal) {
      // Whoever can be told to stop waiting is told so by an answer that comes now.
      if (signal) await new Promise(setImmediate);
      if (signal?.aborted) return;
      slept.push(ms);
      now += ms;
    },
    emitted,
    lines,
    logged,
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
