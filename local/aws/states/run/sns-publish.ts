import { randomBytes, randomUUID } from "node:crypto";
import { AwsError } from "../../errors.ts";
import { assumeRole, decideForRole } from "../../iam/role-use.ts";
import { isRecord } from "../../json.ts";
import { publish } from "../../sns/publish.ts";
import type { World } from "../../world.ts";
import type { Execution } from "../types.ts";
import { StateFailure } from "./failure.ts";

export interface Published {
  /** What the task succeeds with. */
  readonly output: unknown;
  readonly delivered: Promise<void>;
}

/** The optimised integration with SNS: publishes with the role of the execution. */
export function publishFor(world: World, execution: Execution, parameters: unknown): Published {
  const { TopicArn, TargetArn, Message, Subject, MessageAttributes } = isRecord(parameters) ? parameters : {};
  const topicArn = String(TargetArn ?? TopicArn ?? "");
  requirePermission(world, execution, topicArn);
  try {
    const { messageId, delivered } = publish(world, execution.machine.region, {
      topicArn,
      // A message that is no text is published as JSON.
      message: typeof Message === "string" ? Message : (JSON.stringify(Message) ?? ""),
      subject: typeof Subject === "string" ? Subject : undefined,
      messageAttributes: MessageAttributes,
    });
    return { output: toOutput(messageId), delivered };
  } catch (error) {
    throw error instanceof AwsError ? toFailure(error) : error;
  }
}

function requirePermission(world: World, { machine, roleArn }: Execution, topicArn: string): void {
  const role = assumeRole(world, roleArn, machine.region, machine.arn);
  if (!role) {
    throw new StateFailure(
      "States.TaskFailed",
      "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume " +
        "the provided role.",
    );
  }
  const decision = decideForRole(role, "sns:Publish", topicArn);
  if (decision === "allowed") return;
  const reason =
    decision === "not allowed"
      ? "because no identity-based policy allows the SNS:Publish action"
      : "with an explicit deny in an identity-based policy";
  const session = `arn:aws:sts::${world.settings.accountId}:assumed-role/${role.name}/${randomBytes(16).toString("hex")}`;
  throw toFailure(
    new AwsError(
      403,
      "AuthorizationError",
      `User: ${session} is not authorized to perform: SNS:Publish on resource: ${topicArn} ${reason}`,
    ),
  );
}

/** Step Functions names the errors of a service after the exception classes of the Java SDK. */
function toFailure({ code, status, message }: AwsError): StateFailure {
  const details = `Service: AmazonSNS; Status Code: ${status}; Error Code: ${code}; Request ID: ${randomUUID()}; Proxy: null`;
  return new StateFailure(`SNS.${code}Exception`, `${message} (${details})`);
}

function toOutput(messageId: string): unknown {
  const requestId = randomUUID();
  const headers = { "x-amzn-RequestId": requestId, "Content-Type": "text/xml" };
  return {
    MessageId: messageId,
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
