import { describe, expect, it } from "vitest";
import { at, post, send } from "../lives/world.ts";
import { givenSource } from "./given.ts";

const given = givenSource({ secret: "abc" });
const task = { timestamp: at(60_000), message: 1, secret: "abc" };

describe("a path", () => {
  it.each(["/schedule", "//schedule", "/schedule/", "///schedule///", "/schedule?x=1", "//schedule/?"])(
    "%s is served",
    async (path) => {
      expect((await post(given.source, path, task)).status).toBe(200);
    },
  );

  it.each([
    "/Schedule",
    "/schedule/x",
    "/sched/ule",
    "/%73chedule/",
    "/schedule.json",
    "/__proto__",
    "/constructor",
  ])("%s is not there", async (path) => {
    expect((await post(given.source, path, task)).status).toBe(404);
  });
});

describe("a browser", () => {
  const ORIGIN = { origin: "https://example.com" };

  it("is not let in by the source: none of its answers names an origin that may read it", async () => {
    const headers = { ...ORIGIN, "content-type": "application/json" };
    const answers = await Promise.all([
      send(given.source, "/", { headers: ORIGIN }),
      post(given.source, "/schedule", task, headers),
      post(given.source, "/schedule", {}, headers),
      post(given.source, "/cancel", { id: "none", secret: "abc" }, headers),
      send(given.source, "/tasks", { headers: { ...ORIGIN, "x-pd-secret": "abc" } }),
      post(given.source, "/nowhere", {}, headers),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 404, 200, 404]);
    for (const { headers } of answers) {
      const names = [...headers.keys()].filter((name) => name.startsWith("access-control-"));
      expect(names).toEqual([]);
    }
  });
});
