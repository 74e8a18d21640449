import { signal } from '@preact/signals';

const offset_ms = signal(0);

/** The node's time, once a second; ages and countdowns are drawn from it. [ms UTC] */
export const now_ms = signal(Date.now());

/** Time at the node at this instant, whatever the clock of the page's machine says. */
export const nodeTime = (): number => Date.now() + offset_ms.value;

/** Follow the node's clock. Within a quarter of a second it is not distinguished from the way of the answer. */
export function followNodeClock(node_minus_page_ms: number): void {
  offset_ms.value = Math.abs(node_minus_page_ms) < 250 ? 0 : node_minus_page_ms;
}

/** Let `now_ms` tick on the node's full seconds. */
export function startClock(): void {
  const tick = () => {
    now_ms.value = nodeTime();
    setTimeout(tick, 1000 - (nodeTime() % 1000) + 5);
  };
  tick();
}
