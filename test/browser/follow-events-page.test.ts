import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../local/images/browser.ts";
import { type Listener, listen } from "../../local/pipedream/listener.ts";
import { startInRealTime, type Way, wayTo } from "../examples/given.ts";

const TIMEOUT_MS = 60_000;
const TYPES: Record<string, string> = { html: "text/html", mjs: "text/javascript" };

/** Serves the samples as any web server would. */
function serveExamples(): Promise<Listener> {
  return listen(0, async ({ url = "/" }, response) => {
    const type = TYPES[url.split(".").at(-1) ?? ""] ?? "text/plain";
    try {
      const content = await readFile(new URL(`../../examples${url}`, import.meta.url));
      response.writeHead(200, { "content-type": type }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
}

describe("follow-events.html in Chromium", { timeout: TIMEOUT_MS }, () => {
  let stage: Awaited<ReturnType<typeof startInRealTime>>;
  let way: Way;
  let server: Listener;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  beforeAll(async () => {
    stage = await startInRealTime();
    way = await wayTo(stage.pipedream.apiUrl);
    server = await serveExamples();
    browser = await launchChromium();
    page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${server.url}/follow-events.html`);
  }, TIMEOUT_MS);
  afterAll(async () => {
    await browser.close();
    await server.close();
    await way.close();
    await stage.close();
  });

  const follow = async (apiKey: string) => {
    await page.getByLabel("Id of the source").fill(stage.source.id);
    await page.getByLabel("API key").fill(apiKey);
    await page.getByLabel("API", { exact: true }).fill(way.url);
    await page.getByRole("button", { name: "Follow" }).click();
  };
  const shows = (text: string) => page.getByText(text).waitFor({ timeout: 30_000 });

  it("shows what came before, and what comes, through a cut, as text", async () => {
    const { pipedream, emit } = stage;
    await emit("before");
    await follow(pipedream.apiKey);
    await shows("connected");
    await shows('"before"');
    way.cut();
    await shows("reconnecting");
    await emit("<img src=x onerror=alert(1)>");
    way.mend();
    await shows("<img src=x onerror=alert(1)>");
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.getByRole("listitem").count()).toBe(2);
    expect(complaints).toEqual([]);
  });

  it("says that the key is wrong", async () => {
    await follow("pd_no");
    await shows("is the API key right?");
  });
});
