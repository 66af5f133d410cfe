import { Check, CornerDownRight, OctagonX, Shuffle, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Hop } from '#shared/model/trace';
import { useText } from '../../i18n/use-text';
import { isDrop } from '../../store/inspect/packet-outcome';
import { ForeignText } from '../../ui/foreign-text';

/** One rule, policy or return on a packet's path. */
export function HopCard({ hop }: { readonly hop: Hop }) {
  const { t } = useTranslation();
  const text = useText();
  const { seq, table, chain, kind, rule, comment, verdict, owner, changed, note } = hop;
  const tone = toneOf(hop);
  const Icon = icons[tone];
  return (
    <li className={`hop hop--${tone}`}>
      <div className="hop__head">
        <span className="hop__number">{seq}</span>
        <span className="hop__chain mono">
          <ForeignText text={table} /> <ForeignText text={chain} />
        </span>
        <span className="hop__verdict">
          <Icon size={13} aria-hidden />
          {/* The rule itself shows the target of a jump. */}
          <ForeignText text={verdict.split(' ', 1).join('')} />
        </span>
      </div>
      <div className={kind === 'rule' ? 'hop__rule mono' : 'hop__rule'}>
        {kind === 'rule' ? <ForeignText text={rule ?? ''} /> : t(`trace.${kind}`)}
      </div>
      {kind === 'rule' && owner !== 'other' && tone !== 'drop' && (
        <div className="hop__owner">
          {t(`ruleOf.${owner}`)}
          {comment !== undefined && (
            <>
              {' · '}
              <ForeignText text={comment} />
            </>
          )}
        </div>
      )}
      {changed?.map(({ field, from, to }) => (
        <div key={field} className="hop__changed mono">
          {t('trace.changed', { field: t(`trace.field.${field}`), from, to })}
        </div>
      ))}
      {note !== undefined && <div className="hop__note">{text(note)}</div>}
      {tone === 'drop' && (
        <div className="hop__dropped">
          {kind === 'policy'
            ? t('trace.droppedPolicy', { chain })
            : t('trace.droppedHere', { owner: t(`ruleOf.${owner}`) })}
          {comment !== undefined && (
            <>
              {' · '}
              <ForeignText text={comment} />
            </>
          )}
        </div>
      )}
    </li>
  );
}

type Tone = 'drop' | 'accept' | 'change' | 'pass';

/** Each kind of verdict has its own shape. */
const icons: Readonly<Record<Tone, LucideIcon>> = {
  drop: OctagonX,
  accept: Check,
  change: Shuffle,
  pass: CornerDownRight,
};

function toneOf(hop: Hop): Tone {
  if (isDrop(hop)) return 'drop';
  if (hop.changed !== undefined && hop.changed.length > 0) return 'change';
  if (/^(dnat|snat|masquerade|redirect)\b/i.test(hop.verdict)) return 'change';
  return /^accept\b/i.test(hop.verdict) ? 'accept' : 'pass';
}
