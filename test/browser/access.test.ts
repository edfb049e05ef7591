import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { eventRow, focused, givenPage, pendingRow, SECRET, schedule } from "./given.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const given = givenPage();

/** A page with something in all of its parts: a task that waits, an event unfolded, and a mistake in the form. */
async function fill(page: Page, id: string): Promise<void> {
  await schedule(page, { id: `${id}-waits` });
  await pendingRow(page, `${id}-waits`).waitFor();
  await schedule(page, { seconds: "1", message: `{ "to": "${id}" }` });
  await eventRow(page, id).waitFor();
  await eventRow(page, id).locator("summary").click();
  await schedule(page, { seconds: "x", message: "{", secret: SECRET });
  await page.locator("#message-error").filter({ hasText: "not JSON" }).waitFor();
}

const VIEWS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  phone: { viewport: { width: 360, height: 740 } },
} as const;

describe.each(Object.entries(VIEWS))("%s", (name, options) => {
  it("has no serious fault that axe finds", async () => {
    // The page's own policy would not let axe in.
    const page = await given.open({ ...options, bypassCSP: true });
    await fill(page, `axe-${name}`);
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
      };
      return (await axe.run()).violations;
    });
    const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
    expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});

it("fits a phone: nothing is wider than the screen", async () => {
  const page = await given.open(VIEWS.phone);
  await fill(page, "narrow");
  const width = await page.evaluate("document.documentElement.scrollWidth");
  expect(width).toBeLessThanOrEqual(360);
  const box = await page.getByRole("button", { name: "Schedule", exact: true }).boundingBox();
  expect(box?.height).toBeGreaterThanOrEqual(40);
});

it("is dark where the viewer wants it dark", async () => {
  const background = async (page: Page) => {
    const color = await page.evaluate("getComputedStyle(document.body).backgroundColor");
    const parts = String(color).match(/\d+/g)?.slice(0, 3).map(Number) ?? [];
    return parts.reduce((sum, part) => sum + part, 0) / parts.length;
  };
  expect(await background(await given.open(VIEWS.light))).toBeGreaterThan(200);
  expect(await background(await given.open(VIEWS.dark))).toBeLessThan(60);
});

it("can be used with the keyboard alone: schedule, cancel, unfold an event", async () => {
  const { page } = given;
  const tabTo = async (selector: string) => {
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press("Tab");
      if (await focused(page, `matches(${JSON.stringify(selector)})`)) return;
    }
    throw new Error(`Tab never comes to ${selector}`);
  };
  await page.keyboard.press("Tab");
  expect(await focused(page, "textContent")).toBe("Skip to the form");
  await page.keyboard.press("Enter");
  await tabTo("#seconds");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("600");
  await tabTo("#id");
  await page.keyboard.type("by-keyboard");
  await tabTo("#secret");
  await page.keyboard.type(SECRET);
  await page.keyboard.press("Enter");
  await pendingRow(page, "by-keyboard").waitFor();
  await tabTo('[aria-label="Cancel task by-keyboard"]');
  await page.keyboard.press("Space");
  await pendingRow(page, "by-keyboard").waitFor({ state: "detached" });
  expect(await focused(page, "tagName")).not.toBe("BODY");

  await schedule(page, { seconds: "1", message: '"unfold me"' });
  await eventRow(page, "unfold me").waitFor();
  await tabTo("#events summary");
  await page.keyboard.press("Enter");
  await eventRow(page, "unfold me").locator("pre").waitFor({ state: "visible" });
});
