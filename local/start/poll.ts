const POLL_MS = 200;

/** Asks again and again until it is done, or the deadline, in ms since 1970, has passed. */
export async function poll(isDone: () => Promise<boolean>, deadline: number): Promise<boolean> {
  for (;;) {
    if (await isDone()) return true;
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
