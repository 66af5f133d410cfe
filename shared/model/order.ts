import type { Publication } from './publication';

/** Orders names as people count: `c2` before `c10`. Independent of the user's language. */
const collator = new Intl.Collator('en', { numeric: true });

export function byNaturalName(a: { readonly name: string }, b: { readonly name: string }): number {
  return collator.compare(a.name, b.name);
}

/** Publications in the order of their host ports. */
export function sortPublications(publications: readonly Publication[]): readonly Publication[] {
  return [...publications].sort(
    (a, b) =>
      a.hostPort - b.hostPort ||
      collator.compare(a.protocol, b.protocol) ||
      collator.compare(a.hostIp, b.hostIp) ||
      collator.compare(a.id, b.id),
  );
}
