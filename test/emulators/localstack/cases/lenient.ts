import type { KnownFault } from "../../known-faults.ts";
import { fault } from "../faults.ts";
import { type Case, FAR, makeMachine, makeRole, waiting } from "./case.ts";
import { start, tokenOf, waitingForToken } from "./publishing.ts";

const SFN = "stepfunctions";
const API = "https://docs.aws.amazon.com/step-functions/latest/apireference";

/** What AWS refuses and LocalStack takes. Here the stand-in keeps to AWS's description of its API. */
export const LENIENT_CASES: readonly (readonly [...Case, KnownFault])[] = [
  [
    "SetTopicAttributes refuses a signature version of 3",
    async ({ call, outcome }, Name) => {
      const { TopicArn } = await call("sns", "create_topic", { Name });
      const attribute = { AttributeName: "SignatureVersion", AttributeValue: "3" };
      return outcome("sns", "set_topic_attributes", { TopicArn, ...attribute });
    },
    fault(
      "SetTopicAttributes takes any value.",
      "SignatureVersion is 1 or 2. https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html",
      "sns/provider.py, set_topic_attributes: only FifoTopic is looked at",
    ),
  ],
  [
    "CreateStateMachine refuses a start that is nowhere",
    async (aws, name) => {
      const roleArn = await makeRole(aws, name);
      const definition = waiting({ StartAt: "nowhere" });
      return aws.outcome(SFN, "create_state_machine", { name, roleArn, definition });
    },
    fault(
      "CreateStateMachine takes a definition whose StartAt names no state.",
      `InvalidDefinition. ${API}/API_CreateStateMachine.html`,
      "stepfunctions/provider.py, _validate_definition: the text is parsed, and its names are not resolved",
    ),
  ],
  [
    "CreateStateMachine refuses a name with a blank, and a role that is no ARN",
    async (aws, name) => {
      const roleArn = await makeRole(aws, name);
      const machine = { name, roleArn, definition: waiting() };
      return [
        await aws.outcome(SFN, "create_state_machine", { ...machine, name: "a b" }),
        await aws.outcome(SFN, "create_state_machine", { ...machine, roleArn: "no-arn" }),
      ];
    },
    fault(
      "CreateStateMachine takes any name and any role.",
      `InvalidName, InvalidArn. ${API}/API_CreateStateMachine.html`,
      "stepfunctions/provider.py, create_state_machine: neither is looked at",
    ),
  ],
  [
    "StartExecution refuses a name with a blank, and one of 81",
    async (aws, name) => {
      const stateMachineArn = await makeMachine(aws, name);
      const begin = (execution: string) =>
        aws.outcome(SFN, "start_execution", { stateMachineArn, input: FAR, name: execution });
      return [await begin("a b"), await begin("a".repeat(81))];
    },
    fault(
      "StartExecution takes any name.",
      `InvalidName, ValidationException. ${API}/API_StartExecution.html`,
      'stepfunctions/provider.py, start_execution: "TODO: validate name format"',
    ),
  ],
  [
    "SendTaskSuccess refuses an output that is no JSON",
    async (aws, name) => {
      const { TopicArn } = await aws.call("sns", "create_topic", { Name: name });
      const taskToken = await tokenOf(aws, await start(aws, name, waitingForToken(TopicArn)));
      return aws.outcome(SFN, "send_task_success", { taskToken, output: "{" });
    },
    fault(
      "SendTaskSuccess takes any output, and the execution then fails.",
      `InvalidOutput. ${API}/API_SendTaskSuccess.html`,
      "stepfunctions/provider.py, send_task_success: the output is parsed later, by the execution",
    ),
  ],
];
