import type { IncomingMessage, RequestListener } from "node:http";
import { readBody } from "./body.ts";
import type { Deployment } from "./deployment.ts";
import { type SourceEvent, splitTarget, toEvent } from "./event.ts";
import { execute } from "./execution.ts";
import { toLoggedError } from "./logs.ts";
import { CrashError, type SourceProcess } from "./process.ts";
import { httpProp } from "./props.ts";
import { type Admit, onAverage, withoutBursts } from "./rate-limit.ts";
import { type RequestRecord, Responder, type ResponseInit } from "./responder.ts";

const HTML = { "content-type": "text/html; charset=utf-8" };
const CANNED_PAGE =
  "<p><b>Success!</b></p><p>To customize this response, see the Pipedream documentation of components</p>";
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET,HEAD,PUT,PATCH,POST,DELETE",
};

/** The public endpoint of a source: any method, any path, each request on its own. */
export function endpointListener(source: Deployment): RequestListener {
  const admits = limit(source);
  return (request, response) => {
    const { path } = splitTarget(request.url ?? "/");
    const record: RequestRecord = { method: request.method ?? "GET", path, status: undefined, responded: 0 };
    source.requests.push(record);
    const responder = new Responder(response, record, (answered) =>
      source.behaviour.onRequest(answered, source.id),
    );
    if (!admits()) responder.answer(429, {}, "Too Many Requests");
    else {
      serve(source, request, responder).catch((thrown) => {
        // An incomplete request means that the client has gone away, which is its own affair.
        if (request.complete)
          source.log({ k: "error", ts: source.behaviour.clock.now(), err: toLoggedError(thrown) });
        response.destroy();
      });
    }
  };
}

function limit({ behaviour: { rateLimit, clock } }: Deployment): Admit {
  if (rateLimit === false) return () => true;
  const now = () => clock.now();
  return rateLimit === true ? withoutBursts(now) : onAverage(rateLimit, now);
}

async function serve(source: Deployment, request: IncomingMessage, responder: Responder): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) return responder.answer(413, {}, "Payload Too Large");
  const http = httpProp(source.component);
  if (!http) return responder.answer(404, {}, "Not Found");
  if (source.outage === "down") return responder.answer(503, {}, "Service Unavailable");
  if (source.outage === "busy") return responder.answer(429, {}, "Too Many Requests");
  if (!source.acceptsRequests || source.outage === "inactive")
    return responder.answer(200, HTML, CANNED_PAGE);
  if (request.method === "OPTIONS") return responder.answer(204, CORS);
  if (!http.customResponse) responder.answer(200, HTML, CANNED_PAGE);
  const process = source.workers.take();
  try {
    await run(source, process, toEvent(request, body, source.endpoint), responder);
  } finally {
    source.workers.release(process);
  }
}

async function run(
  source: Deployment,
  process: SourceProcess,
  event: SourceEvent,
  responder: Responder,
): Promise<void> {
  const { clock, responses } = source.behaviour;
  const complain = (level: "warn" | "error", msg: string) =>
    source.log({ k: "log", ts: clock.now(), level, msg: `${event.method} ${event.path}: ${msg}` });
  // Throws at once rather than rejecting, since hardly any component awaits it.
  const respond = (init: ResponseInit) => {
    source.tell(process, "respond", "before");
    if (!process.isAlive) return Promise.resolve();
    if (!responder.respond(init, responses))
      complain("warn", "respond was called when the request was already answered; ignored");
    source.tell(process, "respond", "after");
    return Promise.resolve();
  };
  const { failure } = await execute(
    source,
    process,
    (component, instance) => component.run?.call(instance, event),
    respond,
  );
  if (responder.isAnswered) return;
  if (!process.isAlive) throw new CrashError();
  if (responder.release()) return;
  if (failure) return responder.answer(500, {}, "Internal Server Error");
  complain("error", "the run ended without calling respond, which customResponse demands");
  responder.answer(400, {}, "No $.respond called in workflow");
}
