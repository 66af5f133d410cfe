import { ChevronDown, ChevronUp } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '#shared/model/snapshot';
import { useUi } from '../store/services';
import type { InspectorTab } from '../store/ui-store';
import { CommandsView } from './commands-view';
import { ContainersTable } from './containers-table';
import './inspector.css';
import { PublicationsTable } from './publications-table';

const tabs: readonly InspectorTab[] = ['publications', 'containers', 'commands'];

/** Below the chart: what it says, as tables, and the commands behind it. */
export function Inspector({ snapshot }: { readonly snapshot: Snapshot }) {
  const { t } = useTranslation();
  const { open, tab } = useUi((ui) => ui.inspector);
  const showTab = useUi((ui) => ui.showTab);
  const toggle = useUi((ui) => ui.toggleInspector);
  const counts: Readonly<Record<InspectorTab, number | null>> = {
    publications: snapshot.publications.length,
    containers: snapshot.endpoints.length,
    commands: null,
  };
  const label = open ? t('inspector.hide') : t('inspector.show');
  return (
    <Tabs.Root
      className="inspector"
      data-open={open}
      value={tab}
      onValueChange={(value) => {
        const chosen = tabs.find((candidate) => candidate === value);
        if (chosen !== undefined) showTab(chosen);
      }}
    >
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
              {counts[name] !== null && <span className="inspector__count">{counts[name]}</span>}
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
            <ContainersTable endpoints={snapshot.endpoints} publications={snapshot.publications} />
          </Tabs.Content>
          <Tabs.Content className="inspector__content" value="commands">
            <CommandsView publications={snapshot.publications} />
          </Tabs.Content>
        </>
      )}
    </Tabs.Root>
  );
}
