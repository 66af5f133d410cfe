import { expect } from 'vitest';
import type { ObstacleCode, Path, Report } from '#shared/model/doctor';
import type { RuleOwner } from '#shared/model/rules';
import type { PathFrom } from '#shared/model/trace';
import type { Sandbox, SandboxHelper } from './sandbox';

/** One fault, as a machine has it that is sound otherwise. */
export interface Fault {
  readonly code: ObstacleCode;
  readonly where: string;
  readonly from: PathFrom;
  readonly owner?: RuleOwner;
  /** What is published by Portolan, with its options; when absent, `make` publishes it by rules. */
  readonly publish?: readonly string[];
  /** What makes the fault, after it was published; one command a line. */
  readonly make?: string;
  readonly listen?: { readonly netns?: string; readonly address: string; readonly port: number };
  /**
   * Whether a fix is offered, which must make the path work, and whose undo must bring the fault
   * back.
   */
  readonly fixed: boolean;
  /** Some obstacles let connections be made, and hinder only some packets. */
  readonly partial?: true;
  /**
   * Whether the configuration as it is read shows nothing of it, so that only a packet that is
   * followed does.
   */
  readonly hidden?: true;
}

/** The rules of the source article for a port of a bridged machine, with no proxy. */
export const publishedByHand = `
  sysctl -qw net.ipv4.ip_forward=1
  iptables -t nat -A PREROUTING -p tcp --dport 2345 -j DNAT --to-destination 10.77.0.2:8000
  iptables -t nat -A OUTPUT -d 198.51.100.1/32 -p tcp --dport 2345 -j DNAT --to-destination 10.77.0.2:8000`;

/** The doctor's report on what Portolan has published at a port, else on what others have. */
export async function reportOn(helper: SandboxHelper, port: number): Promise<Report | undefined> {
  const { value } = await helper.cli('doctor', String(port));
  const reports = value['reports'] as readonly Report[];
  return reports.find(({ publication }) => publication.origin === 'portolan') ?? reports[0];
}

/**
 * Makes a fault. Expects the doctor to find it, to fix it where it offers a fix, and to undo that.
 */
export async function expectFault(
  machine: Sandbox,
  helper: SandboxHelper,
  fault: Fault,
): Promise<void> {
  await makeFault(machine, helper, fault);
  await expectFound(helper, fault, 2345);
}

/** The same for a fault that is there already, on a port. */
export async function expectFound(
  helper: SandboxHelper,
  fault: Fault,
  port: number,
): Promise<void> {
  const { code, where, from, owner, fixed, partial, hidden } = fault;
  const outcome = partial === true ? 'reachable' : 'unreachable';
  const expected = {
    predicted: hidden === true ? 'reachable' : outcome,
    observed: outcome,
    differs: hidden === true,
    obstacle: { code, where, ...(owner === undefined ? {} : { owner }) },
  };
  const report = await reportOn(helper, port);
  const found = pathOf(report, from);
  expect(found).toMatchObject(expected);
  expect(found?.obstacle?.explanation).toMatch(/\.$/);
  if (!fixed) {
    expect(found?.obstacle?.fix).toBeUndefined();
    return;
  }
  const commands = found?.obstacle?.fix?.commands;
  expect(commands).not.toEqual([]);
  const id = report?.publication.id ?? '';
  const applied = await helper.cli('doctor', id, '--fix', from);
  expect(applied).toMatchObject({ ok: true, value: { commands } });
  const path = pathOf(applied.value['report'] as Report, from);
  expect(path).toMatchObject({ predicted: 'reachable', observed: 'reachable' });
  expect(path?.obstacle).toBeUndefined();
  const undone = await helper.cli('doctor', '--undo', String(applied.value['fix']));
  expect(undone).toMatchObject({ ok: true });
  expect(pathOf(undone.value['report'] as Report, from)).toMatchObject(expected);
}

function pathOf(report: Report | undefined, from: PathFrom): Path | undefined {
  return report?.paths.find((path) => path.from === from);
}

async function makeFault(
  machine: Sandbox,
  helper: SandboxHelper,
  { publish, make = '', listen }: Fault,
): Promise<void> {
  if (publish !== undefined) expect(await helper.cli(...publish)).toMatchObject({ ok: true });
  await machine.commands(make);
  if (listen === undefined) return;
  const { netns, address, port } = listen;
  const serve = `require('net').createServer().listen(${String(port)}, '${address}', () => console.log('ready'))`;
  await machine.startReady([process.execPath, '-e', serve], netns);
}
