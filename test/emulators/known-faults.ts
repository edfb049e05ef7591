/** What an emulator does otherwise than AWS, where that breaks what a test of ours says. */
export interface KnownFault {
  readonly emulator: "LocalStack 4.14.0" | "MiniStack 1.5.33";
  /** What it does. */
  readonly behaviour: string;
  /** What AWS does, and how that is known. */
  readonly aws: string;
  /** Where in the emulator's package. */
  readonly evidence: string;
}

/**
 * Asserts what is true on AWS, and expects the assertion to fail here, because of a fault of the emulator. Should it hold,
 * the fault is gone, and the list is to be corrected: then this fails.
 */
export async function knownFault(fault: KnownFault, assertion: () => unknown): Promise<void> {
  try {
    await assertion();
  } catch (error) {
    if (error instanceof Error && error.name === "AssertionError") return;
    throw error;
  }
  throw new Error(`${fault.emulator} no longer has this fault, so take it off the list: ${fault.behaviour}`);
}
