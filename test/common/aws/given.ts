import { createAwsClients } from "../../../common/aws/clients.ts";
import type { Clock } from "../../../common/retry.ts";
import { awsError } from "../given.ts";

/** Mocked, as all clients are here. */
export const clients = createAwsClients(
  { accessKeyId: "AKIATEST", secretAccessKey: "-" },
  "us-east-1",
  "standard",
);

export const DENIED = [
  "AccessDenied",
  "AccessDeniedException",
  "AuthorizationError",
  "AuthorizationErrorException",
];

/** What no adapter has a word for. */
export const UNEXPECTED = [
  awsError("ThrottlingException"),
  awsError("InternalFailure", "down", 500),
  awsError("UnrecognizedClientException", "x", 403),
  awsError("ValidationException"),
];

/** A clock that sleeping moves, and what was slept. */
export function givenClock(): Clock & { readonly slept: number[] } {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    async sleep(ms) {
      slept.push(ms);
      now += ms;
    },
  };
}

export const total = (slept: readonly number[]) => slept.reduce((sum, ms) => sum + ms, 0);
