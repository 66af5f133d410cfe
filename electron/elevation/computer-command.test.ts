import { describe, expect, it } from 'vitest';
import { elevationCommand } from './computer-command';

const node = { path: '/opt/portolan/electron', env: { ELECTRON_RUN_AS_NODE: '1' } };
const options = {
  socket: '/run/portolan/helper.sock',
  helperBundle: '/opt/portolan/dist/helper/helper.cjs',
  owner: 1000,
};

describe('elevationCommand', () => {
  it('is one constant line', () => {
    expect(elevationCommand(node, options)).toEqual({
      ok: true,
      value:
        '/usr/bin/env -i ELECTRON_RUN_AS_NODE=1 /opt/portolan/electron /opt/portolan/dist/helper/helper.cjs helper --socket /run/portolan/helper.sock --owner 1000 --until-stdin-ends',
    });
  });

  it.each([
    '/tmp/$(id)/helper.cjs',
    '/tmp/a b',
    '/tmp/`id`',
    '/tmp/a;b',
    '/tmp/a"b',
    '/tmp/a\nb',
    'a',
  ])('refuses the path %j', (helperBundle) => {
    const result = elevationCommand(node, { ...options, helperBundle });
    expect(result.ok ? null : result.error.code).toBe('UNSUPPORTED');
  });
});
