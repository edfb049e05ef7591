import { GetRoleCommand } from "@aws-sdk/client-iam";
import { DescribeStateMachineCommand } from "@aws-sdk/client-sfn";
import { GetSubscriptionAttributesCommand, GetTopicAttributesCommand } from "@aws-sdk/client-sns";
import type { AwsClients } from "../../../common/aws/clients.ts";
import { hasName, isDenied } from "../../../common/aws/failures.ts";
import { describeError } from "../../../common/errors.ts";
import type { LocatedStack } from "../../../common/stack.ts";

/** One AWS resource of a source as the page shows it. */
export interface Resource {
  readonly kind: string;
  readonly name: string;
  readonly state: string;
  /** What the state means for the source. */
  readonly level: "good" | "waiting" | "bad";
}

type Health = Pick<Resource, "state" | "level">;

const GOOD = (state: string): Health => ({ state, level: "good" });
const WAITING = (state: string): Health => ({ state, level: "waiting" });
const BAD = (state: string): Health => ({ state, level: "bad" });
const MISSING = ["NotFoundException", "NoSuchEntityException", "StateMachineDoesNotExist"];

/** Asks AWS for the state of everything that the source remembers to have created. */
export function resourcesOf(stack: LocatedStack, clients: AwsClients): Promise<Resource[]> {
  const { topicArn, roleName, stateMachineArn, subscriptionArn } = stack;
  const lastOf = (arn: string) => arn.split(":").at(-1) ?? arn;
  const looks = [
    look("Topic", lastOf(topicArn), () => topic(clients, topicArn)),
    roleName && look("Role", roleName, () => role(clients, roleName)),
    stateMachineArn &&
      look("State machine", lastOf(stateMachineArn), () => machine(clients, stateMachineArn)),
    subscriptionArn &&
      look("Subscription", lastOf(subscriptionArn), () => subscription(clients, subscriptionArn)),
  ];
  return Promise.all(looks.filter((pending) => pending !== undefined && pending !== ""));
}

/** Nothing that AWS answers keeps the page from showing the rest. */
async function look(kind: string, name: string, ask: () => Promise<Health>): Promise<Resource> {
  try {
    return { kind, name, ...(await ask()) };
  } catch (error) {
    if (hasName(error, ...MISSING)) return { kind, name, ...BAD("Missing") };
    // None of the policies lets the source look at all of them, since it need not.
    if (isDenied(error)) return { kind, name, ...GOOD("Created") };
    return { kind, name, ...BAD(describeError(error)) };
  }
}

async function topic({ sns }: AwsClients, TopicArn: string): Promise<Health> {
  await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  return GOOD("Active");
}

async function role({ iam }: AwsClients, RoleName: string): Promise<Health> {
  await iam.send(new GetRoleCommand({ RoleName }));
  return GOOD("Active");
}

async function machine({ sfn }: AwsClients, stateMachineArn: string): Promise<Health> {
  const { status } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  return status === "DELETING" ? WAITING("Deleting") : GOOD("Active");
}

async function subscription({ sns }: AwsClients, SubscriptionArn: string): Promise<Health> {
  const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  return Attributes?.PendingConfirmation === "true" ? WAITING("Waiting for confirmation") : GOOD("Confirmed");
}
