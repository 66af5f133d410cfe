import type { FlowIndex } from './flow-index';

/**
 * The host's interfaces that a flow passes on its way from one address to another, in that order: by the veth of a
 * container and its bridge, and by the interface that the routes name for what is outside.
 *
 * @param from who opened it
 * @param to who really answers, after translation
 */
export function wiresOf(index: FlowIndex, from: string, to: string): readonly string[] {
  const [start, end] = [wayTowards(index, from), wayTowards(index, to)];
  if (index.isHost(from) && index.isHost(to)) return ['lo'];
  const wires = [...[...start].reverse(), ...end];
  return wires.filter((wire, i) => wire !== wires[i - 1]);
}

/** From the host outwards. */
function wayTowards(index: FlowIndex, address: string): readonly string[] {
  if (index.isHost(address)) return [];
  const station = index.station(address);
  if (station?.hostPeer !== undefined) {
    return station.bridge === undefined ? [station.hostPeer] : [station.bridge, station.hostPeer];
  }
  const device = index.deviceTowards(address);
  return device === null ? [] : [device];
}
