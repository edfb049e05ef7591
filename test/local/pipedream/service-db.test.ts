import { expect, it } from "vitest";
import type { DbMode } from "../../../local/pipedream/service-db.ts";
import { component, givenSource, signal, type This } from "./given.ts";

it("holds JSON and shares no object", async () => {
  let read: unknown;
  const source = await givenSource(
    component(function () {
      const value = { when: new Date(0) };
      this.db.set("a", value);
      value.when = new Date(1);
      read = [this.db.get("a"), this.db.get("unset"), this.db.get("seeded")];
      this.db.set("seeded", undefined);
      this.http.respond({ status: 200 });
    }),
  );
  source.db.set("seeded", null);
  await fetch(source.endpoint);
  expect(read).toEqual([{ when: "1970-01-01T00:00:00.000Z" }, undefined, null]);
  expect(source.db.entries()).toEqual({ a: { when: "1970-01-01T00:00:00.000Z" } });
});

it("holds 60 KB", async () => {
  const source = await givenSource(
    component(function () {
      this.db.set("half", "x".repeat(30_000));
      this.db.set("rest", "x".repeat(32_000));
    }),
  );
  await fetch(source.endpoint);
  expect(source.logs).toMatchObject([{ k: "error", err: { message: expect.stringContaining("60 KB") } }]);
  expect(Object.keys(source.db.entries())).toEqual(["half"]);
});

it.each<[DbMode, unknown]>([
  ["snapshot", undefined],
  ["write-through", "early"],
])("as %s shows a concurrent run what another has written: %s", async (dbMode, expected) => {
  const [written, end] = [signal(), signal()];
  let seen: unknown = "nothing";
  const source = await givenSource(
    component(async function (this: This, { path }) {
      if (path === "/read") seen = this.db.get("key");
      else {
        this.db.set("key", "early");
        written.give();
        await end.given;
      }
      this.http.respond({ status: 200 });
    }),
    { dbMode },
  );
  const writing = fetch(`${source.endpoint}/write`);
  await written.given;
  await fetch(`${source.endpoint}/read`);
  end.give();
  await writing;
  expect(seen).toBe(expected);
  expect(source.db.get("key")).toBe("early");
});

it("as a snapshot writes back only the keys that a run has changed", async () => {
  const [started, end] = [signal(), signal()];
  const source = await givenSource(
    component(async function () {
      this.db.set("mine", 1);
      started.give();
      await end.given;
    }),
  );
  source.db.set("theirs", "old");
  const response = fetch(source.endpoint);
  await started.given;
  source.db.set("theirs", "new");
  end.give();
  await response;
  expect(source.db.entries()).toEqual({ theirs: "new", mine: 1 });
});
