import { familyOf } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import { msg, type Text } from '#shared/messages/message';
import type { Reading } from '../observe/records/reading';
import { Wires } from '../observe/derive/wires';
import { testWirePrefix } from '../plan/test-wire-name';
import { testNetwork, type ClientPlace } from '../paths/vantages';
import type { Facts } from './predict/machine-facts';
import { outsideClientOf, predict, type OutsideClient, type Prediction } from './predict/predict';
import type { InboundPath } from '../paths/inbound/inbound-paths';

/** The prediction for a machine outside, and where to test it from. */
export interface OutsidePrediction {
  readonly prediction: Prediction;
  readonly place: ClientPlace | { readonly note: Text };
}

/**
 * Predicts the path from outside, and finds where to test it from. A test client on a wire of our
 * own represents a machine of the LAN only if rules and routes treat both alike; where they do not,
 * a namespace of this machine at the far end of the uplink does, if there is one.
 */
export function predictOutside(
  facts: Facts,
  reading: Reading,
  publication: Publication,
  path: InboundPath,
): OutsidePrediction {
  const { address } = path;
  const any = address === null ? null : outsideClientOf(facts, address);
  const far =
    any === null || address === null ? undefined : farEnd(reading, any.iif, familyOf(address));
  // A namespace that is there represents the LAN better than an address that may be unused.
  const outsideClient = any === null ? null : { ...any, address: far?.address ?? any.address };
  const prediction = predict(facts, publication, path, outsideClient);
  if (address === null || outsideClient === null) {
    return { prediction, place: { note: prediction.note ?? '' } };
  }
  const network = testNetwork(familyOf(address), facts.topology);
  if (network === null) {
    return { prediction, place: { note: msg('note.noFreeNetwork') } };
  }
  const device = testWirePrefix;
  const client: OutsideClient = { iif: device, address: network.client, device };
  if (isSame(prediction, predict(facts, publication, path, client))) {
    return { prediction, place: { kind: 'lan' } };
  }
  if (far !== undefined) return { prediction, place: { kind: 'endpoint', id: far.id } };
  return {
    prediction,
    place: { note: msg('note.noStandIn', { device: outsideClient.iif }) },
  };
}

function isSame(a: Prediction, b: Prediction): boolean {
  return a.predicted === b.predicted && a.obstacle?.code === b.obstacle?.code;
}

/** The namespace at the other end of an uplink's wire, and its address there. */
function farEnd(
  reading: Reading,
  uplink: string,
  family: 4 | 6,
): { readonly id: string; readonly address: string } | undefined {
  const link = reading.network.links.find(({ name }) => name === uplink);
  const partner =
    link === undefined ? undefined : new Wires(reading).partner({ endpoint: null, link });
  const address = partner?.link.addresses
    .map((text) => text.split('/')[0] ?? '')
    .find((one) => familyOf(one) === family && !one.startsWith('fe80:'));
  const id = partner?.endpoint;
  return id === undefined || id === null || address === undefined ? undefined : { id, address };
}
