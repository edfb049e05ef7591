/** Looks until something is so; throws, saying what it waited for, when it takes too long. */
export async function until(what: string, isSo: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms until ${what}, in vain`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
