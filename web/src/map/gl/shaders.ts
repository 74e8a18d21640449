import { TAIL } from '../../picture/track-table';
import { IDENTITY_COLOURS } from '../palette';

/**
 * All shaders of the track layer. Every one draws a strip of four corners per instance; sizes on the screen are CSS
 * pixels (`u_pixel` = 2 / size of the canvas), sizes on the ground Mercator units counted from the table's origin.
 */

const colour = (c: readonly [number, number, number]) => `vec3(${c.map((part) => part.toFixed(3)).join(',')})`;

const HEAD = `#version 300 es
precision highp float;
`;

const COMMON = `${HEAD}
uniform mat4 u_matrix;
uniform vec2 u_pixel;
const vec3 COLOURS[4] = vec3[4](${(['own', 'declared', 'unknown', 'suspect'] as const)
  .map((identity) => colour(IDENTITY_COLOURS[identity]))
  .join(',')});
vec2 corner() { return vec2(float(gl_VertexID & 1) * 2. - 1., float(gl_VertexID >> 1) * 2. - 1.); }
vec4 nowhere() { return vec4(2., 2., 2., 1.); }
vec4 onGround(vec2 place) { return u_matrix * vec4(place, 0., 1.); }
bool has(int code, int flag) { return (code & flag) != 0; }
`;

const TRACK_IN = `
layout(location = 0) in vec2 a_place;
layout(location = 1) in vec2 a_motion;   // heading rad, speed per second
layout(location = 2) in vec3 a_ellipse;  // half axes, azimuth rad
layout(location = 3) in float a_code;
`;

/** A line from one place to another, `u_width` pixels wide. */
const STRIP = `
vec4 strip(vec2 from, vec2 to, float width) {
  vec4 a = onGround(from), b = onGround(to);
  vec2 across = (b.xy / b.w - a.xy / a.w) / u_pixel;
  float size = length(across);
  if (size < 1e-3) return nowhere();
  vec2 side = vec2(-across.y, across.x) / size;
  vec4 end = (gl_VertexID >> 1) == 0 ? a : b;
  end.xy += side * corner().x * width * .5 * u_pixel * end.w;
  return end;
}
`;

export const TAIL_VERTEX = `${COMMON}${STRIP}
layout(location = 0) in vec2 a_from;
layout(location = 1) in float a_code;
layout(location = 2) in vec2 a_to;
out vec4 v_colour;
void main() {
  int point = gl_InstanceID % ${TAIL};
  if (a_code < 0. || point == ${TAIL - 1}) { gl_Position = nowhere(); return; }
  float age = float(point + (gl_VertexID >> 1)) / ${(TAIL - 1).toFixed(1)};
  float alpha = age * age * .62;
  v_colour = vec4(COLOURS[int(a_code) & 3] * alpha, alpha);
  gl_Position = strip(a_from, a_to, mix(1., 2.2, age));
}`;

/** A thin line to where the object will be in \`u_seconds\` if it goes on like this. */
export const LEADER_VERTEX = `${COMMON}${STRIP}${TRACK_IN}
uniform float u_seconds;
out vec4 v_colour;
void main() {
  if (a_code < 0. || isnan(a_motion.x) || a_motion.y <= 0.) { gl_Position = nowhere(); return; }
  vec2 ahead = a_place + vec2(sin(a_motion.x), -cos(a_motion.x)) * a_motion.y * u_seconds;
  float alpha = .8;
  v_colour = vec4(COLOURS[int(a_code) & 3] * alpha, alpha);
  gl_Position = strip(a_place, ahead, 1.4);
}`;

export const FLAT_FRAGMENT = `${HEAD}
in vec4 v_colour;
out vec4 o_colour;
void main() { o_colour = v_colour; }`;

export const ELLIPSE_VERTEX = `${COMMON}${TRACK_IN}
uniform int u_selected;
out vec2 v_unit;
flat out vec4 v_colour;
flat out int v_dashed;
void main() {
  int code = int(a_code);
  if (a_code < 0. || a_ellipse.x <= 0.) { gl_Position = nowhere(); return; }
  v_unit = corner() * 1.35;
  float s = sin(a_ellipse.z), c = cos(a_ellipse.z);
  vec2 local = v_unit * a_ellipse.xy;                        // along, across
  gl_Position = onGround(a_place + vec2(local.x * s + local.y * c, -local.x * c + local.y * s));
  v_colour = vec4(COLOURS[code & 3], gl_InstanceID == u_selected ? .95 : .5);
  v_dashed = has(code, 8) ? 1 : 0;
}`;

export const ELLIPSE_FRAGMENT = `${HEAD}
in vec2 v_unit;
flat in vec4 v_colour;
flat in int v_dashed;
out vec4 o_colour;
void main() {
  float r = length(v_unit), edge = (r - 1.) / max(fwidth(r), 1e-5);   // pixels from the outline
  float line = 1. - smoothstep(.6, 1.5, abs(edge));
  if (v_dashed == 1 && fract(atan(v_unit.y, v_unit.x) * 3.8197) > .55) line = 0.;
  float alpha = max(line * v_colour.a, edge < 0. ? .09 * v_colour.a : 0.);
  if (alpha <= .002) discard;
  o_colour = vec4(v_colour.rgb * alpha, alpha);
}`;

export const SYMBOL_VERTEX = `${COMMON}${TRACK_IN}
uniform int u_selected;
out vec2 v_at;               // pixels from the place, y up
flat out vec2 v_ahead;       // unit vector of the heading; zero without one
flat out vec3 v_colour;
flat out int v_code;
flat out int v_chosen;
void main() {
  if (a_code < 0.) { gl_Position = nowhere(); return; }
  v_code = int(a_code);
  v_chosen = gl_InstanceID == u_selected ? 1 : 0;
  v_at = corner() * 20.;
  v_ahead = isnan(a_motion.x) ? vec2(0.) : vec2(sin(a_motion.x), cos(a_motion.x));
  v_colour = COLOURS[v_code & 3];
  gl_Position = onGround(a_place);
  gl_Position.xy += v_at * u_pixel * gl_Position.w;
}`;

export const SYMBOL_FRAGMENT = `${HEAD}
in vec2 v_at;
flat in vec2 v_ahead;
flat in vec3 v_colour;
flat in int v_code;
flat in int v_chosen;
uniform float u_pulse;
out vec4 o_colour;
float box(vec2 p, float h) { vec2 d = abs(p) - h; return length(max(d, 0.)) + min(max(d.x, d.y), 0.); }
/** Distance in pixels to the shape of an identity: circle, square, clover, diamond. */
float shape(int identity, vec2 p) {
  if (identity == 0) return length(p) - 6.4;
  if (identity == 1) return box(p, 5.6);
  if (identity == 3) return (abs(p.x) + abs(p.y) - 8.6) * .7071;
  vec2 q = abs(p);
  return min(length(q - vec2(3.3, 0.)), length(q - vec2(0., 3.3))) - 3.9;
}
float cover(float d) { return 1. - smoothstep(-.6, .6, d); }
vec4 over(vec4 under, vec3 rgb, float alpha) { return vec4(rgb * alpha, alpha) + under * (1. - alpha); }
void main() {
  bool partner = (v_code & 4) != 0, coasting = (v_code & 8) != 0, simulated = (v_code & 16) != 0, alarm = (v_code & 32) != 0;
  vec3 dark = vec3(.031, .055, .082);
  float d = shape(v_code & 3, v_at);
  float nose = 1e3;
  if (dot(v_ahead, v_ahead) > .5) {
    vec2 f = vec2(dot(v_at, v_ahead), dot(v_at, vec2(-v_ahead.y, v_ahead.x)));
    nose = max(abs(f.y) * .8192 + (f.x - 14.6) * .5736, 9.4 - f.x);
  }
  float alpha = coasting ? .62 : 1.;
  vec4 c = vec4(0.);
  c = over(c, dark, cover(min(d, nose) - 1.8) * .8 * alpha);
  c = over(c, v_colour, cover(nose) * alpha);
  float stripe = step(.5, fract((v_at.x + v_at.y) * .2));
  float filled = coasting ? .16 : partner ? (simulated ? stripe * .35 : 0.) : (simulated ? mix(.72, 1., stripe) : 1.);
  c = over(c, mix(dark, v_colour, filled), cover(d) * alpha);
  float rim = cover(abs(d + .9) - 1.);
  if (coasting && fract(atan(v_at.y, v_at.x) * 1.9099) > .6) rim = 0.;
  c = over(c, v_colour, rim);
  if (alarm) {
    float r = 13. + u_pulse * 5.;
    c = over(c, vec3(1., .36, .36), cover(abs(length(v_at) - r) - .7) * (1. - u_pulse * .75));
  }
  if (v_chosen == 1) c = over(c, vec3(1.), cover(abs(length(v_at) - 17.) - .8));
  if (c.a <= .002) discard;
  o_colour = c;
}`;

export const LABEL_VERTEX = `${COMMON}${TRACK_IN}
layout(location = 4) in float a_cell;
uniform int u_selected;
uniform float u_all;         // 1: every track has its number; 0: only alerts and the selected one
uniform vec4 u_atlas;        // columns, rows, width and height of a cell in pixels
out vec2 v_texture;
flat out vec4 v_colour;
void main() {
  int code = int(a_code);
  bool chosen = gl_InstanceID == u_selected;
  if (a_code < 0. || a_cell < 0. || (u_all < .5 && !chosen && !has(code, 32))) { gl_Position = nowhere(); return; }
  vec2 unit = corner() * .5 + .5;
  float column = mod(a_cell, u_atlas.x), row = floor(a_cell / u_atlas.x);
  v_texture = (vec2(column, row) + vec2(unit.x, 1. - unit.y)) / u_atlas.xy;
  v_colour = vec4(mix(COLOURS[code & 3], vec3(1.), chosen ? .85 : .35), has(code, 8) && !chosen ? .7 : 1.);
  gl_Position = onGround(a_place);
  float lower = has(code, 4) ? -18. : 1.;   // the partner's below: both sides may track one object
  gl_Position.xy += (vec2(13., lower) + unit * u_atlas.zw) * u_pixel * gl_Position.w;
}`;

export const LABEL_FRAGMENT = `${HEAD}
in vec2 v_texture;
flat in vec4 v_colour;
uniform sampler2D u_texture;
out vec4 o_colour;
void main() {
  vec4 ink = texture(u_texture, v_texture);   // red: letters, alpha: letters and their halo
  if (ink.a <= .01) discard;
  vec3 rgb = mix(vec3(.031, .055, .082), v_colour.rgb, ink.r / max(ink.a, .01));
  o_colour = vec4(rgb * ink.a, ink.a) * v_colour.a;
}`;
