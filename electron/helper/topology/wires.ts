import type { Link } from '../collectors/links';

/**
 * Finds the host's end of a veth pair whose other end is inside a namespace: the two ends name each other by
 * interface index, and the host's end names the namespace where the kernel knows it by name.
 */
export function hostEndOf(
  inside: Link,
  namespaceName: string | undefined,
  hostLinks: readonly Link[],
): Link | undefined {
  if (inside.peerIndex === undefined || inside.kind !== 'veth') return undefined;
  return hostLinks.find(
    (link) =>
      link.kind === 'veth' &&
      link.index === inside.peerIndex &&
      link.peerIndex === inside.index &&
      link.peerNamespace !== undefined &&
      (typeof link.peerNamespace === 'number' || link.peerNamespace === namespaceName),
  );
}
