import { createParser, type EventSourceMessage } from "eventsource-parser";
import { expect, it, vi } from "vitest";
import { component, given } from "./given.ts";

async function givenApi() {
  const host = await given();
  const source = await host.deploy({
    component: component(
      function ({ body }) {
        const ids = body as number[];
        for (const id of ids) this.$emit({ id, text: "line\nbreak" }, { id, summary: `No. ${id}`, ts: id });
        this.http.respond({ status: 200 });
      },
      { name: "Emitter", dedupe: "unique" },
    ),
  });
  const emit = (...ids: number[]) => fetch(source.endpoint, { method: "POST", body: JSON.stringify(ids) });
  const headers = { authorization: `Bearer ${host.apiKey}` };
  const get = (path: string, extra = {}) => fetch(host.apiUrl + path, { headers: { ...headers, ...extra } });
  return { host, source, emit, get };
}

/** Reads a stream in the background: its events, and its comments. */
function listenTo(response: Response) {
  const events: EventSourceMessage[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onComment: (comment) => comments.push(comment),
  });
  const ended = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }));
  })();
  return { events, comments, ended };
}

it("lists the last 100 events, newest first", async () => {
  const { source, emit, get } = await givenApi();
  await emit(...Array.from({ length: 101 }, (_, index) => index + 1));
  const { page_info, data } = JSON.parse(
    await (await get(`/v1/sources/${source.id}/event_summaries`)).text(),
  );
  expect(data).toHaveLength(100);
  expect(page_info).toEqual({
    total_count: 100,
    count: 100,
    start_cursor: data[0].id,
    end_cursor: data[99].id,
  });
  const { indexedAtMs, id, metadata } = source.events[100] ?? expect.unreachable();
  expect(data[0]).toEqual({ id, indexed_at_ms: indexedAtMs, metadata });
});

it("expands events and takes a limit", async () => {
  const { source, emit, get } = await givenApi();
  await emit(1, 2);
  const response = await get(`/v1/sources/${source.id}/event_summaries?expand=event&limit=1`);
  expect(await response.json()).toMatchObject({
    data: [{ event: { id: 2 }, metadata: { id: 2, summary: "No. 2" } }],
  });
});

it("describes a source without its secrets", async () => {
  const { source, get } = await givenApi();
  const { data } = JSON.parse(await (await get(`/v1/sources/${source.id}`)).text());
  expect(data).toEqual({ id: source.id, name: "Emitter", active: true, created_at: expect.any(Number) });
});

it.each([
  ["no key", "/v1/sources/<id>", { authorization: "" }, 401],
  ["a wrong key", "/v1/sources/<id>/event_summaries", { authorization: "Bearer guess" }, 401],
  ["a wrong key for the stream", "/sources/<id>/sse", { authorization: "Bearer guess" }, 401],
  ["an unknown source", "/v1/sources/dc_unknown", {}, 404],
  ["an unknown view", "/v1/sources/<id>/props", {}, 404],
  ["a stream with a version", "/v1/sources/<id>/sse", {}, 404],
  ["another path", "/", {}, 404],
  ["a limit above 100", "/v1/sources/<id>/event_summaries?limit=101", {}, 400],
])("answers %s with JSON and its status", async (_rule, path, headers, status) => {
  const { source, get } = await givenApi();
  const response = await get(path.replace("<id>", source.id), headers);
  expect([response.status, await response.json()]).toEqual([status, { error: expect.any(String) }]);
});

it("answers other methods than GET with 405", async () => {
  const { host, source } = await givenApi();
  const headers = { authorization: `Bearer ${host.apiKey}` };
  const response = await fetch(`${host.apiUrl}/v1/sources/${source.id}`, { method: "DELETE", headers });
  expect(response.status).toBe(405);
});

it("lets pages of any origin call, with the key", async () => {
  const { host, source, get } = await givenApi();
  const preflight = await fetch(`${host.apiUrl}/sources/${source.id}/sse`, { method: "OPTIONS" });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-headers")).toBe("authorization");
  const refused = await get(`/v1/sources/${source.id}`, { authorization: "" });
  expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, "*"]);
});

it("streams events as they are published", async () => {
  const { host, source, emit, get } = await givenApi();
  const response = await get(`/sources/${source.id}/sse`);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const stream = listenTo(response);
  await emit(7);
  await vi.waitFor(() => expect(stream.events).toHaveLength(1));
  const [event] = stream.events;
  expect(stream.comments).toEqual(["sse-handshake"]);
  expect(event?.id).toBe(source.events[0]?.id);
  expect(JSON.parse(event?.data ?? "")).toEqual({
    e: { id: 7, text: "line\nbreak" },
    k: "emit",
    ts: 7,
    id: event?.id,
    sum: "No. 7",
  });
  await host.close();
  await stream.ended;
});

it("resumes a stream after the last event that was seen", async () => {
  const { source, emit, get } = await givenApi();
  await emit(...Array.from({ length: 12 }, (_, index) => index));
  const seen = source.events[9]?.id ?? "";
  const stream = listenTo(await get(`/sources/${source.id}/sse`, { "last-event-id": seen }));
  await vi.waitFor(() => expect(stream.events).toHaveLength(2));
  expect(stream.events.map(({ id }) => id)).toEqual(source.events.slice(10).map(({ id }) => id));
});

it("keeps a stream alive every 15 s, and ends it with its source", async () => {
  const { source, get } = await givenApi();
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const stream = listenTo(await get(`/sources/${source.id}/sse`));
  await vi.waitFor(() => expect(stream.comments).toHaveLength(1));
  await vi.advanceTimersByTimeAsync(15_000);
  vi.useRealTimers();
  await vi.waitFor(() => expect(stream.comments).toHaveLength(2));
  await source.delete();
  await stream.ended;
  expect((await get(`/v1/sources/${source.id}`)).status).toBe(404);
});
