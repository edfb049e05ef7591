import { CreateRoleCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { beforeEach } from "vitest";
import type { Stack, State } from "../../../common/stack.ts";
import { readState, type ServiceDb } from "../../../common/state.ts";
import { awsError, givenContext, givenDb } from "../given.ts";
import { mocks, resetMocks, type sfn } from "../mocks.ts";

export const OWN = { accessKeyId: "AKIATEST", secretAccessKey: "-" };
export const FORMER = { accessKeyId: "AKIAFORMER", secretAccessKey: "-" };
const ACCOUNT_OF_KEY: Readonly<Record<string, string>> = {
  AKIATEST: "123456789012",
  AKIAFORMER: "999999999999",
};
const ENDPOINT = givenContext().endpoint;

interface Client {
  readonly config: {
    region(): Promise<string>;
    credentials(): Promise<{ readonly accessKeyId: string }>;
  };
}
// biome-ignore lint/suspicious/noExplicitAny: the input of any command
type Answer = (input: any, getClient: () => Client) => unknown;
type Command = new (...input: never[]) => object;

const accountOf = async (client: Client) => ACCOUNT_OF_KEY[(await client.config.credentials()).accessKeyId];

/** What an AWS answers in which everything works, nothing is pending, and the keys say which account it is. */
const ANSWERS = new Map<Command, Answer>([
  [
    CreateTopicCommand,
    async ({ Name }, getClient) => {
      const client = getClient();
      return { TopicArn: `arn:aws:sns:${await client.config.region()}:${await accountOf(client)}:${Name}` };
    },
  ],
  [SubscribeCommand, ({ TopicArn }) => ({ SubscriptionArn: `${TopicArn}:1f` })],
  [GetSubscriptionAttributesCommand, () => ({ Attributes: { PendingConfirmation: "false" } })],
  [ListSubscriptionsByTopicCommand, () => ({ Subscriptions: [{ Endpoint: ENDPOINT }] })],
  [
    CreateRoleCommand,
    async ({ Path, RoleName }, getClient) => ({
      Role: { Arn: `arn:aws:iam::${await accountOf(getClient())}:role${Path}${RoleName}` },
    }),
  ],
  [CreateStateMachineCommand, () => ({})],
  [DescribeStateMachineCommand, () => ({ status: "ACTIVE" })],
  [ListExecutionsCommand, () => ({ executions: [] })],
  [SendTaskSuccessCommand, () => fail("InvalidToken")],
  [DescribeExecutionCommand, () => fail("ExecutionDoesNotExist")],
  [StopExecutionCommand, () => fail("ExecutionDoesNotExist")],
]);

function fail(name: string): never {
  throw awsError(name);
}

/** That AWS, before each test. */
export function givenAws(): void {
  beforeEach(() => {
    resetMocks();
    for (const [command, answer] of ANSWERS) answerWith(command, answer);
  });
}

export function answerWith(command: Command, answer: Answer): void {
  for (const mock of mocks) (mock as typeof sfn).on(command as never).callsFake(answer as never);
}

/** AWS answers the next calls of a command with these errors, and goes on as before. */
export function failNext(command: Command, ...errors: Error[]): void {
  const answer = ANSWERS.get(command) ?? (() => ({}));
  answerWith(command, (input, getClient) => {
    const error = errors.shift();
    if (error) throw error;
    return answer(input, getClient);
  });
}

/** AWS answers every call of a command with this error. */
export function failAlways(command: Command, error: Error): void {
  answerWith(command, () => {
    throw error;
  });
}

export const DOWN = awsError("InternalFailure", "down", 500);
export const denied = (action = "any:Action") =>
  awsError("AccessDenied", `User: x is not authorized to perform: ${action} on resource: y`);
export const running = (...names: string[]) => ({
  executions: names.map((executionArn) => ({ executionArn })),
});

export const stackIn = (db: ServiceDb): Stack | undefined => readState(db).stacks[0];
export const given = (state: Partial<State> = {}) =>
  givenContext({ db: givenDb({ state: { version: 2, lastNumber: 0, stacks: [], ...state } }) });
/** A source that was never activated. */
export const empty = () => givenContext({ db: givenDb() });
export const total = (slept: readonly number[]) => slept.reduce((sum, ms) => sum + ms, 0);
