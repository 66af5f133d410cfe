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
