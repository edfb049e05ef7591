import { expect, it } from "vitest";
import type { KeptSource } from "../../../local/pipedream/kept-source.ts";
import type { AnsweredRequest } from "../../../local/pipedream/responder.ts";
import { component, given } from "./given.ts";

const NOW = 1_700_000_000_000;
const clock = { now: () => NOW, at: () => () => {} };

/** Counts its runs in the db, and emits the body under itself as the id. */
function counting(hooks: string[]) {
  const note = (name: string) => () => void hooks.push(name);
  return component(
    function ({ body }) {
      this.db.set("runs", Number(this.db.get("runs") ?? 0) + 1);
      this.$emit(body, { id: String(body) });
      this.http.respond({ status: 200, body: { runs: this.db.get("runs") } });
    },
    {
      dedupe: "unique",
      hooks: { deploy: note("deploy"), activate: note("activate"), deactivate: note("deactivate") },
    },
  );
}

it("goes on at another host with its identity, db, events and dedupe ids, without another deploy", async () => {
  const hooks: string[] = [];
  const first = await (await given({ clock })).deploy({ component: counting(hooks) });
  const post = (url: string, body: string) => fetch(url, { method: "POST", body });
  await post(first.endpoint, '"one"');
  await first.deactivate();
  const kept: KeptSource = JSON.parse(JSON.stringify(first.keep()));

  const second = await (await given({ clock })).deploy({ component: counting(hooks), kept });
  expect(second.id).toBe(first.id);
  expect(hooks).toEqual(["deploy", "activate", "deactivate", "activate"]);
  await post(second.endpoint, '"one"');
  await post(second.endpoint, '"two"');
  expect(second.db.get("runs")).toBe(3);
  expect(second.events.map(({ e, id }) => [e, id])).toEqual([
    ["one", `${NOW}-0`],
    ["two", `${NOW}-1`],
  ]);
});

it("tells of each request with its answer, and of each event", async () => {
  const told: unknown[] = [];
  const onRequest = (request: AnsweredRequest, id: string) => void told.push([request, id]);
  const host = await given({ onRequest, onEvent: ({ e }, id) => void told.push([e, id]) });
  const source = await host.deploy({ component: counting([]) });
  await fetch(`${source.endpoint}/path?a=1`, { method: "POST", body: '"one"' });
  expect(told).toEqual([
    [{ method: "POST", path: "/path", status: 200, body: '{"runs":1}' }, source.id],
    ["one", source.id],
  ]);
});
