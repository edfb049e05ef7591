import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type LocalAws, startLocalAws } from "../../../local/aws/server.ts";
import type { LocalPipedreamOptions } from "../../../local/pipedream/host.ts";
import { startLocalPipedream } from "../../../local/pipedream/host.ts";
import { ANY_CALL, type KillPoint, killAt } from "../../../local/pipedream/kill.ts";
import { installVirtualTime } from "../../../local/shared/virtual-time.ts";
import { component, props, type This } from "./given.ts";

type AwsThis = This & { aws: { $auth: { accessKeyId: string; secretAccessKey: string } } };

const app = { aws: { type: "app", app: "aws" } };
const KEYS = { aws: { $auth: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" } } };

const clientOf = (url: string, { aws }: AwsThis) =>
  new SNSClient({ endpoint: url, region: "us-east-1", credentials: aws.$auth, maxAttempts: 1 });

/** A source whose run makes two topics, writes to its db, emits, and responds, in that order. */
async function making(options: LocalPipedreamOptions = {}) {
  const aws = await startLocalAws();
  const host = await startLocalPipedream({ workers: "fresh", ...options });
  onTestFinished(async () => {
    await host.close();
    await aws.close();
  });
  const load = async () =>
    component(
      async function (this: This) {
        const sns = clientOf(aws.url, this as AwsThis);
        await sns.send(new CreateTopicCommand({ Name: "first" }));
        await sns.send(new CreateTopicCommand({ Name: "second" }));
        this.db.set("written", true);
        this.$emit("event");
        this.http.respond({ status: 200 });
        await new Promise((resolve) => setTimeout(resolve, 5));
      },
      { props: { ...props, ...app } },
    );
  const source = await host.deploy({ load, props: KEYS });
  const post = () =>
    fetch(source.url, { method: "POST" }).then(
      ({ status }) => status,
      () => "no answer",
    );
  return { aws, source, post };
}

async function topicsOf(aws: LocalAws): Promise<string[]> {
  const credentials = KEYS.aws.$auth;
  const sns = new SNSClient({ endpoint: aws.url, region: "us-east-1", credentials });
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  return Topics.map(({ TopicArn = "" }) => TopicArn.split(":").at(-1) ?? "");
}

const LOST = "no answer";
const PATIENCE = { timeout: 5_000 };

describe.each(["at-once", "at-end"] as const)(
  "with responses that leave %s, a worker killed",
  (responses) => {
    const leftAtOnce = responses === "at-once" ? 200 : LOST;

    it.each<[KillPoint, topics: string[], written: unknown, answer: unknown, events: unknown[]]>([
      [{ call: "CreateTopic", when: "before" }, [], undefined, LOST, []],
      [{ call: "CreateTopic", when: "after" }, ["first"], undefined, LOST, []],
      [{ call: "CreateTopic", when: "answered" }, ["first"], undefined, LOST, []],
      [{ call: "CreateTopic", nth: 2, when: "before" }, ["first"], undefined, LOST, []],
      [{ call: ANY_CALL, nth: 2, when: "after" }, ["first", "second"], undefined, LOST, []],
      [{ call: ANY_CALL, nth: 2, when: "answered" }, ["first", "second"], true, LOST, []],
      [{ act: "emit", when: "before" }, ["first", "second"], true, LOST, []],
      [{ act: "emit", when: "after" }, ["first", "second"], true, LOST, []],
      [{ act: "respond", when: "before" }, ["first", "second"], true, LOST, []],
      [{ act: "respond", when: "after" }, ["first", "second"], true, leftAtOnce, []],
      [{ act: "end", when: "before" }, ["first", "second"], true, leftAtOnce, []],
      [{ act: "end", when: "after" }, ["first", "second"], true, leftAtOnce, [{ e: "event" }]],
    ])("at %j leaves the topics %j, the db %j, the answer %j and the events %j", async (point, ...left) => {
      const [topics, written, answer, events] = left;
      const { aws, source, post } = await making({ responses, dbMode: "write-through" });
      const kill = killAt(aws, source, point);
      expect(await post()).toBe(answer);
      await vi.waitFor(() => expect(kill.victim).toMatch(/^process-/), PATIENCE);
      expect(await topicsOf(aws)).toEqual(topics);
      expect(source.db.get("written")).toBe(written);
      expect(source.events).toMatchObject(events);
      expect(await post()).toBe(200);
      await vi.waitFor(() => expect(source.events.length).toBe(events.length + 1), PATIENCE);
    });
  },
);

it("a hook is killed as a run is, and the next one is not", async () => {
  const aws = await startLocalAws();
  const host = await startLocalPipedream({ workers: "fresh" });
  onTestFinished(async () => {
    await host.close();
    await aws.close();
  });
  const load = async () =>
    component(undefined, {
      props: { ...props, ...app },
      hooks: {
        async deactivate(this: AwsThis) {
          this.db.set("step", 1);
          await clientOf(aws.url, this).send(new CreateTopicCommand({ Name: "first" }));
          this.db.set("step", 2);
        },
      },
    });
  const source = await host.deploy({ load, props: KEYS });
  killAt(aws, source, { call: ANY_CALL, when: "after" });
  await expect(source.deactivate()).rejects.toThrow("The process of the source has crashed");
  expect([source.db.get("step"), source.active, await topicsOf(aws)]).toEqual([undefined, true, ["first"]]);
  await source.deactivate();
  expect(source.db.get("step")).toBe(2);
});

it("a kill that is cancelled, of another source, or at a point that nobody comes to, strikes nobody", async () => {
  const { aws, source, post } = await making();
  killAt(aws, source, { call: "CreateTopic", when: "before" }).cancel();
  const never = killAt(aws, source, { call: "CreateTopic", nth: 3, when: "before" });
  const stranger = {
    ...source,
    hasWorker: () => false,
    listen: () => () => {},
    kill: () => expect.unreachable(),
  };
  killAt(aws, stranger, { call: ANY_CALL, when: "before" });
  expect(await post()).toBe(200);
  expect(never.victim).toBeUndefined();
});

it("what a dead worker goes on to do is nobody's business", async () => {
  const { aws, source, post } = await making();
  killAt(aws, source, { call: "CreateTopic", when: "before" });
  const second = killAt(aws, source, { call: "CreateTopic", when: "before" });
  expect(await post()).toBe(LOST);
  expect(second.victim).toBeUndefined();
  expect(await post()).toBe(LOST);
  expect(second.victim).toMatch(/^process-/);
});

it("SNS delivers to another worker what one has died under", async () => {
  const time = installVirtualTime(Date.parse("2026-03-01T00:00:00Z"));
  onTestFinished(() => time.uninstall());
  const aws = await startLocalAws();
  const host = await startLocalPipedream({ workers: "fresh" });
  onTestFinished(() => time.during(host.close().then(() => aws.close())));
  const run = async function (this: This, { body }: { body: unknown }) {
    const { Type, TopicArn, Token, Message } = body as Record<string, string>;
    const sns = clientOf(aws.url, this as AwsThis);
    if (Type === "Notification") this.$emit(Message);
    else await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    this.http.respond({ status: 200 });
  };
  const load = async () => component(run, { props: { ...props, ...app } });
  const source = await time.during(host.deploy({ load, props: KEYS }));
  const sns = new SNSClient({ endpoint: aws.url, region: "us-east-1", credentials: KEYS.aws.$auth });
  const subscribe = async () => {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "tasks" }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint: source.url }));
    await aws.settled();
    return TopicArn;
  };
  const TopicArn = await time.during(subscribe());
  killAt(aws, source, { act: "emit", when: "after" });
  await time.during(sns.send(new PublishCommand({ TopicArn, Message: "task" })));
  expect(source.events).toEqual([]);
  await time.advance(20_000);
  expect(source.events).toMatchObject([{ e: "task" }]);
  const attempts = aws.deliveries.filter(({ type }) => type === "Notification");
  expect(attempts.map(({ outcome }) => outcome)).toEqual(["will be retried", "delivered"]);
});
