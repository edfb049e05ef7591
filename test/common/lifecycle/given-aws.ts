import { CreateRoleCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  ListExecutionsCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, GetSubscriptionAttributesCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { beforeEach } from "vitest";
import { readState, type ServiceDb, type Stack } from "../../../common/state.ts";
import { awsError, givenContext, givenDb, STACK } from "../given.ts";
import { iam, mocks, resetMocks, sfn, sns } from "../mocks.ts";

/** An AWS where everything works and nothing is pending. */
export function givenAws(): void {
  beforeEach(() => {
    resetMocks();
    sns.on(CreateTopicCommand).resolves({ TopicArn: STACK.topicArn });
    sns.on(SubscribeCommand).resolves({ SubscriptionArn: STACK.subscriptionArn });
    sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes: { PendingConfirmation: "false" } });
    iam.on(CreateRoleCommand).resolves({ Role: { Arn: STACK.roleArn } as never });
    sfn.on(CreateStateMachineCommand).resolves({ stateMachineArn: STACK.stateMachineArn });
    sfn.on(ListExecutionsCommand).resolves({ executions: [] });
    sfn.on(SendTaskHeartbeatCommand).rejects(awsError("InvalidToken"));
    sfn.on(SendTaskSuccessCommand).rejects(awsError("InvalidToken"));
  });
}

/** The commands sent, in order. */
export function sent(): string[] {
  const calls = mocks.flatMap(
    (client) => client.send.getCalls() as unknown as { args: [object]; callId: number }[],
  );
  return calls
    .toSorted((a, b) => a.callId - b.callId)
    .map(({ args }) => args[0].constructor.name.replace("Command", ""));
}

export const stackIn = (db: ServiceDb): Stack | undefined => readState(db).stacks[0];
export const empty = () => givenContext({ db: givenDb() });
export const denied = (action = "any:Action") =>
  awsError("AccessDenied", `User: x is not authorized to perform: ${action} on resource: y`);
