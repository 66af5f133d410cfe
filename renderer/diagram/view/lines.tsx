import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { useUi } from '../../store/services';
import { endpointNodeId } from '../graph/graph';
import type { CourseFlow, LinkFlow, WireFlow } from '../elements/chart-model';

export function LinkLine({ data }: EdgeProps<LinkFlow>) {
  if (data === undefined) return null;
  return <path className={data.edge.up ? 'link' : 'link link--down'} d={data.route.path} />;
}

/** A veth pair, with the name of the host's end where there is room for it. */
export function WireLine({ data }: EdgeProps<WireFlow>) {
  if (data === undefined) return null;
  const { edge, route } = data;
  const { label } = route;
  return (
    <>
      <path className={edge.up ? 'wire' : 'wire wire--down'} d={route.path} />
      {label !== null && (
        <EdgeLabelRenderer>
          <span
            className="wire-name mono"
            title={edge.name}
            style={{ left: label.x, top: label.y, maxWidth: label.room }}
          >
            {edge.name}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

/** A publication's course, from its host port to the container's port. Clicking it selects the publication. */
export function CourseLine({ data }: EdgeProps<CourseFlow>) {
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
      className={`course course--${publication.state} course--${emphasis}`}
      onClick={() => {
        select({ kind: 'publication', id });
      }}
    >
      <path className="course__reach" d={data.route.path} />
      <path className="course__halo" d={data.route.path} />
      <path className="course__line" d={data.route.path} markerEnd={markerFor(publication.state)} />
    </g>
  );
}

function markerFor(state: CourseState): string {
  return state === 'failed' ? 'url(#course-broken)' : 'url(#course-end)';
}

type CourseState = NonNullable<CourseFlow['data']>['edge']['publication']['state'];

/** The marks at the ends of courses: an arrow where it arrives, a cross where it is broken. */
export function LineEnds() {
  return (
    <svg className="line-ends" aria-hidden>
      <defs>
        <marker
          id="course-end"
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
          id="course-broken"
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
