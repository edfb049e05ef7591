import type { LocalSource } from "../../local/pipedream/source.ts";
import type { Answer, Boto } from "./boto.ts";
import type { EmulatorName } from "./environment.ts";
import { openStage, type Stage } from "./stage.ts";

export const SECRET = "a long, random text";

const EMITTED_TIMEOUT_MS = 40_000;

export interface Response {
  readonly status: number;
  readonly body: Answer;
}

export interface EmittedTask {
  readonly executionArn: string;
  readonly timestamp: string;
  readonly message: unknown;
}

/** A source on an emulator: asked by its callers, and looked at with a client that is not ours. */
export interface Life {
  readonly stage: Stage;
  readonly source: LocalSource;
  schedule(task: object): Promise<Response>;
  cancel(task: object): Promise<Response>;
  /** The ARNs of everything that the source has in AWS. */
  resources(): Promise<string[]>;
  describe(executionArn: string): Promise<Answer>;
  history(executionArn: string): Promise<Answer[]>;
  /** Waits until an execution is in its Wait. LocalStack may lose a stop that comes sooner. */
  waits(executionArn: string): Promise<void>;
  /** Waits until AWS shows nothing that runs. It may show a task for a while after that was emitted. */
  idle(): Promise<void>;
  /** What was emitted for an execution, so far. */
  eventsOf(executionArn: string): EmittedTask[];
  /** Waits for something to be emitted for an execution. Resolves to what was. */
  emitted(executionArn: string): Promise<EmittedTask[]>;
  /** The errors in the source's log. */
  errors(): string[];
}

/** Deploys the source under test, which activates it. */
export async function beginLife(emulator: EmulatorName, props: Record<string, unknown> = {}): Promise<Life> {
  const stage = await openStage(emulator);
  return lifeOf(await stage.deploy({ secret: SECRET, ...props }), stage);
}

export function lifeOf(source: LocalSource, stage: Stage): Life {
  const { boto } = stage;
  const eventsOf = (executionArn: string) =>
    source.events.map(({ e }) => e as EmittedTask).filter((event) => event.executionArn === executionArn);
  return {
    stage,
    source,
    schedule: (task) => post(source, "/schedule", { ...task, secret: SECRET }),
    cancel: (task) => post(source, "/cancel", { ...task, secret: SECRET }),
    resources: async () => (await resourcesOf(boto)).filter((arn) => arn.includes(source.id)).toSorted(),
    describe: (executionArn) => boto.call("stepfunctions", "describe_execution", { executionArn }),
    async history(executionArn) {
      return (await boto.call("stepfunctions", "get_execution_history", { executionArn })).events;
    },
    async idle() {
      const { stateMachines } = await boto.call("stepfunctions", "list_state_machines");
      for (const { stateMachineArn, name } of stateMachines) {
        if (!name.includes(source.id)) continue;
        const running = { stateMachineArn, statusFilter: "RUNNING" };
        const list = () => boto.call("stepfunctions", "list_executions", running);
        await eventually(async () => (await list()).executions.length === 0);
      }
    },
    waits: (executionArn) => untilItWaits(boto, executionArn),
    eventsOf,
    async emitted(executionArn) {
      await eventually(() => eventsOf(executionArn).length > 0, EMITTED_TIMEOUT_MS);
      return eventsOf(executionArn);
    },
    errors: () =>
      source.logs.flatMap((entry) => (entry.k === "log" && entry.level === "error" ? entry.msg : [])),
  };
}

/**
 * Waits until an execution is in its Wait. LocalStack 4.14.0 may lose a stop that comes sooner, and then waits on:
 * stepfunctions/asl/eval/environment.py, set_stop, sets an event and clears it at once, whether or not the Wait has begun to
 * look at it.
 */
export async function untilItWaits({ call }: Pick<Boto, "call">, executionArn: string): Promise<void> {
  await eventually(async () => {
    const { events } = await call("stepfunctions", "get_execution_history", { executionArn });
    return events.some(({ type }: Answer) => type === "WaitStateEntered");
  });
  await sleep(200);
}

async function resourcesOf(boto: Boto): Promise<string[]> {
  const { Roles } = await boto.call("iam", "list_roles");
  const { stateMachines } = await boto.call("stepfunctions", "list_state_machines");
  const { Topics } = await boto.call("sns", "list_topics");
  const { Subscriptions } = await boto.call("sns", "list_subscriptions");
  return [
    ...Roles.map(({ Arn }: Answer) => Arn),
    ...stateMachines.map(({ stateMachineArn }: Answer) => stateMachineArn),
    ...Topics.map(({ TopicArn }: Answer) => TopicArn),
    ...Subscriptions.map(({ SubscriptionArn }: Answer) => SubscriptionArn),
  ];
}

export async function post(source: LocalSource, path: string, body: unknown): Promise<Response> {
  const response = await fetch(`${source.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

export function reschedule(source: LocalSource, task: object): Promise<Response> {
  return post(source, "/reschedule", { ...task, secret: SECRET });
}

export async function get(source: LocalSource, path: string): Promise<Response> {
  const response = await fetch(`${source.url}${path}`, { headers: { "x-pd-secret": SECRET } });
  return { status: response.status, body: await response.json() };
}

/** A full second, at least so many seconds from now. */
export function inSeconds(seconds: number): string {
  return new Date(Math.ceil(Date.now() / 1_000 + seconds) * 1_000).toISOString();
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Looks until it is so, or so many ms have passed. Resolves to what it saw last. */
export async function eventually<T>(look: () => T | Promise<T>, timeoutMs = 15_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen || Date.now() > deadline) return seen;
    await sleep(100);
  }
}
