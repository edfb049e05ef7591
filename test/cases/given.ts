import { afterAll, beforeAll } from "vitest";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { type Answer, at, send, startWorld, type World } from "../lives/world.ts";

/** A world and an active source, which all tests of a file share. They are there when the first test runs. */
export function givenSource(props: Record<string, unknown> = {}) {
  const given = {} as { world: World; source: LocalSource };
  beforeAll(async () => {
    given.world = await startWorld();
    given.source = await given.world.deploy(props);
  });
  afterAll(() => given.world.close());
  return given;
}

/** Posts bytes or text as they are. */
export function postRaw(
  source: LocalSource,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = { "content-type": "application/json" },
): Promise<Answer> {
  return send(source, path, { method: "POST", headers, body });
}

/** The JSON text of a task with that JSON text for a message. */
export function taskText(message: string, ms = 1_000): string {
  return `{"timestamp":"${at(ms)}","message":${message}}`;
}

/** Code, and what is wrong with which field. */
export function refusal({ status, body }: Answer) {
  const { code, message, issues = [] } = body.error;
  return { status, code, message, paths: issues.map(({ path }: { path: string }) => path) };
}

/** What an activation shows its owner where calls of AWS go wrong like that. Nothing of the source is left. */
export async function activationError(
  { aws, deploy, during }: World,
  intercept: World["aws"]["intercept"],
  props: Record<string, unknown> = {},
): Promise<Error> {
  aws.intercept = intercept;
  const { cause, source } = await deploy(props).catch((thrown) => thrown);
  aws.intercept = undefined;
  await during(source.delete());
  return cause;
}

/** All that the source has logged. */
export function logsOf({ logs }: LocalSource): string {
  return logs.map((entry) => ("msg" in entry ? entry.msg : "")).join("\n");
}
