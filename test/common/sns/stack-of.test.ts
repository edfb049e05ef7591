import { describe, expect, it } from "vitest";
import type { SnsMessage } from "../../../common/sns/message.ts";
import { requireStackOf } from "../../../common/sns/stack-of.ts";
import type { State } from "../../../common/stack.ts";
import { givenContext, givenDb, STACK } from "../given.ts";
import { confirmation, notification, unsubscribeConfirmation } from "./given.ts";

const ACTIVE: State = { version: 2, lastNumber: 3, current: 1, stacks: [STACK] };
const { current: _, ...IDLE } = ACTIVE;

function stackOf(message: SnsMessage, state: State | undefined) {
  const context = givenContext({ db: givenDb({ state }) });
  try {
    return requireStackOf(message, context);
  } catch (error) {
    return (error as { code?: string }).code;
  }
}
const ofTopic = (TopicArn: string) => ({ ...confirmation, TopicArn });

describe("the stack of a message", () => {
  it.each([notification, confirmation, unsubscribeConfirmation])(
    "of a known topic is known: $Type",
    (message) => {
      expect(stackOf(message, ACTIVE)).toEqual(STACK);
    },
  );

  it("may be one that only drains", () => {
    const former = { ...STACK, isRetired: true };
    expect(stackOf(notification, { ...ACTIVE, current: 3, stacks: [former] })).toEqual(former);
  });

  it.each([
    ["another name", STACK.topicArn.replace("dc_test", "dc_other")],
    ["another account", STACK.topicArn.replace("123456789012", "999999999999")],
    ["another region", STACK.topicArn.replace("us-east-1", "eu-west-1")],
    ["a number that has been", `${STACK.topicArn}-3`],
    ["a number far ahead", `${STACK.topicArn}-14`],
    ["no form of an ARN", "no ARN"],
    ["no text", ""],
  ])("is none for a topic of %s", (_, TopicArn) => {
    for (const state of [ACTIVE, IDLE as State]) {
      expect(stackOf(ofTopic(TopicArn), state)).toBe("untrusted_message");
      expect(stackOf({ ...notification, TopicArn }, state)).toBe("untrusted_message");
    }
  });
});

describe("while the source is being activated", () => {
  it.each([
    [undefined, STACK.topicArn, 1],
    [undefined, `${STACK.topicArn}-10`, 10],
    [IDLE as State, `${STACK.topicArn}-4`, 4],
    [IDLE as State, `${STACK.topicArn}-13`, 13],
  ])("a confirmation of the next stacks is expected (%#)", (state, topicArn, number) => {
    expect(stackOf(ofTopic(topicArn), state)).toMatchObject({
      number,
      region: "us-east-1",
      topicArn,
      topicName: topicArn.split(":").at(-1),
    });
  });

  it.each([notification, unsubscribeConfirmation])("a $Type of them is asked for again", (message) => {
    expect(stackOf({ ...message, TopicArn: `${STACK.topicArn}-4` }, IDLE)).toBe("not_ready");
  });

  it("a confirmation is asked for again while there is a stack that takes tasks", () => {
    expect(stackOf(ofTopic(`${STACK.topicArn}-4`), ACTIVE)).toBe("not_ready");
  });
});
