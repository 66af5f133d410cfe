import { expect, it } from 'vitest';
import type { Publication } from '#shared/model/publication';
import { findEngineHold } from './ports';

const publication: Publication = {
  id: 'docker:tcp-127.0.0.1-80',
  origin: 'docker',
  protocol: 'tcp',
  hostIp: '127.0.0.1',
  hostPort: 80,
  endpoint: null,
  containerIp: '10.0.0.2',
  containerPort: 80,
  dnat: true,
  proxy: true,
  state: 'active',
};

it('finds the publication of an engine on the same port, with its socket', () => {
  const wanted = { protocol: 'tcp', address: '*', port: 80 } as const;
  const listener = { protocol: 'tcp', address: '127.0.0.1', port: 80, pid: 1 } as const;
  expect(findEngineHold(wanted, [publication], [listener])).toEqual({ publication, listener });
  expect(findEngineHold(wanted, [publication], [])).toEqual({ publication });
  expect(findEngineHold({ ...wanted, address: '192.0.2.1' }, [publication], [])).toBeUndefined();
  expect(findEngineHold({ ...wanted, protocol: 'udp' }, [publication], [])).toBeUndefined();
  expect(findEngineHold(wanted, [{ ...publication, origin: 'other' }], [])).toBeUndefined();
});
