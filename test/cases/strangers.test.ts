import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { at, post, START, startWorld, type World } from "../lives/world.ts";
import { logsOf } from "./given.ts";

let world: World;
let source: LocalSource;
beforeEach(async () => {
  world = await startWorld();
  source = await world.deploy();
});
afterEach(() => world.close());

/** The last message of that type that SNS has posted to the source. */
function posted(type: string): Record<string, string> {
  const { body } = world.aws.deliveries.findLast((delivery) => delivery.type === type) ?? { body: "{}" };
  return JSON.parse(body);
}

async function genuineNotification() {
  await post(source, "/schedule", { timestamp: at(Date.now() - START), message: "genuine" });
  await world.advance(2_000);
  return posted("Notification");
}

const now = () => new Date().toISOString();

describe("a message of somebody else's topic", () => {
  const OTHERS = [
    ["of the same name in another account", (arn: string) => arn.replace("123456789012", "999999999999")],
    [
      "of the next number in another account",
      (arn: string) => `${arn.replace("123456789012", "999999999999")}-2`,
    ],
    [
      "of a later number in another account",
      (arn: string) => `${arn.replace("123456789012", "999999999999")}-9`,
    ],
    ["of a later number in this account", (arn: string) => `${arn}-5`],
    ["of another region", (arn: string) => arn.replace("us-east-1", "eu-west-1")],
    ["of another source", (arn: string) => `${arn}x`],
    ["of no form", () => "arn:aws:sns"],
  ] as const;

  it.each(OTHERS)("%s leads to no call of AWS", async (_, change) => {
    const confirmation = posted("SubscriptionConfirmation");
    const TopicArn = change(confirmation.TopicArn ?? "");
    const before = world.aws.calls.length;
    for (const Type of ["SubscriptionConfirmation", "Notification", "UnsubscribeConfirmation"]) {
      const { status } = await post(source, "/", { ...confirmation, Type, TopicArn, Timestamp: now() });
      expect([403, 503]).toContain(status);
    }
    expect(world.aws.calls.slice(before)).toEqual([]);
  });

  it.each(OTHERS)("%s makes nothing in AWS while the source is being activated", async (_, change) => {
    const confirmation = posted("SubscriptionConfirmation");
    const TopicArn = change(confirmation.TopicArn ?? "");
    const answers: Promise<Response>[] = [];
    const attack = () => {
      const body = JSON.stringify({ ...confirmation, TopicArn, Timestamp: now() });
      for (let i = 0; i < 3; i++) answers.push(fetch(source.url, { method: "POST", body }));
    };
    let isHeld = false;
    world.aws.intercept = ({ action }) => {
      if (action !== "CreateRole" || isHeld) return undefined;
      isHeld = true;
      attack();
      return { latencyMs: 5_000 };
    };
    const before = world.aws.calls.length;
    await source.update();
    for (const answer of answers) expect([403, 503]).toContain((await answer).status);
    const topics = world.aws.calls.slice(before).filter(({ action }) => action === "CreateTopic");
    expect(answers).toHaveLength(3);
    // The activation has made one, and its own confirmation has had AWS say whose it is.
    expect(topics.map(({ input }) => String(input.Name).endsWith("-2"))).toEqual([true, true]);
    expect((await world.resources()).filter((arn) => arn.includes(":sns:"))).toHaveLength(2);
  });
});

describe("the address of a certificate", () => {
  it.each([
    (aws: string, arn: string) => `${aws}/?Action=Unsubscribe&SubscriptionArn=${arn}`,
    (aws: string, arn: string) => `${aws}/x.pem?Action=Unsubscribe&SubscriptionArn=${arn}&Version=2010-03-31`,
    (aws: string) => `${aws}/x.pem#y`,
    (aws: string) => `${aws.replace("//", "//user:password@")}/x.pem`,
    (aws: string) => aws.replace("127.0.0.1", "localhost"),
    (aws: string) => `${aws}@evil.example/x.pem`,
    () => "file:///etc/passwd",
    () => "http://169.254.169.254/latest/meta-data/",
  ])("that a forged notification names is not visited for what it does (%#)", async (toUrl) => {
    const notification = await genuineNotification();
    const { stacks } = source.db.get("state") as { stacks: { subscriptionArn: string }[] };
    const before = world.aws.calls.length;
    const SigningCertURL = toUrl(world.aws.url, stacks[0]?.subscriptionArn ?? "");
    const answer = await post(source, "/", { ...notification, SigningCertURL, MessageId: "forged" });
    expect([answer.status, answer.body.error.code]).toEqual([403, "untrusted_message"]);
    expect(world.aws.calls.slice(before)).toEqual([]);
    expect((await genuineNotification()).Type).toBe("Notification");
    expect(source.events).toHaveLength(2);
  });
});

describe("what strangers write into the log", () => {
  const HOSTILE = "\u001b[2J\u0007\u0085\u202e\u2066\u200b\u2028\r\nforged line\ud800\u{e0041}";

  it("has no character that commands a terminal, ends a line or hides", async () => {
    const notification = await genuineNotification();
    const { url } = world.aws;
    await post(source, "/", { ...notification, SigningCertURL: `${url}/${HOSTILE}.pem` });
    await post(source, "/", { ...notification, TopicArn: HOSTILE });
    await post(source, "/schedule", { [HOSTILE]: 1, timestamp: HOSTILE, message: 1 });
    await post(source, "/schedule", { timestamp: at(1_000), message: { [HOSTILE]: 1 }, id: HOSTILE });
    await post(source, "/cancel", { executionArn: HOSTILE });
    await post(source, `/${encodeURIComponent(HOSTILE.replace("\ud800", ""))}`, {});
    for (const line of logsOf(source).split("\n")) {
      expect(line).not.toMatch(/\p{C}/u);
      expect(line).not.toMatch(/^\s*forged/);
    }
    expect(logsOf(source)).toContain("\\u{1b}".replace("1b", "001b"));
  });
});
