import { readdirSync, readFileSync } from 'node:fs';
import { labSocket } from '#transport/paths';

/** The processes, unshare(1) first, whose command line names the lab socket of an app. */
export function labProcesses(runtimeFolder: string): readonly number[] {
  const socket = labSocket({ PORTOLAN_RUNTIME_DIR: runtimeFolder });
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
    .filter((pid) => commandLine(pid).includes(socket))
    .sort((a, b) => a - b);
}

function commandLine(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
