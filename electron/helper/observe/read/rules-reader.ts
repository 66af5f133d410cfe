import type { Table } from '#shared/model/rules';
import { ok, type Result } from '#shared/result/result';
import { iptablesBackend, type Implementation } from '../../system/iptables/iptables';
import { OtherTables, otherRulesWarnings } from './other-rules';
import { Part } from './parts/part';
import { usedChainWarnings } from './used-chains';
import type { Reading, Staleness } from '../records/reading';
import { readTables } from '../../system/iptables/tables';

/** Time limit for the rules, in milliseconds. */
const limit = 3_000;

/** Reads the rules of both families, and warns about rules of others that affect Portolan's. */
export class RulesReader {
  readonly #tables = new Part<readonly Table[]>('rules', limit);
  readonly #others = new Part<readonly Table[]>('rules', limit);
  readonly #otherTables = new OtherTables();
  #backend: Implementation | null = null;

  get stale(): readonly Staleness[] {
    return [this.#tables.staleness ?? [], this.#others.staleness ?? []].flat();
  }

  /** Fails only when the rules were never read successfully. */
  async read(): Promise<Result<Pick<Reading, 'backend' | 'tables' | 'warnings'>>> {
    const backend = await this.#readBackend();
    if (!backend.ok) return backend;
    const [tables, others] = await Promise.all([
      this.#tables.read(readTables),
      this.#others.read(async () => ok(await this.#otherTables.read(backend.value))),
    ]);
    if (!tables.ok) return tables;
    const warnings = others.ok ? otherRulesWarnings(backend.value, others.value) : [];
    return ok({
      backend: backend.value,
      tables: tables.value,
      warnings: [...warnings, ...usedChainWarnings(tables.value)],
    });
  }

  async #readBackend(): Promise<Result<Implementation>> {
    if (this.#backend !== null) return ok(this.#backend);
    const backend = await iptablesBackend();
    if (backend.ok) this.#backend = backend.value;
    return backend;
  }
}
