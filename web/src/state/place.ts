import { computed, signal } from '@preact/signals';
import type { SessionView } from '../api/contract';
import { desk } from './session';

export const PAGES = ['picture', 'sensors', 'exchange', 'release'] as const;
export type PageName = (typeof PAGES)[number];

export const SECTIONS = ['links', 'recalls', 'holds', 'meter', 'decisions', 'verify', 'policy'] as const;
export type SectionName = (typeof SECTIONS)[number];

const has = (here: SessionView | null, ...roles: string[]): boolean =>
  roles.some((role) => here?.roles.includes(role));

/** What the roles of a person let them do; the node checks it again. */
export const may = {
  readContent: (here = desk()) => has(here, 'watch-officer', 'auditor'),
  recall: (here = desk()) => has(here, 'watch-officer'),
  release: (here = desk()) => has(here, 'releaser'),
  audit: (here = desk()) => has(here, 'auditor'),
  keepPairings: (here = desk()) => has(here, 'administrator'),
  rehearse: (here = desk()) => has(here, 'administrator', 'watch-officer'),
};

const PAGE_OPEN: Record<PageName, () => boolean> = {
  picture: () => may.readContent(),
  sensors: () => may.readContent(),
  exchange: () => true,
  release: () => may.release(),
};
const SECTION_OPEN: Record<SectionName, () => boolean> = {
  links: () => true,
  recalls: () => may.readContent(),
  holds: () => may.audit(),
  meter: () => true,
  decisions: () => may.audit(),
  verify: () => may.audit(),
  policy: () => may.rehearse(),
};

/** Pages that this person may open, in the order of the header; the first is where they begin. */
export const openPages = computed(() => {
  const open = PAGES.filter((page) => PAGE_OPEN[page]());
  return may.release() && !may.readContent() ? [...open].reverse() : open;
});
export const openSections = computed(() => SECTIONS.filter((section) => SECTION_OPEN[section]()));

/** Parts of the address behind its `#`; what names no page (a skip link, a one-time link) changes nothing. */
const parts = signal<readonly string[]>(read([]));

function read(before: readonly string[]): readonly string[] {
  const found = (globalThis.location?.hash ?? '').slice(1).split('/').map(decoded);
  return PAGES.some((page) => page === found[0]) ? found : before;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a hand-made address; it names nothing then
  }
}

/** Follow the address; a page of another person's roles gives the own first page. */
export const followAddress = (): void =>
  addEventListener('hashchange', () => {
    parts.value = read(parts.value);
  });

export const page = computed<PageName>(
  () => openPages.value.find((open) => open === parts.value[0]) ?? openPages.value[0] ?? 'exchange',
);
export const section = computed<SectionName>(
  () => openSections.value.find((open) => page.value === 'exchange' && open === parts.value[1]) ?? 'links',
);
/** Partner and record that the release desk shows; null where the address names none. */
export const deskItem = computed(() => {
  const [, partner, record] = parts.value;
  return page.value === 'release' && partner && record ? { partner, record } : null;
});

/** The address of a place on the page. */
export const address = (...to: string[]): string => `#${to.map(encodeURIComponent).join('/')}`;
