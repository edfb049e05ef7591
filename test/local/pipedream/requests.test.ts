import { request as httpRequest } from "node:http";
import { expect, it, vi } from "vitest";
import type { SourceEvent } from "../../../local/pipedream/event.ts";
import { component, given, givenSource, signal, type This } from "./given.ts";

async function givenEcho() {
  return givenSource(
    component(function (event) {
      this.http.respond({ status: 200, body: { ...event, hasBody: event.body !== undefined } });
    }),
  );
}

async function echoed(response: Response): Promise<SourceEvent & { hasBody: boolean }> {
  return JSON.parse(await response.text());
}

it("hands a request over as an event", async () => {
  const source = await givenEcho();
  const response = await fetch(`${source.endpoint}/schedule?a=1&b=x%20y`, {
    method: "PUT",
    headers: { "X-Amz-Sns-Message-Type": "Notification", "content-type": "text/plain; charset=UTF-8" },
    body: '{"Type":"Notification"}',
  });
  const event = await echoed(response);
  expect(event).toMatchObject({
    method: "PUT",
    path: "/schedule",
    query: { a: "1", b: "x y" },
    headers: { "x-amz-sns-message-type": "Notification" },
    bodyRaw: '{"Type":"Notification"}',
    body: { Type: "Notification" },
    client_ip: "127.0.0.1",
    url: `${source.endpoint}/schedule?a=1&b=x%20y`,
  });
});

const FORM = "application/x-www-form-urlencoded";

it.each([
  ["JSON whatever its type", FORM, '{"a":1}', { a: 1 }],
  ["broken JSON as a string", "application/json", '{"a":', '{"a":'],
  ["a form as a flat object", FORM, "a=1&b%5Bc%5D=2", { a: "1", "b[c]": "2" }],
  ["other text as a string", "application/xml", "<a/>", "<a/>"],
])("parses %s", async (_rule, type, body, parsed) => {
  const source = await givenEcho();
  const response = await fetch(source.endpoint, { method: "POST", headers: { "content-type": type }, body });
  expect(await echoed(response)).toMatchObject({ path: "/", bodyRaw: body, body: parsed });
});

it("knows a request without a body, and the slash at the end of the root", async () => {
  const source = await givenEcho();
  const event = await echoed(await fetch(source.endpoint));
  expect(event).toMatchObject({ method: "GET", hasBody: false, query: {}, url: `${source.endpoint}/` });
});

it("reads the body of a GET", async () => {
  const source = await givenEcho();
  const body = await new Promise<string>((resolve, reject) => {
    const headers = { "content-length": "7" };
    const request = httpRequest(source.endpoint, { method: "GET", headers }, async (response) => {
      resolve((await response.setEncoding("utf8").toArray()).join(""));
    });
    request.on("error", reject).end('{"a":1}');
  });
  expect(JSON.parse(body)).toMatchObject({ method: "GET", body: { a: 1 } });
});

it("lets HEAD through to the component", async () => {
  const source = await givenEcho();
  expect((await fetch(source.endpoint, { method: "HEAD" })).status).toBe(200);
  expect(source.requests).toEqual([{ method: "HEAD", path: "/", status: 200, responded: 1 }]);
});

it.each([
  [524_288, 200],
  [524_289, 413],
])("answers a body of %i bytes with %i", async (bytes, status) => {
  const source = await givenSource(component());
  expect((await fetch(source.endpoint, { method: "POST", body: "x".repeat(bytes) })).status).toBe(status);
});

it("answers OPTIONS itself", async () => {
  const source = await givenSource(component());
  const { status, headers } = await fetch(`${source.endpoint}/any`, { method: "OPTIONS" });
  expect(status).toBe(204);
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(headers.get("access-control-allow-methods")).toBe("GET,HEAD,PUT,PATCH,POST,DELETE");
  expect(source.requests).toMatchObject([{ responded: 0 }]);
});

it("serves requests in parallel", async () => {
  const second = signal();
  const source = await givenSource(
    component(async function (event) {
      if (event.path === "/second") second.give();
      await second.given;
      this.http.respond({ status: 200 });
    }),
  );
  const responses = await Promise.all([
    fetch(`${source.endpoint}/first`),
    fetch(`${source.endpoint}/second`),
  ]);
  expect(responses.map(({ status }) => status)).toEqual([200, 200]);
});

it("answers more than 10 requests a second with 429, if asked to", async () => {
  let now = 1_000_000;
  const clock = { now: () => now, at: () => () => {} };
  const source = await givenSource(component(), { rateLimit: true, clock });
  const statuses = async (count: number) =>
    Promise.all(Array.from({ length: count }, async () => (await fetch(source.endpoint)).status));
  expect((await statuses(11)).toSorted()).toEqual([...Array(10).fill(200), 429]);
  now += 1000;
  expect(await statuses(1)).toEqual([200]);
});

it("takes bursts, and answers 429 above 10 requests a second on average, if asked to", async () => {
  let now = 1_000_000;
  const clock = { now: () => now, at: () => () => {} };
  const source = await givenSource(component(), { rateLimit: { burst: 50 }, clock });
  const served = async (count: number) => {
    const statuses = Array.from({ length: count }, async () => (await fetch(source.endpoint)).status);
    return (await Promise.all(statuses)).filter((status) => status === 200).length;
  };
  expect(await served(60)).toBe(50);
  now += 1_000;
  expect(await served(20)).toBe(10);
  now += 30_000;
  expect(await served(60)).toBe(50);
});

it("tells the component its public URL while it listens on loopback", async () => {
  const host = await given();
  const source = await host.deploy({
    component: component(function (this: This, { url }) {
      this.http.respond({ status: 200, body: { endpoint: this.http.endpoint, url } });
    }),
    publicUrl: "https://tunnel.example/",
  });
  expect(source.endpoint).toBe("https://tunnel.example");
  const told = { endpoint: "https://tunnel.example", url: "https://tunnel.example/a" };
  expect(await (await fetch(`${source.url}/a`)).json()).toEqual(told);
});

it("does not know the endpoint of a component without an http prop", async () => {
  const source = await givenSource({ props: {} });
  expect((await fetch(source.url)).status).toBe(404);
});

it("says which port is taken", async () => {
  const host = await given();
  const port = Number(new URL(host.apiUrl).port);
  const deployed = host.deploy({ component: component(), port });
  await expect(deployed).rejects.toMatchObject({
    code: "EADDRINUSE",
    message: expect.stringContaining(`${port}`),
  });
});

it("forgets a request whose client goes away in the middle of it", async () => {
  const source = await givenSource(component(() => expect.unreachable()));
  const request = httpRequest(source.endpoint, { method: "POST", headers: { "content-length": "9" } });
  const failed = new Promise((resolve) => request.once("error", resolve));
  request.write("half");
  await vi.waitFor(() => expect(source.requests).toHaveLength(1));
  request.destroy(new Error("gone"));
  await failed;
  expect(source.logs).toEqual([]);
  await source.update();
  expect(source.requests).toMatchObject([{ status: undefined, responded: 0 }]);
});
