import type { LocalPipedream } from "../pipedream/host.ts";
import type { LocalSource } from "../pipedream/source.ts";
import type { Session } from "./session.ts";

/** Calls of the local AWS that change nothing. */
const READS = /^(Describe|Get|List)/;
const SOON_MS = 500;

/** Keeps the folder of a session up to date, so that an unclean end loses next to nothing. */
export interface Keeper {
  /** Something has happened. */
  soon(): void;
  /** From now on, the state of that source is kept. */
  follow(source: LocalSource): void;
}

/** Saves at once, soon after each change, and in the end. Undefined if the session has no folder. */
export function startKeeping(
  { cloud, folder, house }: Session,
  { apiKey }: LocalPipedream,
  id: string,
): Keeper | undefined {
  if (!folder) return undefined;
  const { local } = cloud;
  let followed: LocalSource | undefined;
  const known = folder.contents?.source ?? { id, createdAt: Date.now(), db: {}, events: [], uniqueIds: [] };
  const save = () => {
    const source = followed?.keep() ?? known;
    const aws = local?.snapshot();
    folder.write({ version: 1, cloud: cloud.name, now: Date.now(), apiKey, source, ...(aws && { aws }) });
  };
  let timer: NodeJS.Timeout | undefined;
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      save();
    }, SOON_MS).unref();
  };
  local?.listen(({ action }, stage) => {
    if (stage === "answered" && !READS.test(action)) soon();
  });
  save();
  house.cleanUps.push(() => {
    clearTimeout(timer);
    save();
  });
  return {
    soon,
    follow(source) {
      followed = source;
      save();
    },
  };
}
