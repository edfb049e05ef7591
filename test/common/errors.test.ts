import { describe, expect, it } from "vitest";
import { NoAccountError } from "../../common/aws/clients.ts";
import {
  alreadyFinished,
  describeError,
  executionNotFound,
  idInUse,
  invalidJson,
  methodNotAllowed,
  notFound,
  notReady,
  RequestError,
  STATUS_OF_CODE,
  toRequestError,
  untrusted,
} from "../../common/errors.ts";
import { awsError } from "./given.ts";

describe("an error of a request", () => {
  it.each([
    [notReady("Wait."), 503, { "retry-after": "5" }],
    [notReady("Wait.", 60), 503, { "retry-after": "60" }],
    [notFound("Nothing."), 404, {}],
    [methodNotAllowed("GET, POST"), 405, { allow: "GET, POST" }],
    [invalidJson("No body."), 400, {}],
    [executionNotFound("No task."), 404, {}],
    [alreadyFinished("cancel", "it has been emitted"), 409, {}],
    [idInUse(), 409, {}],
    [untrusted("its signature is wrong"), 403, {}],
  ])("%s has its status and headers", (error, status, headers) => {
    expect(STATUS_OF_CODE[error.code]).toBe(status);
    expect(error.headers).toEqual(headers);
    expect(error.message).toMatch(/\.$/);
  });
});

describe("any error, to whoever made the request", () => {
  const denied =
    "User: arn:aws:iam::123456789012:user/me is not authorized to perform: states:X on resource: y";
  const noConnection = Object.assign(new Error("connect 10.0.0.1"), { code: "ECONNREFUSED", $metadata: {} });

  it.each([
    ["a denial", awsError("AccessDeniedException", denied), "aws_error", "lacks states:X", undefined],
    ["a denial without words", awsError("AccessDenied", "no"), "aws_error", "(AccessDenied)", undefined],
    ["a throttle", awsError("ThrottlingException"), "throttled", "Try again", "10"],
    ["a 429", awsError("Other", "x", 429), "throttled", "Try again", "10"],
    ["a 5xx", awsError("InternalFailure", "x", 500), "aws_error", "InternalFailure", "10"],
    ["no connection", noConnection, "aws_error", "(Error)", "10"],
    [
      "wrong keys",
      awsError("UnrecognizedClientException", "AKIA"),
      "aws_error",
      "UnrecognizedClient",
      undefined,
    ],
    ["no account", new NoAccountError("No AWS account is connected"), "not_ready", "No AWS account", "60"],
    ["a defect", new TypeError("x is not a function"), "internal_error", "log", undefined],
    ["no error at all", "text", "internal_error", "log", undefined],
  ])("%s", (_, error, code, text, retryAfter) => {
    const result = toRequestError(error);
    expect([result.code, result.headers["retry-after"]]).toEqual([code, retryAfter]);
    expect(result.message).toContain(text);
    expect(result.message).not.toMatch(/user\/me|AKIA|not a function|10\.0\.0\.1/);
    if (code !== "not_ready") expect(result.cause).toBe(error);
  });

  it("is itself if it was meant for them", () => {
    const error = new RequestError("not_found", "There is nothing here.");
    expect(toRequestError(error)).toBe(error);
  });
});

it.each([
  [awsError("Name", "message"), "Name: message"],
  ["text", "text"],
  [undefined, "undefined"],
])("%s is described for the log", (error, text) => {
  expect(describeError(error)).toBe(text);
});
