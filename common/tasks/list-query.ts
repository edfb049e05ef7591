import { invalidRequest } from "../errors.ts";
import { check } from "./check.ts";
import { listQuerySchema } from "./schemas.ts";
import type { TaskStatus } from "./task-view.ts";

export interface ListQuery {
  readonly status: TaskStatus;
  readonly limit: number;
  readonly after?: string;
  readonly idPrefix?: string;
}

const SENTENCES = { idPrefix: "must be 1 to 64 characters out of A-Z, a-z, 0-9, _ and -" };

/** The query of `GET /tasks`, with defaults. Throws with every issue at once. */
export function parseListQuery(query: unknown): ListQuery {
  const texts = typeof query === "object" && query !== null ? query : {};
  const values = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, toValue(name, text)]));
  const issues = check(values, listQuerySchema, SENTENCES);
  if (issues.length > 0) throw invalidRequest(issues);
  return { status: "pending", limit: listQuerySchema.properties.limit.default, ...values };
}

/** A query has only texts. */
function toValue(name: string, text: unknown): unknown {
  return name === "limit" && typeof text === "string" && /^\d{1,4}$/.test(text) ? Number(text) : text;
}
