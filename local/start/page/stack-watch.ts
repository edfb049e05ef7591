import { parseArn } from "../../../common/aws/arn.ts";
import { type AwsClients, type Credentials, createAwsClients } from "../../../common/aws/clients.ts";
import { explain } from "../../../common/aws/explain.ts";
import { describeError } from "../../../common/errors.ts";
import { isLocated, type LocatedStack } from "../../../common/stack.ts";
import { readState, type ServiceDb } from "../../../common/state.ts";
import { type CancelledTask, CancelledWatch } from "./cancelled.ts";
import { type Pace, type Pending, PendingWatch } from "./pending.ts";
import { type Resource, resourcesOf } from "./resources.ts";

/** The source's stack in one region, as AWS sees it. */
export interface StackView {
  readonly region: string;
  readonly accountId: string;
  readonly resources: readonly Resource[];
  readonly pending: Pending;
  readonly cancelled: readonly CancelledTask[];
  /** Why tasks cannot be shown. */
  readonly error?: string;
}

interface Watch {
  readonly pending: PendingWatch;
  readonly cancelled: CancelledWatch;
}

const NOTHING = { pending: { tasks: [], total: 0, hasMore: false }, cancelled: [] };

/** Looks at AWS with the user's own keys. */
export class StackWatch {
  readonly #credentials: Credentials;
  readonly #pace: Pace;
  readonly #watches = new Map<string, Watch>();
  readonly #clients = new Map<string, AwsClients>();

  constructor(credentials: Credentials, pace: Pace) {
    this.#credentials = credentials;
    this.#pace = pace;
  }

  look(db: ServiceDb): Promise<StackView[]> {
    return Promise.all(
      readState(db)
        .stacks.filter(isLocated)
        .map((stack) => this.#view(stack)),
    );
  }

  /** The clients that reach a stack. */
  clientsOf({ region, credentials = this.#credentials }: LocatedStack): AwsClients {
    const key = `${credentials.accessKeyId} ${region}`;
    const clients = this.#clients.get(key) ?? createAwsClients(credentials, region, "standard");
    this.#clients.set(key, clients);
    return clients;
  }

  async #view(stack: LocatedStack): Promise<StackView> {
    const clients = this.clientsOf(stack);
    const [resources, tasks] = await Promise.all([resourcesOf(stack, clients), this.#tasks(stack, clients)]);
    return { region: stack.region, accountId: parseArn(stack.topicArn).accountId, resources, ...tasks };
  }

  async #tasks({ stateMachineArn }: LocatedStack, { sfn }: AwsClients) {
    if (!stateMachineArn) return NOTHING;
    const watch = this.#watches.get(stateMachineArn) ?? {
      pending: new PendingWatch(this.#pace),
      cancelled: new CancelledWatch(),
    };
    this.#watches.set(stateMachineArn, watch);
    try {
      const pending = await watch.pending.look(sfn, stateMachineArn);
      return { pending, cancelled: await watch.cancelled.look(sfn, stateMachineArn) };
    } catch (error) {
      return { ...NOTHING, error: reasonOf(error) };
    }
  }
}

function reasonOf(error: unknown): string {
  return (error instanceof Error && explain(error)) || describeError(error);
}
