import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Credentials } from "../../../common/aws/clients.ts";
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
import { history } from "./history.ts";
import { looking } from "./look.ts";
import { readMessage } from "./message.ts";
import { CONSIDERATE, FAST } from "./pending.ts";
import { StackWatch } from "./stack-watch.ts";
import { awsView, sourceView } from "./state.ts";

export interface PageOptions {
  readonly credentials: Credentials;
  /** Whether AWS is on this machine, and bears to be asked often. */
  readonly isLocal: boolean;
  readonly time?: Time;
}

/** What the page may send on to the source's endpoint. */
const FORWARDED = ["/page/schedule", "/page/cancel"];

/** The page of the source that a local Pipedream hosts, and the little API that the page itself uses. */
export function pageHandler({
  credentials,
  isLocal,
  time = realTime,
}: PageOptions): (sources: ReadonlyMap<string, Deployment>) => RequestListener {
  const assets = readAssets();
  const watch = new StackWatch(credentials, isLocal ? FAST : CONSIDERATE);
  return (sources) => {
    const hosted = () => [...sources.values()][0];
    const aws = looking(async () => watch.look(requireSource(hosted()).db), {
      maxAgeMs: isLocal ? 1_000 : 4_000,
      patienceMs: 3_000,
    });

    const post = async (path: string, request: IncomingMessage, response: ServerResponse) => {
      if (path === "/dev/advance") {
        const moved = await advance(request, time);
        aws.forget();
        return sendJson(response, 200, moved);
      }
      if (!FORWARDED.includes(path)) throw new Refusal(405, "This is only read.");
      const { status, type, body } = await forward(
        requireSource(hosted()),
        path.replace("/page", ""),
        request,
      );
      aws.forget();
      response.writeHead(status, { "content-type": type }).end(body);
    };

    const get = async (path: string, query: URLSearchParams): Promise<unknown> => {
      const source = hosted();
      if (path === "/page/state") {
        const stacks = source && (await aws.now());
        return {
          now: Date.now(),
          canAdvance: time.advance !== undefined,
          ...(source && sourceView(source)),
          ...(stacks && awsView(stacks, Number(query.get("offset")))),
        };
      }
      if (path === "/page/history") return history(requireSource(source).events, query.get("before"));
      if (path === "/page/message") {
        return readMessage(query.get("executionArn") ?? "", requireSource(source).db, watch);
      }
      throw new Refusal(FORWARDED.includes(path) ? 405 : 404, "There is nothing to read here.");
    };

    const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const port = request.socket.localPort ?? 0;
      const { path, search } = splitTarget(request.url ?? "/");
      if (path === "/dev/advance") requireThisMachine(request, port);
      else requireOwnPage(request, port);
      if (request.method === "POST" || path === "/dev/advance") return post(path, request, response);
      if (!path.startsWith("/page/")) return sendAsset(path, response);
      requireNotCrossSite(request);
      if (path === "/page/events") return streamEvents(request, response, requireSource(hosted()).events);
      sendJson(response, 200, await get(path, new URLSearchParams(search)));
    };

    const sendAsset = (path: string, response: ServerResponse): void => {
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

function requireSource(source: Deployment | undefined): Deployment {
  if (source) return source;
  throw new Refusal(503, "No source is deployed.");
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const { status, message } =
    error instanceof Refusal ? error : { status: 500, message: "Something went wrong here." };
  sendJson(response, status, { error: { code: "refused", message } });
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8" })
    .end(JSON.stringify(value));
}
