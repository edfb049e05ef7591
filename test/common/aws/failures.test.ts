import { describe, expect, it } from "vitest";
import {
  hasInvalidKeys,
  hasName,
  ignoring,
  isAwsError,
  isDenied,
  isPassing,
  isRefusal,
  isThrottled,
} from "../../../common/aws/failures.ts";
import { awsError } from "../given.ts";

const withoutAnswer = (name: string, code?: string) =>
  Object.assign(new Error("x"), { name, $metadata: {}, ...(code && { code }) });

describe("an error of AWS", () => {
  it("came from a call", () => {
    expect(isAwsError(awsError("Any"))).toBe(true);
    expect(isAwsError(new Error("any"))).toBe(false);
    expect(isAwsError({ $metadata: {} })).toBe(false);
  });

  it("has one of some names", () => {
    expect(hasName(awsError("B"), "A", "B")).toBe(true);
    expect(hasName(awsError("C"), "A", "B")).toBe(false);
    expect(hasName("A", "A")).toBe(false);
  });

  const denied = "User: x is not authorized to perform: ";
  it.each([
    [awsError("AccessDeniedException", `${denied}states:StartExecution on resource: y`), { kind: "denied" }],
    [awsError("AuthorizationErrorException", `${denied}SNS:Subscribe on resource: y`), { kind: "denied" }],
    [awsError("AuthorizationError"), { kind: "denied" }],
    [awsError("AccessDenied", "no"), { kind: "denied" }],
    [awsError("ThrottlingException"), { kind: "throttled" }],
    [awsError("Other", "x", 429), { kind: "throttled" }],
    [awsError("Other"), { kind: "other" }],
  ])("%s is told apart", (error, expected) => {
    expect(isDenied(error)).toBe(expected.kind === "denied");
    expect(isThrottled(error)).toBe(expected.kind === "throttled");
  });

  it.each(["Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException"])(
    "%s is a throttle",
    (name) => {
      expect(isThrottled(awsError(name))).toBe(true);
    },
  );

  it.each([
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidClientTokenIdException",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "ExpiredToken",
    "ExpiredTokenException",
  ])("%s is about the keys", (name) => {
    expect(hasInvalidKeys(awsError(name, "x", 403))).toBe(true);
    expect(isDenied(awsError(name))).toBe(false);
  });

  it.each<[string, unknown, { passing: boolean; refusal: boolean }]>([
    ["a 500", awsError("InternalFailure", "x", 500), { passing: true, refusal: false }],
    ["a 503", awsError("ServiceUnavailable", "x", 503), { passing: true, refusal: false }],
    ["a throttle", awsError("ThrottlingException"), { passing: true, refusal: true }],
    ["a 429", awsError("Other", "x", 429), { passing: true, refusal: true }],
    ["a 400", awsError("InvalidName"), { passing: false, refusal: true }],
    ["a 403", awsError("AccessDenied", "x", 403), { passing: false, refusal: true }],
    ["a refused connection", withoutAnswer("Error", "ECONNREFUSED"), { passing: true, refusal: false }],
    ["a reset connection", withoutAnswer("Error", "ECONNRESET"), { passing: true, refusal: false }],
    ["an unknown host", withoutAnswer("Error", "ENOTFOUND"), { passing: true, refusal: false }],
    ["a slow DNS", withoutAnswer("Error", "EAI_AGAIN"), { passing: true, refusal: false }],
    ["no answer in time", withoutAnswer("TimeoutError"), { passing: true, refusal: false }],
    ["an aborted call", withoutAnswer("AbortError"), { passing: true, refusal: false }],
    ["a defect before the call", withoutAnswer("TypeError"), { passing: false, refusal: false }],
    ["an error of ours", new Error("x"), { passing: false, refusal: false }],
    ["no error at all", "ECONNREFUSED", { passing: false, refusal: false }],
  ])("%s may pass or not, and is an answer or not", (_, error, { passing, refusal }) => {
    expect({ passing: isPassing(error), refusal: isRefusal(error) }).toEqual({ passing, refusal });
  });
});

describe("ignoring", () => {
  const failing = (name: string) => () => Promise.reject(awsError(name));

  it("hands on what the action resolves to", async () => {
    await expect(ignoring(["Gone"], async () => 1)).resolves.toBe(1);
  });

  it("takes errors of these names for done, and throws every other", async () => {
    await expect(ignoring(["Gone"], failing("Gone"))).resolves.toBeUndefined();
    await expect(ignoring(["Gone"], failing("Other"))).rejects.toThrow("Other");
  });
});
