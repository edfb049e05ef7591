import { invalidRequest } from "../errors.ts";
import type { Position } from "./streams.ts";

/** Where a list goes on: what it lists, and the position in each of its streams, by stack number and status. */
export interface Cursor {
  /** Of the source, the status and the prefix: a cursor goes on with the list that it came from. */
  readonly list: string;
  readonly positions: Readonly<Record<string, Position | "end">>;
}

export function printCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

/** Reads `after`. Throws `invalid_request` if it is not a cursor of that list. */
export function parseCursor(text: string, list: string): Cursor {
  const cursor = parse(text);
  if (cursor?.list !== list || !isRecord(cursor.positions)) throw notACursor();
  if (!Object.values(cursor.positions).every(isPosition)) throw notACursor();
  return cursor as unknown as Cursor;
}

function notACursor() {
  return invalidRequest([{ path: "after", message: "must be `next` of an answer to the same query" }]);
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** AWS says of a token whether it is one. */
function isPosition(value: unknown): boolean {
  if (value === "end") return true;
  return isRecord(value) && typeof value.offset === "number" && typeof (value.token ?? "") === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
