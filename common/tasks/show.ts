import type { Context } from "../context.ts";
import { executionNotFound } from "../errors.ts";
import { type HttpResponse, jsonResponse } from "../http.ts";
import { type Found, withTask } from "./find.ts";
import { requireSeen } from "./pending.ts";
import { toTaskView } from "./task-view.ts";

/** An id, or the name of an execution: an id, or a random name, with a number behind it after a new time. */
const NAME = /^[\w-]{1,64}(\.[1-9]\d{0,9})?$/;

/** Serves `GET /tasks/{id or execution name}`: the task as it is now, at the latest of its times. */
export async function show(name: string, context: Context): Promise<HttpResponse> {
  if (!NAME.test(name)) throw executionNotFound("This source has no such task.");
  return jsonResponse(200, await withTask({ id: name }, view, context));
}

async function view({ name, seen, stack }: Found) {
  return seen === "not-found" ? undefined : toTaskView(name, requireSeen(seen), stack);
}
