import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WindowClient } from '#shared/contract/window';
import type { AppliedFix, Path, Report } from '#shared/model/doctor';
import type { Publication } from '#shared/model/publication';
import type { AppError } from '#shared/result/app-error';
import { observedPaths, predictedPaths, type CheckedPath } from './checked-paths';

/** The parts of a publication that can be switched off to show their effect. */
export const publicationParts = ['dnat', 'proxy', 'forward', 'masquerade'] as const;
export type PublicationPart = (typeof publicationParts)[number];
export type PublicationParts = Readonly<Record<PublicationPart, boolean>>;

export interface CheckUp {
  readonly busy: 'no' | 'observing' | 'predicting' | 'fixing';
  /** null before the first answer. */
  readonly paths: readonly CheckedPath[] | null;
  readonly fixes: readonly AppliedFix[];
  /** The parts before the user changed them; null if unchanged. */
  readonly before: PublicationParts | null;
  readonly error: AppError | null;
}

export interface DoctorState {
  /** The publication whose check-up is shown. */
  readonly chosen: string | null;
  readonly checkUps: ReadonlyMap<string, CheckUp>;
}

export interface DoctorActions {
  choose(id: string): void;
  /** Tests all paths with real connections. */
  check(id: string): Promise<void>;
  /** Switches parts on or off and predicts again. */
  adjust(publication: Publication, changes: Partial<PublicationParts>): Promise<void>;
  applyFix(id: string, path: Path): Promise<void>;
  undoFix(id: string, fix: AppliedFix): Promise<void>;
  connect(clear: boolean): void;
}

export type DoctorStore = StoreApi<DoctorState & DoctorActions>;
type DoctorClient = Pick<WindowClient, 'doctor' | 'applyFix' | 'undoFix' | 'adjust'>;

export const noCheckUp: CheckUp = {
  busy: 'no',
  paths: null,
  fixes: [],
  before: null,
  error: null,
};

/** Returns which parts of a publication are on. */
export function publicationPartsOf({
  dnat,
  proxy,
  forward,
  masquerade,
}: Publication): PublicationParts {
  return { dnat, proxy, forward: forward ?? true, masquerade: masquerade ?? true };
}

export function createDoctorStore(client: DoctorClient): DoctorStore {
  return createStore<DoctorState & DoctorActions>((set, get) => {
    /** The latest request per publication. Answers to earlier ones are ignored. */
    const asked = new Map<string, number>();
    let questions = 0;
    const checkUp = (id: string): CheckUp => get().checkUps.get(id) ?? noCheckUp;
    const update = (id: string, changes: Partial<CheckUp>): void => {
      const checkUps = new Map(get().checkUps).set(id, { ...checkUp(id), ...changes });
      set({ checkUps });
    };
    const begin = (id: string, busy: CheckUp['busy']): (() => boolean) => {
      const mine = ++questions;
      asked.set(id, mine);
      update(id, { busy, error: null });
      return () => asked.get(id) === mine;
    };
    const fail = (id: string, error: AppError): void => {
      update(id, { busy: 'no', error });
    };
    const takeReport = (id: string, report: Report | null): void => {
      if (report === null) update(id, { busy: 'no' });
      else update(id, { busy: 'no', paths: observedPaths(report) });
    };

    return {
      chosen: null,
      checkUps: new Map(),
      choose: (chosen) => {
        set({ chosen });
      },
      check: async (id) => {
        const current = begin(id, 'observing');
        const answer = await client.doctor({ selector: id, observe: true });
        if (!current()) return;
        if (answer.ok) takeReport(id, reportOn(id, answer.value.reports));
        else fail(id, answer.error);
      },
      adjust: async (publication, changes) => {
        const { id } = publication;
        const before = checkUp(id).before ?? publicationPartsOf(publication);
        const current = begin(id, 'predicting');
        update(id, { before });
        const adjusted = await client.adjust({ id, ...changes });
        if (!current()) return;
        if (!adjusted.ok) {
          fail(id, adjusted.error);
          return;
        }
        const now = publicationPartsOf(adjusted.value.publication);
        update(id, {
          before: publicationParts.every((part) => now[part] === before[part]) ? null : before,
        });
        const answer = await client.doctor({ selector: id, observe: false });
        if (!current()) return;
        const report = answer.ok ? reportOn(id, answer.value.reports) : null;
        if (!answer.ok) fail(id, answer.error);
        else if (report === null) update(id, { busy: 'no' });
        else update(id, { busy: 'no', paths: predictedPaths(checkUp(id).paths ?? [], report) });
      },
      applyFix: async (id, { from, obstacle }) => {
        if (obstacle?.fix === undefined) return;
        const { label } = obstacle.fix;
        const current = begin(id, 'fixing');
        const answer = await client.applyFix({ publication: id, from, code: obstacle.code });
        if (answer.ok) {
          const { fix, commands } = answer.value;
          update(id, { fixes: [...checkUp(id).fixes, { id: fix, label, commands }] });
        }
        if (!current()) return;
        if (answer.ok) takeReport(id, answer.value.report);
        else fail(id, answer.error);
      },
      undoFix: async (id, fix) => {
        const current = begin(id, 'fixing');
        const answer = await client.undoFix({ fix: fix.id });
        if (answer.ok) update(id, { fixes: checkUp(id).fixes.filter((old) => old.id !== fix.id) });
        if (!current()) return;
        if (answer.ok) takeReport(id, answer.value.report);
        else fail(id, answer.error);
      },
      connect: (clear) => {
        asked.clear();
        if (clear) set({ chosen: null, checkUps: new Map() });
        else {
          const idle = [...get().checkUps].map(
            ([id, old]) => [id, { ...old, busy: 'no' }] as const,
          );
          set({ checkUps: new Map(idle) });
        }
      },
    };
  });
}

function reportOn(id: string, reports: readonly Report[]): Report | null {
  return reports.find(({ publication }) => publication.id === id) ?? reports[0] ?? null;
}
