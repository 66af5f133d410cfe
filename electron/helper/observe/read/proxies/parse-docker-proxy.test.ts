import { describe, expect, it } from 'vitest';
import { parseDockerProxy } from './parse-docker-proxy';

const cmdline = (text: string) => `${text.split(' ').join('\0')}\0`;

describe('parseDockerProxy', () => {
  it('reads the command line of a proxy', () => {
    const text =
      '/usr/sbin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.3 -container-port 8000';
    expect(parseDockerProxy(cmdline(text))).toEqual({
      protocol: 'tcp',
      hostIp: '0.0.0.0',
      hostPort: 8080,
      containerIp: '172.17.0.3',
      containerPort: 8000,
    });
  });

  it('reads IPv6, UDP and flags in their other forms', () => {
    const text =
      'docker-proxy --proto=udp -host-ip :: -host-port=5353 -container-ip fd00:9::0002 -container-port 53 -use-listen-fd';
    expect(parseDockerProxy(cmdline(text))).toEqual({
      protocol: 'udp',
      hostIp: '::',
      hostPort: 5353,
      containerIp: 'fd00:9::2',
      containerPort: 53,
    });
  });

  it.each([
    '',
    'nginx -proto tcp -host-ip 0.0.0.0 -host-port 1 -container-ip 10.0.0.1 -container-port 1',
    'docker-proxy -proto sctp -host-ip 0.0.0.0 -host-port 1 -container-ip 10.0.0.1 -container-port 1',
    'docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 0 -container-ip 10.0.0.1 -container-port 1',
    'docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 1 -container-port 1',
  ])('leaves out %j', (text) => {
    expect(parseDockerProxy(cmdline(text))).toBeNull();
  });
});
