import { type Cloud, openLocalAws, otherAws, wantsOtherAws } from "./cloud.ts";
import { type DataFolder, openDataFolder, requireFit } from "./data-folder.ts";
import type { AwsSettings } from "./environment.ts";
import type { StartOptions } from "./options.ts";
import { requireAnswer } from "./reach.ts";
import type { Print } from "./telling.ts";
import { movableTime, realTime, type Time } from "./time.ts";
import { UsageError } from "./usage.ts";

/** What a run has brought up so far. It outlives the run itself. */
export interface House {
  readonly print: Print;
  /** What takes it down in the end, last first. */
  readonly cleanUps: (() => Promise<void> | void)[];
  /** The command that comes back to what would be left in AWS if the process ended now. */
  comeBack?: string;
}

/** What a run is made of before there is a source. */
export interface Session {
  readonly options: StartOptions;
  readonly cloud: Cloud;
  readonly time: Time;
  readonly folder: DataFolder | undefined;
  readonly print: Print;
  readonly house: House;
}

/** Finds the AWS, the folder and the time of a run. Throws a `UsageError` where they do not go together. */
export async function openSession(
  options: StartOptions,
  settings: AwsSettings,
  house: House,
): Promise<Session> {
  const isElsewhere = wantsOtherAws(settings, options.publicUrl);
  if (isElsewhere && options.timeTravel) {
    throw new UsageError(
      "--time-travel moves the clock of the built-in AWS only: leave it out, or AWS_ENDPOINT_URL and --public-url",
    );
  }
  const other = isElsewhere ? otherAws(settings) : undefined;
  const folder = options.data === undefined ? undefined : openDataFolder(options.data);
  const now = Date.now();
  const fit = { id: options.id, cloud: other?.name ?? "the local AWS", canTravel: options.timeTravel, now };
  if (folder) requireFit(folder, fit);
  if (other) await requireAnswer(other, settings);
  const time = options.timeTravel ? movableTime(Math.max(now, folder?.contents?.now ?? now)) : realTime;
  const cloud = other ?? (await openLocalAws(folder?.contents?.aws));
  const { local } = cloud;
  if (local) house.cleanUps.push(() => local.close());
  return { options, cloud, time, folder, print: house.print, house };
}
