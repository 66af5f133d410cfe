import { describe, expect } from 'vitest';
import { answeredPaths, everyPath } from '../machines/inbound-paths';
import { machineTest as it } from '../machines/machine-test';
import { allowed } from '../machines/promised-time';
import { helperBundle, kernelTraces, SandboxHelper } from '../machines/sandbox';

describe('publish and unpublish', () => {
  it('opens every path, and leaves nothing behind', async ({ machine, helper }) => {
    const before = await kernelTraces(machine);
    expect(await answeredPaths(machine, 2345)).toEqual(everyPath(false));

    const published = await helper.cli('publish', 'netns:web', '2345:8000');
    expect(published).toMatchObject({
      code: 0,
      ok: true,
      value: {
        publications: [
          {
            origin: 'portolan',
            protocol: 'tcp',
            hostIp: '*',
            hostPort: 2345,
            endpoint: { id: 'netns:web', name: 'web' },
            containerIp: '10.77.0.2',
            containerPort: 8000,
            dnat: true,
            proxy: true,
            state: 'active',
          },
        ],
      },
    });
    expect(await answeredPaths(machine, 2345)).toEqual(everyPath(true));

    const removed = await helper.cli('unpublish', '2345');
    expect(removed).toMatchObject({ code: 0, value: { removed: [{ hostPort: 2345 }] } });
    expect(await answeredPaths(machine, 2345)).toEqual(everyPath(false));
    expect(await kernelTraces(machine)).toBe(before);
  });

  it('holds the host port against other programs', async ({ machine, helper }) => {
    await helper.cli('publish', 'web', '2345:8000');
    const script = `require('net').createServer().on('error', (e) => { console.log(e.code); }).listen(2345, '0.0.0.0', function () { console.log('taken'); this.close(); })`;
    const { stdout } = await machine.run([process.execPath, '-e', script]);
    expect(stdout.trim()).toBe('EADDRINUSE');
  });

  it('names its own publication when the port is requested again', async ({ helper }) => {
    await helper.cli('publish', 'web', '2345:8000');
    const again = await helper.cli('publish', 'peer', '2345:80');
    expect(again).toMatchObject({
      code: 1,
      ok: false,
      error: {
        code: 'PORT_IN_USE',
        details: { port: 2345, protocol: 'tcp', publication: 'tcp-2345' },
      },
    });
  });

  it('names the process that holds a port, and changes nothing', async ({ machine, helper }) => {
    // Newer Nodes call their main thread, whose name the kernel shows, something else.
    const script = `process.title = 'node'; require('net').createServer().listen(2345, '127.0.0.1', () => console.log('up'))`;
    await machine.startReady([process.execPath, '-e', script]);
    const before = await kernelTraces(machine);
    const refused = await helper.cli('publish', 'web', '2345:8000');
    expect(refused).toMatchObject({
      code: 1,
      error: {
        code: 'PORT_IN_USE',
        details: {
          port: 2345,
          protocol: 'tcp',
          process: 'node',
          pid: expect.any(Number) as number,
        },
      },
    });
    expect(await kernelTraces(machine)).toBe(before);
    expect(await helper.cli('ls')).toMatchObject({ value: { publications: [] } });
  });

  it('serves by DNAT alone without the proxy, and by the proxy alone without DNAT', async ({
    machine,
    helper,
  }) => {
    await helper.cli('publish', 'web', '2345:8000', '--no-proxy');
    expect(await answeredPaths(machine, 2345)).toEqual({
      ...everyPath(true),
      loopback4: false,
      loopback6: false,
    });
    await helper.cli('unpublish', 'tcp-2345');
    await helper.cli('publish', 'web', '2345:8000', '--no-dnat');
    expect(await answeredPaths(machine, 2345)).toEqual(everyPath(true));
    expect((await machine.run(['iptables-save'])).stdout).not.toContain('PORTOLAN');
  });

  it('leaves a publication of the same port of a container working when another is removed', async ({
    machine,
    helper,
  }) => {
    await machine.commands('iptables -P FORWARD DROP');
    await helper.cli('publish', 'web', '2345:8000', '2346:8000');
    await helper.cli('publish', 'web', '127.0.0.1:2347:8000');
    await helper.cli('unpublish', '2346', '2347');
    expect(await answeredPaths(machine, 2345)).toEqual(everyPath(true));
    expect(await machine.fetch('http://198.51.100.1:2346', 'lan', 1)).toBeNull();
    await helper.cli('unpublish', '2345');
    expect(await answeredPaths(machine, 2345)).toEqual(everyPath(false));
  });

  it('resets a client of the proxy when the container does not answer within five seconds', async ({
    machine,
    helper,
  }) => {
    await helper.cli('publish', 'web', '2345:8000');
    expect(await answeredPaths(machine, 2345)).toEqual(everyPath(true));
    const drop = ['iptables', '-A', 'INPUT', '-p', 'tcp', '--dport', '8000', '-j', 'DROP'];
    expect(await machine.run(drop, { netns: 'web' })).toMatchObject({ code: 0 });
    const start = performance.now();
    const asked = await machine.run(['curl', '-sS', '--max-time', '20', 'http://127.0.0.1:2345']);
    const seconds = (performance.now() - start) / 1000;
    expect(asked.stderr).toContain('reset by peer');
    expect(seconds).toBeGreaterThan(4.5);
    expect(seconds).toBeLessThan(await allowed(8));
  });

  it('changes nothing on a dry run, and shows commands that do the same', async ({
    machine,
    helper,
  }) => {
    const before = await kernelTraces(machine);
    const rehearsed = await helper.cli('publish', 'web', '2345:8000', '--dry-run');
    expect(await kernelTraces(machine)).toBe(before);
    const commands = rehearsed.value['commands'] as readonly string[];
    expect(commands).toContain('sysctl -w net.ipv4.ip_forward=1');

    await helper.cli('publish', 'web', '2345:8000');
    const ours = await machine.run(['iptables-save']);
    await helper.stop('SIGTERM');
    expect(await kernelTraces(machine)).toBe(before);
    for (const command of commands.filter((line) => !line.startsWith('socat'))) {
      await machine.commands(command);
    }
    const byHand = await machine.run(['iptables-save']);
    const plain = (text: string) => text.replace(/^#.*$/gm, '').replace(/\[\d+:\d+\]/g, '');
    expect(plain(byHand.stdout)).toBe(plain(ours.stdout));
  });

  it('masquerades for a container whose replies would take another route', async ({
    machine,
    helper,
  }) => {
    await machine.commands('ip -n web route del default');
    await helper.cli('publish', 'web', '2345:8000');
    // The container itself has no route to the host's other address.
    expect(await answeredPaths(machine, 2345)).toEqual({ ...everyPath(true), self: false });
  });

  it.for([
    ['NO_SUCH_ENDPOINT', ['publish', 'nobody', '2345:8000']],
    ['BAD_REQUEST', ['publish', 'web', '99999:8000']],
    ['BAD_REQUEST', ['publish', 'web', '2345:8000/sctp']],
    ['BAD_REQUEST', ['publish', 'web', '2000-2002:8000-8001']],
    ['BAD_REQUEST', ['publish', 'web', '192.0.2.77:2345:8000']],
    ['BAD_REQUEST', ['publish', 'web', '[fe80::1]:2345:8000']],
    ['BAD_REQUEST', ['publish', 'web', '2345:8000', '2345:8001']],
    ['BAD_REQUEST', ['publish', 'web', '2340-2345:8000-8005', '127.0.0.1:2345:8001']],
    ['NO_SUCH_PUBLICATION', ['unpublish', '2345']],
  ] as const)('refuses with %s: %s', async ([code, args], { machine, helper }) => {
    const before = await kernelTraces(machine);
    expect(await helper.cli(...args)).toMatchObject({ code: 1, ok: false, error: { code } });
    expect(await helper.cli('ls')).toMatchObject({ value: { publications: [] } });
    expect(await kernelTraces(machine)).toBe(before);
  });

  it('names the port that is requested twice', async ({ helper }) => {
    const refused = await helper.cli('publish', 'web', '2345:8000', '2345-2346:8001-8002');
    expect(refused.error.message).toBe('Port 2345/tcp appears twice in this request.');
    expect(refused.error.details).toEqual({ address: '*', port: 2345, protocol: 'tcp' });
  });

  it('takes the same port for both protocols and on two addresses in one request', async ({
    machine,
    helper,
  }) => {
    await machine.commands('ip address add 198.51.100.9/24 dev up0');
    const specs = ['198.51.100.1:2345:8000', '198.51.100.9:2345:8000', '2345:8000/udp'];
    expect(await helper.cli('publish', 'web', ...specs)).toMatchObject({ ok: true });
    expect(await machine.fetch('http://198.51.100.9:2345', 'lan')).toContain('web served');
  });

  it('publishes all ports of a request, or none', async ({ machine, helper }) => {
    await helper.cli('publish', 'peer', '2346:8000');
    const refused = await helper.cli('publish', 'web', '2345:8000', '2346:8001');
    expect(refused).toMatchObject({ error: { code: 'PORT_IN_USE' } });
    expect(await helper.cli('ls')).toMatchObject({ value: { publications: [{ hostPort: 2346 }] } });
    expect(await machine.fetch('http://127.0.0.1:2345')).toBeNull();
  });
});

describe('the life of a helper', () => {
  it('removes everything when it is asked to end, and publishes again at the next start', async ({
    machine,
    helper,
  }) => {
    await helper.stop('SIGTERM');
    const before = await kernelTraces(machine);
    helper = await SandboxHelper.start(machine);
    await helper.cli('publish', 'web', '2345:8000');
    await helper.stop('SIGTERM');
    expect(await kernelTraces(machine)).toBe(before);

    helper = await SandboxHelper.start(machine);
    expect(await answeredPaths(machine, 2345)).toEqual(everyPath(true));
    await helper.cli('unpublish', '2345');
  });

  it('recognises its rules after it was killed, and removes all of them', async ({
    machine,
    helper,
  }) => {
    await helper.stop('SIGTERM');
    const before = await kernelTraces(machine);
    helper = await SandboxHelper.start(machine);
    await helper.cli('publish', 'web', '2345:8000');
    await helper.stop('SIGKILL');
    expect(await machine.fetch('http://198.51.100.1:2345', 'lan')).toContain('web served');
    helper = await SandboxHelper.start(machine);
    expect(await answeredPaths(machine, 2345)).toEqual(everyPath(true));
    await helper.cli('unpublish', '2345');
    await helper.stop('SIGTERM');
    expect(await kernelTraces(machine)).toBe(before);
  });

  it.for(['', `/run/${'x'.repeat(120)}`])(
    'neither listens nor is looked for at a path that cannot be a socket: "%s"',
    async (path, { machine, helper }) => {
      expect(await helper.cli('status', '--socket', path)).toMatchObject({
        code: 3,
        error: { code: 'HELPER_UNAVAILABLE', details: { socket: path } },
      });
      const argv = [
        process.execPath,
        helperBundle,
        'helper',
        '--socket',
        path,
        '--state',
        '/run/x',
      ];
      const { code, stdout, stderr } = await machine.run(argv);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('the path of the socket is');
    },
  );

  it('allows one helper in a network namespace', async ({ machine, helper }) => {
    await expect(SandboxHelper.start(machine, ['--socket', '/run/other.sock'])).rejects.toThrow();
    expect(await helper.cli('status')).toMatchObject({ ok: true });
  });
});
