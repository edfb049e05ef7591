import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FILES } from "../../build/dist.ts";
import { runInNode } from "./given.ts";

/** Activates the source where AWS refuses every call. Its own log goes nowhere; Node writes warnings with `console.error`. */
const activate = (file: string) => `
  for (const name of ["log", "info", "warn"]) console[name] = () => {};
  const { default: component } = await import(${JSON.stringify(pathToFileURL(file).href)});
  const $auth = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "example" };
  const db = { get() {}, set() {} };
  const http = { endpoint: "https://example.m.pipedream.net" };
  const source = { aws: { $auth }, region: "us-east-1", http, db, $emit() {} };
  const failure = await component.hooks.activate.call(source).catch((error) => error);
  process.stdout.write(failure.message);`;

// A refusal ends the activation at once. What may pass, as no answer does, is tried again for half a minute.
const refuse = createServer((_, response) => {
  response.writeHead(403, { "content-type": "text/xml" });
  response.end(
    "<ErrorResponse><Error><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>",
  );
});
beforeAll(() => new Promise<void>((resolve) => refuse.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => refuse.close(resolve)));

const environment = () => ({
  AWS_ENDPOINT_URL: `http://127.0.0.1:${(refuse.address() as AddressInfo).port}`,
  PD_COMPONENT: "dc_test",
});
const nodeVersion = Number.parseInt(process.versions.node, 10);

describe.each([
  ["the file for Pipedream", FILES.deployable],
  ["the standalone file", FILES.standalone],
])("%s", (_, file) => {
  it("writes no warning into the log of a source that has called AWS", async () => {
    const { stdout, stderr } = await runInNode(activate(file), environment());
    expect(stdout).toContain("AuthorizationError");
    expect(stderr).toBe("");
  });

  it.skipIf(nodeVersion >= 22)("lets the SDK warn of this Node if its variable says so", async () => {
    const env = { ...environment(), AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "false" };
    const { stderr } = await runInNode(activate(file), env);
    expect(stderr).toContain("NodeVersionSupportWarning");
  });
});
