import type { SessionView } from '../api/contract';
import { t } from '../i18n/i18n';
import { Icon } from '../shell/icon';
import { askPassword } from './password-attempt';

const ID = 'account';

/** Who is signed in; opens what a person may change of the own account. */
export const AccountButton = ({ here }: { here: SessionView }) => (
  <button
    type="button"
    id={ID}
    class="quiet-button account-button"
    aria-haspopup="dialog"
    aria-label={t('header.account', { name: here.name })}
    title={t('header.desk', { name: here.name, desk: here.desk })}
    onClick={askPassword}
  >
    <Icon name="person" />
    <span>{here.name}</span>
  </button>
);

/** Put the focus where a password can be set at any time. */
export const focusAccount = (): void => document.getElementById(ID)?.focus();
