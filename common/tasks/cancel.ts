import type { Context } from "../context.ts";
import { type HttpResponse, jsonResponse } from "../http.ts";
import { cancelMany } from "./cancel-many.ts";
import { cancelTask } from "./cancel-task.ts";
import { withTask } from "./find.ts";
import { parseCancelRequest } from "./requests.ts";

/** Serves `POST /cancel`: stops the execution of a task that has not run, or those of many. */
export async function cancel(body: unknown, context: Context): Promise<HttpResponse> {
  const request = parseCancelRequest(body);
  if ("idPrefix" in request) return jsonResponse(200, await cancelMany(request, context));
  const cancelled = await withTask(request, (found) => cancelTask(found, context), context);
  context.log.info(`Cancelled ${cancelled.executionArn}`);
  return jsonResponse(200, cancelled);
}
