import { isOurs, type AttachIntent, type BridgeIntent, type HostLink } from './links';
import { isOwnTestWire } from './test-wire-name';

/** A link to delete, and what it was for. */
export interface LeftoverLink {
  readonly kind: 'bridge' | 'wire' | 'test-wire';
  readonly name: string;
}

/**
 * Finds every link of Portolan: those with its mark, those of the intents that a killed helper had
 * created but not marked yet, and test wires. Wires come before bridges.
 */
export function leftoverLinks(
  links: readonly HostLink[],
  bridges: readonly BridgeIntent[],
  attachments: readonly AttachIntent[],
): readonly LeftoverLink[] {
  const isUnmarked = ({ name, kind, mac, alias }: HostLink) =>
    alias === undefined &&
    (kind === 'bridge'
      ? bridges.some((intent) => intent.name === name && intent.mac === mac)
      : kind === 'veth' && attachments.some(({ id }) => id === name));
  const found = links.flatMap((link): readonly LeftoverLink[] => {
    const { name } = link;
    if (isOwnTestWire(link)) return [{ kind: 'test-wire', name }];
    if (!isOurs(link) && !isUnmarked(link)) return [];
    return [{ kind: link.kind === 'bridge' ? 'bridge' : 'wire', name }];
  });
  const isBridge = ({ kind }: LeftoverLink) => kind === 'bridge';
  return [...found.filter((link) => !isBridge(link)), ...found.filter(isBridge)];
}
