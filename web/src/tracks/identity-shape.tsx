import type { Identity } from '../api/contract';

const SHAPES: Record<Identity, string> = {
  own: 'M10 3.4a6.6 6.6 0 1 1 0 13.2 6.6 6.6 0 0 1 0-13.2z',
  declared: 'M4.2 4.2h11.6v11.6H4.2z',
  unknown:
    'M6.7 6.2a3.6 3.6 0 0 1 6.6 0 3.6 3.6 0 0 1 .5 7.1l-.5.5a3.6 3.6 0 0 1-6.6 0 3.6 3.6 0 0 1-.5-7.1z',
  suspect: 'M10 1.8l8.2 8.2-8.2 8.2L1.8 10z',
};

interface Props {
  identity: Identity;
  partner?: boolean;
  coasting?: boolean;
  simulated?: boolean;
}

/** The sign of a track as on the map: the shape says what it is, the filling whose it is, the rim how fresh. */
export function IdentityShape({ identity, partner = false, coasting = false, simulated = false }: Props) {
  const filling = partner ? 'is-hollow' : simulated ? 'is-hatched' : 'is-filled';
  return (
    <svg
      class={`identity-shape identity-${identity} ${filling} ${coasting ? 'is-coasting' : ''}`}
      viewBox="0 0 20 20"
      aria-hidden="true"
    >
      <path class="shape" d={SHAPES[identity]} />
      {simulated && !partner && <path class="hatch" d="M6.5 12.5l6-6M8.6 14.4l5.8-5.8M5.6 9.4l3.8-3.8" />}
    </svg>
  );
}
