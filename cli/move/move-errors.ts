/** The move cannot be done so; nothing was changed that another try would miss. The message says what to do. */
export class MoveRefused extends Error {
  readonly code = 'move_refused';
  constructor(message: string) {
    super(message);
    this.name = 'MoveRefused';
  }
}

/** Told to stop. */
export class MoveInterrupted extends Error {
  readonly code = 'interrupted';
  constructor() {
    super('interrupted: run the command again, and it goes on');
    this.name = 'MoveInterrupted';
  }
}
