/** An error by its name in the Amazon States Language. */
export class StateFailure extends Error {
  constructor(error: string, cause: string) {
    super(cause);
    this.name = error;
  }
}

/** Something in the definition or the input that cannot be; neither retried nor caught. */
export function runtimeFailure(cause: string): StateFailure {
  return new StateFailure("States.Runtime", cause);
}

/** What an execution that fails of itself gives as the cause. */
export function locate(cause: string, state: string, eventId: number): string {
  return `An error occurred while executing the state '${state}' (entered at the event id #${eventId}). ${cause}`;
}
