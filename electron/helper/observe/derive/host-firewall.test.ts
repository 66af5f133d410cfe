import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseIptablesSave } from '#shared/model/iptables-save';
import { forwardPolicy, isForwarded, isMasqueraded } from './host-firewall';

const tables = (name: string) =>
  parseIptablesSave(readFileSync(join(import.meta.dirname, '../read/fixtures', name), 'utf8'));
const docker = tables('docker-with-proxy.iptables');
const podman = tables('podman-netavark.iptables');

describe('isMasqueraded', () => {
  it.each([
    ['docker0', docker, '172.17.0.1/16', true],
    ['a network of its own', docker, '10.9.0.1/24', true],
    ['another network', docker, '10.10.0.1/24', false],
    ['podman0, in a chain of its own', podman, '10.88.0.1/16', true],
    ['only the part that rules name', podman, '10.0.0.1/8', false],
  ])('tells it of %s', (_, rules, address, expected) => {
    expect(isMasqueraded(rules, [address])).toBe(expected);
  });
});

describe('isForwarded', () => {
  it('looks at the policy, then at the rules', () => {
    expect([forwardPolicy(docker), forwardPolicy(podman)]).toEqual(['DROP', 'ACCEPT']);
    expect(isForwarded(docker, 'docker0')).toBe(true);
    expect(isForwarded(docker, 'br0')).toBe(false);
    expect(isForwarded(podman, 'br0')).toBe(true);
  });
});
