import { ArrowDown, ArrowUp } from 'lucide-react';
import { useRef, useState, type KeyboardEvent, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Publication } from '#shared/model/publication';
import { flowColumns, type FlowColumn } from '../../store/inspect/flow-view';
import { useFlows } from '../../store/services';
import { FlowLine, rowDomId } from './flow-line';
import type { FlowRow } from './flow-rows';
import { rowHeight, useRowWindow } from './use-row-window';

/** The table of connections. Rows out of sight are not rendered; arrow keys move the selection. */
export function FlowsTable(props: {
  readonly rows: readonly FlowRow[];
  readonly publications: readonly Publication[];
}) {
  const { t } = useTranslation();
  const { rows } = props;
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useRowWindow(rows.length, frame);
  const visible = virtualizer.getVirtualItems();
  const selected = useFlows((flows) => flows.view.selected);
  const setView = useFlows((flows) => flows.setView);
  const now = useNow();

  const goTo = (index: number): void => {
    const row = rows[index];
    if (row === undefined) return;
    setView({ selected: row.id });
    virtualizer.scrollToIndex(index);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLButtonElement) return;
    const at = rows.findIndex(({ id }) => id === selected);
    const height = virtualizer.scrollRect?.height ?? 0;
    const page = Math.max(1, Math.floor(height / rowHeight) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: Math.max(0, at - 1),
      PageDown: Math.min(rows.length - 1, at + page),
      PageUp: Math.max(0, at - page),
      Home: 0,
      End: rows.length - 1,
    };
    const next = steps[event.key];
    if (event.key === 'Escape') setView({ selected: null });
    if (next === undefined) return;
    event.preventDefault();
    goTo(next);
  };

  return (
    <div ref={frame} className="flow-table">
      <table
        className="table"
        role="grid"
        tabIndex={0}
        aria-label={t('flows.table')}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={selected === null ? undefined : rowDomId(selected)}
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr aria-rowindex={1}>
            {flowColumns.map((column) => (
              <ColumnHead key={column} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={visible[0]?.start ?? 0} />
          {visible.map(({ index }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <FlowLine
                key={row.id}
                row={row}
                index={index}
                now={now}
                publications={props.publications}
                selected={row.id === selected}
              />
            );
          })}
          <Spacer height={virtualizer.getTotalSize() - (visible.at(-1)?.end ?? 0)} />
        </tbody>
      </table>
    </div>
  );
}

function Spacer({ height }: { readonly height: number }) {
  if (height === 0) return null;
  return (
    <tr aria-hidden className="flow-table__spacer">
      <td colSpan={flowColumns.length} style={{ height }} />
    </tr>
  );
}

function ColumnHead({ column }: { readonly column: FlowColumn }) {
  const { t } = useTranslation();
  const sort = useFlows((flows) => flows.view.sort);
  const setView = useFlows((flows) => flows.setView);
  const sorted = sort.column === column;
  const Icon = sort.descending ? ArrowDown : ArrowUp;
  const order = sort.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" className={`flow-table__${column}`} aria-sort={sorted ? order : 'none'}>
      <button
        type="button"
        className="sort-button"
        onClick={() => {
          // The first click puts the largest values first, but the youngest connections, i.e. the
          // smallest age.
          const most = column === 'rate' || column === 'bytes';
          setView({ sort: { column, descending: sorted ? !sort.descending : most } });
        }}
      >
        {t(`flows.column.${column}`)}
        {sorted && <Icon size={13} aria-hidden />}
      </button>
    </th>
  );
}

/** The current time in milliseconds since 1970, updated every second. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}
