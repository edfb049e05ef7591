import type { KnownFault } from "../known-faults.ts";

/** Paths are within `localstack/services` of localstack-core 4.14.0. */
export const fault = (behaviour: string, aws: string, evidence: string): KnownFault => ({
  emulator: "LocalStack 4.14.0",
  behaviour,
  aws,
  evidence,
});

export const causeIsDropped = fault(
  "DescribeExecution does not show the error and the cause that StopExecution was given. The history does.",
  "It shows both. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html; measured: https://github.com/floci-io/floci/issues/2734",
  "stepfunctions/backend/execution.py, _reflect_execution_status: of a ProgramStopped it takes over the status alone",
);

export const waitingTaskIsNotStopped = fault(
  "StopExecution does not end an execution whose task waits for its token: it goes on RUNNING until the task's time-out.",
  "It is ABORTED at once. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html",
  "stepfunctions/asl/component/state/state_execution/state_task/service/state_task_service_callback.py, _wait_for_task_token_timeout: it waits for the token alone",
);

export const stoppedTaskIsOpen = fault(
  "SendTaskSuccess is accepted for a task whose execution was stopped.",
  "TaskTimedOut or InvalidToken: the task has ended. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html",
  "stepfunctions/provider.py, send_task_success: the execution still counts as RUNNING",
);

export const publishedEarly = fault(
  "A Wait ends up to a second before its time.",
  "Not before the second of its time. https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html",
  "stepfunctions/asl/component/state/state_wait/wait_function/timestamp.py, _get_wait_seconds: int() cuts the fraction of what is left to wait",
);
