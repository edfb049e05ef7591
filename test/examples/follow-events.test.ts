import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startInRealTime, type Way, wayTo } from "./given.ts";

const SCRIPT = fileURLToPath(new URL("../../examples/follow-events.mjs", import.meta.url));
const TIMEOUT_MS = 60_000;

let stage: Awaited<ReturnType<typeof startInRealTime>>;
let way: Way;
beforeAll(async () => {
  stage = await startInRealTime();
  way = await wayTo(stage.pipedream.apiUrl);
});
afterAll(async () => {
  await way.close();
  await stage.close();
});

/** Runs the sample as a user does. */
function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [SCRIPT], { env: { PATH: process.env.PATH, ...env } });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    messages: () => output.split("\n").flatMap((line) => (line ? [JSON.parse(line).message] : [])),
    errors: () => errors,
    ended,
    interrupt: () => child.kill("SIGINT"),
  };
}

const eventually = { timeout: 20_000, interval: 50 };

describe("follow-events.mjs", { timeout: TIMEOUT_MS }, () => {
  it("prints each task, also what is emitted while the stream is cut, and ends on Ctrl-C", async () => {
    const { source, pipedream, emit } = stage;
    const { messages, errors, ended, interrupt } = start({
      SOURCE_ID: source.id,
      PIPEDREAM_API_KEY: pipedream.apiKey,
      API: `${way.url}/`,
    });
    await vi.waitFor(() => expect(errors()).toContain("connected"), eventually);
    await emit("first");
    await vi.waitFor(() => expect(messages()).toEqual(["first"]), eventually);
    way.cut();
    await vi.waitFor(() => expect(errors()).toContain("reconnecting"), eventually);
    await emit("meanwhile");
    await vi.waitFor(() => expect(source.events).toHaveLength(2), eventually);
    way.mend();
    await vi.waitFor(() => expect(messages()).toEqual(["first", "meanwhile"]), eventually);
    await emit("after");
    await vi.waitFor(() => expect(messages()).toEqual(["first", "meanwhile", "after"]), eventually);
    interrupt();
    expect(await ended).toBe(0);
  });

  it("says what it needs", async () => {
    const { errors, ended } = start({});
    expect(await ended).toBe(2);
    expect(errors()).toContain("PIPEDREAM_API_KEY");
  });

  it("says that the key is wrong, and ends", async () => {
    const { errors, ended } = start({ SOURCE_ID: stage.source.id, PIPEDREAM_API_KEY: "pd_no", API: way.url });
    expect(await ended).toBe(1);
    expect(errors()).toContain("is the API key right?");
  });
});
