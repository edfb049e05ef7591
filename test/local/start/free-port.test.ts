import { describe, expect, it } from "vitest";
import type { Display } from "../../../local/start/display.ts";
import { onFreePort } from "../../../local/start/free-port.ts";
import { UsageError } from "../../../local/start/options.ts";

const taken = () => Object.assign(new Error("taken"), { code: "EADDRINUSE" });

function recorder() {
  const lines: string[] = [];
  const print = (text: string) => void lines.push(text);
  const display: Display = { begin: print, update: print, done: print, fail: print, print };
  return { lines, display };
}

describe("onFreePort", () => {
  it("opens on the first free port, and says which ones are taken", async () => {
    const { lines, display } = recorder();
    const open = async (port: number) => {
      if (port < 4_102) throw taken();
      return port;
    };
    expect(await onFreePort(open, 4_100, display)).toBe(4_102);
    expect(lines).toEqual(["Port 4100 is taken; trying 4101", "Port 4101 is taken; trying 4102"]);
  });

  it.each([
    ["after twenty more", 3_000, "3000 to 3020"],
    ["at the last port there is", 65_534, "65534 to 65535"],
  ])("gives up %s", async (_, port, ports) => {
    const opening = onFreePort(() => Promise.reject(taken()), port, recorder().display);
    await expect(opening).rejects.toThrow(UsageError);
    await expect(opening).rejects.toThrow(ports);
  });

  it("leaves other errors as they are", async () => {
    const { lines, display } = recorder();
    const forbidden = Object.assign(new Error("forbidden"), { code: "EACCES" });
    await expect(onFreePort(() => Promise.reject(forbidden), 80, display)).rejects.toBe(forbidden);
    expect(lines).toEqual([]);
  });
});
