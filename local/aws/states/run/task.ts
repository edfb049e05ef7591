import { randomBytes } from "node:crypto";
import type { World } from "../../world.ts";
import { addEvent } from "../history.ts";
import type { TaskState } from "../language.ts";
import type { Execution } from "../types.ts";
import { type AttemptEnd, awaitAnswer } from "./callback.ts";
import { StateFailure } from "./failure.ts";
import type { Scope } from "./path.ts";
import { publishFor } from "./sns-publish.ts";
import { fillTemplate } from "./template.ts";

const LONGEST_PAYLOAD_BYTES = 262_144;

/** Publishes; with `.waitForTaskToken`, leaves the task open until it is answered or timed out. */
export async function attemptTask(
  world: World,
  execution: Execution,
  state: TaskState,
  scope: Scope,
  end: AttemptEnd,
): Promise<void> {
  const token = state.Resource.endsWith(".waitForTaskToken") ? giveToken(world, execution) : undefined;
  const resource = { resourceType: "sns", resource: token ? "publish.waitForTaskToken" : "publish" };
  try {
    const parameters = fillParameters(state, scope, token);
    addEvent(world, execution, "TaskScheduled", {
      taskScheduledEventDetails: {
        ...resource,
        region: execution.machine.region,
        parameters: JSON.stringify(parameters),
        ...(state.TimeoutSeconds && { timeoutInSeconds: state.TimeoutSeconds }),
        ...(state.HeartbeatSeconds && { heartbeatInSeconds: state.HeartbeatSeconds }),
      },
    });
    addEvent(world, execution, "TaskStarted", { taskStartedEventDetails: resource });
    const { output, delivered } = publishFor(world, execution, parameters);
    if (token === undefined) {
      const details = { ...resource, output: JSON.stringify(output), outputDetails: { truncated: false } };
      addEvent(world, execution, "TaskSucceeded", { taskSucceededEventDetails: details });
      await Promise.all([delivered, end.succeed(output)]);
      return;
    }
    addEvent(world, execution, "TaskSubmitted", {
      taskSubmittedEventDetails: {
        ...resource,
        output: JSON.stringify(output),
        outputDetails: { truncated: false },
      },
    });
    awaitAnswer(world, execution, state, token, end);
    await delivered;
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    if (error.name !== "States.Runtime") {
      const details = { ...resource, error: error.name, cause: error.message };
      addEvent(world, execution, "TaskFailed", { taskFailedEventDetails: details });
    }
    await end.fail(error.name, error.message);
  }
}

function fillParameters(state: TaskState, { input, context }: Scope, token: string | undefined): unknown {
  const scope = { input, context: { ...context, ...(token && { Task: { Token: token } }) } };
  const parameters = state.Parameters === undefined ? input : fillTemplate(state.Parameters, scope);
  if (Buffer.byteLength(JSON.stringify(parameters)) > LONGEST_PAYLOAD_BYTES) {
    throw new StateFailure(
      "States.DataLimitExceeded",
      `The state/task '${state.Resource}' was given an input above the limit of ${LONGEST_PAYLOAD_BYTES} bytes.`,
    );
  }
  return parameters;
}

/** Every attempt has a token of its own; with the one before it nothing can be done any more. */
function giveToken(world: World, execution: Execution): string {
  const token = randomBytes(300).toString("base64");
  world.taskTokens.set(token, execution);
  execution.tokens.push(token);
  return token;
}
