import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { loadAfresh, withoutVersion } from "../../../local/pipedream/load-afresh.ts";
import { given } from "./given.ts";

async function fileOf(code: string): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), "component-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "component.mjs");
  await writeFile(file, code);
  return pathToFileURL(file);
}

const COUNTING = `
  import { createHash } from "node:crypto";
  import path, { join } from "node:path";
  import { SNSClient } from "@aws-sdk/client-sns@3.1169.0";
  let runs = 0;
  export default {
    props: { http: { type: "$.interface.http", customResponse: true } },
    async run() {
      runs += 1;
      const { sep } = await import("node:path");
      const body = [runs, typeof createHash, path.join === join, typeof SNSClient, sep, this === undefined];
      this.http.respond({ status: 200, body });
    },
  };
`;

it("evaluates a file again and again, with the packages that it imports, whatever their versions", async () => {
  const load = await loadAfresh(await fileOf(COUNTING));
  const host = await given({ workers: "fresh" });
  const source = await host.deploy({ load });
  const body = async () => (await (await fetch(source.url)).json()) as unknown[];
  expect(await body()).toEqual([1, "function", true, "function", "/", false]);
  expect((await body())[0]).toBe(1);
});

it("is strict, as every module is", async () => {
  const load = await loadAfresh(await fileOf("export default {}; undeclared = 1;"));
  await expect(load()).rejects.toThrow("undeclared is not defined");
});

it.each([
  ["no default export", "export const component = {};", "has no default export"],
  ["a neighbour", 'import "./other.mjs"; export default {};', "imports ./other.mjs"],
])("says what is wrong with a file that has %s", async (_rule, code, message) => {
  const loading = loadAfresh(await fileOf(code)).then((load) => load());
  await expect(loading).rejects.toThrow(message);
});

it.each([
  ["@aws-sdk/client-sns@3.1.0", "@aws-sdk/client-sns"],
  ["@aws-sdk/client-sns@3.1.0/dist/x.js", "@aws-sdk/client-sns/dist/x.js"],
  ["ajv@~8.0.0", "ajv"],
  ["ajv", "ajv"],
  ["@scope/name", "@scope/name"],
  ["node:crypto", "node:crypto"],
])("%s is %s without its version", (specifier, name) => {
  expect(withoutVersion(specifier)).toBe(name);
});
