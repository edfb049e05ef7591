import { axios } from "@pipedream/platform";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { post, send, startWorld, type World } from "./world.ts";

/** The requests that circulate in the documents of the component that this one replaces, word for word. */

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const eventsOf = async (source: LocalSource) => {
  await world.advance(1_000);
  return source.events.map(({ e }) => e);
};

describe.each([undefined, "abc123"])("with the source's secret being %s", (secret) => {
  const props = secret === undefined ? {} : { secret };

  it("the JSON bodies schedule and cancel", async () => {
    const source = await world.deploy(props);
    const body = `{
      "timestamp": "2020-08-21T04:29:00.951Z",
      "message": {
        "name": "Luke"
      },
      "secret": "abc123"
    }`;
    const scheduled = await post(source, "/schedule", body);
    expect(scheduled).toMatchObject({ status: 200, body: { timestamp: "2020-08-21T04:29:00.951Z" } });
    const { executionArn } = scheduled.body;
    expect(await eventsOf(source)).toEqual([
      { timestamp: "2020-08-21T04:29:00.951Z", message: { name: "Luke" }, executionArn },
    ]);
    const later = await post(source, "/schedule", body.replace("2020", "2027"));
    const cancelled = await post(
      source,
      "/cancel",
      `{
      "executionArn": "${later.body.executionArn}",
      "secret": "abc123"
    }`,
    );
    expect(cancelled.status).toBe(200);
  });
});

describe("without a secret", () => {
  const message = { name: "Luke", title: "Jedi" };

  it("the curl line schedules, also where its content type is curl's own", async () => {
    const source = await world.deploy();
    const body = '{ "timestamp": "2020-08-21T04:29:00.951Z", "message": { "name": "Luke", "title": "Jedi" }}';
    for (const type of ["application/json", "application/x-www-form-urlencoded"]) {
      expect((await post(source, "/schedule", body, { "content-type": type })).status).toBe(200);
    }
    expect(await eventsOf(source)).toMatchObject([{ message }, { message }]);
  });

  it("the axios call schedules, though it names no method and so sends GET", async () => {
    const source = await world.deploy();
    const timestamp = new Date(Date.now() + 500).toISOString();
    const answer = await axios(
      { export: () => {} },
      {
        url: `${source.endpoint}/schedule`,
        headers: { "Content-Type": "application/json" },
        data: { timestamp, message },
      },
    );
    expect(answer).toEqual({ executionArn: expect.stringContaining(":execution:"), timestamp });
    expect(source.requests.at(-1)).toMatchObject({ method: "GET", path: "/schedule", status: 200 });
    expect(await eventsOf(source)).toMatchObject([{ message, timestamp }]);
  });

  it("a GET without a body is told how to ask", async () => {
    const source = await world.deploy();
    expect((await send(source, "/schedule")).headers.get("allow")).toBe("POST");
  });
});
