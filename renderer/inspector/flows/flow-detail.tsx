import { Route, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Flow } from '#shared/model/flow';
import { publicationName, type Publication } from '#shared/model/publication';
import { assertNever } from '#shared/result/result';
import { useFlows, useTrace, useUi } from '../../store/services';
import { bytesName } from './amounts';
import { askedOf, clientOf, receiverName, senderName, type FlowRow } from './flow-rows';
import { flowWords, type Sentence } from './flow-words';
import { ForeignText } from '../../ui/foreign-text';

/** One connection explained in sentences, with both tuples of each of its halves. */
export function FlowDetail(props: {
  readonly row: FlowRow;
  readonly publications: readonly Publication[];
}) {
  const { t } = useTranslation();
  const { row, publications } = props;
  const sentence = useSentence();
  const setView = useFlows((flows) => flows.setView);
  const edit = useTrace((trace) => trace.edit);
  const start = useTrace((trace) => trace.start);
  const showTab = useUi((ui) => ui.showTab);
  const candidates = (row.front.candidates ?? []).map((id) => {
    const known = publications.find((publication) => publication.id === id);
    return known === undefined ? id : publicationName(known);
  });
  const follow = (): void => {
    edit({
      kind: 'flow',
      flow: { id: row.front.id, name: `${clientOf(row)} → ${askedOf(row)}` },
    });
    showTab('trace');
    void start();
  };
  return (
    <aside className="flow-detail" aria-label={t('flows.details')}>
      <div className="flow-detail__words">
        <button
          type="button"
          className="icon-button flow-detail__close"
          aria-label={t('flows.close')}
          title={t('flows.close')}
          onClick={() => {
            setView({ selected: null });
          }}
        >
          <X size={16} aria-hidden />
        </button>
        {flowWords(row, publications).map((words) => (
          <p key={words.key}>{sentence(words)}</p>
        ))}
        {candidates.length > 0 && row.front.publication === undefined && (
          <p>
            {t('flows.candidates', {
              count: candidates.length,
              names: candidates.join(t('flows.or')),
            })}
          </p>
        )}
      </div>
      <Tuples flow={row.front} title={t('flows.tuples')} />
      {row.back !== null && <Tuples flow={row.back} title={t('flows.tuplesBehind')} />}
      <button type="button" className="button button--small" onClick={follow}>
        <Route size={14} aria-hidden />
        {t('flows.traceThis')}
      </button>
    </aside>
  );
}

/** Both directions of a flow, each as it appears on the wire. */
function Tuples({ flow, title }: { readonly flow: Flow; readonly title: string }) {
  const { t } = useTranslation();
  return (
    <section aria-label={title}>
      <h3 className="flow-detail__title">{title}</h3>
      <dl className="tuples">
        {(['original', 'reply'] as const).map((direction) => {
          const tuple = flow[direction];
          return (
            <div key={direction}>
              <dt>{t(`flows.${direction}`)}</dt>
              <dd className="mono">
                <ForeignText text={senderName(tuple)} /> →{' '}
                <ForeignText text={receiverName(tuple)} />
                {tuple.bytes !== undefined && (
                  <span className="tuples__bytes">{bytesName(tuple.bytes)}</span>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

/** Returns a function that renders a sentence in the user's language. */
function useSentence(): (sentence: Sentence) => string {
  const { t } = useTranslation();
  return (sentence) => {
    switch (sentence.key) {
      case 'asked':
        return t('flows.words.asked', sentence.values);
      case 'dnatPublication':
        return t('flows.words.dnatPublication', sentence.values);
      case 'dnatRule':
        return t('flows.words.dnatRule', sentence.values);
      case 'dnatRulePublication':
        return t('flows.words.dnatRulePublication', sentence.values);
      case 'dnat':
      case 'plain':
      case 'proxy':
        return t(`flows.words.${sentence.key}`, sentence.values);
      case 'snat':
        return t('flows.words.snat', sentence.values);
      case 'unanswered':
        return t('flows.words.unanswered');
      default:
        return assertNever(sentence);
    }
  };
}
