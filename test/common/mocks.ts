import { IAMClient } from "@aws-sdk/client-iam";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";

/** One mock of each client for all test files: a second one would put the first out of use. */
export const sns = mockClient(SNSClient);
export const iam = mockClient(IAMClient);
export const sfn = mockClient(SFNClient);
export const mocks = [sns, iam, sfn] as const;

/** An AWS that answers nothing to anything, and has not been asked yet. */
export function resetMocks(): void {
  for (const mock of mocks) mock.reset();
}
