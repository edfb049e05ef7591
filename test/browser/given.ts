import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { launchChromium } from "../../local/images/browser.ts";
import { openStage, type Stage } from "../../local/start/page/stage.ts";

/** The page in a browser, for each test anew, of a source that lives as long as the file. */
export interface Given {
  readonly stage: Stage;
  readonly page: Page;
  /** What the browser complained about, such as a breach of the content security policy. */
  readonly complaints: readonly string[];
  /** The addresses of all that was loaded. */
  readonly requests: readonly string[];
  /** Opens the page once more, in another kind of browser. */
  open(options?: BrowserContextOptions): Promise<Page>;
}

export const SECRET = "abc123";

export function givenPage(): Given {
  let stage: Stage;
  let browser: Browser;
  let page: Page;
  let complaints: string[] = [];
  let requests: string[] = [];

  const open = async (options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ viewport: { width: 1240, height: 900 }, ...options });
    context.setDefaultTimeout(10_000);
    const opened = await context.newPage();
    opened.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    opened.on("pageerror", (error) => complaints.push(String(error)));
    opened.on("request", (request) => requests.push(request.url()));
    await opened.goto(stage.pageUrl);
    await opened.locator("#status").filter({ hasText: "Active" }).waitFor();
    return opened;
  };
  beforeAll(async () => {
    [stage, browser] = await Promise.all([openStage({ secret: SECRET }), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await stage.close();
  });
  beforeEach(async () => {
    complaints = [];
    requests = [];
    page = await open();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });
  return {
    open,
    get stage() {
      return stage;
    },
    get page() {
      return page;
    },
    get complaints() {
      return complaints;
    },
    get requests() {
      return requests;
    },
  };
}

export interface Filled {
  readonly seconds?: string;
  readonly message?: string;
  readonly id?: string;
  readonly secret?: string;
}

/** Fills the form as a person does, and sends it. */
export async function schedule(page: Page, { seconds = "600", message, id, secret = SECRET }: Filled = {}) {
  await page.getByLabel("Seconds from now").fill(seconds);
  if (message !== undefined) await page.getByLabel("Message", { exact: true }).fill(message);
  if (id !== undefined) await page.getByLabel("Id", { exact: false }).first().fill(id);
  await page.getByLabel("Secret").fill(secret);
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
}

/** Schedules by a request, as other programs do. */
export async function post(stage: Stage, path: string, body: object): Promise<{ executionArn: string }> {
  const headers = { "content-type": "application/json", "x-pd-secret": SECRET };
  const response = await fetch(stage.source.url + path, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  return (await response.json()) as { executionArn: string };
}

/** The row of a task that waits. */
export function pendingRow(page: Page, text: string) {
  return page.locator("#pending > li").filter({ hasText: text });
}

export function eventRow(page: Page, text: string) {
  return page.locator("#events > li").filter({ hasText: text });
}

/** The JSON that an opened row shows. */
export async function unfolded(row: Locator): Promise<string> {
  await row.locator("pre[data-loaded]").waitFor({ state: "visible" });
  return (await row.locator("pre").textContent()) ?? "";
}

/** What a property of the focused element is. */
export function focused(page: Page, property: string): Promise<unknown> {
  return page.evaluate(`document.activeElement?.${property}`);
}
