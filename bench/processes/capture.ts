import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A notification as SNS has posted it. */
export interface Captured {
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: string;
  readonly body: Readonly<Record<string, string>>;
}

/** Listens in the place of a source: keeps notifications, passes all else on to the port that it returns. */
export async function startCapture(port: number, keep: (message: Captured) => void): Promise<number> {
  const targetPort = await freePort();
  const server = createServer(async (incoming, response) => {
    const raw = await buffer(incoming);
    if (incoming.headers["x-amz-sns-message-type"] === "Notification") {
      const headers = incoming.headers as Record<string, string>;
      keep({ headers, raw: raw.toString(), body: JSON.parse(raw.toString()) });
      return response.end();
    }
    const { method, url, headers } = incoming;
    const target = { port: targetPort, host: "127.0.0.1", method, path: url, headers };
    const onward = request(target, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy()).end(raw);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return targetPort;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
