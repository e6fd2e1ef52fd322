/** The move cannot be made like this; another try is not hindered by what was done so far. The message says what to do. */
export class MoveRefused extends Error {
  readonly code = 'move_refused';
  constructor(message: string) {
    super(message);
    this.name = 'MoveRefused';
  }
}

/** A signal has stopped the move. */
export class MoveInterrupted extends Error {
  readonly code = 'interrupted';
  constructor() {
    super('interrupted: run the command again, and it goes on');
    this.name = 'MoveInterrupted';
  }
}
