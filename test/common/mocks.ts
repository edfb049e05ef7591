import { IAMClient } from "@aws-sdk/client-iam";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";

/** One mock of each client for all test files: a second one would put the first out of use. */
export const sns = mockClient(SNSClient);
export const iam = mockClient(IAMClient);
export const sfn = mockClient(SFNClient);
export const mocks = [sns, iam, sfn] as const;

/** An AWS that answers nothing to anything, and has not been asked yet. */
export function resetMocks(): void {
  for (const mock of mocks) mock.reset();
}

interface Sent {
  readonly args: [{ readonly input: object }];
  readonly callId: number;
}

function commands() {
  const calls = mocks.flatMap((client) => client.send.getCalls() as unknown as Sent[]);
  return calls.toSorted((a, b) => a.callId - b.callId).map(({ args: [command] }) => command);
}

/** The names of the commands sent, in order. */
export function sent(): string[] {
  return commands().map(({ constructor: { name } }) => name.replace("Command", ""));
}

/** What the commands of one kind were sent with, in order. */
export function inputsOf<Input>(command: new (...input: never[]) => { readonly input: Input }): Input[] {
  return commands()
    .filter((sent) => sent instanceof command)
    .map(({ input }) => input as Input);
}
