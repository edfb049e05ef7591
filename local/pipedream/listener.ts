import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server on the loopback interface. */
export interface Listener {
  readonly url: string;
  close(): Promise<void>;
}

export async function listen(port: number, onRequest: RequestListener): Promise<Listener> {
  const server = createServer(onRequest);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(explain(error, port)));
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: boundPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${boundPort}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== "EADDRINUSE") return error;
  const explained = new Error(`Port ${port} of 127.0.0.1 is already in use; choose another`, {
    cause: error,
  });
  return Object.assign(explained, { code: error.code });
}
