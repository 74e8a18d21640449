import { t } from '../i18n/i18n';
import { Icon } from '../shell/icon';
import { offersPassword } from '../state/session';
import { focusAccount } from './account-button';
import { askPassword } from './password-attempt';

function dismiss(): void {
  offersPassword.value = false;
  focusAccount();
}

/** After a one-time link: it will not work again, so a password is offered. */
export const PasswordHint = () =>
  offersPassword.value ? (
    <section class="banner banner-password" aria-label={t('password.title')} data-testid="password-hint">
      <p>{t('password.hint')}</p>
      <button type="button" class="link-button" aria-haspopup="dialog" onClick={askPassword}>
        {t('password.title')}
      </button>
      <button type="button" class="icon-button is-small" aria-label={t('password.dismiss')} onClick={dismiss}>
        <Icon name="close" />
      </button>
    </section>
  ) : null;
