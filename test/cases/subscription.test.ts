import { SetSubscriptionAttributesCommand, SNSClient, UnsubscribeCommand } from "@aws-sdk/client-sns";
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

const OWNER = { accessKeyId: "AKIAOWNER", secretAccessKey: "-" };
const byHand = () => new SNSClient({ endpoint: world.aws.url, region: "us-east-1", credentials: OWNER });
const subscriptionArn = () => {
  const { stacks } = source.db.get("state") as { stacks: { subscriptionArn: string }[] };
  return stacks[0]?.subscriptionArn;
};
const change = (AttributeName: string, AttributeValue: string) =>
  world.during(
    byHand().send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn: subscriptionArn(),
        AttributeName,
        AttributeValue,
      }),
    ),
  );
const schedule = (message: string) =>
  post(source, "/schedule", { timestamp: at(Date.now() - START + 1_000), message });
const emitted = () => source.events.map(({ e }) => (e as { message: string }).message);

/** What somebody may do to the subscription, so that no message arrives, or none that carries a signature. */
const CHANGES = [
  ["raw message delivery", () => change("RawMessageDelivery", "true")],
  ["a filter policy", () => change("FilterPolicy", '{"kind":["other"]}')],
  [
    "no subscription",
    () => world.during(byHand().send(new UnsubscribeCommand({ SubscriptionArn: subscriptionArn() }))),
  ],
] as const;

describe.each(CHANGES)("a subscription that was changed by hand to %s", (_, changeIt) => {
  it("is set back by an update, and the task that was on its way is emitted", async () => {
    await changeIt();
    await schedule("on its way");
    await world.advance(5_000);
    expect(emitted()).toEqual([]);
    await source.update();
    await world.advance(20 * 60_000);
    await schedule("after");
    await world.advance(5_000);
    expect(emitted().sort()).toEqual(["after", "on its way"]);
  });

  it("is set back by a request, ten minutes after the last look", async () => {
    await changeIt();
    await world.advance(11 * 60_000);
    await schedule("notices");
    await world.advance(20 * 60_000);
    expect(emitted()).toEqual(["notices"]);
    expect(logsOf(source)).toContain("SNS does not deliver");
  });
});

it("A delivery without a signature is named in the log at once, and asked for again", async () => {
  await change("RawMessageDelivery", "true");
  await schedule("raw");
  await world.advance(3_000);
  expect(logsOf(source)).toMatch(/raw message delivery.*Update the source/);
  expect(source.requests.at(-1)).toMatchObject({ path: "/", status: 503, responded: 1 });
});
