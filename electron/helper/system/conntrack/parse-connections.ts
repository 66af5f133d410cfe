/** What must be known of a tracked connection to tell whether a change of rules concerns it. */
export interface TrackedConnection {
  /** The port that the client asked. */
  readonly askedPort: number;
  /** The address that answers it: where translation led it. */
  readonly answeredBy: string;
}

/** Reads what `conntrack -L` prints: one connection a line, the original tuple before the reply tuple. */
export function parseConnections(text: string): readonly TrackedConnection[] {
  return text.split('\n').flatMap((line): TrackedConnection[] => {
    const ports = [...line.matchAll(/ dport=([0-9]+)/g)];
    const sources = [...line.matchAll(/ src=(\S+)/g)];
    const askedPort = ports[0]?.[1];
    const answeredBy = sources[1]?.[1];
    return askedPort === undefined || answeredBy === undefined
      ? []
      : [{ askedPort: Number(askedPort), answeredBy }];
  });
}
