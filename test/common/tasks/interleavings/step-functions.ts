import {
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { executionNameOf } from "../../../../common/aws/arn.ts";
import type { AwsClients } from "../../../../common/aws/clients.ts";
import { awsError, STACK } from "../../given.ts";
import type { Answer, Ask, Shown } from "./protocol.ts";

/** The id that a request makes up is as good as any: outside of its process it is known by this. */
const REQUEST = "the request";
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

const nameOf = (executionArn = "") => executionNameOf(executionArn, STACK.stateMachineArn) ?? "";

/** Clients whose calls are asked of the world, and answered as AWS would word it. */
export function givenClients(ask: (wish: Ask) => Promise<Answer>): AwsClients {
  let madeUp = REQUEST;
  const known = async (wish: Ask) => {
    const answer = await ask(wish);
    if (answer === "not-found") throw awsError("ExecutionDoesNotExist");
    return answer;
  };
  const send = async (command: unknown) => {
    if (command instanceof StartExecutionCommand) {
      const { name = "", input = "" } = command.input;
      if ((await ask({ kind: "start", name, input })) === "exists") throw awsError("ExecutionAlreadyExists");
      return {};
    }
    if (command instanceof SendTaskSuccessCommand) {
      const { taskToken: token = "", output: mark = "" } = command.input;
      if ((await ask({ kind: "claim", token, mark })) === "closed") throw awsError("TaskTimedOut");
      return {};
    }
    if (command instanceof StopExecutionCommand) {
      const { executionArn, cause = "" } = command.input;
      madeUp = UUID.exec(cause)?.[0] ?? madeUp;
      await known({ kind: "stop", name: nameOf(executionArn), mark: cause.replace(madeUp, REQUEST) });
      return { stopDate: new Date(0) };
    }
    if (command instanceof DescribeExecutionCommand) {
      const shown = (await known({ kind: "look", name: nameOf(command.input.executionArn) })) as Shown;
      return toDescription({ ...shown, mark: shown.mark.replace(REQUEST, madeUp) });
    }
    throw new Error(`Not a call of this protocol: ${(command as object).constructor.name}`);
  };
  return { sfn: { send } } as unknown as AwsClients;
}

function toDescription({ status, mark, input }: Shown) {
  if (status === "RUNNING") return { status, input };
  const end = status === "SUCCEEDED" ? { output: mark } : { cause: mark };
  return { status, input, stopDate: new Date(0), ...end };
}
