import { signal } from '@preact/signals';
import { hasWebGl2 } from '../map/webgl';

export type ViewName = 'map' | 'table';

/** The map needs WebGL 2; without it the tables are all there is, and they say so. */
export const canDrawMap = hasWebGl2();

export const view = signal<ViewName>(canDrawMap ? 'map' : 'table');
