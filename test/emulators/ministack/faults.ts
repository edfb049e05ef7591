import type { KnownFault } from "../known-faults.ts";

/** Paths are within `ministack` 1.5.33. */
const fault = (behaviour: string, aws: string, evidence: string): KnownFault => ({
  emulator: "MiniStack 1.5.33",
  behaviour,
  aws,
  evidence,
});

export const unsigned = fault(
  'Nothing is signed: "Signature" is the text "FAKE", and the certificate does not exist. No setting changes that.',
  "Every message is signed. https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html",
  "services/sns.py, _send_subscription_confirmation and _build_envelope",
);

export const rolePathIsLeftOut = fault(
  "A policy for the role's ARN with its path does not match: calls about a role are evaluated against an ARN without one.",
  "The path is part of the ARN. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
  'core/iam_actions.py, service == "iam": f"arn:aws:iam::{account_id}:role/{role_name}"',
);

export const pendingHasNoArn = fault(
  'Subscribe answers "pending confirmation" also with ReturnSubscriptionArn.',
  "It answers the ARN. https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html",
  "services/sns.py, _subscribe: ReturnSubscriptionArn is not read",
);

export const stoppedTaskIsOpen = fault(
  "SendTaskSuccess is accepted for a task whose execution was stopped.",
  "TaskTimedOut or InvalidToken: the task has ended. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html",
  "services/stepfunctions.py, _stop_execution: it leaves the token in _task_tokens",
);
