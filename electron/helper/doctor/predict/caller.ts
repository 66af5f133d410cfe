/** Who asks: where its packets come in, and how answers get back to it. */
export interface Caller {
  readonly address: string;
  /** The device by which the host reaches it; undefined: as the host's routes say. */
  readonly device?: string;
  /** Whether it is the endpoint itself. */
  readonly itself: boolean;
  /** The endpoint by whose gateway it sends, when that is not this computer. */
  readonly astray?: { readonly name: string; readonly gateway: string };
}
