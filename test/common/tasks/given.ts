import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { awsError, NOW } from "../given.ts";
import { sfn } from "../mocks.ts";

export const MINUTE = 60_000;
export const MESSAGE_ID = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324";
export const OTHER_MESSAGE_ID = "00000000-0000-4000-8000-000000000000";

type Described = Partial<DescribeExecutionCommandOutput>;

export const running: Described = { status: "RUNNING" };

/** An execution whose task a delivery has completed. */
export const succeeded = (output: string | undefined, ageMs = 0): Described => ({
  status: "SUCCEEDED",
  output,
  stopDate: new Date(NOW - ageMs),
});

/** An execution that somebody has stopped. */
export const aborted = (cause: string | undefined, ageMs = 0): Described => ({
  status: "ABORTED",
  cause,
  stopDate: new Date(NOW - ageMs),
});

export const claimed = (by: string) => JSON.stringify({ claimedBy: by });
export const cancelled = (by: string) => JSON.stringify({ cancelledBy: by });

/** What AWS shows of the execution, look after look; the last holds from then on. */
export function givenExecution(...shown: (Described | Error)[]): void {
  let next = 0;
  sfn.on(DescribeExecutionCommand).callsFake(() => {
    const seen = shown[Math.min(next++, shown.length - 1)];
    if (seen instanceof Error) throw seen;
    return { input: "{}", ...seen };
  });
}

/** The token was used, has timed out, or was replaced by that of a later publish. */
export function givenClosedToken(name = "TaskTimedOut"): void {
  sfn.on(SendTaskSuccessCommand).rejects(awsError(name));
}

/** AWS takes the stop, and shows nothing of it by that. */
export function givenStop(error?: Error): void {
  if (error) sfn.on(StopExecutionCommand).rejects(error);
  else sfn.on(StopExecutionCommand).resolves({ stopDate: new Date(NOW) });
}

export const NOT_FOUND = awsError("ExecutionDoesNotExist");
export const DENIED = awsError("AccessDeniedException", "User: x is not authorized to perform: states:X");
export const DOWN = awsError("InternalServerException", "down", 500);
/** As the SDK throws it: there was no answer, so there is no status. */
export const NO_CONNECTION = Object.assign(new Error("connect ECONNREFUSED"), {
  name: "Error",
  code: "ECONNREFUSED",
  $metadata: {},
});
