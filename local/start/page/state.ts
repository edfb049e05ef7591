import { parseArn } from "../../../common/aws/arn.ts";
import { type AwsClients, type Credentials, createAwsClients } from "../../../common/aws/clients.ts";
import { isDenied, toAwsFailure } from "../../../common/aws/failures.ts";
import { describeError } from "../../../common/errors.ts";
import { isLocated, type LocatedStack, type Stack } from "../../../common/stack.ts";
import { readState, type ServiceDb } from "../../../common/state.ts";
import type { Deployment } from "../../pipedream/deployment.ts";
import type { LogEntry } from "../../pipedream/logs.ts";
import { type PendingTask, pendingTasks } from "./pending.ts";
import { type Resource, resourcesOf } from "./resources.ts";

const LOG_LINES = 100;

/** The source's stack in one region, as AWS sees it. */
export interface StackView {
  readonly region: string;
  readonly accountId: string;
  readonly resources: readonly Resource[];
  readonly pending: readonly PendingTask[];
  readonly hasMore: boolean;
  /** Why pending tasks cannot be shown. */
  readonly error?: string;
}

export interface LogLine {
  readonly ts: number;
  readonly level: string;
  readonly text: string;
}

/** What the page shows of the source itself: neither its db nor its props nor any key. */
export function sourceView({ id, component, endpoint, status, events, logs }: Deployment) {
  return {
    source: { id, name: component.name ?? id, endpoint, status },
    eventCount: events.all.length,
    logs: logs.slice(-LOG_LINES).map(toLogLine),
  };
}

export function toLogLine(entry: LogEntry): LogLine {
  const { ts } = entry;
  if (entry.k === "hook") return { ts, level: "hook", text: entry.h };
  if (entry.k === "error") return { ts, level: "error", text: `${entry.err.name}: ${entry.err.message}` };
  return { ts, level: entry.level, text: entry.msg };
}

/** Looks at AWS with the user's own keys. */
export class StackWatch {
  readonly #credentials: Credentials;
  readonly #known = new Map<string, Map<string, PendingTask>>();

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  look(db: ServiceDb): Promise<StackView[]> {
    const { stacks } = readState(db);
    return Promise.all(stacks.filter(isLocated).map((stack) => this.#view(stack)));
  }

  async #view(stack: LocatedStack): Promise<StackView> {
    const { region, topicArn } = stack;
    const clients = createAwsClients(stack.credentials ?? this.#credentials, region, "standard");
    const [resources, pending] = await Promise.all([
      resourcesOf(stack, clients),
      this.#pending(stack, clients),
    ]);
    return { region, accountId: parseArn(topicArn).accountId, resources, ...pending };
  }

  async #pending({ stateMachineArn }: Stack, { sfn }: AwsClients) {
    if (!stateMachineArn) return { pending: [], hasMore: false };
    const known = this.#known.get(stateMachineArn) ?? new Map<string, PendingTask>();
    this.#known.set(stateMachineArn, known);
    try {
      const { tasks, hasMore } = await pendingTasks(sfn, stateMachineArn, known);
      return { pending: tasks, hasMore };
    } catch (error) {
      return { pending: [], hasMore: false, error: explain(error) };
    }
  }
}

function explain(error: unknown): string {
  if (!isDenied(error)) return describeError(error);
  const { action = "states:ListExecutions" } = toAwsFailure(error as Error);
  return `The policy of the AWS user lacks ${action}`;
}
