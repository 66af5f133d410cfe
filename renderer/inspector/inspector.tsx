import { ChevronDown, ChevronUp } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '#shared/model/snapshot';
import { useReadOnly, useUi } from '../store/services';
import type { InspectorTab } from '../store/ui-store';
import { CommandsView } from './commands-view';
import { ContainersTable } from './containers-table';
import { DoctorView } from './doctor/doctor-view';
import { FlowsView } from './flows/flows-view';
import { InspectorHeight } from './inspector-height';
import './inspector.css';
import { PublicationsTable } from './publications-table';
import './tools/tools.css';
import { TraceView } from './trace/trace-view';

const tabs: readonly InspectorTab[] = [
  'publications',
  'containers',
  'flows',
  'trace',
  'doctor',
  'commands',
];
/** Tabs with more content start higher. */
const tall: ReadonlySet<InspectorTab> = new Set(['flows', 'trace', 'doctor']);

/** Below the chart: its content as tables, and the commands behind it. */
export function Inspector({ snapshot }: { readonly snapshot: Snapshot }) {
  const { t } = useTranslation();
  const { open, tab } = useUi((ui) => ui.inspector);
  const showTab = useUi((ui) => ui.showTab);
  const toggle = useUi((ui) => ui.toggleInspector);
  const [height, setHeight] = useState<number | null>(null);
  const counts: Readonly<Partial<Record<InspectorTab, number>>> = {
    publications: snapshot.publications.length,
    containers: snapshot.endpoints.length + (snapshot.host.containers?.length ?? 0),
  };
  const readOnly = useReadOnly();
  /** Wraps a view that needs the helper, which a snapshot from a file does not have. */
  const live = (view: ReactNode): ReactNode =>
    readOnly ? <p className="inspector__empty">{t('inspector.notInFile')}</p> : view;
  const label = open ? t('inspector.hide') : t('inspector.show');
  return (
    <Tabs.Root
      className="inspector"
      data-open={open}
      data-tall={tall.has(tab)}
      style={open && height !== null ? { height } : undefined}
      value={tab}
      onValueChange={(value) => {
        const chosen = tabs.find((candidate) => candidate === value);
        if (chosen !== undefined) showTab(chosen);
      }}
    >
      {open && <InspectorHeight onHeight={setHeight} />}
      <div className="inspector__bar">
        <Tabs.List className="inspector__tabs" aria-label={t('inspector.label')}>
          {tabs.map((name) => (
            <Tabs.Trigger
              key={name}
              value={name}
              className="inspector__tab"
              onClick={() => {
                showTab(name);
              }}
            >
              {t(`inspector.${name}`)}
              {counts[name] !== undefined && (
                <span className="inspector__count" aria-hidden>
                  {counts[name]}
                </span>
              )}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <button
          type="button"
          className="icon-button"
          aria-expanded={open}
          aria-label={label}
          title={label}
          onClick={toggle}
        >
          {open ? <ChevronDown size={18} aria-hidden /> : <ChevronUp size={18} aria-hidden />}
        </button>
      </div>
      {open && (
        <>
          <Tabs.Content className="inspector__content" value="publications">
            <PublicationsTable publications={snapshot.publications} />
          </Tabs.Content>
          <Tabs.Content className="inspector__content" value="containers">
            <ContainersTable
              endpoints={snapshot.endpoints}
              publications={snapshot.publications}
              host={snapshot.host}
            />
          </Tabs.Content>
          <Tabs.Content className="inspector__content" value="flows">
            {live(<FlowsView snapshot={snapshot} />)}
          </Tabs.Content>
          <Tabs.Content className="inspector__content" value="trace">
            {live(
              <TraceView publications={snapshot.publications} endpoints={snapshot.endpoints} />,
            )}
          </Tabs.Content>
          <Tabs.Content className="inspector__content" value="doctor">
            {live(<DoctorView publications={snapshot.publications} />)}
          </Tabs.Content>
          <Tabs.Content className="inspector__content" value="commands">
            <CommandsView publications={snapshot.publications} />
          </Tabs.Content>
        </>
      )}
    </Tabs.Root>
  );
}
