import { describe, expect, it } from "vitest";
import { eventRow, focused, givenPage, pendingRow, SECRET, schedule, unfolded } from "./given.ts";

const given = givenPage();

describe("the page", () => {
  it("schedules by its form, counts down, and shows the event when it comes, unfolding to its JSON", async () => {
    const { page } = given;
    await schedule(page, { seconds: "3", message: '{ "name": "Leia" }', id: "to-leia" });
    await page.getByText(/^Scheduled for /).waitFor();
    const countdown = pendingRow(page, "to-leia").locator(".countdown");
    expect(await countdown.textContent()).toMatch(/^in [1-4] s/);
    const before = await countdown.textContent();
    await expect.poll(() => countdown.textContent()).not.toBe(before);
    const event = eventRow(page, "Leia");
    await event.waitFor();
    expect(await event.locator(".late").textContent()).toMatch(/late|on time/);
    expect(await pendingRow(page, "to-leia").count()).toBe(0);
    await event.locator("summary").click();
    expect(await event.locator(".name").textContent()).toBe("to-leia");
    expect(JSON.parse(await unfolded(event))).toMatchObject({
      message: { name: "Leia" },
      id: "to-leia",
      executionArn: expect.stringContaining(":to-leia"),
    });
    await expect.poll(() => page.locator("#announcer").textContent()).toContain("to-leia");
  });

  it("schedules at a date and time in the viewer's zone", async () => {
    const page = await given.open({ timezoneId: "America/New_York" });
    await page.getByLabel("Date and time").check();
    await page.getByLabel("Due at").fill("2027-03-01T09:30:00");
    expect(await page.locator("#when-hint").textContent()).toContain("New_York");
    await page.getByLabel("Secret").fill(SECRET);
    await page.getByLabel("Id").fill("in-new-york");
    await page.getByRole("button", { name: "Schedule", exact: true }).click();
    const row = pendingRow(page, "in-new-york");
    await row.waitFor();
    expect(await row.locator("time").getAttribute("datetime")).toMatch(/^2027-03-01T14:30:00/);
  });

  it("cancels a task", async () => {
    const { page, stage } = given;
    await schedule(page, { id: "not-wanted" });
    const row = pendingRow(page, "not-wanted");
    await row.getByRole("button", { name: "Cancel task not-wanted" }).click();
    await row.waitFor({ state: "detached" });
    expect(JSON.stringify(stage.source.logs)).toMatch(/Cancelled [^"]+:not-wanted/);
    const left = page.locator("#cancelled > li").filter({ hasText: "not-wanted" });
    await left.filter({ hasText: /cancelled.*was due/ }).waitFor();
  });

  it.each([
    ["a message that is no JSON", { message: "{ name" }, "Message", /^This is not JSON: /],
    ["no message", { message: " " }, "Message", /Give a message/],
    [
      "a number of seconds that is none",
      { seconds: "soon" },
      "Seconds from now",
      /Give a whole number of seconds/,
    ],
    ["a time beyond a year", { seconds: "40000000" }, "Seconds from now", /year|ahead/],
    ["an id that is no name", { id: "a b" }, "Id", /./],
    ["a wrong secret", { secret: "guess" }, "Secret", /The secret is missing or wrong/],
  ])("says beside the field what is wrong with %s", async (_, filled, label, message) => {
    const { page } = given;
    const pending = await page.locator("#pending > li").count();
    await schedule(page, filled);
    const field = page.getByLabel(label).first();
    await expect.poll(() => field.getAttribute("aria-invalid")).toBe("true");
    const described = (await field.getAttribute("aria-describedby"))?.split(" ").at(-1);
    const error = described?.endsWith("error") ? described : `${await field.getAttribute("id")}-error`;
    expect(await page.locator(`#${error}`).textContent()).toMatch(message);
    await expect.poll(() => focused(page, "id")).toBe(await field.getAttribute("id"));
    expect(await page.locator("#pending > li").count()).toBe(pending);
  });

  it("asks for the secret where a cancel lacks it", async () => {
    const { page } = given;
    await schedule(page, { id: "guarded" });
    await page.getByLabel("Secret").fill("");
    const row = pendingRow(page, "guarded");
    await row.getByRole("button").click();
    await row.getByText("The secret is missing or wrong").waitFor();
  });

  it("shows a hostile message as the text it is", async () => {
    const { page } = given;
    const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    await schedule(page, { seconds: "1", message: JSON.stringify({ hostile }) });
    const event = eventRow(page, "onerror");
    await event.waitFor();
    await event.locator("summary").click();
    expect(await unfolded(event)).toContain("<script>");
    expect(await page.locator("#events img, #events script, #pending img").count()).toBe(0);
    expect(await page.title()).toBe("AWS Task Scheduler");
    expect(given.requests.filter((url) => url.endsWith("/x"))).toEqual([]);
  });

  it("shows marks that would turn the text around as escapes", async () => {
    const { page } = given;
    await schedule(page, { message: JSON.stringify("pay \u202e0001 \u2066EUR"), id: "turned" });
    const row = pendingRow(page, "turned");
    await row.locator("summary").click();
    expect(await unfolded(row)).toBe('"pay \\u202e0001 \\u2066EUR"');
    expect(await row.locator(".preview").textContent()).toBe('"pay \\u202e0001 \\u2066EUR"');
  });

  it("says that the host is gone, lets its buttons rest, and goes on when it is back", async () => {
    const { page } = given;
    await schedule(page, { id: "outlives" });
    await pendingRow(page, "outlives").waitFor();
    await page.route("**/page/*", (route) => route.abort());
    await page.locator("#page-error").filter({ hasText: "The host is gone" }).waitFor();
    expect(await page.locator("button:enabled").count()).toBe(0);
    expect(await page.locator("#status").textContent()).toBe("Gone");
    await page.unroute("**/page/*");
    await page.locator("#page-error").waitFor({ state: "hidden" });
    await page.locator("#status").filter({ hasText: "Active" }).waitFor();
    expect(await page.getByRole("button", { name: "Schedule", exact: true }).isEnabled()).toBe(true);
    expect(await pendingRow(page, "outlives").getByRole("button").isEnabled()).toBe(true);
  });

  it("copies the endpoint", async () => {
    const page = await given.open({ permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(given.stage.source.endpoint);
  });

  it("shows the AWS resources with their state, and the log", async () => {
    const { page } = given;
    await page.getByText("Account 123456789012, us-east-1").waitFor();
    const rows = await page.locator("#resources tbody tr").allTextContents();
    expect(rows.join()).toMatch(/role/i);
    expect(rows.join()).toMatch(/state machine/i);
    expect(rows.join()).toMatch(/topic/i);
    expect(rows.join()).toMatch(/subscription/i);
    await page
      .locator("#log")
      .getByText(/^Ready: POST/)
      .waitFor();
  });

  it("loads nothing from elsewhere, and breaks no rule of its own", async () => {
    const { page, stage } = given;
    await schedule(page, { seconds: "1", message: '"all is well"' });
    await eventRow(page, "all is well").first().waitFor();
    const { origin } = new URL(stage.pageUrl);
    expect(given.requests.filter((url) => !url.startsWith(origin))).toEqual([]);
    expect(given.complaints).toEqual([]);
  });
});
