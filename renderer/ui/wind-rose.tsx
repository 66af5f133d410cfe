import './wind-rose.css';

/** An eight-pointed wind rose: Portolan's logo. */
export function WindRose({ size }: { readonly size: number }) {
  return (
    <svg className="wind-rose" width={size} height={size} viewBox="-32 -32 64 64" aria-hidden>
      <circle r="23" className="wind-rose__ring" />
      {[45, 135, 225, 315].map((angle) => (
        <g key={angle} transform={`rotate(${String(angle)})`}>
          <path className="wind-rose__minor" d="M0,-21 L4,-6 L0,0 L-4,-6 Z" />
        </g>
      ))}
      {[0, 90, 180, 270].map((angle) => (
        <g key={angle} transform={`rotate(${String(angle)})`}>
          <path className="wind-rose__light" d="M0,-30 L0,0 L-6,-6 Z" />
          <path className="wind-rose__dark" d="M0,-30 L0,0 L6,-6 Z" />
        </g>
      ))}
      <circle r="2.6" className="wind-rose__hub" />
    </svg>
  );
}
