import { describe, expect, it } from "vitest";
import { eventRow, givenPage, pendingRow, post, schedule, unfolded } from "./given.ts";

const given = givenPage();
const WIDTHS = [320, 360, 480, 515, 560, 700, 930, 960, 1_024, 1_240];
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

describe("pending tasks", () => {
  it("are all reachable, page by page, those of one second in the order of their times", async () => {
    const { page, stage } = given;
    const second = Math.ceil(Date.now() / 1_000) * 1_000 + 7_200_000;
    for (let i = 0; i < 30; i++) {
      const timestamp = new Date(second + ((i * 7) % 30)).toISOString();
      await post(stage, "/schedule", { timestamp, message: "many", id: `many-${(i * 7) % 30}` });
    }
    const names = () => page.locator("#pending > li .name").allTextContents();
    await expect.poll(async () => (await names()).length).toBe(25);
    expect(await page.locator("#pending-count").textContent()).toBe("30");
    expect(await page.locator("#pending-range").textContent()).toBe("1 to 25 of 30");
    const first = await names();
    await page.getByRole("button", { name: "Later" }).click();
    await expect.poll(names).toHaveLength(5);
    expect([...first, ...(await names())]).toEqual(Array.from({ length: 30 }, (_, i) => `many-${i}`));
    await page.getByRole("button", { name: "Sooner" }).click();
    await expect.poll(names).toHaveLength(25);
    for (let i = 0; i < 30; i++) await post(stage, "/cancel", { id: `many-${i}` });
    await expect.poll(() => page.locator("#pending-count").textContent()).toBe("0");
    expect(await page.locator("#cancelled > li").count()).toBe(20);
  });

  it("have their dates on one line at every width", async () => {
    const { page, stage } = given;
    await post(stage, "/schedule", {
      timestamp: inMs(90 * 86_400_000),
      message: "x".repeat(80),
      id: "far-away",
    });
    const time = pendingRow(page, "far-away").locator("time");
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await time.waitFor();
      expect((await time.boundingBox())?.height, `at ${width}`).toBeLessThan(24);
    }
  });

  it("unfold to their whole message, well laid out", async () => {
    const { page, stage } = given;
    const message = { text: "y".repeat(3_000), list: [1, 2] };
    await post(stage, "/schedule", { timestamp: inMs(600_000), message, id: "long" });
    const row = pendingRow(page, "long");
    await row.locator("summary").click();
    expect(await unfolded(row)).toBe(JSON.stringify(message, null, 2));
  });
});

describe("events", () => {
  it("are paged, the newest first, and all counted", async () => {
    const { page, stage } = given;
    const before = stage.source.events.length;
    for (let i = 0; i < 25; i++) {
      await post(stage, "/schedule", { timestamp: inMs(-1_000), message: i, id: `event-${i}` });
    }
    const total = before + 25;
    await expect.poll(() => page.locator("#events-count").textContent()).toBe(String(total));
    const names = () => page.locator("#events > li .name").allTextContents();
    const emitted = stage.source.events.map(({ e }) => (e as { id: string }).id).toReversed();
    await expect.poll(names).toEqual(emitted.slice(0, 20));
    await page.getByRole("button", { name: "Older" }).click();
    await expect.poll(names).toEqual(emitted.slice(20, 40));
    expect(await page.locator("#events-range").textContent()).toBe(`21 to ${total} of ${total}`);
    await post(stage, "/schedule", { timestamp: inMs(-1_000), message: "new", id: "while-away" });
    await expect.poll(() => page.locator("#events-count").textContent()).toBe(String(total + 1));
    expect(await names()).toEqual(emitted.slice(20, 40));
    await page.getByRole("button", { name: "Newer" }).click();
    await eventRow(page, "while-away").waitFor();
  });

  it("have a height of their own", async () => {
    const height = await given.page.locator("#events-scroll").evaluate((list) => list.clientHeight);
    expect(height).toBeLessThan(500);
  });

  it("stay unfolded when another one comes", async () => {
    const { page, stage } = given;
    const row = eventRow(page, "while-away");
    await row.locator("summary").click();
    await post(stage, "/schedule", { timestamp: inMs(-1_000), message: "next", id: "next-one" });
    await eventRow(page, "next-one").waitFor();
    expect(await row.locator("details").getAttribute("open")).not.toBeNull();
  });

  it("of a task long past say its date", async () => {
    const { page, stage } = given;
    await post(stage, "/schedule", { timestamp: "2020-01-02T10:00:00Z", message: "past", id: "long-past" });
    expect(await eventRow(page, "long-past").locator(".late").textContent()).toMatch(/^due .*2020/);
  });
});

it("the log shows an execution by its name, and its ARN on demand", async () => {
  const { page, stage } = given;
  const { executionArn } = await post(stage, "/schedule", {
    timestamp: inMs(600_000),
    message: 1,
    id: "named",
  });
  await post(stage, "/cancel", { executionArn });
  const line = page.locator("#log > li").filter({ hasText: /Cancelled .*\bnamed$/ });
  const name = line.getByRole("button", { name: "named" });
  await name.click();
  expect(await line.locator(".text").textContent()).toBe(`Cancelled ${executionArn}`);
  await line.getByRole("button").click();
  expect(await line.locator(".text").textContent()).toBe("Cancelled named");
});

it("two fields in one line stand aligned at every width, also with a mistake in one of them", async () => {
  const { page } = given;
  await schedule(page, { id: "a b" });
  await page.locator("#id-error").filter({ hasText: /./ }).waitFor();
  let together = 0;
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const [id, secret] = await Promise.all(
      ["#id", "#secret"].map((field) => page.locator(field).boundingBox()),
    );
    if (!id || !secret) throw new Error("The fields are not there");
    if (id.x === secret.x) continue;
    together += 1;
    expect([secret.y, secret.height], `at ${width}`).toEqual([id.y, id.height]);
  }
  expect(together).toBeGreaterThan(5);
});
