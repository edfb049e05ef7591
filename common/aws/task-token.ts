import { SendTaskHeartbeatCommand, SendTaskSuccessCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { hasName, isDenied } from "./failures.ts";

/** The task was acknowledged, cancelled, timed out, or published anew with another token. */
const CLOSED = ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"];

/** Whether the task of a token still waits to be acknowledged; "unseen" where the policy does not allow to ask. */
export async function isOpen(sfn: SFNClient, taskToken: string): Promise<boolean | "unseen"> {
  try {
    await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    return true;
  } catch (error) {
    if (hasName(error, ...CLOSED)) return false;
    if (isDenied(error)) return "unseen";
    throw error;
  }
}

/** Ends the task of a token, so that it is not published again. Returns whether AWS took it: the token may be of no use any more. */
export async function acknowledge(sfn: SFNClient, taskToken: string): Promise<boolean> {
  try {
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
    return true;
  } catch (error) {
    if (hasName(error, ...CLOSED)) return false;
    throw error;
  }
}

/** Asks with a token that nobody has: AWS looks at the permission before it looks for the task. */
export async function mayAcknowledge(sfn: SFNClient): Promise<boolean> {
  const taskToken = "is-this-allowed";
  if ((await isOpen(sfn, taskToken)) === "unseen") return false;
  try {
    await acknowledge(sfn, taskToken);
    return true;
  } catch (error) {
    if (isDenied(error)) return false;
    throw error;
  }
}
