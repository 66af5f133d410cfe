import { describe, expect, it } from 'vitest';
import type { Endpoint } from '#shared/model/snapshot';
import { endpointFinder, findEndpointByName } from './resolve';

function endpoint(id: string, name: string, more: Partial<Endpoint> = {}): Endpoint {
  return {
    id,
    name,
    runtime: 'docker',
    state: 'running',
    interfaces: [],
    listeners: [],
    ...more,
  };
}

const pod = endpoint('docker:1', 'web', { names: ['web', 'sidecar'], namespace: 'web-net' });
const lan = endpoint('netns:lan', 'lan', { runtime: 'netns' });
const endpoints = [pod, lan, endpoint('docker:2', 'twin'), endpoint('docker:3', 'twin')];

describe('findEndpointByName', () => {
  it.each([
    ['docker:1', pod],
    ['web', pod],
    ['sidecar', pod],
    ['netns:web-net', pod],
    ['lan', lan],
    ['netns:lan', lan],
    ['twin', undefined],
    ['nobody', undefined],
  ])('finds %s', (target, expected) => {
    expect(findEndpointByName(target, endpoints)).toBe(expected);
  });
});

describe('endpointFinder', () => {
  const find = endpointFinder(endpoints);
  it.each([
    ['the very one', { id: 'docker:1', name: 'old-name' }, pod],
    ['a successor of the same name', { id: 'docker:gone', name: 'web' }, pod],
    ['a namespace that has become a container', { id: 'netns:web-net', name: 'web-net' }, pod],
    ['nobody of another runtime', { id: 'podman:gone', name: 'web' }, undefined],
  ])('finds %s', (_, target, expected) => {
    expect(find({ target })).toBe(expected);
  });
});
