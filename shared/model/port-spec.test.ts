import { describe, expect, it } from 'vitest';
import { expandPortSpec, hostPortName, parseHostPortSelector, parsePortSpec } from './port-spec';
import { toEnglish } from '../messages/message';

const one = (port: number) => ({ start: port, end: port });

describe('parsePortSpec', () => {
  it.each([
    [
      '2345:8000',
      { hostIp: '*', hostPorts: one(2345), containerPorts: one(8000), protocol: 'tcp' },
    ],
    [
      '2345:53/UDP',
      { hostIp: '*', hostPorts: one(2345), containerPorts: one(53), protocol: 'udp' },
    ],
    ['8000', { hostIp: '*', hostPorts: null, containerPorts: one(8000), protocol: 'tcp' }],
    ['0:8000', { hostPorts: null }],
    ['127.0.0.1::8000', { hostIp: '127.0.0.1', hostPorts: null }],
    ['127.0.0.1:2345:8000', { hostIp: '127.0.0.1', hostPorts: one(2345) }],
    ['[::1]:2345:8000', { hostIp: '::1', hostPorts: one(2345) }],
    ['::1:2345:8000', { hostIp: '::1' }],
    ['[2001:DB8:0::1]::8000', { hostIp: '2001:db8::1', hostPorts: null }],
    ['0.0.0.0:2345:8000', { hostIp: '0.0.0.0' }],
    [
      '7000-7002:8000-8002',
      { hostPorts: { start: 7000, end: 7002 }, containerPorts: { start: 8000, end: 8002 } },
    ],
    ['7000-7010:80', { hostPorts: { start: 7000, end: 7010 }, containerPorts: one(80) }],
  ])('reads %s as Docker does', (text, expected) => {
    expect(parsePortSpec(text)).toMatchObject({ ok: true, value: expected });
  });

  it.each([
    '',
    ':',
    '0',
    '65536',
    '99999:80',
    '80:0',
    '80:99999',
    'a:80',
    '80:b',
    '80/sctp',
    '80/',
    '-1:80',
    '2000-2002:8000-8001',
    '9-8:80',
    '1.2.3:80:80',
    '[1.2.3.4]:80:80',
    'host:80:80',
    '80:80:80:80',
    '80: 80',
    '224.0.0.1:80:80',
    '255.255.255.255:80:80',
    '[ff02::1]:80:80',
    '[::ffff:127.0.0.1]:80:80',
    '[fe80::1]:80:80',
    'febf::1:80:80',
  ])('refuses "%s"', (text) => {
    expect(parsePortSpec(text)).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } });
  });

  it('refuses a link-local IPv6 address with the reason, and accepts those of IPv4', () => {
    const refused = parsePortSpec('[FE80::1]:2345:80');
    expect(refused.ok ? '' : toEnglish(refused.error.message)).toMatch(
      /^The host address fe80::1 is link-local/,
    );
    expect(parsePortSpec('169.254.1.1:2345:80')).toMatchObject({
      value: { hostIp: '169.254.1.1' },
    });
  });

  it('expands ranges port by port', () => {
    const spec = parsePortSpec('7000-7001:8000-8001/udp');
    if (!spec.ok) throw new Error('refused');
    expect(expandPortSpec(spec.value)).toEqual([
      { protocol: 'udp', hostIp: '*', hostPort: 7000, containerPort: 8000 },
      { protocol: 'udp', hostIp: '*', hostPort: 7001, containerPort: 8001 },
    ]);
  });

  it('keeps a range of host ports to choose from for one container port', () => {
    const spec = parsePortSpec('7000-7010:80');
    if (!spec.ok) throw new Error('refused');
    expect(expandPortSpec(spec.value)).toMatchObject([{ hostPort: { start: 7000, end: 7010 } }]);
  });
});

describe('parseHostPortSelector', () => {
  it.each([
    ['2345', { hostIp: null, hostPort: 2345, protocol: null }],
    ['2345/udp', { hostIp: null, hostPort: 2345, protocol: 'udp' }],
    ['127.0.0.1:2345/tcp', { hostIp: '127.0.0.1', hostPort: 2345, protocol: 'tcp' }],
    ['[::1]:2345', { hostIp: '::1', hostPort: 2345, protocol: null }],
  ])('reads %s', (text, expected) => {
    expect(parseHostPortSelector(text)).toEqual(expected);
  });

  it.each(['tcp-2345', '0', '70000', 'x:80', '2345/sctp'])('is not "%s"', (text) => {
    expect(parseHostPortSelector(text)).toBeNull();
  });
});

it('names the host side as people write it', () => {
  expect(hostPortName('*', 2345, 'tcp')).toBe('2345/tcp');
  expect(hostPortName('127.0.0.1', 53, 'udp')).toBe('127.0.0.1:53/udp');
  expect(hostPortName('::1', 53, 'udp')).toBe('[::1]:53/udp');
});
