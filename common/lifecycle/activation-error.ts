/** Why the source cannot be activated, in words for its owner. */
export class ActivationError extends Error {
  override readonly name = "ActivationError";
}
