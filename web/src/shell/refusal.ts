import { ApiError } from '../api/http';
import { t } from '../i18n/i18n';

/** What a person is told when the node refused or was silent: what happened, then what to do. */
export function refusalText(error: unknown): string {
  if (!(error instanceof ApiError)) return t('error.unreachable');
  const what = error.message || error.code;
  return error.remedy ? `${what} ${t('error.remedy', { remedy: error.remedy })}` : what;
}
