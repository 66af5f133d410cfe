import { measures, type Box } from '../layout/sizes';

/** Far enough that panning never reaches the end. */
const far = 12_000;

/** The rhumb lines, which radiate from a wind rose along its sixteen winds on old charts. */
const rhumbLines = Array.from({ length: 16 }, (_, index) => {
  const angle = (index * Math.PI) / 8;
  return `M0,0L${(Math.cos(angle) * far).toFixed(0)},${(Math.sin(angle) * far).toFixed(0)}`;
}).join('');

/**
 * The background of the chart: sea with rhumb lines on the left, land from the host's edge on.
 * Purely decorative.
 *
 * @param props.rose position of the wind rose
 */
export function ChartBackground({ rose }: { readonly rose: Box }) {
  const edge = measures.edge.x;
  return (
    <div className="ground" aria-hidden>
      <svg
        className="ground__rhumbs"
        style={{ left: rose.x + rose.width / 2, top: rose.y + measures.outside.rose }}
      >
        <path d={rhumbLines} />
      </svg>
      <div className="ground__water" style={{ left: edge, height: 2 * far, top: -far }} />
      <div
        className="ground__land"
        style={{ left: edge, width: far, height: 2 * far, top: -far }}
      />
    </div>
  );
}
