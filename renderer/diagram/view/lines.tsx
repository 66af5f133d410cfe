import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { useUi } from '../../store/services';
import { endpointNodeId } from '../graph/graph';
import type { PublicationElement, LinkElement, WireElement } from '../elements/chart-model';
import { ForeignText } from '../../ui/foreign-text';
import { foreignText } from '../../i18n/foreign-text';

export function LinkLine({ data }: EdgeProps<LinkElement>) {
  if (data === undefined) return null;
  return <path className={data.edge.up ? 'link' : 'link link--down'} d={data.line.path} />;
}

/** A veth pair, with the name of the host's end where there is room for it. */
export function WireLine({ data }: EdgeProps<WireElement>) {
  if (data === undefined) return null;
  const { edge, line } = data;
  const { label } = line;
  return (
    <>
      <path className={edge.up ? 'wire' : 'wire wire--down'} d={line.path} />
      {label !== null && (
        <EdgeLabelRenderer>
          <span
            className="wire-name mono"
            title={foreignText(edge.name)}
            style={{ left: label.x, top: label.y, maxWidth: label.room }}
          >
            <ForeignText text={edge.name} />
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

/**
 * A publication's line, from its host port to the container's port. A click selects the
 * publication.
 */
export function PublicationLine({ data }: EdgeProps<PublicationElement>) {
  const id = data?.edge.publication.id;
  const target = data?.edge.target;
  const emphasis = useUi(({ selection }) => {
    if (selection.kind === 'none' || selection.kind === 'bridge') return 'plain';
    const chosen =
      selection.kind === 'publication'
        ? selection.id === id
        : target === endpointNodeId(selection.id);
    return chosen ? 'chosen' : 'aside';
  });
  const select = useUi((ui) => ui.select);
  if (data === undefined || id === undefined) return null;
  const { publication } = data.edge;
  return (
    <g
      className={`publication-line publication-line--${publication.state} publication-line--${emphasis}`}
      onClick={() => {
        select({ kind: 'publication', id });
      }}
    >
      <path className="publication-line__reach" d={data.line.path} />
      <path className="publication-line__halo" d={data.line.path} />
      <path
        className="publication-line__line"
        d={data.line.path}
        markerEnd={markerFor(publication.state)}
      />
    </g>
  );
}

function markerFor(state: PublicationState): string {
  return state === 'failed' ? 'url(#publication-broken)' : 'url(#publication-end)';
}

type PublicationState = NonNullable<PublicationElement['data']>['edge']['publication']['state'];

/** The markers at the ends of publication lines: an arrow, or a cross if the publication failed. */
export function LineEnds() {
  return (
    <svg className="line-ends" aria-hidden>
      <defs>
        <marker
          id="publication-end"
          viewBox="0 0 10 10"
          refX="9"
          refY="5"
          markerWidth="11"
          markerHeight="11"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path className="line-ends__arrow" d="M0,0.6 L10,5 L0,9.4 L2.6,5 Z" />
        </marker>
        <marker
          id="publication-broken"
          viewBox="0 0 10 10"
          refX="9"
          refY="5"
          markerWidth="13"
          markerHeight="13"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path className="line-ends__cross" d="M1,1 L9,9 M9,1 L1,9" />
        </marker>
      </defs>
    </svg>
  );
}
