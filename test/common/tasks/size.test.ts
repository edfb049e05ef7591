import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../common/pipedream/limits.ts";
import { requireDeliverable, SNS_MESSAGE_LIMIT_BYTES } from "../../../common/tasks/size.ts";
import { serialiseDeliveredTask } from "../../../common/tasks/task.ts";
import { EXECUTION_ARN } from "../given.ts";

const of = (message: unknown) => ({
  executionArn: EXECUTION_ARN,
  task: { timestamp: "2026-12-24T18:00:00.000Z", message },
});
/** With the longest task token, and what Step Functions counts beside the message. */
const EMPTY_BYTES =
  Buffer.byteLength(serialiseDeliveredTask({ ...of(""), taskToken: "x".repeat(2_048) })) + 512;

describe("a message", () => {
  it.each([
    ["ASCII", "x", 1],
    ["two bytes each", "é", 2],
    ["four bytes each", "😀", 4],
  ])("of %s fits to the byte", (_, character, bytes) => {
    const room = SNS_MESSAGE_LIMIT_BYTES - EMPTY_BYTES;
    const fitting = character.repeat(Math.floor(room / bytes)) + "x".repeat(room % bytes);
    expect(() => requireDeliverable(of(fitting), LIMITS)).not.toThrow();
    expect(() => requireDeliverable(of(`${fitting}x`), LIMITS)).toThrow(
      expect.objectContaining({
        code: "message_too_large",
        message: expect.stringContaining(`${SNS_MESSAGE_LIMIT_BYTES + 1} bytes`),
      }),
    );
  });

  it.each([
    ["quotes", '"'],
    ["backslashes", "\\"],
    ["control characters", "\u0001"],
  ])("of %s counts as it is escaped for the last time", (_, character) => {
    const bytes = Buffer.byteLength(JSON.stringify(JSON.stringify(character))) - 6;
    const tooMany = character.repeat(Math.ceil(LIMITS.bodyBytes / bytes));
    expect(() => requireDeliverable(of(tooMany), LIMITS)).toThrow(
      expect.objectContaining({ code: "message_too_large" }),
    );
  });
});
