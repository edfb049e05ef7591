import { SendTaskSuccessCommand } from "@aws-sdk/client-sfn";
import { beforeEach, describe, expect, it } from "vitest";
import { completeTask } from "../../../common/aws/task-token.ts";
import { awsError } from "../given.ts";
import { inputsOf, resetMocks, sfn } from "../mocks.ts";
import { clients, DENIED, UNEXPECTED } from "./given.ts";

beforeEach(resetMocks);

const complete = () => completeTask(clients.sfn, "token", "output");

describe("completeTask", () => {
  it("completes the task of the token with the output", async () => {
    expect(await complete()).toBe("completed");
    expect(inputsOf(SendTaskSuccessCommand)).toEqual([{ taskToken: "token", output: "output" }]);
  });

  it.each([
    ...["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"].map((name) => [name, "closed"]),
    ...DENIED.map((name) => [name, "not-permitted"]),
  ])("%s is %s", async (name, word) => {
    sfn.on(SendTaskSuccessCommand).rejects(awsError(name));
    expect(await complete()).toBe(word);
  });

  it.each(UNEXPECTED)("throws %s", async (error) => {
    sfn.on(SendTaskSuccessCommand).rejects(error);
    await expect(complete()).rejects.toBe(error);
  });
});
