import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { outage } from "../../local/aws/outage.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { at, newCredentials, post, START, startWorld, type World } from "../lives/world.ts";
import { logsOf, refusal } from "./given.ts";

let world: World;
let source: LocalSource;
let waiting: string;
beforeEach(async () => {
  world = await startWorld();
  const props = newCredentials();
  source = await world.deploy(props);
  const { body } = await post(source, "/schedule", {
    timestamp: at(86_400_000),
    message: "old",
    id: "waits",
  });
  waiting = body.executionArn;
  await source.update({ props: { ...props, region: "us-west-2" } });
});
afterEach(() => world.close());

const timed = async <T>(work: () => Promise<T>) => {
  const before = Date.now();
  const result = await work();
  return { result, ms: Date.now() - before };
};

describe.each(["fails", "hangs", "throttles"] as const)("a former region that %s", (how) => {
  beforeEach(() => {
    world.aws.intercept = outage({ how, region: "us-east-1" });
  });

  it("holds up no request that has nothing to do with it", async () => {
    const task = { timestamp: at(Date.now() - START + 60_000), message: 1 };
    const plain = await timed(() => post(source, "/schedule", task));
    expect(plain.result.body.executionArn).toContain(":us-west-2:");
    const named = await timed(() => post(source, "/schedule", { ...task, id: "new" }));
    expect(named.result.body.executionArn).toContain(":us-west-2:");
    const cancelled = await timed(() => post(source, "/cancel", { id: "new" }));
    expect(cancelled.result.status).toBe(200);
    for (const { ms } of [plain, named, cancelled]) expect(ms).toBeLessThan(10_000);
    expect(logsOf(source)).toContain("Could not ask us-east-1");
  });

  it("is named in the answer about a task that may be there", async () => {
    const { result, ms } = await timed(() => post(source, "/cancel", { id: "unknown" }));
    expect(refusal(result)).toMatchObject({ status: 404, code: "execution_not_found" });
    expect(result.body.error.message).toContain("us-east-1");
    expect(ms).toBeLessThan(10_000);
  });

  it("is all that matters to a task that is in it, by its ARN", async () => {
    const { result } = await timed(() => post(source, "/cancel", { executionArn: waiting }));
    expect([429, 502, 503]).toContain(result.status);
  });

  it("holds up no update, and its task is emitted when it is back", async () => {
    const { ms } = await timed(() => source.update());
    expect(ms).toBeLessThan(300_000);
    expect(source.active).toBe(true);
    world.aws.intercept = undefined;
    await world.advance(86_400_000);
    expect(source.events.map(({ e }) => (e as { message: string }).message)).toEqual(["old"]);
  });
});
