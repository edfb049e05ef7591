import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { openStage, type Stage } from "../start/page/stage.ts";
import { launchChromium } from "./browser.ts";
import { PICTURES, writeRecord } from "./record.ts";

/** `npm run images`: makes the pictures of the README, sharp on a screen of double density. */

const folder = new URL("../../images/", import.meta.url);
const MAX_BYTES = 200_000;
/** Room around what is shown, in CSS pixels. */
const MARGIN = 16;

async function drawOverview(browser: Browser): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 440 }, deviceScaleFactor: 2 });
  const svg = readFileSync(new URL("overview.svg", folder), "utf8");
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
  await page.screenshot({ path: pathOf("overview.png") });
}

async function takeScreenshots(browser: Browser, stage: Stage): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: 720, height: 1000 },
    deviceScaleFactor: 2,
    colorScheme: "light",
    locale: "en-GB",
    timezoneId: "UTC",
  });
  await page.goto(stage.pageUrl);
  await page.locator("#status").filter({ hasText: "Active" }).waitFor();
  await page.locator("#resources tbody tr").nth(3).waitFor();
  await page.getByLabel("Message", { exact: true }).fill('{ "name": "Luke", "title": "Jedi" }');
  await page.getByRole("button", { name: "Copy" }).focus();
  await shoot(page, "source-endpoint-url.png", ".masthead", ".area-form");

  await page.setViewportSize({ width: 1240, height: 1000 });
  await page.getByLabel("Seconds from now").fill("1");
  await page.getByLabel("Id").fill("order-1234");
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.locator("#events summary").click();
  await page.locator("#events pre[data-loaded]").waitFor({ state: "visible" });
  await page.mouse.move(0, 0);
  // The shadows of its neighbours would reach into the picture.
  await page.locator(".card, .endpoint").evaluateAll((boxes) => {
    for (const box of boxes) box.style.boxShadow = "none";
  });
  await shoot(page, "test-event.png", ".area-events");
}

/** Takes a picture of the part of the page that holds these elements. */
async function shoot(page: Page, name: string, ...selectors: string[]): Promise<void> {
  const boxes = await Promise.all(selectors.map((selector) => page.locator(selector).boundingBox()));
  const seen = boxes.filter((box) => box !== null);
  const left = Math.min(...seen.map(({ x }) => x)) - MARGIN;
  const top = Math.min(...seen.map(({ y }) => y)) - MARGIN;
  const right = Math.max(...seen.map(({ x, width }) => x + width)) + MARGIN;
  const bottom = Math.max(...seen.map(({ y, height }) => y + height)) + MARGIN;
  const clip = { x: left, y: Math.max(0, top), width: right - left, height: bottom - Math.max(0, top) };
  await page.screenshot({ path: pathOf(name), clip, fullPage: true });
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(name, folder));
}

const [browser, stage] = await Promise.all([
  launchChromium(),
  openStage({ componentId: "dc_5YGuMoa", port: 3000 }),
]);
try {
  await drawOverview(browser);
  await takeScreenshots(browser, stage);
  for (const name of PICTURES) {
    const { size } = statSync(pathOf(name));
    if (size > MAX_BYTES) throw new Error(`images/${name} has ${size} bytes, more than ${MAX_BYTES}`);
    console.log(`images/${name}: ${Math.ceil(size / 1_000)} KB`);
  }
  writeRecord();
} finally {
  await browser.close();
  await stage.close();
}
