import { t } from '../i18n/i18n';
import { canDrawMap } from '../state/view';
import { AlertsTable } from './alerts-table';
import { DeclarationsTable, FeedsTable, LinksTable } from './status-tables';
import { TracksTable } from './tracks-table';

/** The same content as the map, for those who cannot use one. */
export function TablesView() {
  return (
    <div class="tables" role="region" aria-label={t('tables.label')} tabIndex={0} data-testid="tables">
      {!canDrawMap && <p class="note">{t('map.no-webgl')}</p>}
      <AlertsTable />
      <TracksTable />
      <FeedsTable />
      <LinksTable />
      <DeclarationsTable />
    </div>
  );
}
