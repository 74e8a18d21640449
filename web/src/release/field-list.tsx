import type { FieldView, WaitingView } from '../api/exchange';
import { LOCAL_ZONE, timeOfDay } from '../format/time';
import { locale, t } from '../i18n/i18n';
import { en, type TextKey } from '../i18n/en';
import { Table, type Column } from '../tables/table';
import { StateWord } from '../shell/state-word';

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
/** Classes that no machine releases. */
const SENSITIVE = new Set(['person', 'text', 'operator-position', 'file']);

/** What a person calls a field: by its last name that has a text, with the names above it where they say more. */
function labelOf(name: string): string | null {
  const last = name.split('.').filter((part) => !/^\d+$/.test(part)).at(-1) ?? name;
  const key = `field.${last}`;
  return key in en ? t(key as TextKey) : null;
}

function shown({ value }: FieldView): string {
  if (value === null) return t('release.empty-list');
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'number') return value.toLocaleString(locale(), { maximumFractionDigits: 8 });
  if (!INSTANT.test(value)) return value;
  return `${value.slice(0, 10)} ${value.slice(11, -1)} UTC · ${timeOfDay(Date.parse(value), LOCAL_ZONE)} ${t('when.local')}`;
}

const COLUMNS: readonly Column<FieldView>[] = [
  {
    name: 'col.field',
    cell: (field) => (
      <>
        {labelOf(field.name) ?? <code>{field.name}</code>}
        {labelOf(field.name) && (
          <p class="cell-more">
            <code>{field.name}</code>
          </p>
        )}
      </>
    ),
  },
  { name: 'col.value', wraps: true, cell: (field) => <span class="value">{shown(field)}</span> },
  {
    name: 'col.class-of-field',
    cell: (field) =>
      SENSITIVE.has(field.release_class) ? (
        <StateWord tone="warn">{t(`release-class.${field.release_class}`)}</StateWord>
      ) : (
        t(`release-class.${field.release_class}`)
      ),
  },
];

/** What a person must not overlook comes first; the rest in the order of the vocabulary. */
const inOrder = (fields: readonly FieldView[]): FieldView[] =>
  [...fields].sort((a, b) => Number(SENSITIVE.has(b.release_class)) - Number(SENSITIVE.has(a.release_class)));

/** Every value in the bytes that would leave. */
export const FieldList = ({ item }: { item: WaitingView }) => (
  <Table
    title={t('release.leaves')}
    columns={COLUMNS}
    rows={inOrder(item.fields)}
    keyOf={(field) => field.name}
    rowClass={(field) => (SENSITIVE.has(field.release_class) ? 'is-sensitive' : '')}
  />
);
