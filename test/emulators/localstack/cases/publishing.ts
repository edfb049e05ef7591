import { type Asked, type Case, ended, makeMachine } from "./case.ts";

const SFN = "stepfunctions";

/** A machine that publishes a message with a token. */
function publishing(resource: string, TopicArn: string, token: string, extra: object = {}): string {
  const Parameters = { TopicArn, Message: { "token.$": token } };
  const P = { Type: "Task", Resource: `arn:aws:states:::${resource}`, Parameters, End: true, ...extra };
  return JSON.stringify({ StartAt: "P", States: { P } });
}

const plain = (TopicArn: string) => publishing("sns:publish", TopicArn, "$.token");
export const waitingForToken = (TopicArn: string, extra: object = {}) =>
  publishing("sns:publish.waitForTaskToken", TopicArn, "$$.Task.Token", extra);

export async function start(aws: Asked, name: string, definition: string): Promise<string> {
  const stateMachineArn = await makeMachine(aws, name, definition);
  const input = JSON.stringify({ token: 1 });
  return (await aws.call(SFN, "start_execution", { stateMachineArn, name: "one", input })).executionArn;
}

async function typesOf(aws: Asked, executionArn: string): Promise<string[]> {
  const { events } = await aws.call(SFN, "get_execution_history", { executionArn });
  return events.map(({ type }: { type: string }) => type);
}

/** The token that an execution waits with. */
export async function tokenOf(aws: Asked, executionArn: string): Promise<string> {
  for (let i = 0; i < 150; i++) {
    const { events } = await aws.call(SFN, "get_execution_history", { executionArn });
    const submitted = events.some(({ type }: { type: string }) => type === "TaskSubmitted");
    const scheduled = events.find(({ type }: { type: string }) => type === "TaskScheduled");
    if (submitted) return JSON.parse(scheduled.taskScheduledEventDetails.parameters).Message.token;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${executionArn} has published nothing`);
}

export const PUBLISHING_CASES: readonly Case[] = [
  [
    "a publish ends the execution with what SNS answers",
    async (aws, name) => {
      const { TopicArn } = await aws.call("sns", "create_topic", { Name: name });
      const executionArn = await start(aws, name, plain(TopicArn));
      const { status, output } = await ended(aws, executionArn);
      return [status, "MessageId" in JSON.parse(output), await typesOf(aws, executionArn)];
    },
  ],
  [
    "a publish to no topic fails the execution",
    async (aws, name) => {
      const TopicArn = "arn:aws:sns:us-east-1:000000000000:gone";
      const executionArn = await start(aws, name, plain(TopicArn));
      const { status, error } = await ended(aws, executionArn);
      return [status, error, await typesOf(aws, executionArn)];
    },
  ],
  [
    "a task that waits for its token ends with the output it is given, once",
    async (aws, name) => {
      const { TopicArn } = await aws.call("sns", "create_topic", { Name: name });
      const executionArn = await start(aws, name, waitingForToken(TopicArn));
      const taskToken = await tokenOf(aws, executionArn);
      const success = (output: string) => aws.outcome(SFN, "send_task_success", { taskToken, output });
      const first = await success('{"claimedBy":"é"}');
      const { status, output } = await ended(aws, executionArn);
      const late = await success('{"claimedBy":"b"}');
      return [first, late !== "ok", status, JSON.parse(output), await typesOf(aws, executionArn)];
    },
  ],
  [
    "a task without its token times out, and fails the execution",
    async (aws, name) => {
      const { TopicArn } = await aws.call("sns", "create_topic", { Name: name });
      const executionArn = await start(aws, name, waitingForToken(TopicArn, { TimeoutSeconds: 1 }));
      const taskToken = await tokenOf(aws, executionArn);
      const { status, error } = await ended(aws, executionArn);
      const late = await aws.outcome(SFN, "send_task_success", { taskToken, output: "{}" });
      return [status, error, late !== "ok", await typesOf(aws, executionArn)];
    },
  ],
];
