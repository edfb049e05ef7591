import { SendTaskSuccessCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { DENIED, orWord } from "./failures.ts";

/** The task was claimed, cancelled, timed out, or published again with another token. */
const CLOSED = ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"];

/**
 * Completes the task of a token, with this output of its execution. AWS lets exactly one caller do so while the task is
 * open; to all others it is "closed".
 */
export async function completeTask(
  sfn: SFNClient,
  taskToken: string,
  output: string,
): Promise<"completed" | "closed" | "not-permitted"> {
  const complete = async () => {
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output }));
    return "completed" as const;
  };
  return orWord(complete, { closed: CLOSED, "not-permitted": DENIED });
}
