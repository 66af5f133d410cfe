import { familyName, type Family } from '#shared/model/address';
import { readFile } from 'node:fs/promises';
import { parseIptablesSave } from '#shared/model/iptables-save';
import type { Table } from '#shared/model/rules';
import { implementationSave, type Implementation } from '../../system/iptables/iptables';
import { isUnloaded } from '../../system/modules';

/** For how long a reading is good, in milliseconds: it only leads to a warning. */
const keptFor = 1_500;

/** Where the kernel names the tables that iptables-legacy has in this network namespace. */
const legacyNames = { 4: '/proc/net/ip_tables_names', 6: '/proc/net/ip6_tables_names' } as const;

/** Reads the rules of the iptables implementation that the command `iptables` is not. */
export class OtherTables {
  #tables: readonly Table[] = [];
  #readAt = -Infinity;

  /**
   * The tables of the other implementation; none when it cannot be read. Makes no table and loads no module.
   *
   * @param backend the implementation that Portolan writes to
   */
  async read(backend: Implementation): Promise<readonly Table[]> {
    if (performance.now() - this.#readAt < keptFor) return this.#tables;
    this.#tables = await readOther(backend === 'nft' ? 'legacy' : 'nft');
    this.#readAt = performance.now();
    return this.#tables;
  }
}

async function readOther(other: Implementation): Promise<readonly Table[]> {
  if (other === 'nft' && (await isUnloaded('nf_tables', 'net/netfilter'))) return [];
  const read = async (family: Family) => {
    if (other === 'legacy' && !(await hasLegacyTables(family))) return [];
    const text = await implementationSave(other, family);
    return text.ok ? parseIptablesSave(text.value, familyName(family)) : [];
  };
  return (await Promise.all([read(4), read(6)])).flat();
}

async function hasLegacyTables(family: Family): Promise<boolean> {
  return (await readFile(legacyNames[family], 'utf8').catch(() => '')).trim() !== '';
}
