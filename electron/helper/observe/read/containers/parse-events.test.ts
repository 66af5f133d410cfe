import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changesContainers } from './parse-events';

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8');

describe('changesContainers', () => {
  it('reports changes of the list, not programs that run in a container', () => {
    const actions = (name: string) =>
      fixture(name)
        .split('\n')
        .filter(changesContainers)
        .map((line) => (JSON.parse(line) as { readonly Action: string }).Action);
    expect(actions('docker-events.ndjson')).toEqual([
      'connect',
      'start',
      'connect',
      'rename',
      'pause',
      'unpause',
      'die',
      'disconnect',
      'disconnect',
      'destroy',
    ]);
    expect(actions('podman-events.ndjson')).toEqual(['start', 'rename', 'die', 'remove']);
    expect(changesContainers('{"Type":"container","Action":"health_status: healthy"}')).toBe(true);
    expect(changesContainers('{"Type":"container","Action":"constructor"}')).toBe(false);
    expect(changesContainers('{')).toBe(false);
  });
});
