import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchChromium } from "../../local/images/browser.ts";
import { type Run, start } from "../local/start/processes.ts";
import { eventRow, pendingRow, schedule } from "./given.ts";

const DAY_S = 86_400;

let run: Run;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  // In a process of its own, for the time of this one is the browser's, too.
  run = start(["--time-travel", "--in", "0", "--port", "0"]);
  browser = await launchChromium();
  page = await browser.newPage();
  await run.says("Ctrl-C");
  const [, url = ""] = await run.says(/The page of the source: (\S+)/);
  await page.goto(url);
});
afterAll(async () => {
  await browser.close();
  run.child.kill("SIGINT");
  await run.ended;
});

it("the clock can be moved: a task of three days is seen today", async () => {
  await schedule(page, { seconds: String(3 * DAY_S), message: '"in three days"', id: "three-days" });
  const row = pendingRow(page, "three-days");
  await row.filter({ hasText: /in (3 d|2 d 23 h)/ }).waitFor();
  await page.getByRole("button", { name: "+ 1 day" }).click();
  await row.filter({ hasText: /in (2 d|1 d 23 h)/ }).waitFor();
  const before = await page.locator("#clock").textContent();
  await page.getByRole("button", { name: "To the next task" }).click();
  const event = eventRow(page, "three-days");
  await event.waitFor();
  expect(Number.parseInt((await event.locator(".late").textContent()) ?? "", 10)).toBeLessThan(1_500);
  await expect.poll(() => page.locator("#clock").textContent()).not.toBe(before);
});

it("the form counts from the moved time", async () => {
  await schedule(page, { seconds: "600", id: "from-then" });
  await pendingRow(page, "from-then")
    .filter({ hasText: /in (10 min|9 min 5\d s)/ })
    .waitFor();
});
