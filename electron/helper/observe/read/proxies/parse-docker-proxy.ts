import { parseAddress } from '#shared/model/address';
import { portSchema, protocolSchema } from '#shared/model/port-spec';
import type { ProxyProcess } from '../../records/reading';

/**
 * Reads the command line of a docker-proxy in `/proc/PID/cmdline`: words that end in a zero byte.
 * Source: moby `cmd/docker-proxy/main_linux.go`, whose flags have one or two dashes and `=` or a
 * separate word.
 *
 * @returns null for another program, or without valid ports
 */
export function parseDockerProxy(cmdline: string): Omit<ProxyProcess, 'pid'> | null {
  const [program = '', ...words] = cmdline.split('\0').filter((word) => word !== '');
  if (!/(^|\/)docker-proxy$/.test(program)) return null;
  const flags = readFlags(words);
  const hostIp = parseAddress(flags.get('host-ip') ?? '');
  const containerIp = parseAddress(flags.get('container-ip') ?? '');
  const hostPort = portSchema.safeParse(Number(flags.get('host-port'))).data;
  const containerPort = portSchema.safeParse(Number(flags.get('container-port'))).data;
  const protocol = protocolSchema.safeParse(flags.get('proto') ?? 'tcp').data;
  if (!hostIp.ok || !containerIp.ok || protocol === undefined) return null;
  if (hostPort === undefined || containerPort === undefined) return null;
  return {
    protocol,
    hostIp: hostIp.value,
    hostPort,
    containerIp: containerIp.value,
    containerPort,
  };
}

function readFlags(words: readonly string[]): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  for (const [index, word] of words.entries()) {
    const match = /^--?([a-z0-9-]+)(?:=(.*))?$/.exec(word);
    if (match?.[1] !== undefined) flags.set(match[1], match[2] ?? words[index + 1] ?? '');
  }
  return flags;
}
