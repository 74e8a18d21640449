import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibreMap } from 'maplibre-gl';
import { INSTANCE, NO_TRACK, ORIGIN, TAIL, TAIL_POINT, type TrackTable } from '../../picture/track-table';
import { LabelAtlas } from './label-atlas';
import { countedFrom, instanced, makeProgram, type Program } from './program';
import * as shaders from './shaders';

/** Every track shows where it will be in this time. [s] */
const LEADER_S = 30;
/** From this zoom on all tracks carry their number. */
const LABELS_FROM_ZOOM = 9.2;
const PULSE_MS = 1_600;

/** Tails, leaders, ellipses, symbols and numbers of all tracks: five draw calls, one upload per buffer and batch. */
export class TrackLayer implements CustomLayerInterface {
  readonly id = 'tracks';
  readonly type = 'custom' as const;
  readonly renderingMode = '2d' as const;
  /** Row of the selected track. */
  selected = NO_TRACK;
  #map: MapLibreMap | null = null;
  #gl: Gl | null = null;
  #changed = true;
  #namesUploaded = NO_TRACK;

  constructor(
    readonly table: TrackTable,
    readonly still: boolean,
  ) {}

  /** The table has new numbers; upload them with the next frame. */
  touch(): void {
    this.#changed = true;
  }

  /** Draw all numbers anew, as after the font has arrived. */
  touchNames(): void {
    this.#gl?.atlas.clear();
    this.#namesUploaded = NO_TRACK;
    this.#changed = true;
  }

  onAdd(map: MapLibreMap, gl: WebGL2RenderingContext): void {
    this.#map = map;
    this.#gl = makeGl(gl);
    this.#namesUploaded = NO_TRACK;
    this.#changed = true;
  }

  onRemove(): void {
    this.#map = null;
    this.#gl = null;
  }

  render(_context: WebGL2RenderingContext, input: CustomRenderMethodInput): void {
    if (!this.#gl || this.table.rows === 0) return;
    const { gl } = this.#gl;
    if (this.#changed) this.#upload(this.#gl);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    for (const test of [gl.DEPTH_TEST, gl.STENCIL_TEST, gl.CULL_FACE]) gl.disable(test);
    this.#draw(this.#gl, countedFrom(input.defaultProjectionData.mainMatrix, ORIGIN.x, ORIGIN.y), this.#map?.getZoom() ?? 0);
    gl.bindVertexArray(null);
  }

  #upload({ gl, buffers, atlas }: Gl): void {
    const { table } = this;
    gl.bindVertexArray(null);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers.tracks);
    gl.bufferData(gl.ARRAY_BUFFER, table.instances.subarray(0, table.rows * INSTANCE), gl.DYNAMIC_DRAW);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers.tails);
    gl.bufferData(gl.ARRAY_BUFFER, table.tails.subarray(0, table.rows * TAIL * TAIL_POINT), gl.DYNAMIC_DRAW);
    if (table.namesVersion !== this.#namesUploaded) {
      const cells = atlas.cellsOf(table.names, table.rows);
      gl.bindBuffer(gl.ARRAY_BUFFER, buffers.cells);
      gl.bufferData(gl.ARRAY_BUFFER, cells, gl.DYNAMIC_DRAW);
      this.#namesUploaded = table.namesVersion;
    }
    this.#changed = false;
  }

  #draw({ gl, programs, arrays, atlas }: Gl, matrix: Float32Array, zoom: number): void {
    const { rows } = this.table;
    const canvas = gl.canvas as HTMLCanvasElement;
    const use = ({ program, uniform }: Program, array: WebGLVertexArrayObject, count: number) => {
      gl.useProgram(program);
      gl.uniformMatrix4fv(uniform('u_matrix'), false, matrix);
      gl.uniform2f(uniform('u_pixel'), 2 / canvas.clientWidth, 2 / canvas.clientHeight);
      gl.uniform1i(uniform('u_selected'), this.selected);
      gl.uniform1f(uniform('u_seconds'), LEADER_S);
      gl.uniform1f(uniform('u_pulse'), this.#pulse());
      gl.uniform1f(uniform('u_all'), zoom >= LABELS_FROM_ZOOM ? 1 : 0);
      gl.uniform4f(uniform('u_atlas'), ...atlas.shape);
      gl.bindVertexArray(array);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count);
    };
    use(programs.ellipse, arrays.tracks, rows);
    use(programs.tail, arrays.tails, rows * TAIL - 1);
    use(programs.leader, arrays.tracks, rows);
    use(programs.symbol, arrays.tracks, rows);
    atlas.bind(0);
    use(programs.label, arrays.tracks, rows);
  }

  #pulse(): number {
    return this.still ? 0 : (performance.now() % PULSE_MS) / PULSE_MS;
  }
}

type Gl = ReturnType<typeof makeGl>;

function makeGl(gl: WebGL2RenderingContext) {
  const programs = {
    tail: makeProgram(gl, shaders.TAIL_VERTEX, shaders.FLAT_FRAGMENT),
    leader: makeProgram(gl, shaders.LEADER_VERTEX, shaders.FLAT_FRAGMENT),
    ellipse: makeProgram(gl, shaders.ELLIPSE_VERTEX, shaders.ELLIPSE_FRAGMENT),
    symbol: makeProgram(gl, shaders.SYMBOL_VERTEX, shaders.SYMBOL_FRAGMENT),
    label: makeProgram(gl, shaders.LABEL_VERTEX, shaders.LABEL_FRAGMENT),
  };
  const buffers = { tracks: gl.createBuffer(), tails: gl.createBuffer(), cells: gl.createBuffer() };
  const arrays = { tracks: gl.createVertexArray(), tails: gl.createVertexArray() };
  gl.bindVertexArray(arrays.tracks);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffers.tracks);
  instanced(gl, 0, 2, INSTANCE, 0);
  instanced(gl, 1, 2, INSTANCE, 2);
  instanced(gl, 2, 3, INSTANCE, 4);
  instanced(gl, 3, 1, INSTANCE, 7);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffers.cells);
  instanced(gl, 4, 1, 1, 0);
  gl.bindVertexArray(arrays.tails);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffers.tails);
  instanced(gl, 0, 2, TAIL_POINT, 0);
  instanced(gl, 1, 1, TAIL_POINT, 2);
  instanced(gl, 2, 2, TAIL_POINT, TAIL_POINT); // the next point of the same buffer
  gl.bindVertexArray(null);
  return { gl, programs, buffers, arrays, atlas: new LabelAtlas(gl) };
}
