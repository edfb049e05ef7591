import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { fetchText } from "../../../common/sns/fetch.ts";

describe("fetchText", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function serve(listener: RequestListener): Promise<string> {
    const listening = createServer(listener);
    server = listening;
    await new Promise<void>((resolve) => void listening.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  }

  it.each([200, 404, 503])("tells status %i and text", async (status) => {
    const url = await serve((_, response) => void response.writeHead(status).end("Grüße"));
    expect(await fetchText(fetch, url)).toEqual({ status, text: "Grüße" });
  });

  it("takes an empty answer for an empty text", async () => {
    const url = await serve((_, response) => void response.writeHead(204).end());
    expect(await fetchText(fetch, url)).toEqual({ status: 204, text: "" });
  });

  it("follows no redirect", async () => {
    const asked: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    expect(await fetchText(fetch, url)).toMatchObject({ status: 302 });
    expect(asked).toEqual(["/"]);
  });

  it("takes 64 KB, and stops reading there", async () => {
    const url = await serve((request, response) => {
      if (request.url === "/fits") response.end("x".repeat(65_536));
      else response.write("x".repeat(65_537)); // and never ends
    });
    expect((await fetchText(fetch, `${url}/fits`)).text).toHaveLength(65_536);
    await expect(fetchText(fetch, url)).rejects.toMatchObject({
      code: "not_ready",
      cause: new Error("more than 65536 bytes"),
    });
  });

  it("gives up an answer that does not come", async () => {
    let signal: AbortSignal | null | undefined;
    const silent: typeof fetch = (_, init) => {
      signal = init?.signal;
      return Promise.reject(new DOMException("The operation timed out", "TimeoutError"));
    };
    await expect(fetchText(silent, "http://127.0.0.1")).rejects.toMatchObject({ code: "not_ready" });
    expect(signal).toBeInstanceOf(AbortSignal);
  });

  it("asks to come again where there is no connection", async () => {
    const url = await serve(() => {});
    server?.close();
    await expect(fetchText(fetch, url)).rejects.toMatchObject({
      code: "not_ready",
      message: expect.stringContaining("SNS could not be reached"),
    });
  });
});
