export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** Everything after the account: `topic-name`, `stateMachine:name`, `role/path/name`. */
  readonly resource: string;
}

/** The parts of an ARN; throws on a string that is none. */
export function parseArn(text: string): Arn {
  const [prefix, partition, service, region, accountId, ...resource] = text.split(":");
  if (
    prefix !== "arn" ||
    !partition ||
    !service ||
    region === undefined ||
    !accountId ||
    resource.length === 0
  ) {
    throw new TypeError(`Not an ARN: ${text.slice(0, 200)}`);
  }
  return { partition, service, region, accountId, resource: resource.join(":") };
}

/** The ARN of the state machine of that name, next to a topic: same partition, region and account. */
export function stateMachineArnOf(topicArn: string, name: string): string {
  const { partition, region, accountId } = parseArn(topicArn);
  return `arn:${partition}:states:${region}:${accountId}:stateMachine:${name}`;
}

const stem = (stateMachineArn: string) => stateMachineArn.replace(":stateMachine:", ":execution:");

/** The ARN that an execution of that name has, or would have. */
export function executionArnOf(stateMachineArn: string, executionName: string): string {
  return `${stem(stateMachineArn)}:${executionName}`;
}

/** A task's id or a random name; from the second time of a rescheduled task on, with its number. */
const EXECUTION_NAME = /^[\w-]{1,64}(\.[1-9]\d{0,9})?$/;

/** The name of an execution if it is one of this very state machine: same partition, region, account and name. */
export function executionNameOf(executionArn: string, stateMachineArn: string): string | undefined {
  const prefix = `${stem(stateMachineArn)}:`;
  const name = executionArn.startsWith(prefix) ? executionArn.slice(prefix.length) : "";
  return EXECUTION_NAME.test(name) ? name : undefined;
}
