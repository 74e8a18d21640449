import { FONT } from '../palette';

const COLUMNS = 16;
const ROWS = 64;
/** Size of a cell on the screen; twice that in the texture. */
const CELL = { width: 72, height: 17 } as const;
const NO_CELL = -1;

/**
 * The numbers of the tracks, each drawn once into a cell of one texture. About a thousand have room; with more tracks
 * than that on one screen numbers could not be read anyway, and the tables have them all.
 */
export class LabelAtlas {
  readonly shape = [COLUMNS, ROWS, CELL.width, CELL.height] as const;
  readonly #canvas = new OffscreenCanvas(CELL.width * 2, CELL.height * 2);
  readonly #cells = new Map<string, number>();
  readonly #free = Array.from({ length: COLUMNS * ROWS }, (_, i) => COLUMNS * ROWS - 1 - i);
  readonly #texture: WebGLTexture;

  constructor(readonly gl: WebGL2RenderingContext) {
    this.#texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, COLUMNS * CELL.width * 2, ROWS * CELL.height * 2);
    for (const [parameter, value] of [
      [gl.TEXTURE_MIN_FILTER, gl.LINEAR],
      [gl.TEXTURE_MAG_FILTER, gl.LINEAR],
      [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
      [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
    ] as const) {
      gl.texParameteri(gl.TEXTURE_2D, parameter, value);
    }
  }

  bind(unit: number): void {
    this.gl.activeTexture(this.gl.TEXTURE0 + unit);
    this.gl.bindTexture(this.gl.TEXTURE_2D, this.#texture);
  }

  /** Forget what is drawn. */
  clear(): void {
    for (const cell of this.#cells.values()) this.#free.push(cell);
    this.#cells.clear();
  }

  /** Cells of the rows' names, -1 where there is none; what is no longer named gives its cell back. */
  cellsOf(names: readonly (string | null)[], rows: number): Float32Array {
    const present = new Set(names);
    for (const [name, cell] of this.#cells) {
      if (present.has(name)) continue;
      this.#cells.delete(name);
      this.#free.push(cell);
    }
    return Float32Array.from({ length: rows }, (_, slot) => {
      const name = names[slot];
      return name ? this.#cellOf(name) : NO_CELL;
    });
  }

  #cellOf(name: string): number {
    const known = this.#cells.get(name);
    if (known !== undefined) return known;
    const cell = this.#free.pop();
    if (cell === undefined) return NO_CELL;
    this.#cells.set(name, cell);
    this.#draw(name, cell);
    return cell;
  }

  #draw(name: string, cell: number): void {
    const pen = this.#canvas.getContext('2d');
    if (!pen) return;
    const { gl } = this;
    pen.setTransform(2, 0, 0, 2, 0, 0);
    pen.clearRect(0, 0, CELL.width, CELL.height);
    pen.font = `600 11px '${FONT}', sans-serif`;
    pen.textBaseline = 'middle';
    pen.lineJoin = 'round';
    pen.lineWidth = 3;
    pen.strokeStyle = '#000';
    pen.strokeText(name, 2, CELL.height / 2);
    pen.fillStyle = '#f00'; // red is the ink, see the fragment shader
    pen.fillText(name, 2, CELL.height / 2);
    this.bind(0);
    const [x, y] = [(cell % COLUMNS) * CELL.width * 2, Math.floor(cell / COLUMNS) * CELL.height * 2];
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y, gl.RGBA, gl.UNSIGNED_BYTE, this.#canvas);
  }
}
