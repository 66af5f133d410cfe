import { familyOf } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import { msg, type Text } from '#shared/messages/message';
import type { Reading } from '../observe/records/reading';
import { Wires } from '../observe/derive/wires';
import { testWirePrefix } from '../plan/test-wire-name';
import { testNetwork, type ClientPlace } from '../paths/vantages';
import type { Facts } from './predict/facts';
import { outsiderOf, predict, type Outsider, type Prediction } from './predict/predict';
import type { InboundPath } from '../paths/inbound/inbound-paths';

/** What is predicted for a machine outside, and who can ask in its place. */
export interface Outside {
  readonly prediction: Prediction;
  readonly place: ClientPlace | { readonly note: Text };
}

/**
 * Predicts the way from outside, and finds who tries it. A test client on a wire of our own stands for a machine of
 * the LAN only if the rules and routes make no difference between the two; where they do, a namespace of this
 * machine at the far end of the uplink is asked, if there is one.
 */
export function lookOutside(
  facts: Facts,
  reading: Reading,
  publication: Publication,
  way: InboundPath,
): Outside {
  const { address } = way;
  const any = address === null ? null : outsiderOf(facts, address);
  const far =
    any === null || address === null ? undefined : farEnd(reading, any.iif, familyOf(address));
  // Who is known to be there stands better for the LAN than an address that may be nobody's.
  const outsider = any === null ? null : { ...any, address: far?.address ?? any.address };
  const prediction = predict(facts, publication, way, outsider);
  if (address === null || outsider === null) {
    return { prediction, place: { note: prediction.note ?? '' } };
  }
  const network = testNetwork(familyOf(address), facts.topology);
  if (network === null) {
    return { prediction, place: { note: msg('note.noFreeNetwork') } };
  }
  const device = testWirePrefix;
  const client: Outsider = { iif: device, address: network.client, device };
  if (isSame(prediction, predict(facts, publication, way, client))) {
    return { prediction, place: { kind: 'lan' } };
  }
  if (far !== undefined) return { prediction, place: { kind: 'endpoint', id: far.id } };
  return {
    prediction,
    place: {
      note: msg('note.noStandIn', { device: outsider.iif }),
    },
  };
}

function isSame(a: Prediction, b: Prediction): boolean {
  return a.predicted === b.predicted && a.stop?.code === b.stop?.code;
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
