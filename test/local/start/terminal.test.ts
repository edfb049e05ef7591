import { beforeEach, describe, expect, it } from "vitest";
import { startLocalAws } from "../../../local/aws/server.ts";
import { skipWithout } from "../../tools.ts";
import { CTRL_C, isUp, startInTerminal } from "./processes.ts";

const ANY_PORT = ["--port", "0"];
const ESCAPE = "\u001b";
const PLAIN = { TERM: "dumb", NO_COLOR: "1" };

describe.concurrent("npm start on a terminal", { timeout: 60_000 }, () => {
  beforeEach((context) => {
    skipWithout(context, "script", "stty");
    context.skip(process.platform !== "linux", "the script of other systems takes other options");
  });

  it("of no width ends by Ctrl-C while it activates", async () => {
    const run = startInTerminal(["--in", "600", ...ANY_PORT], { columns: 0 });
    await run.says("Activating");
    run.type(CTRL_C);
    expect(await run.ended).toBe(130);
    expect(run.output()).toContain("Stopped during the activation");
    expect(run.output()).not.toContain(ESCAPE);
  });

  it("of 20 columns ends by Ctrl-C while it counts down, through npm", async () => {
    const run = startInTerminal(["--in", "600", ...ANY_PORT], { columns: 20, env: PLAIN, throughNpm: true });
    await run.says("Due in");
    run.type(CTRL_C);
    await run.ended;
    expect(run.output()).toMatch(/1 task was pending/);
  });

  it("ends by Ctrl-C while it idles, and at once by a second one while it deactivates", async () => {
    const aws = await startLocalAws({ rolePropagationMs: 0 });
    const env = { AWS_ENDPOINT_URL: aws.url, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
    const run = startInTerminal(["--in", "0", ...ANY_PORT], { env });
    await run.says("Ctrl-C deactivates");
    run.type(CTRL_C);
    await run.says("Deactivating");
    await new Promise((resolve) => setTimeout(resolve, 500));
    run.type(CTRL_C);
    expect(await run.ended).toBe(130);
    expect(run.output()).toMatch(
      /Ended at once\. To come back to what may be left in AWS: npm start -- --id dc_\w+/,
    );
    expect(run.output()).not.toContain("Deactivated.");
    await aws.close();
  });

  it("leaves nothing running when the terminal is closed", async ({ expect }) => {
    const run = startInTerminal(["--in", "600", ...ANY_PORT]);
    const [, page = ""] = await run.says(/The page of the source: (\S+)/);
    await run.says("Due in");
    run.child.kill("SIGKILL");
    await run.ended;
    await expect.poll(() => isUp(page), { timeout: 10_000 }).toBe(false);
  });
});
