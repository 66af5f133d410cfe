import { z } from 'zod';
import { parseAddress, parseCidr } from '#shared/model/address';

/**
 * What a saved record may undo. A record is written before a fix is applied and read after a crash;
 * only changes of the forms that fixes have are carried out, whatever the file says.
 */
export const changeSchema = z
  .object({
    program: z.enum(['ip', 'iptables', 'ip6tables', 'sysctl', 'conntrack']),
    place: z
      .union([
        z.object({ name: z.string().regex(/^(?!\.{1,2}$)[^/\0]{1,255}$/) }).readonly(),
        z.object({ pid: z.number().int().positive() }).readonly(),
      ])
      .nullable(),
    args: z.array(z.string().max(256)).max(64).readonly(),
  })
  .refine(({ program, args }) => isAllowed(program, args), 'not a change that a fix makes')
  .readonly();

/** Settings that Portolan changes, with the values that they may get back. */
export const sysctlKeySchema = z
  .string()
  .refine(isOwnSysctl, 'not a setting that Portolan changes');
export const sysctlValueSchema = z.string().regex(/^-?[0-9]{1,10}$/);

function isAllowed(program: string, args: readonly string[]): boolean {
  switch (program) {
    case 'sysctl': {
      const [key = '', value] = args;
      return args.length === 2 && isOwnSysctl(key) && sysctlValueSchema.safeParse(value).success;
    }
    case 'ip':
      return isLinkChange(args) || isDefaultRoute(args);
    case 'conntrack':
      return hasOptions(args, conntrackOptions);
    default:
      return isRuleChange(args);
  }
}

/** dev_valid_name() of the kernel (net/core/dev.c). */
const isInterface = (name: string): boolean => /^(?!\.{1,2}$)[^\s/:\0]{1,15}$/.test(name);

function isOwnSysctl(key: string): boolean {
  const ofInterface = /^net\/(?:ipv4\/conf\/([^/]+)\/rp_filter|ipv6\/conf\/([^/]+)\/accept_ra)$/;
  const [, v4, v6] = ofInterface.exec(key) ?? [];
  return sysctls.has(key) || isInterface(v4 ?? v6 ?? '');
}

const sysctls = new Set([
  'net.ipv4.ip_forward',
  'net.ipv6.conf.all.forwarding',
  'net.netfilter.nf_conntrack_acct',
]);

function isLinkChange([object, verb, dev, name = '', ...words]: readonly string[]): boolean {
  const [option, value = '', flag, state] = words;
  if (object !== 'link' || verb !== 'set' || dev !== 'dev' || !isInterface(name)) return false;
  switch (option) {
    case 'up':
    case 'down':
    case 'nomaster':
      return words.length === 1;
    case 'master':
      return words.length === 2 && isInterface(value);
    case 'mtu':
      return words.length === 2 && /^[0-9]{2,5}$/.test(value);
    case 'type': {
      const isState = state === 'on' || state === 'off';
      return words.length === 4 && value === 'bridge_slave' && flag === 'hairpin' && isState;
    }
    default:
      return false;
  }
}

function isDefaultRoute(args: readonly string[]): boolean {
  const [object, verb = '', target, via, gateway = '', dev, name = ''] = args;
  const words = [object, target, via, dev].join(' ');
  const isForm = args.length === 7 && words === 'route default via dev';
  return isForm && /^(add|delete)$/.test(verb) && parseAddress(gateway).ok && isInterface(name);
}

type Check = (value: string) => boolean;
const isPort: Check = (value) => /^[0-9]{1,5}$/.test(value);
const isAddress: Check = (value) => parseAddress(value).ok;
const isNetwork: Check = (value) => parseCidr(value).ok;
const isProtocol: Check = (value) => value === 'tcp' || value === 'udp';

const conntrackOptions: Readonly<Record<string, Check | null>> = {
  '-D': null,
  '-I': null,
  '-p': isProtocol,
  '-s': isAddress,
  '-d': isAddress,
  '--sport': isPort,
  '--dport': isPort,
  '-r': isAddress,
  '-q': isAddress,
  '--reply-port-src': isPort,
  '--reply-port-dst': isPort,
  '-t': isPort,
};

const ruleOptions: Readonly<Record<string, Check | null>> = {
  '!': null,
  '-s': isNetwork,
  '-d': isNetwork,
  '-p': isProtocol,
  '-m': (value) => /^(tcp|udp|comment|addrtype)$/.test(value),
  '--sport': isPort,
  '--dport': isPort,
  '--dst-type': (value) => value === 'LOCAL',
  '--comment': (value) => /^portolan:[A-Za-z0-9:_.-]{1,200}$/.test(value),
  '-j': (value) => /^(ACCEPT|MASQUERADE|PORTOLAN-DNAT)$/.test(value),
};

function isRuleChange([option, table = '', verb = '', chain = '', ...words]: readonly string[]) {
  const isPlace = /^(raw|mangle|nat|filter)$/.test(table) && /^[A-Z]{1,20}$/.test(chain);
  if (option !== '-t' || !isPlace || !/^-[ID]$/.test(verb)) return false;
  const hasPosition = verb === '-I' && /^[0-9]{1,6}$/.test(words[0] ?? '');
  return hasOptions(hasPosition ? words.slice(1) : words, ruleOptions);
}

/** Whether words are only these options, each with a value that fits. */
function hasOptions(words: readonly string[], options: typeof ruleOptions): boolean {
  for (let i = 0; i < words.length; i++) {
    const option = words[i] ?? '';
    if (!Object.hasOwn(options, option)) return false;
    const check = options[option] ?? null;
    if (check === null) continue;
    i += 1;
    if (!check(words[i] ?? '')) return false;
  }
  return true;
}
