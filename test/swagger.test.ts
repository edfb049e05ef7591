import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createConfig, lint } from "@redocly/openapi-core";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { STATUS_OF_CODE } from "../common/errors.ts";
import {
  cancelRequestSchema,
  listQuerySchema,
  rescheduleRequestSchema,
  scheduleRequestSchema,
} from "../common/tasks/schemas.ts";
import type { LocalSource } from "../local/pipedream/source.ts";
import { at, post, send, startWorld, type World } from "./lives/world.ts";

const path = fileURLToPath(new URL("../swagger.yaml", import.meta.url));
const api = parse(readFileSync(path, "utf8"), { merge: true });

// The keywords of OpenAPI beside those of JSON Schema.
const ajv = new Ajv2020({
  strictTypes: false,
  keywords: ["components", "paths", "info", "openapi", "servers", "tags"],
});
addFormats(ajv);
ajv.addSchema(api, "swagger.yaml");

const pointer = (...parts: string[]) =>
  parts.map((part) => part.replace(/~/g, "~0").replace(/\//g, "~1")).join("/");

it("is valid under Redocly's strict rules", async () => {
  const config = await createConfig({ extends: ["recommended-strict"] });
  const problems = await lint({ ref: path, config });
  expect(
    problems.map(({ ruleId, message, location }) => ({ ruleId, message, at: location[0]?.pointer })),
  ).toEqual([]);
});

it("has the version of the package", () => {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  expect(api.info.version).toBe(version);
});

/** A schema without its descriptions, which are for readers of the document alone. */
const undescribed = (schema: unknown): unknown =>
  JSON.parse(
    JSON.stringify(schema, (key, value) =>
      key === "description" && typeof value === "string" ? undefined : value,
    ),
  );

it.each([
  ["ScheduleRequest", scheduleRequestSchema],
  ["CancelRequest", cancelRequestSchema],
  ["RescheduleRequest", rescheduleRequestSchema],
])("has the schema that a %s is checked with", (name, schema) => {
  expect(undescribed(api.components.schemas[name])).toEqual(schema);
});

it("has the parameters that a query of /tasks is checked with", () => {
  const parameters = api.paths["/tasks"].get.parameters as { name: string; in: string; schema: unknown }[];
  expect(new Set(parameters.map((parameter) => parameter.in))).toEqual(new Set(["query"]));
  const properties = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]));
  expect(undescribed(properties)).toEqual(listQuerySchema.properties);
});

it("has the error codes of the code, each at a path and with its status", () => {
  expect(api.components.schemas.Error.properties.error.properties.code.enum).toEqual(
    Object.keys(STATUS_OF_CODE),
  );
  const responses = Object.values(api.paths).flatMap((item) =>
    Object.values(item as object).flatMap(({ responses }) => Object.entries(responses)),
  );
  const described = new Map<string, Set<string>>();
  for (const [status, response] of responses as [string, { $ref?: string; description?: string }][]) {
    const name = response.$ref?.split("/").at(-1) ?? "";
    const { description = "" } = response.$ref ? api.components.responses[name] : response;
    for (const code of Object.keys(STATUS_OF_CODE)) {
      if (description.includes(`\`${code}\``))
        described.set(code, (described.get(code) ?? new Set()).add(status));
    }
  }
  const expected = Object.entries(STATUS_OF_CODE).map(([code, status]) => [code, [String(status)]]);
  expect([...described].map(([code, statuses]) => [code, [...statuses]]).toSorted()).toEqual(
    expected.toSorted(),
  );
});

describe("what the source answers", () => {
  let world: World;
  let source: LocalSource;
  beforeAll(async () => {
    world = await startWorld();
    source = await world.deploy({ secret: "abc123" });
    await post(source, "/schedule", { ...task, id: "taken" });
    await post(source, "/schedule", { ...task, timestamp: at(0), id: "gone" });
    for (const id of ["many-1", "many-2"]) await post(source, "/schedule", { ...task, id });
    await world.advance(1_000);
  });
  afterAll(() => world.close());

  const task = { timestamp: at(3_600_000), message: "hello", secret: "abc123" };

  const rows: [method: string, path: string, body: unknown, status: number][] = [
    ["GET", "/", undefined, 200],
    ["PUT", "/", {}, 405],
    ["GET", "/elsewhere", undefined, 404],
    ["POST", "/", { Type: "Notification" }, 400],
    ["POST", "/schedule", task, 200],
    ["POST", "/schedule", {}, 401],
    ["POST", "/schedule", { secret: "abc123" }, 400],
    ["POST", "/schedule", { ...task, id: "taken", message: "other" }, 409],
    ["POST", "/schedule", { ...task, message: "x".repeat(300_000) }, 413],
    ["POST", "/cancel", { secret: "abc123", id: "taken" }, 200],
    ["POST", "/cancel", { secret: "abc123", id: "gone" }, 409],
    ["POST", "/cancel", { secret: "abc123", id: "never" }, 404],
    ["POST", "/cancel", { secret: "abc123" }, 400],
    ["POST", "/cancel", { secret: "abc123", idPrefix: "many-", dryRun: true }, 200],
    ["POST", "/cancel", { secret: "abc123", idPrefix: "many-" }, 200],
    ["POST", "/schedule", { delay: "PT1H", messages: [1, 2], id: "moves", secret: "abc123" }, 200],
    ["POST", "/reschedule", { secret: "abc123", id: "moves", delay: "PT2H" }, 200],
    ["POST", "/reschedule", { secret: "abc123", id: "gone", delay: "PT2H" }, 409],
    ["POST", "/reschedule", { secret: "abc123", id: "never", delay: "PT2H" }, 404],
    ["POST", "/reschedule", { secret: "abc123", id: "moves" }, 400],
    ["POST", "/reschedule", {}, 401],
    ["GET", "/tasks", undefined, 200],
    ["GET", "/tasks?limit=1", undefined, 200],
    ["GET", "/tasks?status=emitted", undefined, 200],
    ["GET", "/tasks?status=cancelled", undefined, 200],
    ["GET", "/tasks?limit=0", undefined, 400],
    ["HEAD", "/tasks", undefined, 200],
    ["POST", "/tasks", {}, 405],
    ["GET", "/tasks/moves", undefined, 200],
    ["GET", "/tasks/gone", undefined, 200],
    ["GET", "/tasks/never", undefined, 404],
    ["PUT", "/tasks/moves", {}, 405],
  ];

  it.each(rows)("to %s %s %j is described with status %i", async (method, path, body, status) => {
    // A query has no place for the secret.
    const secret = path.startsWith("/tasks") ? { "x-pd-secret": "abc123" } : {};
    const answer = await send(source, path, {
      method,
      headers: { "content-type": "application/json", ...secret },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect(answer.status).toBe(status);
    if (status === 405)
      expect(answer.headers.get("allow")).toBe(path === "/" ? "GET, HEAD, POST" : "GET, HEAD");
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    if (method === "HEAD") return expect(answer.body).toBe("");
    const template = path.replace(/\?.*/, "").replace(/^\/tasks\/.+/, "/tasks/{name}");
    if (status !== 405 && path !== "/elsewhere") {
      expect(Object.keys(api.paths[template][method.toLowerCase()].responses)).toContain(String(status));
    }
    const schema =
      status >= 400
        ? "#/components/schemas/Error"
        : `#/${pointer("paths", encodeURIComponent(template).replace(/%2F/g, "/"), method.toLowerCase(), "responses", String(status), "content", "application/json", "schema")}`;
    expect(ajv.validate(`swagger.yaml${schema}`, answer.body), ajv.errorsText()).toBe(true);
  });

  const later = ({ timeZone }: { timeZone?: string }) => {
    const zoned = at(7_200_000);
    return timeZone ? zoned.replace("Z", "") : zoned;
  };

  it.each([
    ["/schedule", "task"],
    ["/schedule", "named"],
    ["/cancel", "byArn"],
    ["/cancel", "byId"],
    ["/cancel", "byPrefix"],
    ["/cancel", "dryRun"],
    ["/schedule", "local"],
    ["/schedule", "later"],
    ["/reschedule", "byId"],
    ["/reschedule", "byArn"],
  ])("takes the example of %s named %s for well-formed", async (path, name) => {
    const { value } = api.paths[path].post.requestBody.content["application/json"].examples[name];
    const body = { ...value, secret: "abc123", ...(value.timestamp && { timestamp: later(value) }) };
    const { status, body: answer } = await post(source, path, body);
    if (status !== 200) expect(["execution_not_found", "already_finished"]).toContain(answer.error.code);
  });
});
