import type { Table } from '#shared/model/rules';
import { ok, type Result } from '#shared/result/result';
import { iptablesBackend, type Implementation } from '../../system/iptables/iptables';
import { OtherTables, otherRulesWarnings } from './other-rules';
import { Part } from './parts/part';
import { Rested } from './parts/rested';
import { usedChainWarnings } from './used-chains';
import type { Reading, Staleness } from '../records/reading';
import { parseSaved, readSaved, type SavedRules } from '../../system/iptables/tables';

/** Time limits in milliseconds: for the rules' text, and for parsing it. */
const limit = 3_000;
const parseLimit = 30_000;

/** Reads the rules of both families, and warns about rules of others that affect Portolan's. */
export class RulesReader {
  readonly #saved = new Part<SavedRules>('rules', limit);
  readonly #tables = new Part<readonly Table[]>('rules', parseLimit);
  readonly #others = new Part<readonly Table[]>('rules', limit);
  readonly #otherTables = new OtherTables();
  readonly #rested = new Rested<SavedRules>();
  #backend: Implementation | null = null;

  get stale(): readonly Staleness[] {
    return [
      this.#saved.staleness ?? [],
      this.#tables.staleness ?? [],
      this.#others.staleness ?? [],
    ].flat();
  }

  /** Fails only when the rules were never read successfully. */
  async read(): Promise<Result<Pick<Reading, 'backend' | 'tables' | 'warnings'>>> {
    const backend = await this.#readBackend();
    if (!backend.ok) return backend;
    const [tables, others] = await Promise.all([
      this.#readTables(),
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

  async #readTables(): Promise<Result<readonly Table[]>> {
    const saved = await this.#saved.read(() => this.#rested.read(readSaved));
    if (!saved.ok) return saved;
    return this.#tables.read(async () => ok(await parseSaved(saved.value)));
  }

  async #readBackend(): Promise<Result<Implementation>> {
    if (this.#backend !== null) return ok(this.#backend);
    const backend = await iptablesBackend();
    if (backend.ok) this.#backend = backend.value;
    return backend;
  }
}
