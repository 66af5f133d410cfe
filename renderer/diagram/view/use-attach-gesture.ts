import type { Connection, FinalConnectionState } from '@xyflow/react';
import type { Bridge, Endpoint } from '#shared/model/snapshot';
import { msg } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { useUi } from '../../store/services';
import type { ChartNode } from '../elements/chart-model';

/**
 * Handles a wire drawn from a container to a bridge: opens the dialog for one of our bridges, and
 * says whose the bridge is otherwise.
 */
export function useAttachGesture(nodes: readonly ChartNode[]) {
  const openAttach = useUi((ui) => ui.openAttach);
  const showNotice = useUi((ui) => ui.showNotice);
  return {
    isValidConnection: (line: Pick<Connection, 'source' | 'target'>): boolean =>
      attachPair(line, nodes)?.bridge.origin === 'portolan',
    onConnect: (line: Connection): void => {
      const join = attachPair(line, nodes);
      if (join === null) return;
      showNotice(null);
      openAttach({ endpointId: join.endpoint.id, bridge: join.bridge.name });
    },
    onConnectEnd: (_event: unknown, end: FinalConnectionState): void => {
      if (end.isValid === true || end.fromNode === null || end.toNode === null) return;
      const join = attachPair({ source: end.fromNode.id, target: end.toNode.id }, nodes);
      if (join === null) return;
      const { name, origin } = join.bridge;
      const text = msg('error.bridgeOf', { bridge: name, origin: msg(`origin.${origin}`) });
      showNotice(appError('NOT_OURS', text, { bridge: name }));
    },
  };
}

/** Returns the endpoint and the bridge that a drawn line would connect; null for anything else. */
function attachPair(
  { source, target }: Pick<Connection, 'source' | 'target'>,
  nodes: readonly ChartNode[],
): { readonly endpoint: Endpoint; readonly bridge: Bridge } | null {
  const from = nodes.find(({ id }) => id === source);
  const to = nodes.find(({ id }) => id === target);
  return from?.type === 'endpoint' && to?.type === 'bridge'
    ? { endpoint: from.data.node.endpoint, bridge: to.data.node.bridge }
    : null;
}
