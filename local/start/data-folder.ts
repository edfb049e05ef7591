import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Snapshot } from "../aws/snapshot/take.ts";
import type { KeptSource } from "../pipedream/kept-source.ts";
import { UsageError } from "./usage.ts";

/** What a run leaves to the next one. */
export interface Contents {
  readonly version: 1;
  /** On which AWS, by its name. */
  readonly cloud: string;
  /** What time it was, in ms: with `--time-travel` it may be ahead. */
  readonly now: number;
  readonly apiKey: string;
  readonly source: KeptSource;
  /** What the local AWS held. */
  readonly aws?: Snapshot;
}

/** The folder of `--data`. Keys may be in it, so nobody else may read it. */
export interface DataFolder {
  readonly path: string;
  /** What the last run left; undefined at the first one. */
  readonly contents: Contents | undefined;
  write(contents: Contents): void;
}

/** Opens the folder, and makes it if it is not there. Throws a `UsageError`. */
export function openDataFolder(path: string): DataFolder {
  const file = join(path, "state.json");
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UsageError(`--data takes a folder, but ${path} cannot be one: ${(error as Error).message}`);
  }
  return {
    path,
    contents: read(file),
    // Written beside it first, so that an end in the midst of it leaves the former state.
    write(contents) {
      writeFileSync(`${file}.new`, JSON.stringify(contents), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}

/** What the folder holds must fit the run. Throws a `UsageError` that says what to change. */
export function requireFit(
  { contents, path }: DataFolder,
  { id, cloud, canTravel, now }: { id: string | undefined; cloud: string; canTravel: boolean; now: number },
): void {
  if (!contents) return;
  const { source } = contents;
  if (id !== undefined && id !== source.id) {
    throw new UsageError(
      `${path} belongs to the source ${source.id}: leave out --id, or choose another --data`,
    );
  }
  if (cloud !== contents.cloud) {
    throw new UsageError(
      `${path} belongs to a run on ${contents.cloud}, and this one is on ${cloud}: choose another --data`,
    );
  }
  if (contents.now > now + 60_000 && !canTravel) {
    const days = ((contents.now - now) / 86_400_000).toFixed(1);
    throw new UsageError(
      `The clock of ${path} was moved ${days} days ahead: add --time-travel, or choose another --data`,
    );
  }
}

function read(file: string): Contents | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    const contents = JSON.parse(text) as Contents | null;
    if (contents?.version === 1) return contents;
  } catch {
    // Answered below, like JSON of another kind.
  }
  throw new UsageError(`${file} is not what a run has left: delete it, or choose another --data`);
}
