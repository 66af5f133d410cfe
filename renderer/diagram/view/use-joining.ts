import type { Connection, FinalConnectionState } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import { verbatim } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { useUi } from '../../store/services';
import { joinOf } from './attach-handles';
import type { FlowNode } from './flow-elements';

/**
 * What becomes of a line that is drawn from a container to a bridge: a bridge of ours opens the dialog, another's
 * says whose it is.
 */
export function useJoining(nodes: readonly FlowNode[]) {
  const { t } = useTranslation();
  const openAttach = useUi((ui) => ui.openAttach);
  const showNotice = useUi((ui) => ui.showNotice);
  return {
    isValidConnection: (line: Pick<Connection, 'source' | 'target'>): boolean =>
      joinOf(line, nodes)?.bridge.origin === 'portolan',
    onConnect: (line: Connection): void => {
      const join = joinOf(line, nodes);
      if (join === null) return;
      showNotice(null);
      openAttach({ endpointId: join.endpoint.id, bridge: join.bridge.name });
    },
    onConnectEnd: (_event: unknown, end: FinalConnectionState): void => {
      if (end.isValid === true || end.fromNode === null || end.toNode === null) return;
      const join = joinOf({ source: end.fromNode.id, target: end.toNode.id }, nodes);
      if (join === null) return;
      const { name, origin } = join.bridge;
      const text = t('attach.notOurs', { bridge: name, origin: t(`origin.${origin}`) });
      showNotice(appError('NOT_OURS', verbatim(text), { bridge: name }));
    },
  };
}
