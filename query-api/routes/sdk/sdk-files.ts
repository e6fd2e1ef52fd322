/** A build of the SDK, in each form that a browser may ask for. */
export type SdkFile = {
  /** Changes with the content; part of the file's name for ever. */
  hash: string;
  /** For the attribute `integrity` of the tag. */
  integrity: string;
  identity: Buffer;
  gzip: Buffer;
  br: Buffer;
};

export type SdkFiles = {
  newest: SdkFile;
  /** Its source map. */
  map: Buffer;
  /** Every build that this installation has served, by its hash, the newest too. */
  byHash: ReadonlyMap<string, SdkFile>;
};
