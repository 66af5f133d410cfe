import { describe, expect, it } from 'vitest';
import {
  aliasOf,
  linkCommandText,
  planLinks,
  type AttachedPlace,
  type AttachIntent,
  type BridgeIntent,
  type HostLink,
  type LinkState,
} from './links';

const bridge: BridgeIntent = { name: 'hw1', address: '10.55.66.1/24', mac: '02:00:00:00:00:01' };
const wire: AttachIntent = {
  id: 'veth-0123456789',
  target: { id: 'netns:web', name: 'web' },
  bridge: 'hw1',
  interface: 'eth0',
  address: '10.55.66.2/24',
};
const bridgeLink: HostLink = {
  name: 'hw1',
  kind: 'bridge',
  mac: bridge.mac,
  up: true,
  alias: aliasOf('hw1'),
  addresses: ['10.55.66.1/24'],
};
const wireLink: HostLink = {
  name: wire.id,
  kind: 'veth',
  mac: '',
  up: true,
  master: 'hw1',
  alias: aliasOf(wire.id),
  addresses: [],
};
const bare: AttachedPlace = {
  place: { name: 'web' },
  inside: null,
  nameTaken: false,
  defaultRoute: false,
};
const joined: AttachedPlace = {
  ...bare,
  inside: { up: true, addresses: ['10.55.66.2/24'] },
  defaultRoute: true,
};

function without(link: HostLink, key: 'alias' | 'master'): HostLink {
  const rest = { ...link };
  Reflect.deleteProperty(rest, key);
  return rest;
}

function commands(
  links: readonly HostLink[],
  place: AttachedPlace | null,
  bridges = [bridge],
  attachments = [wire],
): readonly string[] {
  const state: LinkState = {
    links,
    places: new Map(place === null ? [] : [[wire.id, place] as const]),
  };
  return planLinks(state, bridges, attachments).steps.flatMap((step) =>
    step.commands.map(linkCommandText),
  );
}

describe('planLinks', () => {
  it('creates a bridge, and attaches a named namespace to it', () => {
    expect(commands([], bare)).toEqual([
      'ip link add hw1 address 02:00:00:00:00:01 type bridge',
      'ip link set dev hw1 alias portolan:hw1',
      'ip address add 10.55.66.1/24 dev hw1',
      'ip link set dev hw1 up',
      'ip link add veth-0123456789 type veth peer name eth0 netns web',
      'ip link set dev veth-0123456789 alias portolan:veth-0123456789',
      'ip link set dev veth-0123456789 master hw1',
      'ip link set dev veth-0123456789 up',
      'ip -n web address add 10.55.66.2/24 dev eth0',
      'ip -n web link set dev eth0 up',
      'ip -n web route add default via 10.55.66.1 dev eth0',
    ]);
  });

  it('enters the namespace of a container by its process', () => {
    const made = commands([bridgeLink], { ...bare, place: { pid: 42 } });
    expect(made[0]).toBe('ip link add veth-0123456789 type veth peer name eth0 netns 42');
    expect(made.at(-1)).toBe('nsenter -t 42 -n ip route add default via 10.55.66.1 dev eth0');
  });

  it('plans nothing when everything is in place, or the endpoint is not running', () => {
    expect(commands([bridgeLink, wireLink], joined)).toEqual([]);
    expect(commands([bridgeLink], null)).toEqual([]);
  });

  it('leaves a default route that is there', () => {
    const made = commands([bridgeLink], { ...bare, defaultRoute: true });
    expect(made.join()).not.toContain('route');
  });

  it.each([
    ['address add 10.55.66.2/24', { inside: { up: true, addresses: [] } }],
    ['link set dev eth0 up', { inside: { up: false, addresses: ['10.55.66.2/24'] } }],
    ['route add default via 10.55.66.1', { defaultRoute: false }],
  ])('repairs only what is missing inside: %s', (text, change) => {
    const made = commands([bridgeLink, wireLink], { ...joined, ...change });
    expect(made).toEqual([expect.stringContaining(`ip -n web ${text}`)]);
  });

  it('repairs only what is missing on the host', () => {
    const loose = without(wireLink, 'master');
    expect(commands([{ ...bridgeLink, addresses: [] }, loose], joined)).toEqual([
      'ip address add 10.55.66.1/24 dev hw1',
      'ip link set dev veth-0123456789 master hw1',
    ]);
  });

  it('replaces a wire whose other end is elsewhere', () => {
    expect(commands([bridgeLink, wireLink], bare).slice(0, 2)).toEqual([
      'ip link delete dev veth-0123456789',
      'ip link add veth-0123456789 type veth peer name eth0 netns web',
    ]);
  });

  it('removes only what carries our mark and is not requested, wires first', () => {
    const theirs = { ...bridgeLink, name: 'docker0', alias: 'mine' };
    expect(commands([bridgeLink, theirs, wireLink], null, [], [])).toEqual([
      'ip link delete dev veth-0123456789',
      'ip link delete dev hw1',
    ]);
  });

  it('leaves links alone whose alias only imitates our mark', () => {
    const imitating: readonly HostLink[] = [
      { ...bridgeLink, name: 'docker0' },
      { ...bridgeLink, name: 'br9', alias: 'portolan:' },
      { ...wireLink, name: 'veth9', alias: 'portolan:veth9 ' },
      { ...wireLink, name: 'eth9', kind: 'physical', alias: aliasOf('eth9') },
    ];
    expect(commands([bridgeLink, ...imitating, wireLink], null, [], [])).toHaveLength(2);
  });

  it('adopts a bridge that was created but not yet marked, by its MAC', () => {
    const unmarked = without(bridgeLink, 'alias');
    expect(commands([unmarked], null)).toEqual(['ip link set dev hw1 alias portolan:hw1']);
  });

  it('does not touch a foreign link, and explains what it prevents', () => {
    const other = without({ ...bridgeLink, mac: '02:ff:00:00:00:00' }, 'alias');
    const state = { links: [other], places: new Map([[wire.id, bare]]) };
    const { steps, obstacles } = planLinks(state, [bridge], [wire]);
    expect(steps).toEqual([]);
    expect([...obstacles.keys()]).toEqual(['hw1', wire.id]);
  });

  it('does not take the name of an interface that is there', () => {
    const place = { ...bare, nameTaken: true };
    const state = { links: [bridgeLink], places: new Map([[wire.id, place]]) };
    expect(planLinks(state, [bridge], [wire])).toMatchObject({ steps: [] });
  });

  it('removes all that it created when it cannot finish, and nothing that was there before', () => {
    const state = { links: [bridgeLink], places: new Map([[wire.id, bare]]) };
    expect(planLinks(state, [bridge], [wire]).steps[0]?.undo.map(linkCommandText)).toEqual([
      'ip link delete dev veth-0123456789',
    ]);
    const broken = { ...state, links: [{ ...bridgeLink, up: false }] };
    expect(planLinks(broken, [bridge], []).steps[0]?.undo).toEqual([]);
  });

  it('uses an IPv6 address at once', () => {
    const six = { ...bridge, address: 'fd00:55::1/64' };
    expect(commands([], null, [six])).toContain('ip address add fd00:55::1/64 dev hw1 nodad');
  });
});
