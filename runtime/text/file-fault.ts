/** A file cannot be read from some place on; what stood before it was. The message is for whoever sent it. */
export class FileFault extends Error {
  readonly code = 'file_fault';
  constructor(message: string) {
    super(message);
    this.name = 'FileFault';
  }
}
