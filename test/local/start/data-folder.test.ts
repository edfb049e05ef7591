import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type Contents, openDataFolder, requireFit } from "../../../local/start/data-folder.ts";
import { UsageError } from "../../../local/start/usage.ts";

const NOW = Date.parse("2026-03-01T00:00:00Z");
const CONTENTS: Contents = {
  version: 1,
  cloud: "the local AWS",
  now: NOW,
  apiKey: "pd_key",
  source: { id: "dc_kept", createdAt: NOW, db: { state: 1 }, events: [], uniqueIds: ["a"] },
};

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "data-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it("keeps what is written, in files that are nobody else's to read", () => {
  const path = join(temporaryFolder(), "new", "data");
  const folder = openDataFolder(path);
  expect(folder.contents).toBeUndefined();
  folder.write(CONTENTS);
  expect(openDataFolder(path).contents).toEqual(CONTENTS);
  expect(statSync(join(path, "state.json")).mode & 0o077).toBe(0);
});

it.each(["{", "[]", "null", '{"version":9}'])("says what to do about a file that holds %s", (text) => {
  const path = temporaryFolder();
  writeFileSync(join(path, "state.json"), text);
  expect(() => openDataFolder(path)).toThrow(UsageError);
  expect(() => openDataFolder(path)).toThrow("delete it, or choose another --data");
});

it("says that a file is no folder", () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  expect(() => openDataFolder(file)).toThrow("--data takes a folder");
});

const FIT = { id: undefined, cloud: "the local AWS", canTravel: false, now: NOW };

it.each([
  ["the same id", { id: "dc_kept" }],
  ["a later time", { now: NOW + 1_000_000 }],
  ["a clock that can be moved as far as it was", { now: NOW - 1_000_000, canTravel: true }],
])("fits a run with %s", (_, change) => {
  expect(() =>
    requireFit({ path: "p", contents: CONTENTS, write() {} }, { ...FIT, ...change }),
  ).not.toThrow();
});

it.each([
  ["another id", { id: "other" }, "belongs to the source dc_kept: leave out --id"],
  ["another AWS", { cloud: "AWS" }, "belongs to a run on the local AWS, and this one is on AWS"],
  ["a clock that is behind", { now: NOW - 86_400_000 }, "was moved 1.0 days ahead: add --time-travel"],
])("does not fit a run with %s", (_, change, advice) => {
  const fit = () => requireFit({ path: "p", contents: CONTENTS, write() {} }, { ...FIT, ...change });
  expect(fit).toThrow(UsageError);
  expect(fit).toThrow(advice);
});
