import { expect, it } from 'vitest';
import type { Publication } from '#shared/model/publication';
import { publicationId } from '#shared/model/publication';
import { selectAny } from './select';

function publication(
  hostIp: string,
  hostPort: number,
  containerPort: number,
  protocol: 'tcp' | 'udp' = 'tcp',
): Publication {
  return {
    id: publicationId(hostIp, hostPort, protocol),
    origin: 'portolan',
    protocol,
    hostIp,
    hostPort,
    containerPort,
    containerIp: null,
    endpoint: null,
    dnat: true,
    proxy: true,
    state: 'active',
  };
}

const publications = [
  publication('*', 2345, 8000),
  publication('*', 2345, 53, 'udp'),
  publication('127.0.0.1', 2346, 8000),
  publication('*', 9000, 9000),
  publication('*', 9001, 9001),
];

it.each([
  ['tcp-2345', ['tcp-2345']],
  ['2345', ['tcp-2345', 'udp-2345']],
  ['2345/udp', ['udp-2345']],
  ['2345:8000', ['tcp-2345']],
  ['2345:53/udp', ['udp-2345']],
  ['127.0.0.1:2346', ['tcp-127.0.0.1-2346']],
  ['127.0.0.1:2346:8000', ['tcp-127.0.0.1-2346']],
  ['9000-9001:9000-9001', ['tcp-9000', 'tcp-9001']],
])('finds by %s', (selector, ids) => {
  const found = selectAny(selector, publications);
  expect(found.ok && found.value.map(({ id }) => id)).toEqual(ids);
});

it.each([
  ['2345:8001', 'NO_SUCH_PUBLICATION'],
  ['4000', 'NO_SUCH_PUBLICATION'],
  ['tcp-9', 'NO_SUCH_PUBLICATION'],
  ['what is this', 'BAD_REQUEST'],
])('refuses %s with %s', (selector, code) => {
  const found = selectAny(selector, publications);
  expect(!found.ok && found.error.code).toBe(code);
});

it('gives all without a selector', () => {
  const found = selectAny(undefined, publications);
  expect(found.ok && found.value.length).toBe(publications.length);
});
