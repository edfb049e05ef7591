import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Credentials } from "../../../common/aws/clients.ts";
import { readBody } from "../../pipedream/body.ts";
import type { Deployment } from "../../pipedream/deployment.ts";
import { splitTarget } from "../../pipedream/event.ts";
import { streamEvents } from "../../pipedream/sse.ts";
import { realTime, type Time } from "../time.ts";
import { advance } from "./advance.ts";
import { readAssets } from "./assets.ts";
import { forward } from "./forward.ts";
import {
  Refusal,
  requireNotCrossSite,
  requireOwnPage,
  requireThisMachine,
  SECURITY_HEADERS,
} from "./guard.ts";
import { looking } from "./look.ts";
import { StackWatch, sourceView } from "./state.ts";

const AWS_LOOK = { maxAgeMs: 2_000, patienceMs: 3_000 };

/** The page of the source that a local Pipedream hosts, and the little API that the page itself uses. */
export function pageHandler(
  credentials: Credentials,
  time: Time = realTime,
): (sources: ReadonlyMap<string, Deployment>) => RequestListener {
  const assets = readAssets();
  const watch = new StackWatch(credentials);
  return (sources) => {
    const hosted = () => [...sources.values()][0];
    const aws = looking(async () => watch.look(requireSource(hosted()).db), AWS_LOOK);

    const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const port = request.socket.localPort ?? 0;
      const { path } = splitTarget(request.url ?? "/");
      if (path === "/dev/advance") {
        requireThisMachine(request, port);
        const moved = await advance(request, time);
        aws.forget();
        return sendJson(response, 200, moved);
      }
      requireOwnPage(request, port);
      const isPost = request.method === "POST";
      if (path === "/page/schedule" || path === "/page/cancel") {
        if (!isPost) throw new Refusal(405, "Send this by POST.");
        const { status, type, body } = await pass(requireSource(hosted()), path, request);
        aws.forget();
        return void response.writeHead(status, { "content-type": type }).end(body);
      }
      if (isPost) throw new Refusal(405, "This is only read.");
      if (path.startsWith("/page/")) requireNotCrossSite(request);
      if (path === "/page/state") {
        const source = hosted();
        const state = source ? { ...sourceView(source), stacks: await aws.now() } : {};
        return sendJson(response, 200, { now: Date.now(), ...state });
      }
      if (path === "/page/events") {
        // A page that has just been opened has missed all of the kept events.
        request.headers["last-event-id"] ??= "0-0";
        return streamEvents(request, response, requireSource(hosted()).events);
      }
      const asset = assets.get(path);
      if (!asset) throw new Refusal(404, "There is nothing here.");
      response.writeHead(200, { "content-type": asset.type }).end(asset.content);
    };

    return (request, response) => {
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
      serve(request, response).catch((error) => refuse(response, error));
    };
  };
}

async function pass({ url }: Deployment, path: string, request: IncomingMessage) {
  const body = await readBody(request);
  if (!body) throw new Refusal(413, "The message is too large.");
  const secret = request.headers["x-pd-secret"];
  return forward(`${url}${path.replace("/page", "")}`, body, typeof secret === "string" ? secret : undefined);
}

function requireSource(source: Deployment | undefined): Deployment {
  if (source) return source;
  throw new Refusal(503, "No source is deployed.");
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const { status, message } = error instanceof Refusal ? error : { status: 500, message: "Internal error" };
  sendJson(response, status, { error: { code: "refused", message } });
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8" })
    .end(JSON.stringify(value));
}
