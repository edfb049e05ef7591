import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PRICES, price } from "../bench/prices.ts";
import { STATUS_OF_CODE } from "../common/errors.ts";
import type { PolicyDocument, Statement } from "../local/aws/iam/policy.ts";
import type { LocalSource } from "../local/pipedream/source.ts";
import component from "../sources/new-scheduled-tasks/new-scheduled-tasks.ts";
import { anchorsOf, blocksIn, read } from "./documents.ts";
import { actionsOf, minimum, recommended, withCleanUp } from "./lives/readme-policies.ts";
import { at, post, startWorld, type World } from "./lives/world.ts";

const readme = read("README.md");
const lines = readme.split("\n");
const SECRET = "abc123";

describe("the README", () => {
  it("is short, and comes to its first command at once", () => {
    expect(lines.length - 1).toBeLessThanOrEqual(250);
    expect(lines.indexOf("npm ci && npm start")).toBeLessThan(15);
  });

  it("lists its sections", () => {
    const [, list = ""] = /\*\*Contents:\*\* ([\s\S]+?)\.\n/.exec(readme) ?? [];
    const listed = [...list.matchAll(/\(#([\w-]+)\)/g)].map(([, anchor]) => anchor);
    const sections = [...readme.matchAll(/^## .+$/gm)].map(([heading]) => anchorsOf(heading)[0]);
    expect(listed).toEqual(sections.filter((anchor) => anchor !== "quickstart"));
  });

  it("has the commands for a newcomer and for a reviewer", () => {
    const commands = blocksIn("README.md", "sh").filter((code) => code.startsWith("npm"));
    expect(commands).toEqual(["npm ci && npm start", "npm ci && npm test"]);
  });

  it("says what a task costs", () => {
    const task = price({ transitions: 2, publishes: 1, deliveries: 1 });
    expect(readme).toContain(`**${task.toFixed(7)} USD**`);
    expect(readme).toContain(`(${(2 * PRICES.stateTransition).toFixed(5)})`);
    expect(readme).toContain(`(${(PRICES.publish + PRICES.httpDelivery).toFixed(7)})`);
  });

  it("lists the fields of the form, by their labels and in their order", () => {
    const { props } = component;
    const labels = [props.aws, props.region, props.secret, props.pendingTasks].map(({ label }) => label);
    const rows = [...readme.matchAll(/^\| ([^|]+) \|/gm)].map(([, first = ""]) => first);
    expect(rows.filter((row) => labels.includes(row))).toEqual(labels);
    expect(readme).toContain(`**${props.pendingTasks.label}**`);
  });
});

describe("the README's ways to deploy", () => {
  const FILE = "/OWNER/REPOSITORY/main/deploy/new-scheduled-tasks.mjs";
  const consoles = blocksIn("README.md", "console").join("\n");

  it("lead to the committed file, in the browser and by the API", () => {
    const [link = ""] = blocksIn("README.md", "text");
    const { searchParams } = new URL(link);
    expect(searchParams.get("action")).toBe("create");
    const body = JSON.parse(/-d '(\{[\s\S]*?\n\})'/.exec(consoles)?.[1] ?? "");
    for (const url of [searchParams.get("url"), body.component_url]) {
      expect(new URL(url)).toMatchObject({ host: "raw.githubusercontent.com", pathname: FILE });
    }
    expect(consoles).toContain("pd deploy deploy/new-scheduled-tasks.mjs");
  });

  it("configure props that the source has", () => {
    const { configured_props } = JSON.parse(/-d '(\{[\s\S]*?\n\})'/.exec(consoles)?.[1] ?? "");
    for (const name of Object.keys(configured_props)) expect(Object.keys(component.props)).toContain(name);
  });
});

describe("the answers that the README shows", () => {
  const shown = blocksIn("README.md", "json").map((code) => JSON.parse(code));
  let world: World;
  let source: LocalSource;
  beforeAll(async () => {
    world = await startWorld();
    source = await world.deploy({ secret: SECRET });
  });
  afterAll(() => world.close());

  it("are those of the source", async () => {
    const task = { timestamp: at(60_000), message: 1, id: "json", secret: SECRET };
    const { body } = await post(source, "/schedule", task);
    expect(shown.map((json) => Object.keys(json))).toContainEqual(Object.keys(body));
    const refused = await post(source, "/schedule", { ...task, id: "order 1234" });
    expect(shown).toContainEqual(refused.body);
  });

  it("have the fields of an event that it names", async () => {
    const task = { timestamp: at(0), message: "hello", id: "event", secret: SECRET };
    await post(source, "/schedule", task);
    await world.advance(1_000);
    const [, sentence = ""] = /An event holds the task as you scheduled it: (.+)/.exec(readme) ?? [];
    const named = [...sentence.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(Object.keys(source.events.at(-1)?.e as object).toSorted()).toEqual(named.toSorted());
  });

  it("need no action beyond the recommended policy, in a whole life", async () => {
    await source.update();
    await source.delete();
    const made = new Set(world.aws.calls.map(({ service, action }) => `${service}:${action}`));
    expect(made.size).toBeGreaterThan(10);
    expect([...made].filter((action) => !actionsOf(recommended).includes(action))).toEqual([]);
  });
});

describe.each([
  ["recommended", recommended],
  ["minimum", minimum],
  ["minimum with clean-up", withCleanUp],
])("the policy %s", (_, policy: PolicyDocument) => {
  const statements = [policy.Statement].flat() as Statement[];

  it("reaches no role, state machine or topic but the source's own", () => {
    const WITHOUT_RESOURCE = /^(sns:Unsubscribe|sns:[GS]etSubscriptionAttributes|states:SendTaskSuccess)$/;
    for (const { Action, Resource } of statements) {
      if (Resource !== "*") expect(Resource).toContain("pipedream-scheduled-tasks-*");
      else for (const action of [Action].flat()) expect(action).toMatch(WITHOUT_RESOURCE);
    }
  });

  it("lets no role be passed but to Step Functions", () => {
    const passing = statements.filter(({ Action }) => [Action].flat().includes("iam:PassRole"));
    expect(passing).toMatchObject([
      { Condition: { StringEquals: { "iam:PassedToService": "states.amazonaws.com" } } },
    ]);
  });
});

it("what a smaller policy allows a larger one allows too", () => {
  expect(actionsOf(withCleanUp)).toEqual(expect.arrayContaining(actionsOf(minimum)));
  expect(actionsOf(recommended)).toEqual(expect.arrayContaining(actionsOf(withCleanUp)));
});

it("docs/troubleshooting.md says of every error code what to do, under its status", () => {
  const [, section = ""] = read("docs/troubleshooting.md").split("\n## Answers of the API\n");
  const rows = [...section.matchAll(/^\| (\d{3}) \| `(\w+)` \|/gm)].map(([, status, code]) => [
    code,
    Number(status),
  ]);
  expect(Object.fromEntries(rows)).toEqual(STATUS_OF_CODE);
});
