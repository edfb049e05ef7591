import type { IncomingMessage } from "node:http";
import { readBody } from "../../pipedream/body.ts";
import type { Time } from "../time.ts";
import { Refusal } from "./guard.ts";

const A_YEAR_S = 366 * 24 * 3_600;

/** Serves `POST /dev/advance {"seconds": …}`: moves the clock on, with all that falls due meanwhile. */
export async function advance(request: IncomingMessage, time: Time): Promise<{ now: string }> {
  if (request.method !== "POST") throw new Refusal(405, "Send this by POST.");
  if (!time.advance)
    throw new Refusal(404, "The clock cannot be moved. Start with: npm start -- --time-travel");
  await time.advance(await readSeconds(request));
  return { now: new Date().toISOString() };
}

async function readSeconds(request: IncomingMessage): Promise<number> {
  const body = parse((await readBody(request))?.toString());
  const { seconds } = body ?? {};
  if (typeof seconds === "number" && seconds >= 0 && seconds <= A_YEAR_S) return seconds;
  throw new Refusal(
    400,
    `Send {"seconds": …}, a number from 0 to ${A_YEAR_S}, for example: {"seconds": 3600}`,
  );
}

function parse(text = ""): { readonly seconds?: unknown } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
