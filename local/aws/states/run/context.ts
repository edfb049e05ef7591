import type { Execution } from "../types.ts";

/** What `$$` refers to. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
export function contextOf(execution: Execution, state: string, now: number): Record<string, unknown> {
  const { arn, name, input, startedAt, roleArn, machine } = execution;
  return {
    Execution: {
      Id: arn,
      Input: JSON.parse(input) as unknown,
      StartTime: new Date(startedAt).toISOString(),
      Name: name,
      RoleArn: roleArn,
      RedriveCount: 0,
    },
    StateMachine: { Id: machine.arn, Name: machine.name },
    State: { Name: state, EnteredTime: new Date(now).toISOString(), RetryCount: 0 },
  };
}
