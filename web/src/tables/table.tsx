import type { ComponentChildren } from 'preact';
import { t } from '../i18n/i18n';
import type { TextKey } from '../i18n/en';

export interface Column<Row> {
  name: TextKey;
  cell: (row: Row) => ComponentChildren;
  /** Long words that may take several lines. */
  wraps?: boolean;
  /** Right-aligned figures. */
  figures?: boolean;
}

interface Props<Row> {
  title: string;
  id?: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  rowClass?: (row: Row) => string;
  /** What it means that there is no row. */
  empty?: string;
  children?: ComponentChildren;
}

/** A table with its heading; the first column names the row. */
export function Table<Row>({ title, id, columns, rows, keyOf, rowClass, empty, children }: Props<Row>) {
  return (
    <section class="table-section" id={id} tabIndex={id ? -1 : undefined}>
      <h2>
        {title} <span class="table-count">{rows.length}</span>
      </h2>
      {rows.length === 0 ? (
        <p class="rail-empty">{empty ?? t('tables.empty')}</p>
      ) : (
        <div class="table-scroll" tabIndex={0} role="region" aria-label={title}>
          <table>
            <caption class="visually-hidden">{title}</caption>
            <thead>
              <tr>
                {columns.map(({ name, figures }) => (
                  <th key={name} scope="col" class={figures ? 'is-figures' : ''}>
                    {t(name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={keyOf(row)} class={rowClass?.(row)}>
                  {columns.map(({ name, cell, figures, wraps }, i) =>
                    i === 0 ? (
                      <th key={name} scope="row">
                        {cell(row)}
                      </th>
                    ) : (
                      <td key={name} class={figures ? 'is-figures' : wraps ? 'is-wrapping' : ''}>
                        {cell(row)}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {children}
    </section>
  );
}
