import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { STATUS_OF_CODE } from "../common/errors.ts";
import type { LocalSource } from "../local/pipedream/source.ts";
import component from "../sources/new-scheduled-tasks/new-scheduled-tasks.ts";
import { hasCurl } from "./examples/given.ts";
import { at, post, startWorld, type World } from "./lives/world.ts";

const root = new URL("../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");
const SECRET = "abc123";

interface Block {
  readonly language: string;
  readonly code: string;
}

const blocks: Block[] = [...readme.matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm)].map(
  ([, indent = "", language = "", code = ""]) => ({
    language,
    code: code.replaceAll(`\n${indent}`, "\n").trim(),
  }),
);
const inLanguage = (language: string) =>
  blocks.filter((block) => block.language === language).map(({ code }) => code);
const json = inLanguage("json").map((code) => JSON.parse(code));
const curls = inLanguage("sh").filter((code) => code.startsWith("curl"));

let world: World;
let source: LocalSource;
beforeAll(async () => {
  world = await startWorld();
  source = await world.deploy({ secret: SECRET });
  await post(source, "/schedule", { timestamp: at(0), message: "first", secret: SECRET });
  await world.advance(1_000);
});
afterAll(() => world.close());

describe("the README's shell lines", () => {
  it("are its two commands, of scripts that exist, and curl", () => {
    const { scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
    const commands = inLanguage("sh").filter((code) => !code.startsWith("curl"));
    expect(commands).toEqual(["npm ci && npm start", "npm ci && npm test"]);
    expect(scripts).toMatchObject({
      start: expect.any(String),
      test: expect.any(String),
      build: expect.any(String),
    });
    expect(curls).toHaveLength(5);
  });

  it.skipIf(!hasCurl()).each(curls)("work (skipped where there is no curl): %s", async (line) => {
    const env = {
      PATH: process.env.PATH,
      ENDPOINT: source.endpoint,
      SECRET,
      API: world.pipedream.apiUrl,
      SOURCE_ID: source.id,
      PIPEDREAM_API_KEY: world.pipedream.apiKey,
      SECONDS_TO_LISTEN: "1",
    };
    // Not bash, which takes a pipe of Node's for a network connection, and runs the owner's ~/.bashrc first.
    const { stdout } = await promisify(execFile)("sh", ["-c", line.replace("curl", "curl -sS")], {
      env,
    }).catch(
      // What curl says when --max-time ends a stream.
      (error) => (error.code === 28 ? error : Promise.reject(error)),
    );
    if (line.includes("/sse")) {
      expect(stdout).toContain(":sse-handshake");
    } else {
      const answer = JSON.parse(stdout);
      expect(answer.error).toBeUndefined();
      expect(answer.executionArn ?? answer.data[0].event.executionArn).toContain(
        ":execution:pipedream-scheduled-tasks-",
      );
    }
  });
});

describe("the README's JSON", () => {
  it("shows the answers as they are", async () => {
    const scheduled = await post(source, "/schedule", {
      timestamp: at(60_000),
      message: 1,
      id: "json",
      secret: SECRET,
    });
    const cancelled = await post(source, "/cancel", { id: "json", secret: SECRET });
    const refused = await post(source, "/schedule", { timestamp: at(60_000), secret: SECRET });
    for (const { body } of [scheduled, cancelled]) {
      expect(json.map((shown) => Object.keys(shown))).toContainEqual(Object.keys(body));
    }
    expect(json).toContainEqual(refused.body);
  });

  it("shows an event as it is", async () => {
    await post(source, "/schedule", { timestamp: at(0), message: "Call back", id: "event", secret: SECRET });
    await world.advance(1_000);
    expect(json.map((shown) => Object.keys(shown))).toContainEqual(
      Object.keys(source.events.at(-1)?.e as object),
    );
  });
});

describe("the README's policies", () => {
  const policies: Policy[] = json.filter(({ Version }) => Version);
  const [recommended, minimum, withCleanUp] = policies;

  it("are three", () => {
    expect(policies).toHaveLength(3);
  });

  it("defect 7: reach no role, state machine or topic but the source's own", () => {
    for (const { Statement } of policies) {
      for (const { Action, Resource } of Statement) {
        const alone =
          /^(sns:Unsubscribe|sns:[GS]etSubscriptionAttributes|states:SendTask(Heartbeat|Success))$/;
        if (Resource === "*") for (const action of [Action].flat()) expect(action).toMatch(alone);
        if (Resource !== "*") expect(Resource).toContain("pipedream-scheduled-tasks-*");
      }
    }
  });

  it("defect 7: let no role be passed but to Step Functions", () => {
    for (const { Statement } of policies) {
      const passing = Statement.filter(({ Action }) => [Action].flat().includes("iam:PassRole"));
      expect(passing).toMatchObject([
        { Condition: { StringEquals: { "iam:PassedToService": "states.amazonaws.com" } } },
      ]);
    }
  });

  it("defect 26: the recommended one allows every call that the source has made in a whole life", async () => {
    await source.deactivate();
    const allowed = recommended?.Statement.flatMap(({ Action }) => Action) ?? [];
    const made = new Set(
      world.aws.calls
        .filter(({ accessKeyId }) => accessKeyId?.includes("X"))
        .map(({ service, action }) => `${service}:${action}`),
    );
    expect(made.size).toBeGreaterThan(10);
    expect([...made].filter((action) => !allowed.includes(action))).toEqual([]);
    await source.activate();
    await world.advance(0);
  });

  it("grow: what a smaller one allows a larger one allows too", () => {
    const actions = (policy: Policy | undefined) => policy?.Statement.flatMap(({ Action }) => Action) ?? [];
    expect(actions(withCleanUp)).toEqual(expect.arrayContaining(actions(minimum)));
    expect(actions(recommended)).toEqual(expect.arrayContaining(actions(withCleanUp)));
  });
});

interface Policy {
  readonly Statement: readonly {
    readonly Action: string | string[];
    readonly Resource: string;
    readonly Condition?: unknown;
  }[];
}

describe("the README's workflow step", () => {
  it("schedules a task", async () => {
    const [code = ""] = inLanguage("js");
    const file = new URL("dist/readme-step.mjs", root);
    mkdirSync(new URL("./", file), { recursive: true });
    writeFileSync(file, code);
    const { default: step } = await import(file.href);
    const self = { ...step, endpoint: source.endpoint, secret: SECRET, numSeconds: 30 };
    const timestamp = new Date(Date.now() + 30_000).toISOString();
    const answer = await self.run({ $: { export: () => {} } });
    expect(answer).toEqual({ executionArn: expect.stringContaining(":execution:"), timestamp });
    await world.advance(30_000);
    expect(source.events.at(-1)?.e).toMatchObject({ message: { name: "Luke", title: "Jedi" } });
  });
});

describe("the README's tables", () => {
  it("list the fields of the form, by their labels and in their order", () => {
    const { props } = component;
    const labels = [props.aws, props.region, props.secret, props.pendingTasks].map(({ label }) => label);
    const rows = [...readme.matchAll(/^\| ([^|]+) \|/gm)].map(([, first = ""]) => first);
    expect(rows.filter((row) => labels.includes(row))).toEqual(labels);
    expect(readme).toContain(`**${props.pendingTasks.label}**`);
  });

  it("list every error code with its status", () => {
    for (const [code, status] of Object.entries(STATUS_OF_CODE)) {
      expect(readme).toMatch(new RegExp(`^\\| ${status} \\|.*\`${code}\``, "m"));
    }
  });
});
