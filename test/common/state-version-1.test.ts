import { describe, expect, it } from "vitest";
import { isComplete, isLocated } from "../../common/stack.ts";
import { currentStack } from "../../common/state.ts";
import { fromVersion1, type StateVersion1 } from "../../common/state-version-1.ts";

/** As version 0.1 wrote it. */
const COMPLETE = {
  region: "us-east-1",
  topicArn: "arn:aws:sns:us-east-1:123456789012:pipedream-scheduled-tasks-dc_test",
  roleName: "pipedream-scheduled-tasks-dc_test-us-east-1",
  roleArn: "arn:aws:iam::123456789012:role/pipedream/pipedream-scheduled-tasks-dc_test-us-east-1",
  policyName: "publish-scheduled-tasks",
  stateMachineName: "pipedream-scheduled-tasks-dc_test-2",
  stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:pipedream-scheduled-tasks-dc_test-2",
  subscriptionArn: "arn:aws:sns:us-east-1:123456789012:pipedream-scheduled-tasks-dc_test:1f",
  generation: 2,
};
const elsewhere = (region: string) => ({
  ...COMPLETE,
  region,
  topicArn: COMPLETE.topicArn.replace("us-east-1", region),
});
const read = (change: Partial<StateVersion1>) => fromVersion1({ version: 1, stacks: [], ...change });

describe("a stack of version 0.1", () => {
  it("keeps the names and ARNs of all its resources, and its number", () => {
    const { generation, ...rest } = COMPLETE;
    const { stacks } = read({ stacks: [COMPLETE] });
    expect(stacks).toEqual([
      { ...rest, number: generation, topicName: "pipedream-scheduled-tasks-dc_test", isRetired: false },
    ]);
    expect(stacks.every(isComplete)).toBe(true);
  });

  it("that was current still takes new tasks", () => {
    const state = read({ current: COMPLETE.topicArn, stacks: [elsewhere("eu-west-1"), COMPLETE] });
    expect(currentStack(state, "us-east-1")).toMatchObject({ stateMachineArn: COMPLETE.stateMachineArn });
  });

  it.each([
    ["of none", {}],
    ["of one that is gone", { current: "arn:aws:sns:us-east-1:123456789012:other" }],
  ])("is not current by the name %s", (_, change) => {
    expect(read({ stacks: [COMPLETE], ...change })).not.toHaveProperty("current");
  });

  it("keeps the keys of its account", () => {
    const credentials = { accessKeyId: "AKIAFORMER", secretAccessKey: "-" };
    expect(read({ stacks: [{ ...COMPLETE, credentials }] }).stacks).toMatchObject([{ credentials }]);
  });

  it("that was half deleted keeps the names by which the rest is found, and is not used again", () => {
    const { region, topicArn } = COMPLETE;
    const { stacks } = read({ stacks: [{ region, topicArn }] });
    expect(stacks).toEqual([
      {
        number: 1,
        region,
        topicArn,
        topicName: "pipedream-scheduled-tasks-dc_test",
        roleName: COMPLETE.roleName,
        policyName: COMPLETE.policyName,
        stateMachineName: "pipedream-scheduled-tasks-dc_test",
        isRetired: true,
      },
    ]);
    expect(stacks.every(isLocated)).toBe(true);
  });
});

describe("numbers for the stacks of version 0.1", () => {
  const numbers = (...generations: (number | undefined)[]) =>
    read({
      stacks: generations.map((generation, index) => {
        const { generation: _, ...stack } = elsewhere(`eu-west-${index}`);
        return { ...stack, ...(generation !== undefined && { generation }) };
      }),
    }).stacks.map(({ number }) => number);

  it.each([
    ["are how many machines there had been", [2], [2]],
    ["begin with 1", [undefined], [1]],
    ["differ where there were none", [undefined, undefined, undefined], [1, 2, 3]],
    ["differ where they were the same", [2, 2, 3], [2, 3, 4]],
  ])("%s", (_, generations, expected) => {
    expect(numbers(...generations)).toEqual(expected);
  });

  it.each([
    ["the suffixes that machines may have used", undefined, [1], 10],
    ["how many machines there were", 12, [1], 12],
    ["the number of any stack", undefined, [14], 14],
  ])("are followed by one above %s", (_, generation, generations, lastNumber) => {
    const stacks = generations.map((own) => ({ ...COMPLETE, generation: own }));
    expect(read({ stacks, ...(generation && { generation }) }).lastNumber).toBe(lastNumber);
  });
});
