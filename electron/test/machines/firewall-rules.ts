import type { Sandbox } from './sandbox';

/** Every rule, chain and policy of a machine as lines that name family and table. */
export interface Rules {
  readonly ours: readonly string[];
  readonly others: readonly string[];
}

/**
 * Reads what iptables holds, ours and that of others apart. Counters are left out, and built-in
 * chains that let everything pass: those come with a table.
 */
export async function readRules(machine: Sandbox): Promise<Rules> {
  const lines = (await Promise.all(['iptables-save', 'ip6tables-save'].map(saved))).flat();
  const isOurs = (line: string) => line.includes('PORTOLAN-') || line.includes('portolan:');
  return { ours: lines.filter(isOurs), others: lines.filter((line) => !isOurs(line)) };

  async function oneByOne(program: string): Promise<string> {
    const tables = ['raw', 'mangle', 'nat', 'filter'];
    const read = tables.map((table) => machine.run([program, '-t', table]));
    return (await Promise.all(read)).map(({ stdout }) => stdout).join('');
  }

  async function saved(program: string): Promise<readonly string[]> {
    const { code, stdout: all } = await machine.run([program]);
    // A plain user's iptables-legacy cannot list the tables, but it can read them.
    const stdout = code === 0 ? all : await oneByOne(program);
    let table = '';
    let forwardRules = 0;
    const found = stdout.split('\n').flatMap((line) => {
      if (line.startsWith('*')) {
        table = line.slice(1);
        forwardRules = 0;
      }
      if (!/^(:|-A)/.test(line) || line.includes(' ACCEPT [')) return [];
      const text = line.replace(/ \[\d+:\d+\]$/, '');
      const forward = line.startsWith('-A FORWARD ') && table === 'filter';
      if (forward) forwardRules += 1;
      const ourPlace =
        forward && line.includes('PORTOLAN-') ? ` (number ${String(forwardRules)})` : '';
      return [[table, `${program} ${table} ${text}${ourPlace}`] as const];
    });
    return found.sort(([a], [b]) => a.localeCompare(b)).map(([, line]) => line);
  }
}
