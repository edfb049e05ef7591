import { type Case, ended, FAR, makeMachine, stop } from "./case.ts";

const SFN = "stepfunctions";
const EXECUTION = "arn:aws:states:us-east-1:000000000000:execution:gone:gone";

/** The status and the error of an execution with this input, and the types of its events. */
const life =
  (input: unknown): Case[1] =>
  async (aws, name) => {
    const stateMachineArn = await makeMachine(aws, name);
    const { executionArn } = await aws.call(SFN, "start_execution", {
      stateMachineArn,
      input: JSON.stringify(input),
    });
    const { status, error } = await ended(aws, executionArn);
    const { events } = await aws.call(SFN, "get_execution_history", { executionArn });
    return [status, error ?? "none", events.map(({ type }: { type: string }) => type)];
  };

export const EXECUTION_CASES: readonly Case[] = [
  ...["2020-01-01T00:00:00Z", "2020-01-01T00:00:00.123456789Z"].map(
    (at): Case => [`a Wait until ${at}`, life({ at })],
  ),
  ...[
    "2020-01-01T00:00:00",
    "2020-01-01 00:00:00Z",
    "2020-13-01T00:00:00Z",
    "2020-01-01T25:00:00Z",
    "tomorrow",
  ].map((at): Case => [`a Wait until ${at} fails`, life({ at })]),
  [
    "StartExecution is idempotent while the execution runs",
    async (aws, name) => {
      const stateMachineArn = await makeMachine(aws, name);
      const start = (input: string) =>
        aws.outcome(SFN, "start_execution", { stateMachineArn, name: "one", input });
      const first = await aws.call(SFN, "start_execution", { stateMachineArn, name: "one", input: FAR });
      const running = [await start(FAR), await start('{"at":"2028-01-01T00:00:00Z"}')];
      await stop(aws, first.executionArn);
      return [running, await start(FAR)];
    },
  ],
  [
    "StartExecution refuses what is no input, and no ARN",
    async (aws, name) => {
      const stateMachineArn = await makeMachine(aws, name);
      const start = (change: object) =>
        aws.outcome(SFN, "start_execution", { stateMachineArn, input: FAR, ...change });
      return [
        await start({ input: "{" }),
        await start({ input: "" }),
        await start({ stateMachineArn: "no-arn" }),
      ];
    },
  ],
  [
    "StopExecution ends what runs, and shows in the history",
    async (aws, name) => {
      const stateMachineArn = await makeMachine(aws, name);
      const { executionArn } = await aws.call(SFN, "start_execution", { stateMachineArn, input: FAR });
      const { status } = await stop(aws, executionArn, { error: "E", cause: "C" });
      const again = await aws.outcome(SFN, "stop_execution", { executionArn, cause: "D" });
      const { events } = await aws.call(SFN, "get_execution_history", { executionArn });
      return [status, again, events.at(-1).type, events.at(-1).executionAbortedEventDetails];
    },
  ],
  [
    "of an execution that is not there",
    async ({ outcome }) => [
      await outcome(SFN, "describe_execution", { executionArn: EXECUTION }),
      await outcome(SFN, "stop_execution", { executionArn: EXECUTION }),
      await outcome(SFN, "get_execution_history", { executionArn: EXECUTION }),
      await outcome(SFN, "describe_execution", { executionArn: "no-arn" }),
    ],
  ],
  [
    "SendTaskSuccess with a token that nobody has",
    ({ outcome }) => outcome(SFN, "send_task_success", { taskToken: "nobody-has-it", output: "{}" }),
  ],
];
