import { type Answer, type Boto, BotoError } from "../../boto.ts";
import { untilItWaits } from "../../life.ts";

/** Asks an AWS something, and resolves to what is to be the same on each. `name` is used nowhere else. */
export type Case = readonly [rule: string, ask: (aws: Asked, name: string) => Promise<unknown>];

export interface Asked {
  /** Resolves to the answer. */
  call: Boto["call"];
  /** Resolves to the error's code, or to "ok". */
  outcome(...call: Parameters<Boto["call"]>): Promise<string>;
  /** Resolves to the error's message, without what is in quotes; or to "ok". */
  message(...call: Parameters<Boto["call"]>): Promise<string>;
}

export function asked({ call }: Boto): Asked {
  const refusal = (...request: Parameters<Boto["call"]>): Promise<BotoError | undefined> =>
    call(...request).then(
      () => undefined,
      (error) => {
        if (error instanceof BotoError) return error;
        throw error;
      },
    );
  return {
    call,
    outcome: async (...request) => (await refusal(...request))?.code ?? "ok",
    message: async (...request) => (await refusal(...request))?.message.replaceAll(/'.*?'/g, "''") ?? "ok",
  };
}

export const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

export const MAY_PUBLISH = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: "*" }],
});

/** A role that may publish. */
export async function makeRole(aws: Asked, RoleName: string): Promise<string> {
  const { Role } = await aws.call("iam", "create_role", { RoleName, AssumeRolePolicyDocument: TRUST });
  await aws.call("iam", "put_role_policy", { RoleName, PolicyName: "p", PolicyDocument: MAY_PUBLISH });
  return Role.Arn;
}

export function waiting(extra: object = {}): string {
  return JSON.stringify({
    StartAt: "W",
    States: { W: { Type: "Wait", TimestampPath: "$.at", End: true } },
    ...extra,
  });
}

export const FAR = JSON.stringify({ at: "2027-01-01T00:00:00Z" });

/** A machine whose executions wait for the time in their input. */
export async function makeMachine(aws: Asked, name: string, definition = waiting()): Promise<string> {
  const roleArn = await makeRole(aws, name);
  const made = await aws.call("stepfunctions", "create_state_machine", { name, roleArn, definition });
  return made.stateMachineArn;
}

/** What it is once it has ended, or after some seconds. */
export async function ended(aws: Asked, executionArn: string): Promise<Answer> {
  for (let i = 0; ; i++) {
    const described = await aws.call("stepfunctions", "describe_execution", { executionArn });
    if (described.status !== "RUNNING" || i === 150) return described;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Stops an execution in its Wait. */
export async function stop(aws: Asked, executionArn: string, reason: object = {}): Promise<Answer> {
  await untilItWaits(aws, executionArn);
  await aws.call("stepfunctions", "stop_execution", { executionArn, ...reason });
  return ended(aws, executionArn);
}
